/** A calendar day as whole days since 1970-01-01. */
export type Day = number;

const DAY_MS = 86_400_000;

/** The day written `2026-11-22`. */
export function parseDay(text: string): Day {
  return Date.parse(`${text}T00:00:00Z`) / DAY_MS;
}

/** ISO 8601. */
export function formatDay(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The day after so many calendar months; where that month has no such day, its last. */
export function addMonths(day: Day, months: number): Day {
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), last)) / DAY_MS;
}

/** Whether it is a Monday to Friday. */
export function isWeekday(day: Day): boolean {
  const weekday = new Date(day * DAY_MS).getUTCDay();
  return weekday >= 1 && weekday <= 5;
}

/** The day on which instant `at` (milliseconds since 1970, UTC) falls in `timeZone`. */
export function dayOf(at: number, timeZone: string): Day {
  return Math.floor((at + offsetOf(at, timeZone)) / DAY_MS);
}

/** The first instant of `day` in `timeZone`, in milliseconds since 1970, UTC; also where its clocks change at midnight. */
export function startOfDay(day: Day, timeZone: string): number {
  const midnight = day * DAY_MS;
  const offsets = [offsetOf(midnight - DAY_MS, timeZone), offsetOf(midnight + DAY_MS, timeZone)];
  const candidates = offsets.map((offset) => midnight - offset);
  return Math.min(...candidates.filter((at) => dayOf(at, timeZone) === day));
}

/** How far the clocks of `timeZone` are ahead of UTC at that instant, in milliseconds. */
function offsetOf(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const name = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const [, sign, hours = "0", minutes = "0", seconds = "0"] =
    /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?/.exec(name) ?? [];
  const ahead = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -ahead : ahead;
}
