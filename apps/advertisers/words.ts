import { en } from "./words/en.ts";
import { zh } from "./words/zh.ts";

/** Languages the page speaks; each is the first part of its paths. */
export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

export type Words = typeof en;

const TABLES: Readonly<Record<Language, Words>> = { en, zh };
/** BCP 47 tags for dates, numbers and `lang`. */
export const TAGS: Readonly<Record<Language, string>> = { en: "en-GB", zh: "zh-CN" };

/** The table of one language. */
export function wordsOf(language: Language): Words {
  return TABLES[language];
}

/** The first of the languages a browser prefers that the page speaks. */
export function languageFrom(acceptLanguage: string | undefined): Language {
  const preferred = (acceptLanguage ?? "").split(",").map((tag) => tag.trim().toLowerCase().split(/[-;]/)[0]);
  return (
    preferred.map((tag) => LANGUAGES.find((language) => language === tag)).find((one) => one !== undefined) ??
    "en"
  );
}

/** A day (ISO 8601) in words. */
export function formatDay(day: string, language: Language): string {
  return new Intl.DateTimeFormat(TAGS[language], { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(day),
  );
}

/** An instant to the minute, in UTC and saying so. */
export function formatInstant(instant: string, language: Language): string {
  const format = new Intl.DateTimeFormat(TAGS[language], {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return `${format.format(new Date(instant))} UTC`;
}

/** A number as the language writes it; `digits` after the point at most. */
export function formatNumber(value: number, language: Language, digits = 0): string {
  return new Intl.NumberFormat(TAGS[language], { maximumFractionDigits: digits }).format(value);
}
