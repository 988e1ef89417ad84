import { describe, expect, it } from "vitest";
import {
  endOfQuiet,
  findSimilarPurchase,
  judgePurchases,
  startOfSpan,
  stepsBetween,
  wayUp,
} from "./index.ts";

const title = { en: "A kind", zh: "类别" };
const kinds = {
  reading: { title },
  technology: { title, within: "reading" },
  chips: { title, within: "technology" },
  society: { title, within: "reading" },
  printed: { title },
};
const products = { clause: "2.4.7", field: "order.kind", recently: "P6M", distance: 1, kinds } as const;
const NOW = Date.parse("2026-08-31T10:00:00Z");
const RECENT = Date.parse("2026-08-01T00:00:00Z");

describe("similar", () => {
  it("[P375] the way between two kinds goes up and down the tree they share", () => {
    expect(stepsBetween(kinds, "technology", "technology")).toBe(0);
    expect(stepsBetween(kinds, "technology", "reading")).toBe(1);
    expect(stepsBetween(kinds, "reading", "chips")).toBe(2);
    expect(stepsBetween(kinds, "chips", "society")).toBe(3);
    expect(stepsBetween(kinds, "society", "chips")).toBe(3);
  });

  it("[P375] there is none between trees, nor to a kind that is not declared, nor out of a circle", () => {
    expect(stepsBetween(kinds, "printed", "reading")).toBeNull();
    expect(stepsBetween(kinds, "cars", "cars")).toBeNull();
    expect(stepsBetween(kinds, "toString", "reading")).toBeNull();
    const circle = { a: { title, within: "b" }, b: { title, within: "a" } };
    expect(wayUp(circle, "a")).toEqual(["a", "b"]);
  });

  it.each([
    ["none", []],
    ["similar", [{ kind: "technology", at: RECENT }]],
    [
      "similar",
      [
        { kind: "printed", at: RECENT },
        { kind: "reading", at: RECENT },
      ],
    ],
    ["other", [{ kind: "society", at: RECENT }]],
    ["other", [{ kind: null, at: RECENT }]],
    ["other", [{ kind: "cars", at: RECENT }]],
  ] as const)("[P376] what was bought is %s by what is within the distance: %j", (judged, purchases) => {
    expect(judgePurchases(products, "technology", purchases, NOW)).toBe(judged);
  });

  it("[P377] recently begins a span of the calendar before, to the instant, and ends now", () => {
    const bought = (at: string) =>
      judgePurchases(products, "technology", [{ kind: "technology", at: Date.parse(at) }], NOW);
    expect(bought("2026-02-28T10:00:00Z")).toBe("similar");
    expect(bought("2026-02-28T09:59:59Z")).toBe("other");
    expect(bought("2026-08-31T10:00:01Z")).toBe("other");
  });

  it("[P378] nothing is similar to what is about no kind in particular, and what follows from a purchase follows from the latest", () => {
    const [older, newer] = [
      { kind: "reading", at: RECENT },
      { kind: "technology", at: RECENT + 1 },
    ];
    expect(judgePurchases(products, null, [older], NOW)).toBe("other");
    expect(judgePurchases(products, null, [], NOW)).toBe("none");
    expect(
      findSimilarPurchase(products, "technology", [older, newer, { kind: "printed", at: NOW }], NOW),
    ).toBe(newer);
    expect(findSimilarPurchase(products, "printed", [older, newer], NOW)).toBeNull();
  });

  it("[P377] a span is counted back by the calendar in UTC", () => {
    expect(startOfSpan(Date.parse("2024-03-31T12:00Z"), "P1M")).toBe(Date.parse("2024-02-29T12:00Z"));
    expect(startOfSpan(Date.parse("2026-03-01T00:30Z"), "P1Y1DT1H30M")).toBe(Date.parse("2025-02-27T23:00Z"));
    expect(() => startOfSpan(NOW, "P1W")).toThrow(RangeError);
  });
});

describe("quiet hours", () => {
  const pace = (from: string, until: string, zone = "Asia/Shanghai") => ({
    clause: "2.4.6",
    most: 4,
    per: "P30D" as const,
    quiet: { from, until, zone },
  });
  const end = (at: string, of = pace("21:00", "09:00")) =>
    new Date(endOfQuiet(of, Date.parse(at))).toISOString();

  it("[P379] what falls due in them waits for their end, in the zone that is declared", () => {
    expect(end("2026-11-22T13:00:00Z")).toBe("2026-11-23T01:00:00.000Z");
    expect(end("2026-11-22T15:30:20Z")).toBe("2026-11-23T01:00:00.000Z");
    expect(end("2026-11-23T00:59:59Z")).toBe("2026-11-23T01:00:00.000Z");
  });

  it("[P379] what falls due outside them, at their very end, or where there are none, does not wait", () => {
    for (const at of ["2026-11-23T01:00:00.000Z", "2026-11-22T12:59:59.000Z"]) expect(end(at)).toBe(at);
    expect(end("2026-11-22T05:00:00.000Z", pace("13:00", "14:00"))).toBe("2026-11-22T06:00:00.000Z");
    expect(endOfQuiet({ clause: "2.4.6", most: 1, per: "P1D" }, NOW)).toBe(NOW);
  });

  it("[P379] where the clocks change in between, the end is by the clock on the wall", () => {
    const berlin = pace("21:00", "09:00", "Europe/Berlin");
    expect(end("2026-03-28T22:00:00Z", berlin)).toBe("2026-03-29T07:00:00.000Z");
    expect(end("2026-10-24T22:00:00Z", berlin)).toBe("2026-10-25T08:00:00.000Z");
  });
});
