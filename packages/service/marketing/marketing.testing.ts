import { wordingOf } from "@avow/policy";
import { transact } from "@avow/postgres";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { findByCredentials } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import type { PersonSession } from "../accounts/sessions.ts";
import type { Channels, Handover, Parcel, SendingChannel } from "../channels/parcel.ts";
import { choose } from "../choices/choices.ts";
import { messageKind } from "../contact/message-kind.ts";
import type { Context } from "../context.ts";
import type { ParsedBody } from "../http/mount.ts";
import { createJobs, type Jobs } from "../jobs/jobs.ts";
import type { Notices } from "../notices/notice.ts";
import { createNotices } from "../notices/notices.ts";
import { createSender } from "../notices/sender.ts";
import { submit } from "../submissions/submit.ts";
import type { ServiceTables } from "../tables.ts";
import { campaignKind } from "./campaign-kind.ts";
import type { Campaign } from "./campaign-rows.ts";
import { createCampaign, readCampaign, startCampaign } from "./campaigns.ts";
import { gatherPage } from "./gather.ts";
import { grantLicence, type Licence } from "./licences.ts";
import { beginPreview, previewPage } from "./preview.ts";

export const PASSWORD = "correct horse battery";
export const DAY_MS = 86_400_000;
/** Noon in Shanghai. */
export const NOON = Date.parse("2026-11-23T04:00:00Z");

/** A campaign as an operator would write it, about technology. */
export const CAMPAIGN: ParsedBody<"createCampaign"> = {
  purpose: "marketing",
  licence: null,
  about: "technology",
  subject: { en: "New on machines", zh: "机器新篇" },
  body: {
    en: "Three articles on machines are new.\n\nRead them.",
    zh: "三篇关于机器的文章已上线。\n\n欢迎阅读。",
  },
  channels: ["email"],
  audience: { language: null, bought: null },
};

/** What a test does with campaigns and the people they are for. */
export interface MarketingBench {
  readonly test: TestContext;
  readonly jobs: Jobs;
  readonly notices: Notices;
  /** The clock, in milliseconds since 1970; a test moves it. */
  at: number;
  context(): Context;
  newPerson(language?: "en" | "zh"): Promise<string>;
  agree(person: string, purpose?: string): Promise<void>;
  newWillingPerson(language?: "en" | "zh"): Promise<string>;
  /** Buys something; of an order from before kinds were kept the kind is `null`. */
  buy(person: string, kind: string | null, item?: string): Promise<void>;
  licence(changes?: Partial<ParsedBody<"grantLicence">>): Promise<Licence>;
  campaign(changes?: Partial<ParsedBody<"createCampaign">>): Promise<Campaign>;
  /** The preview when everybody has been asked about. */
  preview(campaign: string): Promise<NonNullable<Campaign["preview"]>>;
  /** Starts a campaign and gathers its people; nothing is sent yet. */
  start(campaign: string): Promise<Campaign>;
  /** Hands over everything that is due. */
  send(channels: Channels): Promise<void>;
  /** How a person's delivery of a campaign stands; `null` where they have none. */
  standing(
    campaign: Campaign,
    person: string,
  ): Promise<{ state: string; code: string | null; clause: string | null } | null>;
  close(): Promise<void>;
}

export async function openMarketingBench(): Promise<MarketingBench> {
  const clock = { at: NOON };
  const now = (): Date => new Date(clock.at);
  const test = await openTestContext({ now });
  const jobs = createJobs({ store: test.database.store, now, report: (error) => test.reports.push(error) });
  await jobs.start();
  const kinds = new Map([campaignKind, messageKind].map((kind) => [kind.name, kind]));
  const notices = createNotices({ kinds, now });
  const { context } = test;
  const bench: MarketingBench = {
    test,
    jobs,
    notices,
    get at() {
      return clock.at;
    },
    set at(at) {
      clock.at = at;
    },
    context: () => context,
    async newPerson(language = "en") {
      const email = `${crypto.randomUUID()}@example.com`;
      await register(context, "registration", { ...filledRegistration(email), "account.language": language });
      return findByCredentials(context, email, PASSWORD);
    },
    async agree(person, purpose = "marketing") {
      const wording = wordingOf(context.bundle.purposes[purpose]?.ask ?? {});
      await choose(context, person, purpose, { choice: "agree", wording });
    },
    async newWillingPerson(language) {
      const person = await bench.newPerson(language);
      await bench.agree(person);
      return person;
    },
    async buy(person, kind, item = "Atlas of tea") {
      const values = {
        "order.item": item,
        "order.price": "CNY 1",
        ...(kind === null ? {} : { "order.kind": kind }),
      };
      await submit(context, sessionOf(person), { form: "order", about: null, values, choices: {} });
    },
    licence: (changes) => grantLicence(context, { ...licenceBody(clock.at), ...changes }, "Wen"),
    campaign: (changes) => createCampaign(context, { ...CAMPAIGN, ...changes }, "operator-1"),
    async preview(id) {
      await beginPreview(context, jobs, id);
      const { id: preview } = await context.db
        .withTables<ServiceTables>()
        .selectFrom("campaign_preview")
        .select("id")
        .where("campaign", "=", id)
        .executeTakeFirstOrThrow();
      while (!(await transact(context.db, (tx) => previewPage(context, tx, { campaign: id, preview }))));
      const { preview: done } = await readCampaign(context, id);
      if (done === null) throw new Error("it was counted");
      return done;
    },
    async start(id) {
      await startCampaign(context, { jobs, notices }, { id, by: "operator-1" });
      while (!(await transact(context.db, (tx) => gatherPage(context, tx, notices, id))));
      return readCampaign(context, id);
    },
    async send(channels) {
      const report = (error: unknown) => test.reports.push(error);
      const governing = { current: async () => context };
      const sender = createSender({ governing, kinds, channels, report });
      await sender.sendDue();
      await sender.stop();
    },
    async standing({ notice }, person) {
      const row = await context.db
        .withTables<ServiceTables>()
        .selectFrom("delivery")
        .select(["state", "refusal"])
        .where("notice", "=", notice)
        .where("person", "=", person)
        .executeTakeFirst();
      if (row === undefined) return null;
      return { state: row.state, code: row.refusal?.code ?? null, clause: row.refusal?.clause ?? null };
    },
    async close() {
      await jobs.stop();
      await test.drop();
    },
  };
  return bench;
}

/** A licence that began yesterday, for a year. */
function licenceBody(at: number): ParsedBody<"grantLicence"> {
  return {
    holder: "Orchard Books",
    purpose: "partner-marketing",
    kinds: ["technology", "printed"],
    most: 1000,
    from: new Date(at - DAY_MS).toISOString(),
    until: new Date(at + 365 * DAY_MS).toISOString(),
  };
}

export function sessionOf(person: string): PersonSession {
  return { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) };
}

/** A channel that hands nothing to anybody and keeps what it was given, in order. */
export function recordParcels(
  name: SendingChannel["name"] = "email",
  answer: (parcel: Parcel) => Handover = () => ({ kind: "accepted" }),
): { readonly parcels: Parcel[]; readonly channels: Channels } {
  const parcels: Parcel[] = [];
  const channel: SendingChannel = {
    kind: "sends",
    name,
    through: "test",
    lanes: 4,
    async send(parcel) {
      const given = answer(parcel);
      if (given.kind === "accepted") parcels.push(parcel);
      return given;
    },
    close: async () => {},
  };
  return { parcels, channels: { [name]: channel } };
}
