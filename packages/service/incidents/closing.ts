import type { AnswerOf } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operator } from "../staff/operators.ts";
import { noticeClause, regulatorClause } from "./clauses.ts";
import { findDeadlines } from "./clock-state.ts";
import { type Group, isSettled, listGroups } from "./groups.ts";
import { isLate } from "./lateness.ts";
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
 * that was not handed in, a time that passed and nobody has recorded why, an incident that goes on.
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
        `${sayCount(group.people)} ${WHY_OPEN[group.group].en}`,
        `${group.people} 人${WHY_OPEN[group.group].zh}`,
      );
  if (row.rank === null) add(authority, "Its level is not decided.", "尚未确定事件级别。");
  const deadlines = await findDeadlines(context, tx, row);
  for (const { metBy, metAt, cite } of deadlines)
    if (metBy === "report" && metAt === null)
      add(authority, `No report was handed in for ${cite}.`, `尚未依${cite}提交报告。`);
  for (const { state, lateness, cite, to } of deadlines)
    if (isLate(state) && lateness === null)
      add(
        authority,
        `Nobody has recorded why it was late: ${cite}, owed to ${to.en}.`,
        `${cite}，对象为${to.zh}：已逾期，尚未记录理由。`,
      );
  if (row.handling_ended_at === null)
    add(authority, "Its handling has not been ended.", "事件处置尚未结束。");
  return ends;
}

/** How each group stands against closing, behind how many they are. */
const WHY_OPEN: Readonly<Record<Group, { readonly en: string; readonly zh: string }>> = {
  told: { en: "told.", zh: "已告知。" },
  announced: { en: "covered by an announcement.", zh: "以公告覆盖。" },
  waiting: { en: "still being told.", zh: "正在告知中。" },
  "not-asked": { en: "sent nothing yet, and nobody has recorded why.", zh: "尚未发送，且未记录理由。" },
  refused: {
    en: "untold, for the policy forbids it, and nobody has recorded why.",
    zh: "因政策不允许而未获告知，且未记录理由。",
  },
  failed: {
    en: "untold, for no channel reached them, and nobody has recorded why.",
    zh: "经各渠道均未能送达，且未记录理由。",
  },
  returned: {
    en: "untold, for it came back, and nobody has recorded why.",
    zh: "的告知被退回，且未记录理由。",
  },
  unknown: {
    en: "perhaps untold, for nobody knows whether it arrived, and nobody has recorded why.",
    zh: "是否已获告知不明，且未记录理由。",
  },
};

function sayCount(people: number): string {
  return people === 1 ? "1 person is" : `${people} people are`;
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
