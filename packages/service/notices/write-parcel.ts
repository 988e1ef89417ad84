import { type Bundle, findSubjectPrefix } from "@avow/policy";
import type { Parcel, Party } from "../channels/parcel.ts";
import type { Attempt } from "./claim.ts";
import { footerWordsIn } from "./footer-words.ts";
import type { Saying } from "./notice.ts";

/** What a parcel is written from. */
export interface Writing {
  readonly bundle: Bundle;
  readonly publicUrl: string;
  readonly notice: { readonly purpose: string; readonly rehearsal: boolean };
  readonly attempt: Pick<Attempt, "person" | "id" | "replyToken" | "unsubscribeToken">;
  readonly at: Date;
  readonly to: Party;
  /** The person's own, among the policy's. */
  readonly language: string;
  readonly saying: Saying;
  /** The clause that permits it. */
  readonly clause: string;
  /** The consent it rests on. */
  readonly consent: Parcel["consent"];
}

/**
 * What is said to one person as it leaves, whatever the channel: under a subject with the label that the law asks of advertising,
 * and above why the person gets it, who answers for it, where to complain and how to end it.
 */
export function writeParcel(writing: Writing): Parcel {
  const { bundle, publicUrl, notice, attempt, language, saying } = writing;
  const { unsubscribeToken } = attempt;
  const unsubscribeUrl =
    unsubscribeToken === null ? null : `${publicUrl}/privacy/unsubscribe/${unsubscribeToken}`;
  const advertises = bundle.purposes[notice.purpose]?.nature === "marketing";
  return {
    id: attempt.id,
    person: attempt.person,
    at: writing.at,
    language,
    to: writing.to,
    subject: advertises ? labelled(bundle, language, saying.subject) : saying.subject,
    body: saying.paragraphs,
    footer: footerOf(writing, unsubscribeUrl),
    advertises,
    unsubscribeUrl,
    replyToken: attempt.replyToken,
    references: saying.references ?? [],
    consent: writing.consent,
  };
}

function labelled(bundle: Bundle, language: string, subject: string): string {
  const label = findSubjectPrefix(bundle, language);
  return label === null ? subject : `${label}${footerWordsIn(language).colon}${subject}`;
}

function footerOf(writing: Writing, unsubscribeUrl: string | null): readonly string[] {
  const { bundle, publicUrl, notice, language, clause } = writing;
  const words = footerWordsIn(language);
  const { controller } = bundle;
  return [
    ...(notice.rehearsal ? [words.rehearsal] : []),
    whyOf(writing),
    words.clause(clause, `${publicUrl}/${language}/policy#${clause}`),
    ...(controller === null
      ? []
      : [
          words.sender(controller.name[language] ?? "", controller.address[language] ?? ""),
          words.reach(controller.email, controller.telephone ?? null),
          ...said(controller.complaints?.[language], words.complain),
        ]),
    ...legalLines(writing),
    ...(unsubscribeUrl === null ? [] : [words.stop(unsubscribeUrl)]),
    words.centre(`${publicUrl}/privacy`),
  ];
}

function whyOf({ bundle, notice, language, consent }: Writing): string {
  const words = footerWordsIn(language);
  const declared = bundle.purposes[notice.purpose];
  const purpose = declared?.title[language] ?? "";
  if (consent !== null) return words.agreed(formatDay(consent.at, language), purpose);
  return declared?.basis === "legal-duty" ? words.owed(purpose) : words.permitted(purpose);
}

/** Where what the law has us say is judged: clauses 1.1 and 1.2 of the Index policy. */
function legalLines({ bundle, notice, language }: Writing): readonly string[] {
  const { law } = bundle;
  if (bundle.purposes[notice.purpose]?.basis !== "legal-duty") return [];
  const title = law.title[language] ?? "";
  const courts = law.courts[language] ?? "";
  return [footerWordsIn(language).courts(title, courts, [law.clause, law.courtsClause])];
}

function said(text: string | undefined, say: (text: string) => string): readonly string[] {
  return text === undefined ? [] : [say(text)];
}

function formatDay(at: Date, language: string): string {
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "long",
    timeZone: "UTC",
  }).format(at);
}
