import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WORKING_YEARS } from "./calendars.ts";
import { type ClockRun, type Deadline, makeDeadline, type Pause } from "./clocks.ts";
import { addMonths, dayOf, formatDay, isWeekday, parseDay, startOfDay } from "./days.ts";
import { type Clock, findRuleSet, RULE_SETS, type Span } from "./rule-sets.ts";

const SHANGHAI = "Asia/Shanghai";
const HOUR_MS = 3_600_000;

/** The clock of a rule as the data has it; `at` chooses among several. */
function clockOf(id: string, at = 0): Clock {
  const clock = findRuleSet(id.slice(0, 2))?.rules.find((rule) => rule.id === id)?.clocks?.[at];
  if (clock === undefined) throw new Error(`${id} has no such clock`);
  return clock;
}

function makeClock(within: Span, changes: Partial<Clock> = {}): Clock {
  return {
    kind: "due",
    start: "request-received",
    within,
    calendar: "all-days",
    pausable: false,
    extendable: null,
    ...changes,
  };
}

function at(text: string): number {
  return Date.parse(text);
}

function run(start: string, changes: Partial<ClockRun> = {}): ClockRun {
  return { start: at(start), timeZone: SHANGHAI, ...changes };
}

/** The last day in time, with a question mark where the holidays were not known. */
function lastDay(deadline: Deadline): string {
  if (deadline.kind !== "at") return deadline.kind;
  return `${deadline.lastDay}${deadline.calendarKnown ? "" : "?"}`;
}

const anyInstant = fc.integer({ min: at("2000-01-01T00:00Z"), max: at("2060-01-01T00:00Z") });
const anyZone = fc.constantFrom(...Object.values(RULE_SETS).map(({ timeZone }) => timeZone));

describe("a time in hours", () => {
  it.each([
    ["CN-IN-06", "2026-11-22T23:30+08:00", "2026-11-23T03:30+08:00"],
    ["CN-IN-07", "2026-11-22T23:30+08:00", "2026-11-23T00:30+08:00"],
    ["EU-16", "2026-03-28T12:00+02:00", "2026-03-31T13:00+03:00"],
    ["KR-01", "2026-11-20T09:00+09:00", "2026-11-23T09:00+09:00"],
  ])("[P106] of %s runs from the instant, over holidays and changed clocks", (id, start, until) => {
    expect(makeDeadline(clockOf(id), run(start))).toEqual({
      kind: "at",
      until: at(until),
      lastDay: null,
      calendarKnown: true,
    });
  });
});

describe("a time in days, months and years", () => {
  it.each([
    ["30 days of an incident's summary", "CN-IN-12", 0, "2026-01-10T15:00+08:00", "2026-02-09"],
    ["an event just before midnight", "CN-IN-12", 0, "2026-01-10T23:59:59+08:00", "2026-02-09"],
    ["an event that is the next day already", "CN-IN-12", 0, "2026-01-11T00:00+08:00", "2026-02-10"],
    ["six months of logs", "CN-RE-05", 0, "2026-08-31T10:00+08:00", "2027-02-28"],
    ["three years from a leap day", "CN-RE-03", 0, "2028-02-29T10:00+08:00", "2031-02-28"],
    ["a month from 31 January", "EU-04", 0, "2026-01-31T10:00+08:00", "2026-02-28"],
    ["the report on minors by the end of January", "CN-MI-06", 1, "2027-01-01T00:00+08:00", "2027-01-31"],
    ["the figures by 1 July", "CA-16", 0, "2028-01-01T00:00+08:00", "2028-07-01"],
  ])("[P107] begins on the day after: %s", (_, id, index, start, expected) => {
    const deadline = makeDeadline(clockOf(id, index), run(start));
    expect(lastDay(deadline)).toBe(expected);
    expect(deadline.kind === "at" && deadline.until).toBe(at(`${expected}T24:00:00+08:00`));
  });

  it("[P107] ends where the law is at home", () => {
    const ends = (timeZone: string) => makeDeadline(makeClock("P1D"), run("2026-11-22T20:00Z", { timeZone }));
    expect(["Asia/Shanghai", "America/Los_Angeles"].map((zone) => lastDay(ends(zone)))).toEqual([
      "2026-11-24",
      "2026-11-23",
    ]);
  });

  it("[P107] a day begins where the clock first shows it, in every zone a law is at home in", () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (instant, zone) => {
        const day = dayOf(instant, zone);
        const start = startOfDay(day, zone);
        expect([dayOf(start, zone), dayOf(start - 1, zone)]).toEqual([day, day - 1]);
        expect(parseDay(formatDay(day))).toBe(day);
      }),
    );
    // Clocks went from 23:59:59 to 01:00:00 on that night.
    const day = parseDay("2018-11-04");
    expect(startOfDay(day, "America/Sao_Paulo")).toBe(at("2018-11-04T01:00-02:00"));
  });

  it("[P107] a month later is never in the month after the next, and never a day that is none", () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: -60, max: 60 }), (instant, months) => {
        const before = formatDay(dayOf(instant, "UTC"));
        const after = formatDay(addMonths(parseDay(before), months));
        const count = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
        expect(count(after) - count(before)).toBe(months);
        expect(Number(after.slice(8))).toBeLessThanOrEqual(Number(before.slice(8)));
      }),
    );
  });
});

