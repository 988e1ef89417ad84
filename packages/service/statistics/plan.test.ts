import { describe, expect, it } from "vitest";
import { DELTA_OF_NAMES, DELTA_OF_YEAR, epsilonOf, KINDS } from "./accountant.ts";
import {
  DELTA_OF_ANSWER,
  LEAST_VISITORS,
  makeTerms,
  PARTS_OF_RHO,
  STANDARD,
  STANDARD_DAY_PARTS,
  sigmaOf,
  YEAR_PARTS,
} from "./plan.ts";

/** Of a normal variable 95 % lie within this many standard deviations. */
const MOST = 1.96;

/** P[Z ≥ least] of the discrete Gaussian. */
function tail(variance: number, least: number): number {
  const reach = Math.ceil(Math.sqrt(variance) * 14);
  let [above, all] = [0, 0];
  for (let x = -reach; x <= reach; x++) {
    const weight = Math.exp((-x * x) / (2 * variance));
    all += weight;
    if (x >= least) above += weight;
  }
  return above / all;
}

describe("the plan of a year", () => {
  it("[2.2.3] pays for the standard set of every day of a leap year, and leaves something for placements", () => {
    expect(STANDARD_DAY_PARTS).toBe(2000);
    expect(STANDARD_DAY_PARTS * 366).toBeLessThan(0.75 * YEAR_PARTS);
    const placementDays =
      (YEAR_PARTS - STANDARD_DAY_PARTS * 366) / makeTerms({ measure: "clicks", by: "total" }).parts;
    expect(placementDays).toBeGreaterThan(366 * 3);
  });

  it("[2.2.3] gives each cell the noise that its price stands for: ρ = Δ²/2σ²", () => {
    for (const kind of KINDS) {
      const { parts, squaredSensitivity, variance } = makeTerms(kind);
      expect(squaredSensitivity / (2 * sigmaOf(variance) ** 2)).toBeCloseTo(parts / PARTS_OF_RHO, 12);
    }
  });

  it("[2.2.3] reckons with the furthest that the bounds let one visitor move an answer", () => {
    for (const kind of KINDS) {
      const { contributions, perCell, cells, squaredSensitivity } = makeTerms(kind);
      const spread = Array.from({ length: cells }, () => Math.min(perCell, contributions / cells));
      const gathered = [Math.min(perCell, contributions)];
      for (const moved of [spread, gathered])
        expect(moved.reduce((sum, one) => sum + one * one, 0)).toBeLessThanOrEqual(squaredSensitivity);
    }
  });

  it("[2.2.3] shows totals of a day of ten thousand visitors within 2 %, 95 times in a hundred", () => {
    const within = (measure: "visitors" | "sessions" | "views", count: number) =>
      (MOST * sigmaOf(makeTerms({ measure, by: "total" }).variance)) / count;
    expect(within("visitors", 10_000)).toBeLessThan(0.02);
    expect(within("sessions", 10_000)).toBeLessThan(0.02);
    expect(within("views", 20_000)).toBeLessThan(0.02);
  });

  it("[2.2.3] names what is there because of one visitor alone no more often than δ", () => {
    for (const kind of KINDS.filter(({ by }) => by !== "total")) {
      const { variance, threshold, perCell, cells } = makeTerms(kind);
      const most = LEAST_VISITORS * perCell;
      expect(cells * tail(sigmaOf(variance) ** 2, threshold - most)).toBeLessThanOrEqual(DELTA_OF_ANSWER);
    }
    expect(DELTA_OF_NAMES).toBeLessThanOrEqual(DELTA_OF_YEAR / 2);
  });

  it("[2.2.3] is a year of ε = 8.62 at δ = 10⁻⁶, and a day of ε below 0.4", () => {
    expect(epsilonOf(YEAR_PARTS / PARTS_OF_RHO, DELTA_OF_YEAR / 2)).toBeCloseTo(8.62, 2);
    expect(epsilonOf(STANDARD_DAY_PARTS / PARTS_OF_RHO, DELTA_OF_YEAR / 2)).toBeLessThan(0.4);
  });

  it("asks no question of the standard set twice", () => {
    expect(new Set(STANDARD.map(({ measure, by }) => `${measure} ${by}`)).size).toBe(STANDARD.length);
  });
});
