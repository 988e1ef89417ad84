import type { AnswerOf } from "@avow/contract";
import type { Database, Tx } from "@avow/postgres";
import type { Selectable } from "kysely";
import { ProblemError } from "../http/problem.ts";
import { anyOf } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";

export type CampaignRow = Selectable<ServiceTables["campaign"]>;
export type Campaign = AnswerOf<"campaign">;

/** @throws {ProblemError} `not-found` */
export async function getCampaign(tx: Tx, id: string): Promise<CampaignRow> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("campaign")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw unknown();
  return row;
}

/** As {@link getCampaign}, with its row locked until `tx` ends. Taken before any person's lock. */
export async function lockCampaign(tx: Tx, id: string): Promise<CampaignRow> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("campaign")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw unknown();
  return row;
}

function unknown(): ProblemError {
  return new ProblemError("not-found", { detail: "there is no such campaign" });
}

/** Campaigns as operators see them, in the order of the rows. */
export async function viewCampaigns(db: Database, rows: readonly CampaignRow[]): Promise<Campaign[]> {
  const tables = db.withTables<ServiceTables>();
  const ids = rows.map(({ id }) => id);
  const licences = rows.flatMap(({ licence }) => licence ?? []);
  const previews = await tables
    .selectFrom("campaign_preview")
    .selectAll()
    .where("campaign", "=", anyOf(ids))
    .execute();
  const holders = await tables
    .selectFrom("licence")
    .select(["id", "holder"])
    .where("id", "=", anyOf(licences))
    .execute();
  return rows.map((row) => {
    const preview = previews.find(({ campaign }) => campaign === row.id);
    return {
      id: row.id,
      purpose: row.purpose,
      licence: row.licence,
      about: row.about,
      subject: row.subject,
      body: row.body,
      channels: [...row.channels],
      audience: row.audience,
      state: stateOf(row),
      holder: holders.find(({ id }) => id === row.licence)?.holder ?? null,
      createdAt: row.created_at.toISOString(),
      startedAt: row.started_at?.toISOString() ?? null,
      notice: row.notice,
      gathered: row.gathered,
      beyond: row.beyond,
      preview: preview === undefined ? null : viewPreview(preview),
    };
  });
}

function stateOf({ started_at, gathered_at }: CampaignRow): Campaign["state"] {
  if (started_at === null) return "draft";
  return gathered_at === null ? "gathering" : "started";
}

function viewPreview(row: Selectable<ServiceTables["campaign_preview"]>): Campaign["preview"] {
  return {
    begunAt: row.begun_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    people: row.people,
    asked: row.asked,
    wouldGet: row.would_get,
    excluded: row.excluded.toSorted((a, b) => b.people - a.people).map((one) => ({ ...one })),
  };
}
