import { describe, expect, it } from "vitest";
import { createNoise, type Fraction } from "./discrete-gaussian.ts";
import { seededBytes } from "./statistics.testing.ts";

const DRAWS = 40_000;
/** Of a chi-square statistic with this many degrees of freedom less than one in 10^6 lies higher (Wilson and Hilferty). */
const highest = (freedom: number) =>
  freedom * (1 - 2 / (9 * freedom) + 4.75 * Math.sqrt(2 / (9 * freedom))) ** 3;

const whole = (value: bigint): Fraction => ({ numerator: value, denominator: 1n });

/** P[x] of the discrete Gaussian, summed as far as a double can tell. */
function chancesOf(variance: number): ReadonlyMap<number, number> {
  const reach = Math.ceil(Math.sqrt(variance) * 12) + 2;
  const values = Array.from({ length: 2 * reach + 1 }, (_, index) => index - reach);
  const weights = values.map((x) => Math.exp((-x * x) / (2 * variance)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return new Map(values.map((x, index) => [x, (weights[index] ?? 0) / sum]));
}

/** Pearson's statistic of draws against chances; neighbours are put together until forty are expected of each group. */
function compare(drawn: readonly number[], chances: ReadonlyMap<number, number>) {
  const counts = Map.groupBy(drawn, (x) => x);
  const groups: { expected: number; seen: number }[] = [];
  let open = { expected: 0, seen: 0 };
  for (const [x, chance] of chances) {
    open = {
      expected: open.expected + chance * drawn.length,
      seen: open.seen + (counts.get(x)?.length ?? 0),
    };
    if (open.expected < 40) continue;
    groups.push(open);
    open = { expected: 0, seen: 0 };
  }
  const last = groups.pop() ?? { expected: 0, seen: 0 };
  groups.push({ expected: last.expected + open.expected, seen: last.seen + open.seen });
  const statistic = groups.reduce((sum, { expected, seen }) => sum + (seen - expected) ** 2 / expected, 0);
  return { statistic, limit: highest(groups.length - 1) };
}

function draw(variance: Fraction, seed: string): number[] {
  const noise = createNoise(seededBytes(seed));
  return Array.from({ length: DRAWS }, () => Number(noise(variance)));
}

describe("the noise", () => {
  it.each([
    ["far less than one", { numerator: 1n, denominator: 4n }, 0.25],
    ["one", whole(1n), 1],
    ["a fraction", { numerator: 1000n, denominator: 7n }, 1000 / 7],
    ["that of a count of visitors", whole(5000n), 5000],
    ["that of a count of views", whole(40_000n), 40_000],
  ])("[2.2.3] has the exact chances of the discrete Gaussian where σ² is %s", (name, variance, value) => {
    const { statistic, limit } = compare(draw(variance, name), chancesOf(value));
    expect(statistic).toBeLessThan(limit);
  });

  it("[2.2.3] the same comparison tells a variance apart that is a tenth less", () => {
    const { statistic, limit } = compare(draw(whole(90n), "less"), chancesOf(100));
    expect(statistic).toBeGreaterThan(limit);
  });

  it("takes every byte of the source once, and is as good when bytes come slowly", () => {
    const asked: number[] = [];
    const source = seededBytes("counted");
    const noise = createNoise((count) => {
      asked.push(count);
      return source(count);
    });
    const first = Array.from({ length: 2000 }, () => noise(whole(5000n)));
    expect(new Set(first).size).toBeGreaterThan(100);
    expect(asked.length).toBeGreaterThan(2);
    const again = createNoise(seededBytes("counted"));
    expect(Array.from({ length: 2000 }, () => again(whole(5000n)))).toEqual(first);
  });
});
