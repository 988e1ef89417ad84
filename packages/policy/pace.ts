import type { Pace } from "./model.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/**
 * When a message that falls due at `at` may begin: then, or at the end of the quiet hours it falls within. Milliseconds since
 * 1970, UTC. An end that the zone's clocks jump over is the moment they jump.
 * @throws {RangeError} when the zone is not known
 * @example endOfQuiet({ quiet: { from: "21:00", until: "09:00", zone: "Asia/Shanghai" }, … }, Date.parse("2026-11-22T15:30Z"))
 * // => 2026-11-23T01:00Z
 */
export function endOfQuiet({ quiet }: Pace, at: number): number {
  if (quiet === undefined) return at;
  const until = minutesOf(quiet.until);
  const past = (minute: number, from: number) => (minute - from + DAY_MINUTES) % DAY_MINUTES;
  const local = localMinute(at, quiet.zone);
  const from = minutesOf(quiet.from);
  if (past(local, from) >= past(until, from)) return at;
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  const end = minute + past(until, local) * MINUTE_MS;
  const late = past(localMinute(end, quiet.zone), until); // where the clocks changed in between
  return end - (late > DAY_MINUTES / 2 ? late - DAY_MINUTES : late) * MINUTE_MS;
}

/** Minutes since midnight of `HH:MM`. */
function minutesOf(hour: string): number {
  const [hours = "0", minutes = "0"] = hour.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** Minutes since midnight that the clocks of `zone` show. */
function localMinute(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return minutesOf(format.format(at));
}
