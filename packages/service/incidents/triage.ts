import { transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Operator } from "../staff/operators.ts";
import { regulatorClause } from "./clauses.ts";
import { dayIn } from "./deadlines.ts";
import { gradeIncident, type IncidentFacts, type IncidentGrade, listLevels } from "./grade.ts";
import { recordStep } from "./record-step.ts";
import { getIncident, type IncidentRow, lockOpenIncident, updateIncident } from "./rows.ts";
import { keepTexts } from "./sealed-texts.ts";
import { governingZone } from "./time-zone.ts";

/**
 * What level these facts propose for an incident; nothing changes.
 * @throws {ProblemError} `not-found`
 */
export async function proposeGrade(
  context: Context,
  id: string,
  facts: IncidentFacts,
): Promise<IncidentGrade> {
  const row = await getIncident(context.db, id);
  return gradeIncident(context.bundle, facts, gradingDay(context, row));
}

/**
 * Decides the level of an incident. Numbers propose, a person decides: below what they propose, or below what was decided
 * before, a reason is needed.
 * @throws {ProblemError} `not-found`; `state-unfit`; `reason-missing`; `body-malformed` for a level the law does not have
 */
export async function triageIncident(
  context: Context,
  operator: Operator,
  decided: {
    readonly id: string;
    readonly facts: IncidentFacts;
    readonly rank: number;
    readonly reason: string;
  },
): Promise<void> {
  const { id, facts, rank, reason } = decided;
  await transact(context.db, async (tx) => {
    const row = await lockOpenIncident(tx, id);
    const day = gradingDay(context, row);
    const proposed = gradeIncident(context.bundle, facts, day);
    if (listLevels(context.bundle, day)[rank] === undefined)
      throw new ProblemError("body-malformed", {
        detail: "the governing law has no such level",
        errors: [{ at: "/rank", message: "is none of the incident's levels" }],
      });
    if (reason === "" && rank < Math.max(proposed.level.rank, row.rank ?? 0))
      throw new ProblemError("reason-missing", {
        detail: "this level is lower than the one that the numbers propose, or that was decided before",
        help: "say why it is",
      });
    const version = row.triage_version + 1;
    await keepTexts(context, tx, { incident: id, name: `triage/${version}` }, { reason });
    await updateIncident(tx, id, {
      facts: JSON.stringify(facts),
      proposed: JSON.stringify(proposed),
      rank,
      triaged_by: operator.name,
      triaged_at: context.now(),
      triage_version: version,
    });
    await recordStep(context, tx, id, {
      kind: row.rank === null ? "incident-triaged" : "incident-triaged-again",
      clause: regulatorClause(context.bundle),
      facts: {
        rank,
        proposed: proposed.level.rank,
        people: facts.peopleAffected,
        lossCny: facts.lossCny,
        flags: [...facts.flags].sort(),
      },
      by: operator.name,
    });
  });
}

/** The facts an incident was triaged by; `null` before. */
export function factsOf({ facts }: Pick<IncidentRow, "facts">): IncidentFacts | null {
  // Written by `triageIncident` alone.
  return facts === null ? null : (JSON.parse(facts) as IncidentFacts);
}

/** The law of the day on which the company came to know grades it. */
function gradingDay({ bundle }: Context, { known_at }: IncidentRow): string {
  return dayIn(known_at, governingZone(bundle));
}
