/** When a version may become current, or why not then. */
export type FitTime =
  | { readonly ok: true; readonly at: Date }
  | { readonly ok: false; readonly why: string; readonly help: string };

/** The first place on earth to reach a day is this far ahead of UTC. */
const FIRST_ZONE_MS = 14 * 3_600_000;

/**
 * The time at which a version that says it takes effect on the day `effective` becomes current: `wanted`, or else now, or the
 * beginning of that day in UTC when it has not come. It is never past, and never before that day has begun somewhere.
 */
export function fitTime({
  effective,
  wanted,
  now,
}: {
  /** `YYYY-MM-DD`. */
  readonly effective: string;
  readonly wanted: Date | null;
  readonly now: Date;
}): FitTime {
  const day = Date.parse(`${effective}T00:00:00Z`);
  const at = wanted ?? new Date(Math.max(now.getTime(), day));
  if (at < now)
    return {
      ok: false,
      why: "this time is past",
      help: "choose a later one, or none for the first moment possible",
    };
  if (at.getTime() < day - FIRST_ZONE_MS)
    return {
      ok: false,
      why: `this is before ${effective}, the day on which its words say that it takes effect`,
      help: "choose a later time, or change the day in `effective`",
    };
  return { ok: true, at };
}
