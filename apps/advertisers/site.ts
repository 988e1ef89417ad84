import type { AnswerOf, CallerOptions } from "@avow/contract";
import type { Bundle } from "@avow/policy";
import type { Language } from "./words.ts";

/** Where the page is mounted; every address it writes begins with it. */
export const BASE = "/advertisers";

/** What the page needs of its surroundings. */
export interface AdvertisersOptions {
  /** The policy in force, asked at every request: who is accountable stands on every page. */
  readonly policy: () => Bundle;
  /** The API of the contract, in this process or another. */
  readonly service: CallerOptions["fetch"];
  /** Origin under which advertisers reach the page, without a slash at the end. */
  readonly publicUrl: string;
  readonly now: () => Date;
  /** Told of everything thrown that was answered with a page. */
  readonly report: (error: unknown) => void;
}

export type Answer = AnswerOf<"statistic">;
export type Question = Answer["question"];
export type Budget = AnswerOf<"budget">;
export type Advertiser = AnswerOf<"advertiser">;
export type Measure = Question["measure"];
export type Breakdown = Question["by"];

/** Names of the fields of every form. The key is one of them, so that no address and no cookie ever holds it. */
export const FIELDS = { key: "key", day: "day", what: "what", by: "by" } as const;

/** One request: in which language, under which policy, and what its form held. */
export interface Visit {
  readonly language: Language;
  readonly bundle: Bundle;
  /** The advertiser's key; `null` before it is entered. */
  readonly key: string | null;
  readonly question: Question | null;
}

/** Path of a page. Those that show something are asked for with a form. */
export function pathTo(language: Language, page: "" | "statistics.csv" = ""): string {
  return `${BASE}/${language}/${page}`;
}
