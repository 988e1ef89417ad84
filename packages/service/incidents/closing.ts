import type { AnswerOf } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operator } from "../staff/operators.ts";
import { noticeClause, regulatorClause } from "./clauses.ts";
import { findDeadlines } from "./clock-state.ts";
import { isSettled, listGroups } from "./groups.ts";
import { recordStep } from "./record-step.ts";
import { type IncidentRow, lockIncident, lockOpenIncident, unfit, updateIncident } from "./rows.ts";

type Words = AnswerOf<"incident">["openEnds"][number];

/** Something that stands against closing an incident, and the clause that is not kept while it does. */
export interface OpenEnd {
  readonly clause: string;
  readonly words: Words;
}

/**
 * Everything that stands against closing: people who are untold and of whom nobody has recorded why, people being told, a report
 * that was not handed in, an incident that goes on.
 */
export async function listOpenEnds(context: Context, tx: Tx, row: IncidentRow): Promise<readonly OpenEnd[]> {
  const [people, authority] = [noticeClause(context.bundle), regulatorClause(context.bundle)];
  const ends: OpenEnd[] = [];
  const add = (clause: string, en: string, zh: string) => ends.push({ clause, words: { en, zh } });
  if (!row.scope_done) add(people, "Nobody has said yet whom it concerns.", "尚未确定涉及哪些人。");
  for (const group of await listGroups(context, tx, row.id))
    if (!isSettled(group))
      add(
        people,
        group.group === "waiting"
          ? `${group.people} people are still being told.`
          : `${group.people} people are untold, and nobody has recorded why (${group.group}).`,
        group.group === "waiting"
          ? `尚有 ${group.people} 人正在告知中。`
          : `尚有 ${group.people} 人未获告知，且未记录理由（${group.group}）。`,
      );
  if (row.rank === null) add(authority, "Its level is not decided.", "尚未确定事件级别。");
  for (const { metBy, metAt, cite } of await findDeadlines(context, tx, row))
    if (metBy === "report" && metAt === null)
      add(authority, `No report was handed in for ${cite}.`, `尚未依${cite}提交报告。`);
  if (row.handling_ended_at === null)
    add(authority, "Its handling has not been ended.", "事件处置尚未结束。");
  return ends;
}

/**
 * Closes an incident with which everybody was told, or with a recorded reason for everybody who was not, and the authority too.
 * @throws {ProblemError} `not-found`; `state-unfit`; `incident-unfinished` with all that stands against it
 */
export async function closeIncident(context: Context, operator: Operator, id: string): Promise<void> {
  await transact(context.db, async (tx) => {
    const row = await lockOpenIncident(tx, id);
    const ends = await listOpenEnds(context, tx, row);
    const [first] = ends;
    if (first !== undefined)
      throw new ProblemError("incident-unfinished", {
        detail: first.words.en ?? "something stands against it",
        clause: first.clause,
        reason: first.words,
        errors: ends.map(({ clause, words }) => ({ at: `/${clause}`, message: words.en ?? clause })),
      });
    await updateIncident(tx, id, { closed_by: operator.name, closed_at: context.now() });
    const groups = await listGroups(context, tx, id);
    await recordStep(context, tx, id, {
      kind: "incident-closed",
      clause: noticeClause(context.bundle),
      facts: Object.fromEntries(groups.map(({ group, people }) => [group, people])),
      by: operator.name,
    });
  });
}

/**
 * Records that the incident itself is over, from which the time of the summary runs.
 * @throws {ProblemError} `not-found`; `state-unfit`; `time-unfit`
 */
export async function endHandling(
  context: Context,
  operator: Operator,
  of: { readonly id: string; readonly at: string | undefined },
): Promise<void> {
  const now = context.now();
  const at = of.at === undefined ? now : new Date(of.at);
  await transact(context.db, async (tx) => {
    const row = await lockIncident(tx, of.id);
    if (row.handling_ended_at !== null) throw unfit("its handling was ended before");
    if (at > now || at < row.known_at)
      throw new ProblemError("time-unfit", {
        detail: "an incident ends after it became known, and before that is recorded",
      });
    await updateIncident(tx, of.id, { handling_ended_at: at });
    await recordStep(context, tx, of.id, {
      kind: "handling-ended",
      clause: regulatorClause(context.bundle),
      facts: { endedAt: at.toISOString() },
      by: operator.name,
    });
  });
}
