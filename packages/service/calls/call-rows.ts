import type { Database, Tx } from "@avow/postgres";
import { type Selectable, sql } from "kysely";
import type { ServiceTables } from "../tables.ts";

export type CallRow = Selectable<ServiceTables["call"]>;

/** How many calls may be made now, wait for their hour, and are with somebody. */
export async function countCalls(
  db: Database,
  now: Date,
): Promise<{ readonly due: number; readonly later: number; readonly taken: number }> {
  const { rows } = await sql<{ due: number; later: number; taken: number }>`
    select
      count(*) filter (where due_at <= ${now} and (taken_until is null or taken_until <= ${now})) as due,
      count(*) filter (where due_at > ${now}) as later,
      count(*) filter (where due_at <= ${now} and taken_until > ${now}) as taken
    from call where ended_at is null`.execute(db);
  return rows[0] ?? { due: 0, later: 0, taken: 0 };
}

/** The operator's own call, or else the one that has been due the longest; `null` where none is. */
export async function findNextCall(db: Database, operator: string, now: Date): Promise<CallRow | null> {
  const { rows } = await sql<CallRow>`
    select * from call
    where ended_at is null and due_at <= ${now}
      and (taken_by = ${operator} or taken_until is null or taken_until <= ${now})
    order by (taken_by = ${operator} and taken_until > ${now}) desc nulls last, due_at, id limit 1`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** A call by its id, as it stands in `tx`. */
export async function findCall(tx: Tx, id: string): Promise<CallRow | null> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("call")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  return row ?? null;
}

/** Changes a call. The caller holds its person's lock. */
export async function changeCall(
  tx: Tx,
  { person, id }: Pick<CallRow, "person" | "id">,
  change: Partial<
    Pick<CallRow, "due_at" | "unanswered" | "taken_by" | "taken_until" | "ended_at" | "outcome">
  >,
): Promise<void> {
  await tx
    .withTables<ServiceTables>()
    .updateTable("call")
    .set(change)
    .where("person", "=", person)
    .where("id", "=", id)
    .execute();
}
