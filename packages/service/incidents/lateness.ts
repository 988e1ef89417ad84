import { type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import type { Operator } from "../staff/operators.ts";
import type { ServiceTables } from "../tables.ts";
import { regulatorClause } from "./clauses.ts";
import { findDeadlines } from "./clock-state.ts";
import { recordStep } from "./record-step.ts";
import { lockIncident, unfit } from "./rows.ts";
import { keepTexts, openTexts } from "./sealed-texts.ts";

/** Why a time passed, as it was recorded last. */
interface Lateness {
  readonly deadline: string;
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

/** The reasons recorded for an incident's times that have passed. */
export async function loadLateness(
  context: Pick<Context, "vault">,
  tx: Tx,
  incident: string,
): Promise<readonly Lateness[]> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("incident_lateness")
    .select(["deadline", "version", "by", "at"])
    .where("incident", "=", incident)
    .execute();
  const found: Lateness[] = [];
  for (const { deadline, version, by, at } of rows) {
    const kept = await openTexts<{ reason: string }>(context, tx, {
      incident,
      name: nameOf(deadline, version),
    });
    found.push({ deadline, reason: kept?.reason ?? "", by, at });
  }
  return found;
}

/**
 * Records why a time has passed. It may be said again, in other words; every version stays.
 * @throws {ProblemError} `not-found`; `state-unfit` for a time that has not passed
 */
export async function explainLateness(
  context: Context,
  operator: Operator,
  of: { readonly id: string; readonly deadline: string; readonly reason: string },
): Promise<void> {
  await transact(context.db, async (tx) => {
    const row = await lockIncident(tx, of.id);
    const deadlines = await findDeadlines(context, tx, row);
    const late = deadlines.find(({ id, state }) => id === of.deadline && isLate(state));
    if (late === undefined) throw unfit("this time has not passed", "a reason is recorded when it has");
    await keepLateness(context, tx, { incident: of.id, operator, ...of });
  });
}

/** Writes a reason down, for a time of an incident whose lock is held. */
export async function keepLateness(
  context: Context,
  tx: Tx,
  of: {
    readonly incident: string;
    readonly deadline: string;
    readonly reason: string;
    readonly operator: Operator;
  },
): Promise<void> {
  const { incident, deadline, reason, operator } = of;
  const { rows } = await sql<{ version: number }>`
    insert into incident_lateness as given (incident, deadline, version, by, at)
    values (${incident}, ${deadline}, 1, ${operator.name}, ${context.now()})
    on conflict (incident, deadline) do update set
      version = given.version + 1, by = excluded.by, at = excluded.at
    returning version`.execute(tx);
  await keepTexts(context, tx, { incident, name: nameOf(deadline, rows[0]?.version ?? 1) }, { reason });
  await recordStep(context, tx, incident, {
    kind: "lateness-explained",
    clause: regulatorClause(context.bundle),
    facts: { deadline },
    by: operator.name,
  });
}

/** Whether a deadline in this state was not met in time. */
export function isLate(state: "running" | "near" | "passed" | "met" | "met-late"): boolean {
  return state === "passed" || state === "met-late";
}

function nameOf(deadline: string, version: number): string {
  return `late/${deadline}/${version}`;
}
