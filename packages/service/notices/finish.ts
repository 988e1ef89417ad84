import { type Database, transact } from "@avow/postgres";
import { sql } from "kysely";

/** Most notices that are ended at one look. */
const AT_ONCE = 100;

/** What is open of a notice: it is not over yet for somebody. */
const OPEN = sql`
  select from delivery
  where notice = notice.id and settled_at is null
    and state in ('queued', 'sending', 'with-staff', 'awaits-report', 'unknown')`;

/**
 * Ends the notices that have nothing open. One that somebody sends of, or adds people to, is left for the next look: whoever shares it
 * may be about to open something again.
 */
export async function finishNotices(db: Database, at: Date): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from notice
    where state = 'running' and begins_at <= ${at} and not exists (${OPEN}) limit ${AT_ONCE}`.execute(db);
  for (const { id } of rows)
    await transact(db, async (tx) => {
      const { rows: turns } = await sql<{ ours: boolean }>`
        select pg_try_advisory_xact_lock(hashtextextended(${`notice ${id}`}, 0)) as ours`.execute(tx);
      if (turns[0]?.ours !== true) return;
      await sql`
        update notice set state = 'finished'
        where id = ${id} and state = 'running' and not exists (${OPEN})`.execute(tx);
    });
}
