import { randomUUID } from "node:crypto";
import type { AnswerOf } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import type { Insertable } from "kysely";
import type { Context } from "../context.ts";
import type { ParsedBody } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import { awaitIndex } from "../receipts/settle.ts";
import type { Operator } from "../staff/operators.ts";
import type { ServiceTables } from "../tables.ts";
import {
  type Announcement,
  type AnnouncementRow,
  lockAnnouncement,
  makeAnnouncement,
  requireDraft,
  stateOf,
} from "./announcement-rows.ts";
import { leastDays } from "./least-time.ts";
import { hashWording, inSeconds, logStep } from "./log-step.ts";
import { announcementClause, commitEvenRefused, judgeAnnouncement } from "./may-announce.ts";
import { requireFit, requireReason } from "./require-fit.ts";
import type { Subject, Subjects } from "./subject.ts";
import type { AnnouncementTables } from "./tables.ts";

type Body = ParsedBody<"draftAnnouncement">;

/** Who acts on announcements, and what announcements can be of. */
export interface Desk {
  readonly operator: Operator;
  readonly subjects: Subjects;
}

/** Most announcements a list shows, the newest first. */
const MOST_LISTED = 200;

/** Every announcement as `operator` sees it, the newest draft first, with what each kind must say. */
export async function openDesk(
  context: Context,
  { operator, subjects }: Desk,
): Promise<AnswerOf<"announcementDesk">> {
  const rows = await context.db
    .withTables<ServiceTables>()
    .selectFrom("announcement")
    .selectAll()
    .orderBy("drafted_at", "desc")
    .limit(MOST_LISTED)
    .execute();
  const elementsOf = ({ elements }: Subject) =>
    elements.map(({ id, title }) => ({ id, title: { ...title } }));
  return {
    announcements: await Promise.all(rows.map((row) => makeAnnouncement(context, row, operator))),
    elements: {
      incident: elementsOf(subjects.incident),
      "policy-change": elementsOf(subjects["policy-change"]),
    },
    leastDays: leastDays(context.bundle, context.now()),
  };
}

/**
 * Keeps a draft. It is complete, and nobody could be told instead, or it is not kept.
 * @throws {ProblemError} `announcement-unfit`; `not-found` for its subject; `refused` (2.3.8), which the log tells of
 */
