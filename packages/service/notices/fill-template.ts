import type { Text } from "@avow/policy";
import { ProblemError } from "../http/problem.ts";
import type { Blank, Template } from "./service-templates.ts";

/** A text in a blank says what or how long, and no more: a message cannot be made of it. */
const LONGEST_TEXT = 80;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** A line break, another blank, or something that mail programs turn into a link. */
const BEYOND_A_BLANK = /[\p{Cc}{}]|:\/\/|www\.|@/iu;

/** What a template says once its blanks are filled, by language. */
export interface FilledTemplate {
  readonly subject: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, string>>;
}

/**
 * Fills a template's blanks, all of them and nothing else.
 * @param given a date under its blank's name, a text under the name and each language (`service.en`)
 * @throws {ProblemError} `body-malformed`, with each place
 */
export function fillTemplate(
  template: Template,
  given: Readonly<Record<string, string>>,
  languages: readonly string[],
): FilledTemplate {
  const errors = findFlaws(template, given, languages);
  if (errors.length > 0)
    throw new ProblemError("body-malformed", { detail: "the blanks are not filled as they must be", errors });
  const inEach = (fill: (language: string) => string) =>
    Object.fromEntries(languages.map((language) => [language, fill(language)]));
  const filled = (text: Text, language: string): string =>
    (text[language] ?? "").replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      writeBlank(template, name, given, language),
    );
  return {
    subject: inEach((language) => filled(template.subject, language)),
    body: inEach((language) => template.paragraphs.map((text) => filled(text, language)).join("\n\n")),
  };
}

function findFlaws(
  { blanks }: Template,
  given: Readonly<Record<string, string>>,
  languages: readonly string[],
): { at: string; message: string }[] {
  const wanted = new Map<string, Blank["kind"]>();
  for (const [name, { kind }] of Object.entries(blanks)) {
    const places = kind === "date" ? [name] : languages.map((language) => `${name}.${language}`);
    for (const place of places) wanted.set(place, kind);
  }
  const odd = Object.keys(given).some((name) => !wanted.has(name));
  const flaws = [...wanted].flatMap(([name, kind]) => {
    const value = given[name]?.trim() ?? "";
    const message = kind === "date" ? flawOfDate(value) : flawOfText(value);
    return message === null ? [] : [{ at: `/blanks/${name}`, message }];
  });
  return odd ? [...flaws, { at: "/blanks", message: "has one that the template does not have" }] : flaws;
}

function flawOfDate(value: string): string | null {
  const isDay = DAY.test(value) && !Number.isNaN(Date.parse(value));
  return isDay ? null : "must be a day such as `2026-12-01`";
}

function flawOfText(value: string): string | null {
  if (value === "") return "is missing";
  if (value.length > LONGEST_TEXT) return `is longer than ${LONGEST_TEXT} characters`;
  return BEYOND_A_BLANK.test(value) ? "holds a link, an address or a line break" : null;
}

function writeBlank(
  { blanks }: Template,
  name: string,
  given: Readonly<Record<string, string>>,
  language: string,
): string {
  if (blanks[name]?.kind !== "date") return given[`${name}.${language}`]?.trim() ?? "";
  const day = new Date(`${given[name]?.trim() ?? ""}T00:00:00Z`);
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "long",
    timeZone: "UTC",
  }).format(day);
}
