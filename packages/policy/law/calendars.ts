import calendars from "./calendars.json" with { type: "json" };
import { type Day, formatDay, isWeekday, parseDay } from "./days.ts";
import type { WorkingCalendar } from "./rule-sets.ts";

/** The holidays of one year as the authority has announced them. */
export interface AnnouncedYear {
  /** Who announced them, in which notice, on which day. */
  readonly notice: string;
  readonly verified: "read" | "secondary" | "unchecked";
  /** Days off, weekends in them included: first and last day of each holiday, `2026-02-15/2026-02-23`. */
  readonly off: readonly string[];
  /** Days of a weekend on which people work instead. */
  readonly worked: readonly string[];
}

/** The years whose holidays are known, by calendar. Of the others, only which days are Monday to Friday. */
export const WORKING_YEARS: Readonly<Record<WorkingCalendar, Readonly<Record<string, AnnouncedYear>>>> =
  calendars as unknown as Record<WorkingCalendar, Record<string, AnnouncedYear>>;

/** Whether people work on `day`, and whether that is known or only that it is no weekend. */
export function findWorkingDay(
  calendar: WorkingCalendar,
  day: Day,
): { readonly works: boolean; readonly known: boolean } {
  const text = formatDay(day);
  const years = WORKING_YEARS[calendar];
  const year = Object.hasOwn(years, text.slice(0, 4)) ? years[text.slice(0, 4)] : undefined;
  if (year === undefined) return { works: isWeekday(day), known: false };
  if (year.worked.includes(text)) return { works: true, known: true };
  return { works: isWeekday(day) && !year.off.some((holiday) => isWithin(day, holiday)), known: true };
}

function isWithin(day: Day, holiday: string): boolean {
  const [first = "", last = ""] = holiday.split("/");
  return parseDay(first) <= day && day <= parseDay(last);
}