export async function draftAnnouncement(context: Context, desk: Desk, body: Body): Promise<Announcement> {
  return writeDraft(context, desk, body, async (tx, values) => {
    const row = { id: randomUUID(), ...values };
    return tx
      .withTables<ServiceTables>()
      .insertInto("announcement")
      .values(row)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

/**
 * Writes a draft anew. Who does so is its author from then on, and cannot approve it.
 * @throws {ProblemError} as {@link draftAnnouncement}; `state-unfit` when it is no draft (any more)
 */
export async function reviseAnnouncement(
  context: Context,
  desk: Desk,
  { id, body }: { readonly id: string; readonly body: Body },
): Promise<Announcement> {
  return writeDraft(context, desk, body, async (tx, values) => {
    requireDraft(await lockAnnouncement(tx, id));
    return tx
      .withTables<ServiceTables>()
      .updateTable("announcement")
      .set(values)
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

type DraftValues = Omit<Insertable<AnnouncementTables["announcement"]>, "id">;

async function writeDraft(
  context: Context,
  { operator, subjects }: Desk,
  { subject: { kind, id }, reason, title, elements, ...time }: Body,
  write: (tx: Tx, values: DraftValues) => Promise<AnnouncementRow>,
): Promise<Announcement> {
  const now = context.now();
  const from = time.from === undefined ? now : new Date(Math.max(Date.parse(time.from), now.getTime()));
  const until = new Date(time.until);
  const subject = subjects[kind];
  requireFit(context.bundle, subject, { reason, title, elements, from, until, now });
  const row = await commitEvenRefused(context, async (tx) => {
    const judged = await judgeAnnouncement(context, tx, subject, { id, announcement: null });
    if (judged.kind === "refused") return judged;
    return write(tx, {
      subject_kind: kind,
      subject: id,
      rehearsal: judged.standing.rehearsal,
      reason,
      title,
      elements,
      shown_from: from,
      shown_until: until,
      drafted_by: operator.id,
      drafted_by_name: operator.name,
      drafted_at: now,
    });
  });
  return makeAnnouncement(context, row, operator);
}

/**
 * Publishes another operator's draft: from its time on, and from now at the earliest. Whether anyone could be told instead is
 * asked again, in the transaction that publishes, and so is whether it is still shown for long enough.
 * @throws {ProblemError} `not-found`; `state-unfit`; `approval-own`; `announcement-unfit`; `refused` (2.3.8), which the log
 *   tells of
 */
export async function approveAnnouncement(context: Context, desk: Desk, id: string): Promise<Announcement> {
  const { operator, subjects } = desk;
  const row = await commitEvenRefused(context, async (tx) => {
    const before = requireDraft(await lockAnnouncement(tx, id));
    if (before.drafted_by === operator.id)
      throw new ProblemError("approval-own", {
        detail: "you wrote this announcement yourself",
        help: "ask another operator to read and approve it",
      });
    const now = context.now();
    const from = new Date(Math.max(before.shown_from.getTime(), now.getTime()));
    const subject = subjects[before.subject_kind];
    requireFit(context.bundle, subject, { ...before, from, until: before.shown_until, now });
    const judged = await judgeAnnouncement(context, tx, subject, { id: before.subject, announcement: id });
    if (judged.kind === "refused") return judged;
    const { people, told, untried, rehearsal } = judged.standing;
    const entry = await logStep(context, tx, {
      kind: "announcement-published",
      clause: judged.clause,
      announcement: id,
      subject: { kind: subject.kind, id: before.subject },
      rehearsal,
      facts: {
        from: inSeconds(from),
        until: inSeconds(before.shown_until),
        wording: hashWording(before),
        policy: context.version,
      },
    });
    await subject.published?.(context, tx, { id: before.subject, announcement: id });
    return tx
      .withTables<ServiceTables>()
      .updateTable("announcement")
      .set({
        shown_from: from,
        approved_by: operator.id,
        approved_by_name: operator.name,
        approved_at: now,
        standing: { people, told, untried },
        entry,
      })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
  if (row.entry !== null) await awaitIndex(context, row.entry);
  return makeAnnouncement(context, row, operator);
}

/**
 * Takes a draft or a publication back. What was shown stays readable, with the reason.
 * @throws {ProblemError} `not-found`; `state-unfit` when it was taken back before or its time is over; `announcement-unfit`
 *   without a reason in every language
 */
export async function withdrawAnnouncement(
  context: Context,
  { operator, subjects }: Desk,
  { id, reason }: { readonly id: string; readonly reason: Announcement["reason"] },
): Promise<Announcement> {
  requireReason(context.bundle, reason);
  const { row, entry } = await transact(context.db, async (tx) => {
    const before = await lockAnnouncement(tx, id);
    const now = context.now();
    const state = stateOf(before, now);
    if (state === "withdrawn" || state === "ended")
      throw new ProblemError("state-unfit", { detail: "it is over, or was taken back before" });
    const row = await tx
      .withTables<ServiceTables>()
      .updateTable("announcement")
      .set({ withdrawn_by_name: operator.name, withdrawn_at: now, withdrawn_reason: reason })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (before.approved_at === null) return { row, entry: null };
    await subjects[row.subject_kind].withdrawn?.(context, tx, { id: row.subject, announcement: id });
    const entry = await logStep(context, tx, {
      kind: "announcement-withdrawn",
      clause: announcementClause(context),
      announcement: id,
      subject: { kind: row.subject_kind, id: row.subject },
      rehearsal: row.rehearsal,
      facts: { policy: context.version },
    });
    return { row, entry };
  });
  if (entry !== null) await awaitIndex(context, entry);
  return makeAnnouncement(context, row, operator);
}
