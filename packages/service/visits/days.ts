import { LATEST_MS } from "@avow/contract";
import type { Database, Tx } from "@avow/postgres";
import { sql } from "kysely";

const DAY_MS = 86_400_000;

/**
 * A day or an hour takes no more visits this long after its end: as long as they may be late, and a little for what waits. A
 * day's salt is destroyed then.
 */
export const OVER_MS = LATEST_MS + 5 * 60_000;

/** The UTC day of an instant, ISO 8601. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The day so many days later. */
export function addDays(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * DAY_MS);
}

/** Fixed for ever: every process that makes or drops days takes this one. */
const DAYS_LOCK = "avow/visits/days";

/** Takes the lock of the days until `tx` ends, so that no two processes make or drop the same one. */
export async function lockDays(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${DAYS_LOCK}, 0))`.execute(tx);
}

/** Makes the partitions of these days, where they are not there yet. The caller holds {@link lockDays}. */
export async function createDays(tx: Tx, days: readonly string[]): Promise<void> {
  const there = await listDays(tx);
  for (const day of days.filter((one) => !there.includes(one))) {
    const [from, until] = [sql.lit(`${day} 00:00:00+00`), sql.lit(`${addDays(day, 1)} 00:00:00+00`)];
    await sql`create table ${sql.table(partitionOf("visit", day))} partition of visit
      for values from (${from}) to (${until})`.execute(tx);
    for (const table of ["visit_batch", "visit_flush"] as const)
      await sql`create table ${sql.table(partitionOf(table, day))} partition of ${sql.table(table)}
        for values in (${sql.lit(day)})`.execute(tx);
  }
}

/** Drops the partitions of a day, and everything in them. The caller holds {@link lockDays}. */
export async function dropDay(tx: Tx, day: string): Promise<void> {
  for (const table of ["visit", "visit_batch", "visit_flush"] as const)
    await sql`drop table ${sql.table(partitionOf(table, day))}`.execute(tx);
}

/** The days that have partitions, the oldest first. */
export async function listDays(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class join pg_inherits on inhrelid = pg_class.oid
    where inhparent = 'visit'::regclass order by 1`.execute(db);
  return rows.map(({ name }) => name.replace(/^visit_(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3"));
}

/** The name of a day's partition: of digits and letters, as `day` is ISO 8601. */
export function partitionOf(table: "visit" | "visit_batch" | "visit_flush", day: string): string {
  return `${table}_${day.replaceAll("-", "")}`;
}
