import type { Database, Tx } from "@avow/postgres";
import type { Selectable } from "kysely";
import { ProblemError } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";

export type IncidentRow = Selectable<ServiceTables["incident"]>;

/** @throws {ProblemError} `not-found` */
export async function getIncident(db: Database, id: string): Promise<IncidentRow> {
  return found(await selectOne(db, id).executeTakeFirst());
}

/**
 * The incident, locked until `tx` ends: whoever takes a step holds it, so that its chain has no fork. It is taken after the
 * locks of people, where both are.
 * @throws {ProblemError} `not-found`
 */
export async function lockIncident(tx: Tx, id: string): Promise<IncidentRow> {
  return found(await selectOne(tx, id).forUpdate().executeTakeFirst());
}

/**
 * As {@link lockIncident}, of one that is still open.
 * @throws {ProblemError} `not-found`; `state-unfit` when it is closed
 */
export async function lockOpenIncident(tx: Tx, id: string): Promise<IncidentRow> {
  const row = await lockIncident(tx, id);
  if (row.closed_at !== null) throw unfit("this incident is closed");
  return row;
}

/** Changes an incident whose lock is held, and returns it as it is then. */
export async function updateIncident(tx: Tx, id: string, change: Partial<IncidentRow>): Promise<IncidentRow> {
  return tx
    .withTables<ServiceTables>()
    .updateTable("incident")
    .set(change)
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The problem of an act that an incident has not come to, or is past. */
export function unfit(detail: string, help?: string): ProblemError {
  return new ProblemError("state-unfit", { detail, ...(help === undefined ? {} : { help }) });
}

function selectOne(db: Database, id: string) {
  return db.withTables<ServiceTables>().selectFrom("incident").selectAll().where("id", "=", id);
}

function found(row: IncidentRow | undefined): IncidentRow {
  if (row === undefined) throw new ProblemError("not-found", { detail: "there is no such incident" });
  return row;
}
