import type { Database } from "@avow/postgres";
import { sql } from "kysely";

const DAY_MS = 86_400_000;
/** A name that no page has met for so long is drift no more. */
const NAMES_KEPT_DAYS = 90;

/**
 * Erases the records of choices whose cookies have ended, with what opened their commitments, and the names that were not met for
 * 90 days. Returns how many choices; it may run at any time and in several processes at once.
 */
export async function purgeDevices(db: Database, now: Date): Promise<number> {
  await sql`delete from observed_name where last_seen < ${new Date(now.getTime() - NAMES_KEPT_DAYS * DAY_MS)}`.execute(
    db,
  );
  const { numAffectedRows } = await sql`
    delete from device_choice where id in (
      select id from device_choice where ends_at <= ${now} order by ends_at limit ${MOST_AT_ONCE}
    )`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/** Of one statement; the beat comes again. */
const MOST_AT_ONCE = 5000;
