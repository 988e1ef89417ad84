import type { AnswerOf } from "@avow/contract";
import type { Tx } from "@avow/postgres";
import type { Selectable } from "kysely";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operator } from "../staff/operators.ts";
import type { ServiceTables } from "../tables.ts";
import type { AnnouncementTables } from "./tables.ts";

export type Announcement = AnswerOf<"draftAnnouncement">;
export type AnnouncementRow = Selectable<AnnouncementTables["announcement"]>;

/** How an announcement stands at `now`. */
export function stateOf(
  row: Pick<AnnouncementRow, "approved_at" | "withdrawn_at" | "shown_from" | "shown_until">,
  now: Date,
): Announcement["state"] {
  if (row.withdrawn_at !== null) return "withdrawn";
  if (row.approved_at === null) return "draft";
  if (now < row.shown_from) return "scheduled";
  return now < row.shown_until ? "current" : "ended";
}

/** An announcement as `operator` sees it now. */
export async function makeAnnouncement(
  context: Pick<Context, "ledger" | "now">,
  row: AnnouncementRow,
  operator: Operator,
): Promise<Announcement> {
  const state = stateOf(row, context.now());
  return {
    id: row.id,
    subject: { kind: row.subject_kind, id: row.subject },
    rehearsal: row.rehearsal,
    reason: row.reason,
    title: row.title,
    elements: row.elements,
    state,
    from: row.shown_from.toISOString(),
    until: row.shown_until.toISOString(),
    draftedBy: row.drafted_by_name,
    draftedAt: row.drafted_at.toISOString(),
    approvedBy: row.approved_by_name,
    approvedAt: row.approved_at?.toISOString() ?? null,
    standing: row.standing,
    withdrawal:
      row.withdrawn_at === null
        ? null
        : {
            by: row.withdrawn_by_name ?? "",
            at: row.withdrawn_at.toISOString(),
            reason: row.withdrawn_reason ?? {},
          },
    index: await findIndex(context, row.entry),
    mayApprove: state === "draft" && row.drafted_by !== operator.id,
  };
}

/** Where the log tells of it; `null` as long as it does not. */
export async function findIndex(
  { ledger }: Pick<Context, "ledger">,
  entry: string | null,
): Promise<number | null> {
  if (entry === null) return null;
  const state = await ledger.state(entry);
  return "index" in state ? state.index : null;
}

/**
 * The announcement, locked until `tx` ends.
 * @throws {ProblemError} `not-found`
 */
export async function lockAnnouncement(tx: Tx, id: string): Promise<AnnouncementRow> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("announcement")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new ProblemError("not-found", { detail: "there is no such announcement" });
  return row;
}

/** @throws {ProblemError} `state-unfit` unless it is a draft */
export function requireDraft(row: AnnouncementRow): AnnouncementRow {
  if (row.approved_at === null && row.withdrawn_at === null) return row;
  throw new ProblemError("state-unfit", { detail: "it is no draft any more" });
}
