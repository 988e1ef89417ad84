import type { Duration } from "./model.ts";

/** Locale in which facts of a language are written: dates as `1 December 2026`, lists without the Oxford comma. */
const LOCALES: Readonly<Record<string, string>> = { en: "en-GB", zh: "zh-CN" };

/** Chinese legal texts count 日 where CLDR writes 天. */
const LEGAL_UNITS: Readonly<Record<string, Readonly<Record<string, string>>>> = { zh: { day: "日" } };

const PARTS = /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?)?$/;
const UNITS = ["year", "month", "day", "hour", "minute"] as const;

/** The locale of `language`, or `language` itself. */
export function localeOf(language: string): string {
  return Object.hasOwn(LOCALES, language) ? (LOCALES[language] ?? language) : language;
}

/** Whether `text` is a duration of whole years, months, days, hours or minutes, and longer than nothing. */
export function isDuration(text: string): text is Duration {
  return PARTS.test(text) && /[1-9]/.test(text);
}

/**
 * The instant from which a span that ends at `at` runs, both in milliseconds since 1970. Years and months are calendar ones, in UTC;
 * where the month before has no such day, its last stands for it.
 * @throws {RangeError} when `span` is no duration
 * @example startOfSpan(Date.parse("2026-08-31T10:00Z"), "P6M") // => 2026-02-28T10:00Z
 */
export function startOfSpan(at: number, span: Duration): number {
  const parts = PARTS.exec(span);
  if (parts === null) throw new RangeError(`\`${span}\` is not a duration`);
  const [years = 0, months = 0, days = 0, hours = 0, minutes = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const start = new Date(at);
  const day = start.getUTCDate();
  start.setUTCDate(1);
  start.setUTCMonth(start.getUTCMonth() - years * 12 - months);
  const last = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 0)).getUTCDate();
  start.setUTCDate(Math.min(day, last));
  return start.getTime() - ((days * 24 + hours) * 60 + minutes) * 60_000;
}

/**
 * A duration in words.
 * @throws {RangeError} when `duration` is not one ({@link Duration}), or `language` is not a language tag.
 * @example formatDuration("P30D", "zh") // => "30日"
 */
export function formatDuration(duration: Duration, language: string): string {
  const amounts = PARTS.exec(duration)?.slice(1);
  if (amounts === undefined || !isDuration(duration))
    throw new RangeError(`\`${duration}\` is not a duration`);
  const words = UNITS.flatMap((unit, index) => {
    const amount = Number(amounts[index] ?? 0);
    return amount === 0 ? [] : [formatAmount(amount, unit, language)];
  });
  return new Intl.ListFormat(localeOf(language), { type: "unit", style: "long" }).format(words);
}

function formatAmount(amount: number, unit: (typeof UNITS)[number], language: string): string {
  const legalUnit = LEGAL_UNITS[language]?.[unit];
  if (legalUnit !== undefined) return `${amount}${legalUnit}`;
  const format = new Intl.NumberFormat(localeOf(language), { style: "unit", unit, unitDisplay: "long" });
  return format.format(amount);
}
