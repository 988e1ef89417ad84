import type { BodyOf } from "@avow/contract";
import type { Bundle } from "@avow/policy";
import { ProblemError } from "../http/problem.ts";
import { earliestEnd } from "./least-time.ts";
import type { Subject } from "./subject.ts";

/** What an announcement says, and from when until when. */
export interface Wording {
  /** When it is judged. */
  readonly now: Date;
  readonly reason: BodyOf<"draftAnnouncement">["reason"];
  readonly title: BodyOf<"draftAnnouncement">["title"];
  readonly elements: BodyOf<"draftAnnouncement">["elements"];
  readonly from: Date;
  readonly until: Date;
}

/** A reason of fewer letters is none. */
const LEAST_LETTERS = 10;

/**
 * Requires that an announcement has everything: the reason why telling each person is difficult, a title and each element, in
 * every language of the policy, and that it is shown long enough.
 * @throws {ProblemError} `announcement-unfit` with each place that lacks, as a JSON pointer
 */
export function requireFit(bundle: Bundle, subject: Subject, wording: Wording): void {
  const errors = [
    ...lacking(bundle, "/reason", wording.reason, isReason),
    ...lacking(bundle, "/title", wording.title, isText),
    ...subject.elements.flatMap(({ id }) =>
      lacking(bundle, `/elements/${id}`, wording.elements[id] ?? {}, isText),
    ),
    ...unknown(subject, wording),
    ...tooShort(bundle, wording),
    ...tooLate(subject, wording),
  ];
  if (errors.length > 0)
    throw new ProblemError("announcement-unfit", {
      detail: "something that must be said is not said in every language, or it is not shown for long enough",
      help: "each place is named; write what lacks there",
      errors: errors.slice(0, 60),
    });
}

/**
 * Requires a reason in every language of the policy.
 * @throws {ProblemError} `announcement-unfit`
 */
export function requireReason(bundle: Bundle, reason: Wording["reason"]): void {
  const errors = lacking(bundle, "/reason", reason, isReason);
  if (errors.length > 0)
    throw new ProblemError("announcement-unfit", {
      detail: "a reason is needed in every language of the policy",
      errors,
    });
}

type Flaw = { readonly at: string; readonly message: string };

function lacking(
  { languages }: Bundle,
  at: string,
  texts: Readonly<Record<string, string>>,
  isThere: (text: string) => boolean,
): Flaw[] {
  return languages
    .filter((language) => !isThere(Object.hasOwn(texts, language) ? (texts[language] ?? "") : ""))
    .map((language) => ({
      at: `${at}/${language}`,
      message: isThere === isReason ? `needs a sentence of at least ${LEAST_LETTERS} letters` : "is empty",
    }));
}

function unknown({ elements }: Subject, wording: Wording): Flaw[] {
  const known = new Set(elements.map(({ id }) => id));
  return Object.keys(wording.elements).some((id) => !known.has(id))
    ? [{ at: "/elements", message: "has an element that announcements of this kind do not have" }]
    : [];
}

function tooShort(bundle: Bundle, { from, until }: Wording): Flaw[] {
  const earliest = earliestEnd(bundle, from);
  if (until >= earliest) return [];
  return [{ at: "/until", message: `is before ${earliest.toISOString()}, until when it has to be shown` }];
}

/** Of an incident people are told promptly (clause 2.3.6), so that it is not announced for a later day. */
function tooLate({ kind }: Subject, { from, now }: Wording): Flaw[] {
  return kind === "incident" && from > now
    ? [{ at: "/from", message: "is later than now, and an incident is announced at once" }]
    : [];
}

function isText(text: string): boolean {
  return /\p{L}/u.test(text);
}

function isReason(text: string): boolean {
  return (text.match(/\p{L}/gu) ?? []).length >= LEAST_LETTERS;
}
