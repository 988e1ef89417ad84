import type { LegalRule, Threshold } from "./rule-sets.ts";

/**
 * How a number stands to a threshold: `short` of it, `near` it (from four fifths), `within` it, `leaving` it (from four
 * fifths of its end) or `past` it; `unknown` when nobody has counted.
 */
export type Standing = "short" | "near" | "within" | "leaving" | "past" | "unknown";

/** A threshold of a rule, and how what was counted stands to it. */
export interface ThresholdStanding {
  readonly rule: LegalRule;
  readonly threshold: Threshold;
  /** `null` when nobody has counted. */
  readonly count: number | null;
  readonly standing: Standing;
}

/**
 * How `count` stands to a threshold. A bound that says "from" or "以上" includes its number, one that says "below" or "不满"
 * does not.
 * @example standingOf({ counts: "people-held", from: 1_000_000, below: null }, 800_000) // => "near"
 */
export function standingOf({ from, below }: Threshold, count: number | undefined): Standing {
  if (count === undefined || Number.isNaN(count)) return "unknown";
  if (below !== null && count >= below) return "past";
  if (from !== null && count < from) return isNear(count, from) ? "near" : "short";
  return below !== null && isNear(count, below) ? "leaving" : "within";
}

/** Every threshold of `rules`, in their order, with how what was counted stands to it. */
export function listStandings(
  rules: readonly LegalRule[],
  counts: Readonly<Record<string, number>>,
): readonly ThresholdStanding[] {
  return rules.flatMap((rule) =>
    (rule.thresholds ?? []).map((threshold) => {
      const count = countOf(counts, threshold);
      return { rule, threshold, count: count ?? null, standing: standingOf(threshold, count) };
    }),
  );
}

function countOf(counts: Readonly<Record<string, number>>, { counts: what }: Threshold): number | undefined {
  return Object.hasOwn(counts, what) ? counts[what] : undefined;
}

function isNear(count: number, bound: number): boolean {
  return count * 5 >= bound * 4;
}
