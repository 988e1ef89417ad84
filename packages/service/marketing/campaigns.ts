import { randomUUID } from "node:crypto";
import type { Bundle } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { ParsedBody } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Notices } from "../notices/notice.ts";
import type { ServiceTables } from "../tables.ts";
import { type Campaign, getCampaign, lockCampaign, viewCampaigns } from "./campaign-rows.ts";
import { enterGathering } from "./gather.ts";
import { isInForce, type LicenceRow, lockLicence, needsLicence } from "./licences.ts";

type Body = ParsedBody<"createCampaign">;
type Flaw = { readonly at: string; readonly message: string };

/** Most campaigns a list shows, the newest first. */
const MOST_LISTED = 200;

export async function listCampaigns({ db }: Context): Promise<Campaign[]> {
  const rows = await db
    .withTables<ServiceTables>()
    .selectFrom("campaign")
    .selectAll()
    .orderBy("created_at", "desc")
    .limit(MOST_LISTED)
    .execute();
  return viewCampaigns(db, rows);
}

/** @throws {ProblemError} `not-found` */
export async function readCampaign({ db }: Context, id: string): Promise<Campaign> {
  return transact(db, (tx) => viewOne(tx, id));
}

async function viewOne(tx: Tx, id: string): Promise<Campaign> {
  const [campaign] = await viewCampaigns(tx, [await getCampaign(tx, id)]);
  if (campaign === undefined) throw new TypeError("a row has a view");
  return campaign;
}

/**
 * Writes a campaign down. Nothing is sent before it is started.
 * @throws {ProblemError} `body-malformed`, with everything that the policy or the licence does not allow
 */
export async function createCampaign(context: Context, body: Body, by: string): Promise<Campaign> {
  return transact(context.db, async (tx) => {
    const licence = await lockLicence(tx, body.licence, "share");
    const flaws = [...findFlaws(context.bundle, body), ...findLicenceFlaws(context, body, licence)];
    if (flaws.length > 0)
      throw new ProblemError("body-malformed", {
        detail: "the campaign cannot be sent as it is",
        errors: flaws,
      });
    const id = randomUUID();
    await tx
      .withTables<ServiceTables>()
      .insertInto("campaign")
      .values({
        id,
        purpose: body.purpose,
        licence: body.licence,
        about: body.about,
        subject: JSON.stringify(body.subject),
        body: JSON.stringify(body.body),
        channels: JSON.stringify(body.channels),
        audience: JSON.stringify(body.audience),
        created_by: by,
        created_at: context.now(),
        notice: null,
        started_at: null,
        cursor: null,
        gathered: 0,
        beyond: 0,
        gathered_at: null,
      })
      .execute();
    return viewOne(tx, id);
  });
}

/**
 * Makes a campaign a notice, and owes the job that gives it its people. A second call does nothing.
 * @throws {ProblemError} `not-found`; `refused` where its licence is not in force
 */
export async function startCampaign(
  context: Context,
  { jobs, notices }: { readonly jobs: Pick<Jobs, "enqueue">; readonly notices: Notices },
  { id, by }: { readonly id: string; readonly by: string },
): Promise<Campaign> {
  return transact(context.db, async (tx) => {
    const campaign = await lockCampaign(tx, id);
    if (campaign.started_at !== null) return viewOne(tx, id);
    requireLicenceInForce(context, await lockLicence(tx, campaign.licence, "share"));
    const notice = await notices.create(context, tx, {
      kind: "campaign",
      about: id,
      purpose: campaign.purpose,
      channels: campaign.channels,
      rehearsal: false,
      by,
      beginsAt: context.now(),
    });
    await tx
      .withTables<ServiceTables>()
      .updateTable("campaign")
      .set({ notice, started_at: context.now() })
      .where("id", "=", id)
      .execute();
    await enterGathering(jobs, tx, id);
    return viewOne(tx, id);
  });
}

function requireLicenceInForce({ now, bundle }: Context, licence: LicenceRow | null): void {
  if (licence === null || isInForce(licence, now())) return;
  throw new ProblemError("state-unfit", {
    detail: "the licence this campaign is sent under is not in force",
    help: "grant its holder another licence, and write the campaign for that",
    clause: bundle.purposes[licence.purpose]?.clause,
  });
}

/** What the policy does not allow of a campaign as it is written. */
function findFlaws(
  bundle: Bundle,
  { purpose, about, subject, body, channels, audience }: Body,
): readonly Flaw[] {
  const kinds = bundle.products?.kinds ?? {};
  const declared = Object.hasOwn(bundle.purposes, purpose) ? bundle.purposes[purpose] : undefined;
  const open = channelsOf(bundle, purpose);
  const isKind = (kind: string | null) => kind === null || Object.hasOwn(kinds, kind);
  return [
    ...(declared?.nature === "marketing" && open.size > 0
      ? []
      : [{ at: "/purpose", message: "is no purpose for which the policy lets people be told of anything" }]),
    ...(isKind(about) ? [] : [{ at: "/about", message: "is no kind of product the policy declares" }]),
    ...(isKind(audience.bought)
      ? []
      : [{ at: "/audience/bought", message: "is no kind of product the policy declares" }]),
    ...(audience.language === null || bundle.languages.includes(audience.language)
      ? []
      : [{ at: "/audience/language", message: "is no language of the policy" }]),
    ...channels.flatMap((channel, place) => {
      if (!open.has(channel))
        return [{ at: `/channels/${place}`, message: "is not permitted for this purpose" }];
      return channels.indexOf(channel) === place
        ? []
        : [{ at: `/channels/${place}`, message: "is there twice" }];
    }),
    ...findLanguageFlaws(bundle, "subject", subject),
    ...findLanguageFlaws(bundle, "body", body),
  ];
}

/** Channels through which the policy lets staff contact people for a purpose. */
function channelsOf({ rules }: Bundle, purpose: string): ReadonlySet<string> {
  return new Set(
    rules.flatMap((rule) =>
      rule.action === "contact" && rule.purpose === purpose && rule.by.includes("operator")
        ? (rule.channel ?? [])
        : [],
    ),
  );
}

function findLanguageFlaws(
  { languages }: Bundle,
  part: string,
  words: Readonly<Record<string, string>>,
): readonly Flaw[] {
  const given = new Set(Object.keys(words));
  const missing = languages.filter((language) => !given.delete(language));
  return [
    ...missing.map((language) => ({ at: `/${part}/${language}`, message: "is missing" })),
    ...(given.size > 0
      ? [{ at: `/${part}`, message: "has a language that the policy is not published in" }]
      : []),
  ];
}

function findLicenceFlaws(
  { bundle, now }: Context,
  { purpose, licence: id, about }: Body,
  licence: LicenceRow | null,
): readonly Flaw[] {
  if (!needsLicence(bundle, purpose))
    return id === null ? [] : [{ at: "/licence", message: "goes with no purpose but a third party's" }];
  if (licence === null)
    return [{ at: "/licence", message: "is missing: this purpose is carried out under a licence alone" }];
  return [
    ...(isInForce(licence, now()) ? [] : [{ at: "/licence", message: "is not in force" }]),
    ...(licence.purpose === purpose ? [] : [{ at: "/licence", message: "is for another purpose" }]),
    ...(about !== null && licence.kinds.includes(about)
      ? []
      : [{ at: "/about", message: "is no kind of product the licence allows" }]),
  ];
}
