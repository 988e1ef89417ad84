import { describe, expect, it } from "vitest";
import { drawBarPlot, drawTimePlot, makeBarPlot, makeTimePlot } from "./index.ts";

const DAYS = [120, 180, null, 90, 240].map((value, index) => ({
  at: `2026-11-0${index + 1}T00:00:00Z`,
  value,
}));
const OPTIONS = { width: 640, height: 240, language: "en-GB", every: "day" } as const;
const WORDS = { id: "views", title: "Views", description: "Views by day" };

describe("a time plot", () => {
  const plot = makeTimePlot(DAYS, OPTIONS);

  it("stands inside its frame, the highest value on top and nought at the bottom", () => {
    const { frame } = plot;
    for (const { x, y } of plot.points) {
      expect(x).toBeGreaterThanOrEqual(frame.left);
      expect(x).toBeLessThanOrEqual(frame.right);
      expect(y).toBeGreaterThanOrEqual(frame.top);
      expect(y).toBeLessThanOrEqual(frame.bottom);
    }
    const heights = plot.points.map(({ y }) => y);
    expect(heights.indexOf(Math.min(...heights))).toBe(3);
    expect(plot.yTicks[0]).toEqual({ at: frame.bottom, label: "0" });
  });

  it("draws nothing across a day that is withheld, neither as a line nor as nought", () => {
    expect(plot.points.map(({ label }) => label)).toEqual([
      "1 Nov: 120",
      "2 Nov: 180",
      "4 Nov: 90",
      "5 Nov: 240",
    ]);
    expect(plot.line.match(/M/g)).toHaveLength(2);
    expect(plot.area.match(/M/g)).toHaveLength(2);
  });

  it("is the same whatever order the points come in", () => {
    expect(makeTimePlot(DAYS.toReversed(), OPTIONS)).toEqual(plot);
  });

  it("names as many days as there is room for, the last always", () => {
    const month = Array.from({ length: 31 }, (_, index) => ({
      at: `2026-10-${String(index + 1).padStart(2, "0")}T00:00:00Z`,
      value: index,
    }));
    const narrow = makeTimePlot(month, { ...OPTIONS, width: 300 });
    expect(narrow.xTicks.length).toBeLessThanOrEqual(4);
    expect(narrow.xTicks.at(-1)?.label).toBe("31 Oct");
  });

  it("is whole with one point, with none, and with noughts alone", () => {
    for (const points of [[], DAYS.slice(0, 1), [{ at: "2026-11-01T00:00:00Z", value: 0 }]]) {
      expect(drawTimePlot(makeTimePlot(points, OPTIONS), WORDS)).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});

describe("a bar plot", () => {
  const bars = [
    { name: "/articles/tides", value: 4000 },
    { name: "/", value: 1000 },
  ];

  it("makes bars as long as their values, and puts no name over a number", () => {
    const [first, second] = makeBarPlot(bars, { width: 320, language: "zh-CN" }).bars;
    expect((first?.width ?? 0) / (second?.width ?? 1)).toBeCloseTo(4, 1);
    const long = makeBarPlot([{ name: "字".repeat(80), value: 1_234_567 }], {
      width: 320,
      language: "zh-CN",
    });
    expect([...(long.bars[0]?.shown ?? "")].length).toBeLessThan(20);
    expect(long.bars[0]?.shown).toMatch(/…$/);
  });

  it("cannot be made to say anything but text", () => {
    const drawn = drawBarPlot(
      makeBarPlot([{ name: '"><script>', value: 1 }], { width: 320, language: "en" }),
      {
        ...WORDS,
        title: "<b>",
      },
    );
    expect(drawn).not.toContain("<script>");
    expect(drawn).not.toContain("<b>");
  });

  it("takes its colour from the page and brings no style, script or address of its own", () => {
    const drawn = drawBarPlot(makeBarPlot(bars, { width: 320, language: "en" }), WORDS);
    expect(drawn).toContain("currentColor");
    expect(drawn).not.toMatch(/style=|href|url\(|#[0-9a-f]{3}/i);
  });
});
