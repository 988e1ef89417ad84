import type { ProblemCode, ProblemDetails } from "@avow/contract";
import type { Text } from "@avow/policy";
import { en } from "./words/en.ts";
import { zh } from "./words/zh.ts";

/** Languages the centre speaks; each is the first part of its pages' paths. */
export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

export type Words = typeof en;

const TABLES: Readonly<Record<Language, Words>> = { en, zh };
/** BCP 47 tags for dates and for `lang`. */
export const TAGS: Readonly<Record<Language, string>> = { en: "en-GB", zh: "zh-CN" };

/** The table of one language. */
export function wordsOf(language: Language): Words {
  return TABLES[language];
}

/** Reads a language, as it stands in a path or comes from a session. */
export function parseLanguage(text: string | undefined): Language | null {
  return LANGUAGES.find((language) => language === text?.toLowerCase().split("-")[0]) ?? null;
}

/** A text of the policy in `language`, or in the first language it has. */
export function inLanguage(text: Text, language: Language): string {
  return text[language] ?? Object.values(text)[0] ?? "";
}

/** A phrase of the policy (`to open your account`) as it begins a sentence or a heading. */
export function asHeading(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

/** The day of an instant or an ISO date, in words. Days are those of UTC. */
export function formatDay(instant: string, language: Language): string {
  return new Intl.DateTimeFormat(TAGS[language], { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(instant),
  );
}

/** An instant to the minute, in words, in UTC and saying so. */
export function formatInstant(instant: string, language: Language): string {
  const format = new Intl.DateTimeFormat(TAGS[language], {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return `${format.format(new Date(instant))} UTC`;
}

/** What happened, in plain words; a kind this release does not know is named as it is. */
export function describeKind(kind: string, words: Words): string {
  const known: Readonly<Record<string, string>> = words.kinds;
  return (Object.hasOwn(known, kind) ? known[kind] : undefined) ?? words.receipts.other(kind);
}

/** A problem in the person's language: the gate's own reason where there is one, else the centre's words for the code. */
export function describeProblem(
  problem: Pick<ProblemDetails, "code" | "reason">,
  language: Language,
): string {
  if (problem.reason !== undefined) return inLanguage(problem.reason, language);
  const words = wordsOf(language).problem;
  const known: Readonly<Partial<Record<string, string>>> = words.codes satisfies Partial<
    Record<ProblemCode, string>
  >;
  return (Object.hasOwn(known, problem.code) ? known[problem.code] : undefined) ?? words.unknown;
}
