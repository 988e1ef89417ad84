import { CHINESE_NUMBER, ENGLISH_NUMBER, parseChineseNumber, parseEnglishNumber } from "./numerals.ts";

/** A number a text says, and where. */
export interface SaidNumber {
  readonly text: string;
  /** Place in the text that was read. */
  readonly start: number;
  readonly value: number;
  /** What it counts, so that two weeks are fourteen days: `336 hours`, `12 months`, `2026-12-01`; else the number. */
  readonly amount: string;
  /** A figure, or a number in words that counts time or years of life. Any other word for a number may be a figure of speech. */
  readonly plain: boolean;
}

/** Units of time by how each language writes them, in a unit that converts without a calendar. */
const UNITS: Readonly<Record<string, readonly [factor: number, unit: "hours" | "months"]>> = {
  minute: [1 / 60, "hours"],
  hour: [1, "hours"],
  day: [24, "hours"],
  week: [168, "hours"],
  month: [1, "months"],
  year: [12, "months"],
  分钟: [1 / 60, "hours"],
  小时: [1, "hours"],
  工作日: [24, "hours"],
  日: [24, "hours"],
  天: [24, "hours"],
  周: [168, "hours"],
  星期: [168, "hours"],
  个月: [1, "months"],
  年: [12, "months"],
};

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);
const MONTH = `(?:${MONTHS.join("|")})`;

const ENGLISH_UNIT = String.raw`[\s-]*(?:(?:calendar|working|business|full)\s+)?(minute|hour|day|week|month|year)s?\b`;
const CHINESE_UNIT = "个?(分钟|小时|工作日|日|天|周(?!岁)|星期|个月|年)";

/** A whole figure; one longer than this is no number anybody reads. */
const FIGURE = String.raw`(?<!\d)(\d{1,3}(?:,\d{3})+|\d{1,15})(?!\d)`;

const MULTIPLES: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, billion: 1e9 };

/** What looks like a number and says none: addresses, telephone numbers, times of the day. */
const NOT_NUMBERS = [
  /[\w.+-]{1,64}@[\w.-]+|https?:\S+/g,
  /\+\d[\d() \t-]{5,}\d|\b0\d{2,3}[ -]\d{6,8}\b|\b\d{3}[ -]\d{3,4}[ -]\d{4}\b/g,
  /\d{1,2}[:：]\d{2}|\b\d{1,2} ?[ap]\.?m\b\.?|[上下]午\d{1,2}[时点]/gi,
];

type Reader = (text: string) => readonly SaidNumber[];

/** Reads numbers out of words, by language. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ["en", readEnglish],
  ["zh", readChinese],
]);

/**
 * Every number `prose` says, in figures and in words, each place once. Empty for a language nobody has taught it.
 * @example readNumbers("within two weeks", "en") // => [{ text: "two weeks", value: 2, amount: "336 hours", plain: true, start: 7 }]
 */
export function readNumbers(prose: string, language: string): readonly SaidNumber[] {
  const reader = READERS.get(language);
  if (reader === undefined) return [];
  return reader(NOT_NUMBERS.reduce((text, pattern) => text.replace(pattern, blank), prose));
}

function blank(written: string): string {
  return " ".repeat(written.length);
}

function readEnglish(prose: string): readonly SaidNumber[] {
  const taker = new Taker(prose);
  taker.take(new RegExp(String.raw`\b(\d{1,2}) (${MONTH}) (\d{4})\b`, "g"), (d, m, y) =>
    date(y, monthOf(m), d),
  );
  taker.take(new RegExp(String.raw`\b(${MONTH}) (\d{1,2}), (\d{4})\b`, "g"), (m, d, y) =>
    date(y, monthOf(m), d),
  );
  taker.take(new RegExp(String.raw`\b(${MONTH}) (\d{4})\b`, "g"), (m, y) => date(y, monthOf(m)));
  taker.take(new RegExp(String.raw`\b(\d{1,2}) (${MONTH})\b`, "g"), (d, m) => date(monthOf(m), d));
  taker.take(new RegExp(String.raw`\b(${MONTH}) (\d{1,2})\b`, "g"), (m, d) => date(monthOf(m), d));
  takeFigures(taker);
  const number = FIGURE;
  taker.take(new RegExp(number + ENGLISH_UNIT, "gi"), (n, unit) => time(figure(n), unit));
  taker.take(new RegExp(String.raw`${number} (thousand|million|billion)\b`, "gi"), (n, word) =>
    count(figure(n) * (MULTIPLES[word.toLowerCase()] ?? 1)),
  );
  taker.take(new RegExp(number, "g"), (n) => count(figure(n)));
  taker.take(new RegExp(String.raw`\b(${ENGLISH_NUMBER})${ENGLISH_UNIT}`, "gi"), (n, unit) =>
    time(parseEnglishNumber(n) ?? 0, unit),
  );
  taker.take(
    new RegExp(String.raw`(?<=\b(?:aged?|age of|under|over|below) )(${ENGLISH_NUMBER})\b`, "gi"),
    (n) => age(parseEnglishNumber(n) ?? 0),
  );
  taker.take(new RegExp(String.raw`\b(?:an?|per|each|every)${ENGLISH_UNIT}`, "gi"), (unit) => ({
    ...time(1, unit),
    plain: false,
  }));
  taker.take(new RegExp(String.raw`\b(${ENGLISH_NUMBER})\b`, "gi"), (n) => ({
    ...count(parseEnglishNumber(n) ?? 0),
    plain: false,
  }));
  return taker.taken;
}

