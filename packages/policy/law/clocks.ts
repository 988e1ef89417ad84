import { findWorkingDay } from "./calendars.ts";
import { addMonths, type Day, dayOf, formatDay, startOfDay } from "./days.ts";
import type { Clock, Span } from "./rule-sets.ts";

/** A stretch in which a clock stands still. Milliseconds since 1970, UTC; `until` is `null` while it lasts. */
export interface Pause {
  readonly from: number;
  readonly until: number | null;
}

/** When the event happened, and what has happened to the clock since. */
export interface ClockRun {
  /** Milliseconds since 1970, UTC. */
  readonly start: number;
  /** IANA name of the zone in which days begin and end. */
  readonly timeZone: string;
  /** The extension the law allows has been taken. */
  readonly extended?: boolean;
  /** Count only for a clock that may stand still. */
  readonly pauses?: readonly Pause[];
}

/** When the time of a clock is over. */
export type Deadline =
  /** The law says "promptly" or "at once": now is the time. */
  | { readonly kind: "promptly" }
  /** The clock stands still. */
  | { readonly kind: "paused" }
  | {
      readonly kind: "at";
      /** The first instant that is too late, milliseconds since 1970, UTC. */
      readonly until: number;
      /** The last day that is in time, ISO 8601; `null` for a time counted in hours or minutes. */
      readonly lastDay: string | null;
      /** Whether the holidays of every year counted through are known. If not, Mondays to Fridays were counted. */
      readonly calendarKnown: boolean;
    };

const UNITS = { Y: "months", M: "months", D: "days", WD: "working-days" } as const;
const MINUTE_MS = 60_000;

/** A span in one unit: whole years are twelve months, hours and minutes are milliseconds. */
interface Length {
  readonly unit: (typeof UNITS)[keyof typeof UNITS] | "milliseconds";
  readonly amount: number;
}

/**
 * When the time of `clock` is over that began with an event at `run.start`.
 *
 * Hours and minutes run from the instant. Days, months and years begin on the day after the event and end with the last
 * of them (PRC Civil Code 201 and 202; Regulation 1182/71 art. 3); a month without that day ends the time with its last. A
 * last day that is a holiday is not moved, which is never late. Of days, only those count that no pause covers whole.
 * `due-before` is counted backwards, to the end of the last day that is in time.
 * @throws {RangeError} when a span is not one unit, an extension is none or has another unit than the time, or working days
 * are of no calendar
 * @example makeDeadline({ within: "PT72H", … }, { start, timeZone }) // => { kind: "at", until: start + 259_200_000, … }
 */
export function makeDeadline(clock: Clock, run: ClockRun): Deadline {
  const backwards = clock.kind === "due-before";
  if (clock.within === null)
    return backwards
      ? { kind: "at", until: run.start, lastDay: null, calendarKnown: true }
      : { kind: "promptly" };
  const length = parseSpan(clock.within);
  const amount = (length.amount + (run.extended ? extensionOf(clock, length) : 0)) * (backwards ? -1 : 1);
  const pauses = clock.pausable ? mergePauses(run.pauses ?? [], run.start) : [];
  return length.unit === "milliseconds"
    ? countTime(run.start + amount, pauses)
    : countDays({ unit: length.unit, amount, calendar: clock.calendar }, run, pauses);
}

function parseSpan(span: Span): Length {
  const [, years, unit, time, timeUnit] = /^P(?:(\d+)(Y|M|D|WD)|T(\d+)(H|M))$/.exec(span) ?? [];
  if (timeUnit !== undefined)
    return { unit: "milliseconds", amount: Number(time) * MINUTE_MS * (timeUnit === "H" ? 60 : 1) };
  if (unit === undefined) throw new RangeError(`\`${span}\` is not a span of one unit`);
  const key = unit as keyof typeof UNITS;
  return { unit: UNITS[key], amount: Number(years) * (key === "Y" ? 12 : 1) };
}

function extensionOf({ within, extendable }: Clock, { unit }: Length): number {
  if (extendable === null) throw new RangeError("the law lets nobody extend this time");
  const extension = parseSpan(extendable);
  if (extension.unit !== unit)
    throw new RangeError(`an extension of \`${extendable}\` does not add to \`${within}\``);
  return extension.amount;
}

/** In order and apart from each other, none before `start`. */
function mergePauses(pauses: readonly Pause[], start: number): readonly Pause[] {
  const merged: Pause[] = [];
  for (const { from, until } of pauses.toSorted((a, b) => a.from - b.from)) {
    if (until !== null && until <= Math.max(from, start)) continue;
    const last = merged.at(-1);
    if (last === undefined || (last.until !== null && last.until < from))
      merged.push({ from: Math.max(from, start), until });
    else merged[merged.length - 1] = { from: last.from, until: later(last.until, until) };
  }
  return merged;
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}

function countTime(end: number, pauses: readonly Pause[]): Deadline {
  let until = end;
  for (const pause of pauses) {
    if (pause.from >= until) break;
    if (pause.until === null) return { kind: "paused" };
    until += pause.until - pause.from;
  }
  return { kind: "at", until, lastDay: null, calendarKnown: true };
}

interface DayCount {
  readonly unit: Exclude<Length["unit"], "milliseconds">;
  readonly amount: number;
  readonly calendar: Clock["calendar"];
}

/** Steps from day to day until as many have counted as the law gives. */
function countDays(count: DayCount, { start, timeZone }: ClockRun, pauses: readonly Pause[]): Deadline {
  const first = dayOf(start, timeZone);
  const step = Math.sign(count.amount);
  let left = Math.abs(count.unit === "months" ? addMonths(first, count.amount) - first : count.amount);
  let calendarKnown = true;
  let last: Day = first;
  while (left > 0) {
    last += step;
    const pause = pauses.find((each) => covers(each, last, timeZone));
    if (pause?.until === null) return { kind: "paused" };
    const { works, known } = findCounting(count, last);
    calendarKnown &&= known;
    if (works && pause === undefined) left -= 1;
  }
  return { kind: "at", until: startOfDay(last + 1, timeZone), lastDay: formatDay(last), calendarKnown };
}

function findCounting({ unit, calendar }: DayCount, day: Day): ReturnType<typeof findWorkingDay> {
  if (unit !== "working-days") return { works: true, known: true };
  if (calendar === "all-days") throw new RangeError("working days are those of a calendar");
  return findWorkingDay(calendar, day);
}

/** Whether the pause covers the whole of `day`. */
function covers({ from, until }: Pause, day: Day, timeZone: string): boolean {
  return from <= startOfDay(day, timeZone) && (until === null || startOfDay(day + 1, timeZone) <= until);
}
