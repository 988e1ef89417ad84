import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import { type ClockState, type IncidentDeadline, listDeadlines } from "./deadlines.ts";
import { loadLateness } from "./lateness.ts";
import type { IncidentRow } from "./rows.ts";
import { factsOf } from "./triage.ts";

/** The deadlines of an incident as they stand now, the soonest first. */
export async function findDeadlines(
  context: Pick<Context, "bundle" | "now" | "vault">,
  tx: Tx,
  row: IncidentRow,
): Promise<readonly IncidentDeadline[]> {
  return listDeadlines(context.bundle, await loadClockState(context, tx, row), context.now());
}

async function loadClockState(
  context: Pick<Context, "vault">,
  tx: Tx,
  row: IncidentRow,
): Promise<ClockState> {
  const tables = tx.withTables<ServiceTables>();
  const filings = await tables
    .selectFrom("incident_filing")
    .select(["stage", "deadlines", "at"])
    .where("incident", "=", row.id)
    .orderBy("at")
    .execute();
  const alarms = await tables
    .selectFrom("incident_alarm")
    .select(["deadline", "left", "at"])
    .where("incident", "=", row.id)
    .orderBy("at")
    .execute();
  const facts = factsOf(row);
  return {
    knownAt: row.known_at,
    triagedAt: row.triaged_at,
    handlingEndedAt: row.handling_ended_at,
    toldAt: row.told_at,
    facts: { rank: row.rank, people: facts?.peopleAffected ?? null, flags: facts?.flags ?? null },
    filings,
    alarms,
    lateness: await loadLateness(context, tx, row.id),
  };
}
