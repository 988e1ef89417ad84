import type { BodyOf } from "@avow/contract";
import type { ChannelName, Refusal } from "@avow/policy";
import { CHANNELS } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { isRegistered } from "../accounts/registered.ts";
import { countDecision } from "../activity/tally.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { lockPerson } from "../people/person.ts";
import type { Governing } from "../policy-versions/governing.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { awaitIndex } from "../receipts/settle.ts";
import type { ServiceTables } from "../tables.ts";
import { findNotice } from "./claim.ts";
import { type FilledTemplate, fillTemplate } from "./fill-template.ts";
import type { Notices } from "./notice.ts";
import { isServiceUnder, type ServiceTemplate, type Template } from "./service-templates.ts";
import { clauseOfPurpose } from "./settle-deliveries.ts";

/** The purpose under whose clause something that is no service message is refused. */
const SERVICE_PURPOSE = "service-messages";

/** The job that gives a service message to everybody its people; its data is the notice's id. */
const GATHER_SERVICE = "gather-service";
const PAGE = 2000;

export interface ServiceDoor {
  readonly notices: Notices;
  readonly jobs: Pick<Jobs, "enqueue">;
  readonly templates: Readonly<Record<string, Template>>;
}

/** The templates that may go out as service messages under the policy in force, through what it permits for them. */
export function listServiceTemplates(context: Context, templates: ServiceDoor["templates"]) {
  return Object.values(templates)
    .filter((template) => isServiceUnder(context.bundle, template))
    .map(({ name, title, purpose, subject, paragraphs, blanks }) => ({
      name,
      title: { ...title },
      purpose,
      clause: clauseOfPurpose(context, purpose),
      channels: channelsFor(context, purpose),
      subject: { ...subject },
      paragraphs: paragraphs.map((text) => ({ ...text })),
      blanks: Object.entries(blanks).map(([blank, declared]) => ({
        name: blank,
        title: { ...declared.title },
        kind: declared.kind,
      })),
    }));
}

/**
 * Sends a service message to one person or to everybody with an account. What is no service message under the policy in force is
 * refused, with evidence where it was to go to one person.
 * @throws {ProblemError} `refused`; `body-malformed`; `not-found`
 */
export async function sendService(
  context: Context,
  door: ServiceDoor,
  { body, operator }: { readonly body: BodyOf<"sendService">; readonly operator: string },
): Promise<{ notice: string }> {
  const template = Object.hasOwn(door.templates, body.template) ? door.templates[body.template] : undefined;
  if (template === undefined) throw new ProblemError("not-found", { detail: "there is no such template" });
  if (!isServiceUnder(context.bundle, template)) return refuseMarketing(context, template, body.audience);
  const words = fillTemplate(template, body.blanks, context.bundle.languages);
  return {
    notice: await startService(context, door, { template, words, audience: body.audience, operator }),
  };
}

/** Only what is a service message by its type comes this far. */
async function startService(
  context: Context,
  { notices, jobs }: ServiceDoor,
  of: {
    readonly template: ServiceTemplate;
    readonly words: FilledTemplate;
    readonly audience: BodyOf<"sendService">["audience"];
    readonly operator: string;
  },
): Promise<string> {
  const { template, words, audience, operator } = of;
  return transact(context.db, async (tx) => {
    const notice = await notices.create(context, tx, {
      kind: "message",
      about: template.name,
      purpose: template.purpose,
      channels: channelsFor(context, template.purpose),
      rehearsal: false,
      by: operator,
      beginsAt: context.now(),
      words,
    });
    if (audience.kind === "everybody") {
      await jobs.enqueue(tx, GATHER_SERVICE, { notice });
      return notice;
    }
    if ((await notices.addPeople(tx, notice, [audience.person])) === 0)
      throw new ProblemError("not-found", { detail: "there is no such person" });
    await notices.start(tx, notice);
    return notice;
  });
}

/** Gives each service message to everybody its people, a page at a time, and then lets it run. Begun again, it adds nobody twice. */
export function workService(
  governing: Pick<Governing, "current">,
  jobs: Jobs,
  notices: Notices,
): Promise<void> {
  return jobs.work(GATHER_SERVICE, async ({ notice = "" }) => {
    const { db } = await governing.current();
    if ((await findNotice(db, notice))?.state !== "draft") return; // it ran already, and may have been paused since
    for (let after: string | null = ""; after !== null; ) {
      const from: string = after;
      after = await transact(db, (tx) => gatherPage(tx, notices, { notice, from }));
    }
    await transact(db, (tx) => notices.start(tx, notice));
  });
}

/** Adds the people behind `from`; returns the last of them, `null` when there are none. */
async function gatherPage(
  tx: Tx,
  notices: Notices,
  { notice, from }: { readonly notice: string; readonly from: string },
): Promise<string | null> {
  const accounts = tx
    .withTables<ServiceTables>()
    .selectFrom("account")
    .select("person")
    .where(isRegistered());
  const rows = await (from === "" ? accounts : accounts.where("person", ">", from))
    .orderBy("person")
    .limit(PAGE)
    .execute();
  const people = rows.map(({ person }) => person);
  if (people.length > 0) await notices.addPeople(tx, notice, people);
  return people.at(-1) ?? null;
}

/** Every channel through which a rule of the policy permits contact for the purpose, in the order in which it names them. */
function channelsFor({ bundle }: Context, purpose: string): ChannelName[] {
  const named = bundle.rules
    .filter((rule) => rule.action === "contact" && rule.purpose === purpose)
    .flatMap((rule) => rule.channel ?? []);
  return [...new Set(named)].flatMap((name) => CHANNELS.filter((channel) => channel === name));
}

const REASON = {
  en: "A service message carries no advertising: this template is of a purpose that advertises, or that needs consent.",
  zh: "服务消息不得包含营销内容：该模板所属目的为营销，或者须经同意。",
} as const;

async function refuseMarketing(
  context: Context,
  { purpose }: Template,
  audience: BodyOf<"sendService">["audience"],
): Promise<never> {
  const refusal: Refusal = {
    effect: "refuse",
    clause: clauseOfPurpose(context, SERVICE_PURPOSE),
    code: "not-permitted",
    reason: REASON,
    remedy: null,
    source: null,
  };
  const { clause, code } = refusal;
  const receipt = await transact(context.db, async (tx) => {
    if (audience.kind === "everybody") {
      await countDecision(context, tx, { clause, effect: "refuse" });
      return null;
    }
    if (!(await lockPerson(tx, audience.person)))
      throw new ProblemError("not-found", { detail: "there is no such person" });
    const facts = { purpose, as: SERVICE_PURPOSE, code };
    return recordEvent(context, tx, audience.person, {
      kind: "contact-refused",
      clause,
      facts,
      refused: true,
    });
  });
  throw receipt === null
    ? refusalProblem(refusal)
    : refusalProblem(refusal, await awaitIndex(context, receipt));
}
