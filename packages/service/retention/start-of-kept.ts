import type { Duration } from "@avow/policy";

const PARTS = /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?)?$/;

const [DAY_MS, HOUR_MS, MINUTE_MS] = [86_400_000, 3_600_000, 60_000];

/**
 * The moment before which whatever was collected has been kept for its time at `now`. Years and months are calendar ones, in
 * UTC; where the month before has no such day, its last stands for it.
 * @throws {RangeError} when `keep` is no duration: nothing is erased by mistake
 * @example startOfKept(new Date("2026-08-31T10:00:00Z"), "P6M") // => 2026-02-28T10:00:00Z
 */
export function startOfKept(now: Date, keep: Duration): Date {
  const parts = PARTS.exec(keep);
  if (parts === null) throw new RangeError(`\`${keep}\` is not a duration`);
  const [years = 0, months = 0, days = 0, hours = 0, minutes = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const start = new Date(now);
  const day = start.getUTCDate();
  start.setUTCDate(1);
  start.setUTCMonth(start.getUTCMonth() - years * 12 - months);
  const last = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0)).getUTCDate();
  start.setUTCDate(Math.min(day, last));
  return new Date(start.getTime() - days * DAY_MS - hours * HOUR_MS - minutes * MINUTE_MS);
}
