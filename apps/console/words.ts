import type { ProblemDetails } from "@avow/contract";
import type { Text } from "@avow/policy";
import { en } from "./words/en.ts";
import { zh } from "./words/zh.ts";

/** Languages the console speaks; `?lang=` says which. */
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

/** The first of `tags` the console speaks, else English. */
export function chooseLanguage(tags: readonly (string | null)[]): Language {
  const known = tags.map((tag) =>
    LANGUAGES.find((language) => language === tag?.toLowerCase().split("-")[0]),
  );
  return known.find((language) => language !== undefined) ?? "en";
}

/** A text of the policy in `language`, or in the first language it has. */
export function inLanguage(text: Text, language: Language): string {
  return text[language] ?? Object.values(text)[0] ?? "";
}

/** A phrase of the policy (`to open your account`) as it begins a sentence or a heading. */
export function asHeading(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

/** The name of a language in `words`' own, or its tag when the console does not speak it. */
export function nameOfLanguage(tag: string, words: Words): string {
  return lookUp(words.languages, tag) ?? tag;
}

/** An ISO date in words; it is a day, wherever it is read. */
export function formatDay(day: string, language: Language): string {
  return new Intl.DateTimeFormat(TAGS[language], { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(day),
  );
}

/** An instant to the minute, in the operator's own time zone. */
export function formatInstant(instant: string, language: Language): string {
  return new Intl.DateTimeFormat(TAGS[language], { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(instant),
  );
}

const STEPS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** How long before or after `nowMs` an instant lies, in its largest whole unit: `3 minutes ago`. */
export function formatRelative(instant: string, nowMs: number, language: Language): string {
  const seconds = Math.round((Date.parse(instant) - nowMs) / 1000);
  const [unit, length] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(TAGS[language], { numeric: "auto" }).format(
    Math.trunc(seconds / length),
    unit,
  );
}

export function formatCount(count: number, language: Language): string {
  return new Intl.NumberFormat(TAGS[language]).format(count);
}

/** A problem in the operator's language: the gate's own reason where there is one, else the console's words for the code. */
export function describeProblem(
  { code, reason }: Pick<ProblemDetails, "code" | "reason">,
  language: Language,
): string {
  if (reason !== undefined) return inLanguage(reason, language);
  const words = wordsOf(language);
  return lookUp(words.problems, code) ?? words.trouble.unknown;
}

/** What would lift a refusal, for the operator; `null` is that nothing would. */
export function describeRemedy(remedy: Readonly<Record<string, string>> | null, words: Words): string {
  if (remedy === null) return words.noRemedy;
  const kind = remedy.kind ?? "";
  return lookUp(words.remedies, kind) ?? words.unknownRemedy(kind);
}

/** A mechanism in words; an element of the model (`form registration`) stays as the policy calls it. */
export function describeMechanism(mechanism: string, words: Words): string {
  return lookUp(words.mechanisms, mechanism) ?? mechanism;
}

function lookUp(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