function readChinese(prose: string): readonly SaidNumber[] {
  const taker = new Taker(prose);
  taker.take(/(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日/g, date);
  taker.take(/(\d{4})\s*年\s*(\d{1,2})\s*月(?!\d)/g, date);
  taker.take(/(\d{1,2})\s*月\s*(\d{1,2})\s*日/g, date);
  taker.take(/(\d{1,2})\s*月/g, (m) => ({ ...date(m), plain: false }));
  taker.take(/(\d{4})\s*年(?=[^内后之间以])/g, (y) => count(Number(y)));
  takeFigures(taker);
  const number = String.raw`${FIGURE}\s*([百千万亿]?)\s*`;
  const worth = (n: string, multiple: string) =>
    figure(n) * (multiple === "" ? 1 : parseChineseNumber(multiple));
  taker.take(new RegExp(number + CHINESE_UNIT, "g"), (n, multiple, unit) => time(worth(n, multiple), unit));
  taker.take(new RegExp(number, "g"), (n, multiple) => count(worth(n, multiple)));
  taker.take(new RegExp(`(?<![统唯同任某每另逐])(${CHINESE_NUMBER})${CHINESE_UNIT}`, "g"), (n, unit) =>
    time(parseChineseNumber(n), unit),
  );
  taker.take(new RegExp(`(${CHINESE_NUMBER})周?岁`, "g"), (n) => age(parseChineseNumber(n)));
  taker.take(/半年/g, () => ({ ...time(6, "个月"), plain: false }));
  taker.take(new RegExp(`(${CHINESE_NUMBER})`, "g"), (n) => ({
    ...count(parseChineseNumber(n)),
    plain: false,
  }));
  return taker.taken;
}

/** Days in figures, and numbers with points: clauses, articles, parts of one. Both languages write them alike. */
function takeFigures(taker: Taker): void {
  taker.take(/\b(\d{4})-(\d{2})-(\d{2})\b/g, date);
  taker.take(/(?<!\d)(\d{1,9}(?:\.\d{1,9})+)(?!\d)/g, (points) => ({
    value: Number.NaN,
    amount: points,
    plain: true,
  }));
}

type Worth = Pick<SaidNumber, "value" | "amount" | "plain">;

/** Takes what a pattern finds out of a text, so that no later pattern finds it again. */
class Taker {
  readonly taken: SaidNumber[] = [];
  #left: string;

  constructor(text: string) {
    this.#left = text;
  }

  take(pattern: RegExp, worthOf: (...groups: string[]) => Worth): void {
    for (const match of this.#left.matchAll(pattern)) {
      const [text, ...groups] = match;
      this.taken.push({ text, start: match.index, ...worthOf(...groups) });
    }
    this.#left = this.#left.replace(pattern, blank);
  }
}

function figure(text: string): number {
  return Number(text.replaceAll(",", ""));
}

function count(value: number): Worth {
  return { value, amount: String(value), plain: true };
}

/** From ten up nobody means a figure of speech. */
function age(value: number): Worth {
  return { ...count(value), plain: value >= 10 };
}

function time(value: number, unit: string): Worth {
  const [factor, of] = UNITS[unit.toLowerCase()] ?? [1, "hours"];
  return { value, amount: `${Math.round(value * factor * 60) / 60} ${of}`, plain: true };
}

/** A day of the calendar, or as much of it as is said, from the year down. */
function date(...parts: readonly (string | number)[]): Worth {
  return { value: Number.NaN, amount: parts.map(Number).join("-"), plain: true };
}

function monthOf(name: string): number {
  return MONTHS.indexOf(name) + 1;
}
