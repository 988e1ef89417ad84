import { createHash } from "node:crypto";
import { WRITTEN_ELEMENTS } from "@avow/contract";
import { canonicalJson } from "@avow/evidence";
import { type Bundle, listLaws } from "@avow/policy";
import type { Saying } from "../notices/notice.ts";
import { contactIn, DERIVED, type NoticeElement, type NoticeTexts, WRITTEN } from "./elements.ts";
import { titleOf } from "./scope.ts";

/** What a notice of an incident is made from. */
export interface Composing {
  readonly texts: NoticeTexts;
  /** Names of the categories that concern whoever reads it. */
  readonly categories: readonly string[];
  /** It touches data of minors: their guardians are spoken to as well (CN-MI-04). */
  readonly minors: boolean;
  readonly rehearsal: boolean;
}

interface Phrases {
  readonly subject: string;
  readonly opening: string;
  readonly minors: string;
  readonly colon: string;
  readonly comma: string;
  readonly exercise: { readonly label: string; readonly opening: string };
}

const PHRASES: { readonly en: Phrases; readonly zh: Phrases } = {
  en: {
    subject: "An incident that concerns your personal data",
    opening: "We have to tell you of an incident that concerns personal data of yours.",
    minors:
      "Data of people under 18 is concerned. If you are their guardian, please read this with them and help them do what is advised here.",
    colon: ": ",
    comma: ", ",
    exercise: {
      label: "[EXERCISE] ",
      opening: "This is an exercise. Nothing of what follows has happened.",
    },
  },
  zh: {
    subject: "关于涉及您个人信息的安全事件的通知",
    opening: "我们发生了一起涉及您个人信息的安全事件，现将有关情况通知如下。",
    minors:
      "本事件涉及未满十八周岁未成年人的个人信息。您如为其监护人，请与其一同阅读本通知，并协助其采取下列措施。",
    colon: "：",
    comma: "、",
    exercise: { label: "【演练】", opening: "本消息为应急演练，下述情况并未实际发生。" },
  },
};

/**
 * Under California's law the English notice has this title and these five headings (Civil Code 1798.82(d)(1)); an element that has
 * none of them goes on under the one before.
 */
const CALIFORNIA: {
  readonly subject: string;
  readonly order: readonly NoticeElement[];
  readonly headings: Readonly<Partial<Record<NoticeElement, string>>>;
} = {
  subject: "Notice of Data Breach",
  order: ["happened", "cause", "categories", "impact", "taken", "coming", "remedy", "advice", "contact"],
  headings: {
    happened: "What Happened",
    categories: "What Information Was Involved",
    taken: "What We Are Doing",
    advice: "What You Can Do",
    contact: "For More Information",
  },
};

const [HAPPENED, ...FURTHER] = WRITTEN_ELEMENTS;
/** In which order people read it: as it is written, with the data after what happened, and whom to ask at the end. */
const ORDER: readonly NoticeElement[] = [HAPPENED, "categories", ...FURTHER, "contact"];

/**
 * What is said to one person of an incident, in one language: every element under its heading. A rehearsal says that it is one in
 * its subject and in its first sentence.
 */
export function composeNotice(bundle: Bundle, of: Composing, language: string): Saying {
  const zh = language.startsWith("zh");
  const phrases = zh ? PHRASES.zh : PHRASES.en;
  const californian = !zh && listLaws(bundle.law).includes("CA");
  const { opening, exercise } = phrases;
  const subject = californian ? CALIFORNIA.subject : phrases.subject;
  return {
    subject: of.rehearsal ? `${exercise.label}${subject}` : subject,
    paragraphs: [
      ...(of.rehearsal ? [exercise.opening] : []),
      opening,
      ...(of.minors ? [phrases.minors] : []),
      ...(californian ? CALIFORNIA.order : ORDER).flatMap((element) =>
        sayElement(bundle, of, { element, language, phrases, californian }),
      ),
    ],
  };
}

/** How a notice reads to somebody whom every category concerns, by language. */
export function previewNotice(
  bundle: Bundle,
  of: Composing,
): Record<string, { subject: string; paragraphs: string[] }> {
  return Object.fromEntries(
    bundle.languages.map((language) => {
      const { subject, paragraphs } = composeNotice(bundle, of, language);
      return [language, { subject, paragraphs: [...paragraphs] }];
    }),
  );
}

/** What an approval is of: SHA-256 of the notice as it reads in every language, hexadecimal. */
export function digestNotice(bundle: Bundle, of: Composing): string {
  return createHash("sha256")
    .update(canonicalJson(previewNotice(bundle, of)))
    .digest("hex");
}

interface SayingElement {
  readonly element: NoticeElement;
  readonly language: string;
  readonly phrases: Phrases;
  readonly californian: boolean;
}

function sayElement(bundle: Bundle, of: Composing, o: SayingElement): readonly string[] {
  const heading = headingOf(o);
  const [first = "", ...more] = textOf(bundle, of, o)
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim());
  return [heading === undefined ? first : `${heading}${o.phrases.colon}${first}`, ...more];
}

function headingOf({ element, language, californian }: SayingElement): string | undefined {
  if (californian) return CALIFORNIA.headings[element];
  const title = [...WRITTEN, ...DERIVED].find((one) => one.element === element)?.title;
  return language.startsWith("zh") ? title?.zh : title?.en;
}

function textOf(
  bundle: Bundle,
  { texts, categories }: Composing,
  { element, language, phrases }: SayingElement,
): string {
  if (element === "contact") return contactIn(bundle, language) ?? "";
  if (element === "categories")
    return categories.map((category) => titleOf(bundle, category)[language] ?? category).join(phrases.comma);
  return texts[element]?.[language] ?? "";
}