describe("a time in working days", () => {
  it.each([
    ["over a week", "CN-XB-07", 0, "2026-11-20T10:00+08:00", "2026-12-04"],
    ["over New Year, whose Sunday is worked", "CN-XB-07", 0, "2025-12-31T10:00+08:00", "2026-01-15"],
    [
      "over Spring Festival 2026, two Saturdays worked",
      "CN-RT-07",
      0,
      "2026-02-10T10:00+08:00",
      "2026-03-09",
    ],
    ["over the first week of October 2025", "CN-RT-07", 0, "2025-09-26T10:00+08:00", "2025-10-23"],
    ["over Dragon Boat 2025, a Monday", "CN-XB-07", 0, "2025-05-30T10:00+08:00", "2025-06-16"],
    ["before an assessment expires", "CN-XB-06", 1, "2026-11-22T00:00+08:00", "2026-08-25"],
    ["of California, whose holidays are not known", "CA-08", 0, "2026-11-20T20:00Z", "2026-12-11?"],
    ["into a year not yet announced", "CN-RT-11", 0, "2026-12-20T10:00+08:00", "2027-01-08?"],
  ])("[P108] counts those of the calendar: %s", (_, id, index, start, expected) => {
    expect(lastDay(makeDeadline(clockOf(id, index), run(start)))).toBe(expected);
  });

  it("[P108] every announced holiday and swapped weekend stands in the year it is of, and on its own", () => {
    for (const years of Object.values(WORKING_YEARS))
      for (const [year, { off, worked, notice }] of Object.entries(years)) {
        const holidays = off.flatMap((holiday) => {
          const [first = "", last = ""] = holiday.split("/").map(parseDay);
          return Array.from(
            { length: Number(last) - Number(first) + 1 },
            (__, index) => Number(first) + index,
          );
        });
        expect(notice).not.toBe("");
        expect(new Set(holidays).size).toBe(holidays.length);
        expect(worked.filter((text) => isWeekday(parseDay(text)))).toEqual([]);
        expect(worked.filter((text) => holidays.includes(parseDay(text)))).toEqual([]);
        expect([...worked, ...holidays.map(formatDay)].filter((text) => !text.startsWith(year))).toEqual([]);
      }
  });

  it("[P108] so many working days lie between event and deadline, and it is the first such day", () => {
    const inKnownYears = fc.integer({ min: at("2025-01-01T00:00+08:00"), max: at("2026-10-01T00:00+08:00") });
    const { CN } = WORKING_YEARS;
    const off = Object.values(CN).flatMap((year) => year.off.map((holiday) => holiday.split("/")));
    const worked = Object.values(CN).flatMap((year) => year.worked);
    const works = (day: string) =>
      worked.includes(day) ||
      (isWeekday(parseDay(day)) && !off.some(([first = "", last = ""]) => first <= day && day <= last));
    fc.assert(
      fc.property(inKnownYears, fc.integer({ min: 1, max: 40 }), (start, days) => {
        const clock = makeClock(`P${days}WD`, { calendar: "CN" });
        const deadline = makeDeadline(clock, { start, timeZone: SHANGHAI });
        const last = parseDay(lastDay(deadline));
        const first = dayOf(start, SHANGHAI);
        const between = Array.from({ length: last - first }, (__, index) => formatDay(first + 1 + index));
        expect(between.filter(works)).toHaveLength(days);
        expect(works(formatDay(last))).toBe(true);
      }),
    );
  });
});

