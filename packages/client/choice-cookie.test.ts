import { type Bundle, makeConsentPlan } from "@avow/policy";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { buildShopPolicy } from "../../tests/support/shop-policy.ts";
import { formatChoice, parseChoice } from "./choice-cookie.ts";

let bundle: Bundle;
beforeAll(async () => {
  bundle = (await buildShopPolicy()).bundle;
});

const PURPOSES = ["analytics", "video", "advertising"];
const ID = "5f0c2a34-9d1e-4b7a-8c3d-2e1f0a9b8c7d";
const AT = new Date("2026-11-22T14:41:07Z");
const planOf = (of: Bundle) => makeConsentPlan(of, "0".repeat(64));
const chosen = (choices: Record<string, boolean>) =>
  formatChoice(planOf(bundle), { id: ID, at: AT, signal: null, choices });

/** The shop's policy with other words for one purpose. */
function reworded(purpose: string): Bundle {
  const declared = bundle.purposes[purpose];
  if (declared === undefined) throw new Error("there is no such purpose");
  const ask = { ...declared.ask, en: "Yes, and more than before." };
  return { ...bundle, purposes: { ...bundle.purposes, [purpose]: { ...declared, ask } } };
}

describe("the cookie of a choice", () => {
  it("says again what was chosen, in characters every cookie may hold", () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        fc.constantFrom("gpc" as const, "dnt" as const, null),
        (answers, signal) => {
          const choices = Object.fromEntries(PURPOSES.map((purpose, at) => [purpose, answers[at] === true]));
          const value = formatChoice(planOf(bundle), { id: ID, at: AT, signal, choices });
          expect(value).toMatch(/^[A-Za-z0-9.~_-]+$/);
          expect(parseChoice(planOf(bundle), value)).toEqual({ id: ID, at: AT, signal, choices, open: [] });
        },
      ),
    );
  });

  it("opens a purpose only in the words that were agreed to; a refusal stands in whatever words", () => {
    const value = chosen({ analytics: true, video: true, advertising: false });
    expect(parseChoice(planOf(reworded("analytics")), value)).toMatchObject({
      choices: { video: true, advertising: false },
      open: ["analytics"],
    });
    expect(parseChoice(planOf(reworded("advertising")), value)).toMatchObject({
      choices: { analytics: true, video: true, advertising: false },
      open: [],
    });
  });

  it("answers nothing about a purpose that was not asked about, and drops one that is not asked about any more", () => {
    const value = chosen({ analytics: true, video: true, advertising: true });
    expect(parseChoice(planOf(bundle), value.replace(/\.video~[0-9a-f]+/, ""))).toMatchObject({
      choices: { analytics: true, advertising: true },
      open: ["video"],
    });
    const { hosts: _, ...without } = bundle;
    const fewer = { ...without, storage: {} };
    expect(parseChoice(planOf(fewer), value)).toMatchObject({ choices: {}, open: [] });
  });

  it("is nothing where it is malformed, whoever wrote it", () => {
    const good = chosen({ analytics: true, video: false, advertising: false });
    const nothing = { id: null, choices: {}, open: PURPOSES };
    for (const value of ["", "1", good.slice(2), good.replace("1.", "2."), good.replace(".n.", ".x.")])
      expect(parseChoice(planOf(bundle), value)).toMatchObject(nothing);
    for (const value of [good.replace(ID, "'; drop"), good.replace(".n.", ".constructor.")])
      expect(parseChoice(planOf(bundle), value)).toMatchObject(nothing);
    fc.assert(
      fc.property(fc.string(), (rest) => {
        const { choices } = parseChoice(planOf(bundle), `1.${ID}.t5k2m1.n.${rest}`);
        expect(Object.values(choices)).not.toContain(true);
      }),
    );
  });
});
