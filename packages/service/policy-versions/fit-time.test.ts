import { describe, expect, it } from "vitest";
import { fitTime } from "./fit-time.ts";

const NOW = new Date("2026-12-01T08:00:00Z");
const fit = (effective: string, wanted?: string) =>
  fitTime({ effective, wanted: wanted === undefined ? null : new Date(wanted), now: NOW });
const at = (instant: string) => ({ ok: true, at: new Date(instant) });

describe("the time of a version", () => {
  it.each([
    ["2026-12-01", "now, on the day it takes effect", NOW.toISOString()],
    ["2026-11-22", "now, when that day has come before", NOW.toISOString()],
    ["2026-12-02", "the beginning of that day in UTC, when it has not come", "2026-12-02T00:00:00Z"],
  ])("[2.6.1] is, for a version of %s, %s", (effective, _, instant) => {
    expect(fit(effective)).toEqual(at(instant));
  });

  it("[2.6.1] may be stated, as late as its author likes", () => {
    expect(fit("2026-12-02", "2027-01-01T00:00:00Z")).toEqual(at("2027-01-01T00:00:00Z"));
  });

  it("[2.6.1] is not past", () => {
    expect(fit("2026-11-22", "2026-12-01T07:59:59.999Z")).toMatchObject({
      ok: false,
      why: "this time is past",
    });
    expect(fit("2026-11-22", "2026-12-01T08:00:00Z")).toEqual(at("2026-12-01T08:00:00Z"));
  });

  it("[2.6.1] is not before the day in the words has begun somewhere on earth", () => {
    expect(fit("2027-01-01", "2026-12-31T09:59:59.999Z")).toMatchObject({
      ok: false,
      why: expect.stringContaining("2027-01-01"),
    });
    expect(fit("2027-01-01", "2026-12-31T10:00:00Z")).toEqual(at("2026-12-31T10:00:00Z"));
  });
});