describe("an extension", () => {
  it("[P109] adds to the time, from the event, and only where the law allows it", () => {
    const extended = { extended: true };
    expect(lastDay(makeDeadline(clockOf("EU-04"), run("2026-01-31T10:00+08:00", extended)))).toBe(
      "2026-04-30",
    );
    expect(lastDay(makeDeadline(clockOf("CA-04"), run("2026-01-01T10:00+08:00", extended)))).toBe(
      "2026-04-01",
    );
    expect(() => makeDeadline(clockOf("CN-IN-06"), run("2026-01-01T10:00Z", extended))).toThrow(
      "the law lets nobody extend this time",
    );
  });

  it("[P109] every clock of every law can be computed, and extended where it says so", () => {
    for (const { rules, timeZone } of Object.values(RULE_SETS))
      for (const clock of rules.flatMap(({ clocks }) => clocks ?? [])) {
        const start = at("2026-03-31T09:00Z");
        const plain = makeDeadline(clock, { start, timeZone });
        if (clock.within === null) expect(plain.kind).toBe(clock.kind === "due-before" ? "at" : "promptly");
        else expect(plain.kind === "at" && plain.until < start).toBe(clock.kind === "due-before");
        if (clock.extendable === null) continue;
        const more = makeDeadline(clock, { start, timeZone, extended: true });
        expect(more.kind === "at" && plain.kind === "at" && more.until > plain.until).toBe(true);
      }
  });
});

describe("a clock that stands still", () => {
  const pause = (from: string, until: string | null): Pause => ({
    from: at(from),
    until: until === null ? null : at(until),
  });

  it.each([
    ["three whole days", [pause("2026-02-05T00:00+08:00", "2026-02-08T00:00+08:00")], "2026-03-06"],
    ["parts of days do not count", [pause("2026-02-05T09:00+08:00", "2026-02-07T18:00+08:00")], "2026-03-04"],
    [
      "pauses that overlap count once",
      [
        pause("2026-02-06T00:00+08:00", "2026-02-09T00:00+08:00"),
        pause("2026-02-05T00:00+08:00", "2026-02-08T00:00+08:00"),
      ],
      "2026-03-07",
    ],
    ["one that still lasts", [pause("2026-02-20T09:00+08:00", null)], "paused"],
    ["one that begins when the time is over", [pause("2026-03-20T09:00+08:00", null)], "2026-03-03"],
    ["one that ended before the event", [pause("2026-01-01T00:00Z", "2026-01-20T00:00Z")], "2026-03-03"],
    ["none", [], "2026-03-03"],
  ])("[P110] moves the deadline by the days it covers: %s", (_, pauses, expected) => {
    const deadline = makeDeadline(clockOf("UK-05", 1), run("2026-02-03T10:00+08:00", { pauses }));
    expect(lastDay(deadline)).toBe(expected);
  });

  it("[P110] a time in hours waits as long as the pauses within it last", () => {
    const clock = makeClock("PT10H", { pausable: true });
    fc.assert(
      fc.property(
        anyInstant,
        fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 5 })), { maxLength: 4 }),
        (start, parts) => {
          const pauses = parts.map(([from, length]) => ({
            from: start + from * HOUR_MS,
            until: start + (from + length) * HOUR_MS,
          }));
          const stands = (hour: number) =>
            parts.some(([from, length]) => from <= hour && hour < from + length);
          let hour = 0;
          for (let counted = 0; counted < 10; hour++) if (!stands(hour)) counted++;
          expect(makeDeadline(clock, { start, timeZone: SHANGHAI, pauses })).toMatchObject({
            until: start + hour * HOUR_MS,
          });
        },
      ),
    );
  });

  it("[P110] no pause stops a clock of which the law does not say that it may stand still", () => {
    const pauses = [pause("2026-01-01T10:30+08:00", null)];
    expect(makeDeadline(clockOf("CN-IN-06"), run("2026-01-01T10:00+08:00", { pauses }))).toMatchObject({
      until: at("2026-01-01T14:00+08:00"),
    });
  });
});

describe("a time without a figure", () => {
  it("[P111] has no deadline but now, and what is due before an event is due until it", () => {
    expect(makeDeadline(clockOf("CN-IN-01"), run("2026-01-01T10:00Z"))).toEqual({ kind: "promptly" });
    expect(makeDeadline(clockOf("CN-NT-04"), run("2026-01-01T10:00Z"))).toMatchObject({
      until: at("2026-01-01T10:00Z"),
    });
  });

  it.each(["P", "P1M2D", "PT", "P5", "15 days", "PT1H30M"])("[P111] %s is no span of one unit", (within) => {
    expect(() => makeDeadline(makeClock(within as Span), run("2026-01-01T10:00Z"))).toThrow(
      `\`${within}\` is not a span of one unit`,
    );
  });

  it("[P111] working days are those of a calendar, and an extension has the unit of the time", () => {
    expect(() => makeDeadline(makeClock("P5WD"), run("2026-01-01T10:00Z"))).toThrow(
      "working days are those of a calendar",
    );
    const mixed = makeClock("P1M", { extendable: "P30D" });
    expect(() => makeDeadline(mixed, run("2026-01-01T10:00Z", { extended: true }))).toThrow(
      "an extension of `P30D` does not add to `P1M`",
    );
  });
});
