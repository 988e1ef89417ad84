import type { AnswerOf } from "@avow/contract";
import type { Fraction } from "./discrete-gaussian.ts";

/** One question as an advertiser asks it. */
export type Question = AnswerOf<"statistic">["question"];

/** A measure, whole or by one breakdown: what the price of a question depends on. */
export type Kind = Pick<Question, "measure" | "by">;

/** Prices are whole numbers of this part of ρ, so that sums of them are exact. */
export const PARTS_OF_RHO = 1_000_000;

/** What all answers about the days of one calendar year may cost together: ρ = 1. */
export const YEAR_PARTS = 1_000_000;

/**
 * No name and no cell of a breakdown is published that fewer visitors than this are behind, whatever the noise. A rule of
 * thumb beside the guarantee, not the guarantee.
 */
export const LEAST_VISITORS = 20;

/** With what probability an answer may name a cell that is there because of one visitor alone. */
export const DELTA_OF_ANSWER = 5e-11;

/** On what terms one kind of question is answered. docs/statistics.md derives each number. */
export interface Terms {
  /** What the answer costs, in parts of ρ. */
  readonly parts: number;
  /** A visitor adds at most this to all cells of the answer together. */
  readonly contributions: number;
  /** A visitor adds at most this to one cell. */
  readonly perCell: number;
  /** A visitor is in at most this many cells. */
  readonly cells: number;
  /** By how much, squared, one visitor can move the answer as a vector (L2). */
  readonly squaredSensitivity: number;
  /** σ² of each cell's noise: squared sensitivity over twice ρ. */
  readonly variance: Fraction;
  /** Cells of fewer visitors are left out before noise is added; 0 where the one cell is always there. */
  readonly leastVisitors: number;
  /** Cells whose noised value is less are withheld. */
  readonly threshold: number;
}

interface Price {
  readonly parts: number;
  readonly contributions: number;
}

const VISITORS: Readonly<Record<Kind["by"], Price>> = {
  total: { parts: 100, contributions: 1 },
  page: { parts: 300, contributions: 3 },
  section: { parts: 200, contributions: 2 },
  region: { parts: 100, contributions: 1 },
  system: { parts: 100, contributions: 1 },
  browser: { parts: 100, contributions: 1 },
  referrer: { parts: 100, contributions: 1 },
};

/** Of measures that cost the same whole and by any breakdown, for all of a visitor's contributions may be in one cell. */
const OTHERS: Readonly<Record<Exclude<Kind["measure"], "visitors">, Price>> = {
  views: { parts: 800, contributions: 8 },
  sessions: { parts: 200, contributions: 2 },
  clicks: { parts: 200, contributions: 1 },
  impressions: { parts: 200, contributions: 2 },
};

/** What every day is worth to every advertiser. The year's budget keeps enough for all of it, of each day. */
export const STANDARD: readonly Kind[] = [
  { measure: "views", by: "total" },
  { measure: "visitors", by: "total" },
  { measure: "sessions", by: "total" },
  { measure: "visitors", by: "page" },
  { measure: "visitors", by: "section" },
  { measure: "visitors", by: "region" },
  { measure: "visitors", by: "system" },
  { measure: "visitors", by: "browser" },
  { measure: "visitors", by: "referrer" },
];

/** Whether the question is one of the standard set. */
export function isStandard({ measure, by }: Kind): boolean {
  return STANDARD.some((kind) => kind.measure === measure && kind.by === by);
}

/** What the standard set of one day costs, in parts of ρ. */
export const STANDARD_DAY_PARTS = STANDARD.reduce((sum, kind) => sum + makeTerms(kind).parts, 0);

/** The terms of one kind of question. They are fixed beforehand: nothing in them depends on who came. */
export function makeTerms({ measure, by }: Kind): Terms {
  const { parts, contributions } = measure === "visitors" ? VISITORS[by] : OTHERS[measure];
  const perCell = measure === "visitors" ? 1 : contributions;
  const cells = by === "total" ? 1 : contributions;
  // One each in as many cells as allowed, or all in one cell: whichever moves the vector further.
  const squaredSensitivity = Math.max(perCell * perCell, contributions);
  const variance = {
    numerator: BigInt(squaredSensitivity) * BigInt(PARTS_OF_RHO),
    denominator: 2n * BigInt(parts),
  };
  const sigma = sigmaOf(variance);
  return {
    parts,
    contributions,
    perCell,
    cells,
    squaredSensitivity,
    variance,
    leastVisitors: by === "total" ? 0 : LEAST_VISITORS,
    threshold:
      by === "total"
        ? Math.ceil(2 * sigma)
        : LEAST_VISITORS * perCell + Math.ceil(sigma * Math.sqrt(2 * Math.log(cells / DELTA_OF_ANSWER))),
  };
}

/** σ of a variance. For people to read: no noise is drawn with it. */
export function sigmaOf({ numerator, denominator }: Fraction): number {
  return Math.sqrt(Number(numerator) / Number(denominator));
}
