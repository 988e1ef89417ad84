import { type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import { regulatorClause } from "./clauses.ts";
import { findDeadlines } from "./clock-state.ts";
import { findAlarm, type IncidentDeadline } from "./deadlines.ts";
import { isEverybodyTold } from "./groups.ts";
import { recordStep } from "./record-step.ts";
import { type IncidentRow, lockIncident, updateIncident } from "./rows.ts";

/** An alarm that has sounded. */
export interface Alarm {
  readonly incident: Pick<IncidentRow, "id" | "number" | "rehearsal">;
  readonly deadline: IncidentDeadline;
  readonly left: "half" | "quarter" | "none";
}

/** How long after its closing an incident's clocks are still looked at: the summary may be owed by then. */
const AFTER_CLOSING_MS = 120 * 86_400_000;

/**
 * Sounds every alarm that is due: before a time passes, when half and when a quarter of it is left, and once when it has passed.
 * Each sounds once, in whichever process comes first, and is in the evidence before anybody is told. Returns what sounded; that
 * operators are told of it is owed from then on (`alert-operators.ts`). To be called again and again.
 */
export async function soundAlarms(context: Context): Promise<readonly Alarm[]> {
  const now = context.now();
  const open = await context.db
    .withTables<ServiceTables>()
    .selectFrom("incident")
    .select("id")
    .where((where) =>
      where.or([
        where("closed_at", "is", null),
        where("closed_at", ">", new Date(now.getTime() - AFTER_CLOSING_MS)),
      ]),
    )
    .execute();
  const sounded: Alarm[] = [];
  for (const { id } of open) sounded.push(...(await transact(context.db, (tx) => soundOne(context, tx, id))));
  return sounded;
}

async function soundOne(context: Context, tx: Tx, id: string): Promise<readonly Alarm[]> {
  const row = await noteWhetherTold(context, tx, await lockIncident(tx, id));
  const now = context.now();
  const sounded: Alarm[] = [];
  for (const deadline of await findDeadlines(context, tx, row)) {
    const left = findAlarm(deadline, now);
    if (left === null) continue;
    await tx
      .withTables<ServiceTables>()
      .insertInto("incident_alarm")
      .values({ incident: id, deadline: deadline.id, left, at: now, told_at: null })
      .execute();
    await recordStep(context, tx, id, {
      kind: left === "none" ? "deadline-passed" : "deadline-near",
      clause: regulatorClause(context.bundle),
      facts: { deadline: deadline.id, dueAt: deadline.dueAt, limit: deadline.limit, left },
      by: null,
    });
    sounded.push({ incident: row, deadline, left });
  }
  return sounded;
}

/** Writes down when nobody was left to be told any more; and that somebody is again, when something came back. */
async function noteWhetherTold(context: Context, tx: Tx, row: IncidentRow): Promise<IncidentRow> {
  if (!row.scope_done || row.closed_at !== null) return row;
  const told = await isEverybodyTold(context, tx, row.id);
  if (told === (row.told_at !== null)) return row;
  if (!told) return updateIncident(tx, row.id, { told_at: null });
  const { rows } = await sql<{ people: string }>`
    select count(*) as people from incident_person
    where incident = ${row.id} and removed_at is null and state = 'told'`.execute(tx);
  await recordStep(context, tx, row.id, {
    kind: "people-told",
    clause: regulatorClause(context.bundle),
    facts: { people: Number(rows[0]?.people ?? 0) },
    by: null,
  });
  return updateIncident(tx, row.id, { told_at: context.now() });
}
