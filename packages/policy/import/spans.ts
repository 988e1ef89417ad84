import type { Duration } from "../model.ts";
import { hanNumber } from "./labels.ts";

const ENGLISH_NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fourteen: 14,
  eighteen: 18,
  twenty: 20,
  "twenty-four": 24,
  thirty: 30,
  "thirty-six": 36,
  sixty: 60,
  ninety: 90,
};
const AMOUNT = `\\d{1,4}|${Object.keys(ENGLISH_NUMBERS).toReversed().join("|")}`;
const ENGLISH = new RegExp(
  `(?<![\\p{L}\\p{N}])(${AMOUNT})[ -](?:calendar |full )?(minute|hour|day|week|month|year)s?\\b`,
  "iu",
);
const CHINESE =
  /(\d{1,4}|[一二三四五六七八九十百两]{1,4})\s*(?:个)?(分钟|小时|日|天|周|星期|月|年)(?!\d{1,2}月)(?!第)/;

/** The first span of time a sentence names, or `null`: `thirty days`, `3年`, `六个月`, `半年`. */
export function findSpan(text: string): Duration | null {
  const narrow = text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
  const [, amount = "", unit = ""] = ENGLISH.exec(narrow) ?? CHINESE.exec(withoutDates(narrow)) ?? [];
  if (/半年/.test(narrow) && unit === "") return "P6M";
  const number = /^\d/.test(amount)
    ? Number(amount)
    : (ENGLISH_NUMBERS[amount.toLowerCase()] ?? hanNumber(amount));
  return unit === "" || number < 1 ? null : spanOf(number, unit.toLowerCase());
}

/** A day of the calendar is no span. */
function withoutDates(text: string): string {
  return text.replace(/\d{4}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?/g, "");
}

function spanOf(number: number, unit: string): Duration | null {
  if (/^(?:minute|分钟)$/.test(unit)) return `PT${number}M`;
  if (/^(?:hour|小时)$/.test(unit)) return `PT${number}H`;
  if (/^(?:day|日|天)$/.test(unit)) return `P${number}D`;
  if (/^(?:week|周|星期)$/.test(unit)) return `P${number * 7}D`;
  if (/^(?:month|月)$/.test(unit)) return `P${number}M`;
  return `P${number}Y`;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The first day of the calendar a sentence names, as year-month-day, or `null`. */
export function findDay(text: string): string | null {
  const iso = /\b(\d{4})-(\d{2})-(\d{2})\b/.exec(text);
  if (iso !== null) return dayOf(iso[1], Number(iso[2]), Number(iso[3]));
  const chinese = /(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日/.exec(text);
  if (chinese !== null) return dayOf(chinese[1], Number(chinese[2]), Number(chinese[3]));
  const british = /\b(\d{1,2})(?:st|nd|rd|th)? ([A-Z][a-z]{2,8}),? (\d{4})\b/.exec(text);
  if (british !== null) return dayOf(british[3], monthOf(british[2]), Number(british[1]));
  const american = /\b([A-Z][a-z]{2,8})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b/.exec(text);
  return american === null ? null : dayOf(american[3], monthOf(american[1]), Number(american[2]));
}

function monthOf(name = ""): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function dayOf(year = "", month: number, day: number): string | null {
  const written = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const time = month < 1 ? Number.NaN : Date.parse(`${written}T00:00:00Z`);
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(written) ? null : written;
}
