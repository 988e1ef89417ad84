import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRuleSet, type LegalRule } from "./rule-sets.ts";
import { listStandings, type Standing, standingOf } from "./thresholds.ts";

function ruleOf(id: string): LegalRule {
  const rule = findRuleSet(id.slice(0, 2))?.rules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`there is no ${id}`);
  return rule;
}

function standings(id: string, counts: Record<string, number>): readonly Standing[] {
  return listStandings([ruleOf(id)], counts).map(({ standing }) => standing);
}

const ORDER: readonly Standing[] = ["short", "near", "within", "leaving", "past"];

describe("a threshold", () => {
  it.each([
    ["an officer", "CN-GO-02", { "people-held": 799_999 }, ["short"]],
    ["an officer", "CN-GO-02", { "people-held": 800_000 }, ["near"]],
    ["an officer", "CN-GO-02", { "people-held": 1_000_000 }, ["within"]],
    ["a small handler", "CN-SM-01", { "people-held": 79_999 }, ["within"]],
    ["a small handler", "CN-SM-01", { "people-held": 80_000 }, ["leaving"]],
    ["a small handler", "CN-SM-01", { "people-held": 100_000 }, ["past"]],
    ["an audit every two years, above ten million", "CN-GO-03", { "people-held": 10_000_000 }, ["near"]],
    ["an audit every two years, above ten million", "CN-GO-03", { "people-held": 10_000_001 }, ["within"]],
    [
      "a standard contract, by either number",
      "CN-XB-04",
      { "people-exported-this-year": 99_999, "sensitive-people-exported-this-year": 1 },
      ["near", "within"],
    ],
    [
      "the security assessment",
      "CN-XB-05",
      { "people-exported-this-year": 1_000_000, "sensitive-people-exported-this-year": 9_999 },
      ["within", "near"],
    ],
    ["the levels of an incident", "CN-IN-09", { "people-affected": 9_000_000 }, ["leaving", "near", "short"]],
    ["nobody has counted", "CN-IN-09", {}, ["unknown", "unknown", "unknown"]],
  ])(
    "[P112] is near from four fifths, and includes the number it says: %s (%s, %o)",
    (_, id, counts, expected) => {
      expect(standings(id, counts)).toEqual(expected);
    },
  );

  it("[P112] a number that grows never goes back to an earlier standing", () => {
    const bound = fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: null });
    const number = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(bound, bound, number, number, (from, below, a, b) => {
        fc.pre(from === null || below === null || from < below);
        const threshold = { counts: "people-held", from, below };
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((count) =>
          ORDER.indexOf(standingOf(threshold, count)),
        );
        expect(less).toBeLessThanOrEqual(more ?? -1);
      }),
    );
  });

  it("[P112] what is no number is not known", () => {
    expect(standingOf({ counts: "people-held", from: 1, below: null }, Number.NaN)).toBe("unknown");
    const named = {
      ...ruleOf("CN-SM-01"),
      thresholds: [{ counts: "toString", from: 1, below: null }] as const,
    };
    expect(listStandings([named], {}).map(({ count, standing }) => [count, standing])).toEqual([
      [null, "unknown"],
    ]);
  });
});
