import type { Bundle } from "@avow/policy";
import type { Database } from "@avow/postgres";
import { sql } from "kysely";
import { addDays, dayOf, listDays, OVER_MS } from "../visits/days.ts";
import { listRetentions } from "../visits/retention.ts";

/** What can be said of a day: its visits are all there, not yet, or never were or are kept no more. */
export type DayState = "ready" | "not-ready" | "not-counted";

/**
 * Whether a day (ISO 8601, UTC) can be asked about. That depends on the calendar, on the first start of this service and on
 * how long visits are kept, which are public, and not on who came; only a day before that start is looked for among the visits.
 */
export async function findDayState(
  db: Database,
  bundle: Pick<Bundle, "data" | "law">,
  { day, now }: { readonly day: string; readonly now: Date },
): Promise<DayState> {
  if (now.getTime() < Date.parse(addDays(day, 1)) + OVER_MS) return "not-ready";
  const first = await findFirstDay(db);
  const isCounted = (first !== null && day >= first) || (await listDays(db)).includes(day);
  return isCounted && (await isKept(db, listRetentions(bundle), { day, now })) ? "ready" : "not-counted";
}

/** Whether the visits of a day are still kept; the same comparison by which they are dropped. */
async function isKept(
  db: Database,
  retentions: readonly string[],
  { day, now }: { readonly day: string; readonly now: Date },
): Promise<boolean> {
  const { rows } = await sql<{ kept: boolean }>`
    select exists (
      select from unnest(${retentions}::interval[]) as kept where ${dayOf(now.getTime())}::date <= ${day}::date + 1 + kept
    ) as kept`.execute(db);
  return rows[0]?.kept === true;
}

/** The day on which this service first ran (ISO 8601, UTC); it counted nothing before. */
export async function findFirstDay(db: Database): Promise<string | null> {
  const { rows } = await sql<{ first: string | null }>`
    select to_char(min(first_run_at) at time zone 'UTC', 'YYYY-MM-DD') as first from policy_version`.execute(
    db,
  );
  return rows[0]?.first ?? null;
}
