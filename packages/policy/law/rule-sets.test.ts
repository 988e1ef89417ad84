import { describe, expect, it } from "vitest";
import { allOf, edit, SHOP, toSource } from "../fixtures/shop.ts";
import {
  ACTIONS,
  BASES,
  buildBundle,
  checkPolicy,
  findRuleSet,
  findSubjectPrefix,
  type LegalRule,
  RULE_SETS,
} from "../index.ts";
import { literal, nullable, object, oneOf, recordOf, type Shape, text, variants } from "../shape.ts";

const ruleShape: Shape = object<LegalRule>({
  id: text("an id", (id) => /^[A-Z]{2}-[A-Z]{2}-\d{2}$/.test(id)),
  instrument: text("a title", (title) => title !== ""),
  article: text("an article", (article) => /^\d+/.test(article)),
  effective: text("a day", (day) => /^\d{4}-\d{2}-\d{2}$/.test(day)),
  verified: oneOf(["read", "secondary", "unchecked"]),
  duty: text("one sentence", (duty) => /^[A-Z].*[^.]\.$/.test(duty)),
  floor: nullable(
    variants("kind", {
      "basis-not-available": object({ kind: literal("basis-not-available"), basis: oneOf(BASES) }),
      "consent-required": object({ kind: text(), action: oneOf(ACTIONS), nature: literal("marketing") }),
      "subject-prefix": object({ kind: text(), prefix: recordOf(text(), /^[a-z]{2}$/) }),
    }),
  ),
});

describe("rule sets", () => {
  it.each(Object.entries(RULE_SETS))(
    "[P11] the rules of %s are what their types say, each id once",
    (name, { rules, ...set }) => {
      expect(set.name).toBe(name);
      expect(rules.flatMap((rule, index) => ruleShape(rule, [name, index]))).toEqual([]);
      expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    },
  );

  it("[P11] a law is found by its own name only", () => {
    expect(findRuleSet("CN")?.rules.length).toBeGreaterThan(0);
    expect([findRuleSet("cn"), findRuleSet("toString"), findRuleSet("__proto__")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("[P12] a rule that takes effect after the policy is announced, not applied", () => {
    const model = { ...(toSource(SHOP).model as object), effective: "2021-10-31" };
    const notes = checkPolicy({ ...toSource(SHOP), model }).filter(
      ({ code }) => code === "law-not-yet-effective",
    );
    expect(notes.map(({ severity, source }) => [severity, source])).toEqual([
      ["note", "CN-LB-01, Personal Information Protection Law 13"],
      ["note", "CN-CO-01, Personal Information Protection Law 14"],
      ["note", "CN-CO-03, Personal Information Protection Law 15"],
    ]);
    const built = buildBundle({ ...toSource(SHOP), model });
    expect(built.ok && built.bundle.law.applied.map(({ id }) => id)).toEqual([
      "CN-MK-01",
      "CN-MK-02",
      "CN-MK-03",
      "CN-MK-04",
    ]);
  });

  it("[P12] a basis is open until the day of the rule that closes it", () => {
    const onLegitimateInterests = edit("model", '"basis": "contract"', '"basis": "legitimate-interests"');
    const codesOn = (day: string) => {
      const source = toSource(allOf(onLegitimateInterests, edit("model", '"2026-12-01"', `"${day}"`))(SHOP));
      return checkPolicy(source).map(({ code }) => code);
    };
    expect(codesOn("2021-10-31")).not.toContain("law-basis-not-available");
    expect(codesOn("2021-11-01")).toContain("law-basis-not-available");
  });

  it("[P13] advertising e-mail is marked as the applied law says, in its language", () => {
    const built = buildBundle(toSource(SHOP));
    if (!built.ok) throw new Error("the shop's policy must build");
    expect(["en", "zh", "fr"].map((language) => findSubjectPrefix(built.bundle, language))).toEqual([
      "AD",
      "广告",
      null,
    ]);
    const unapplied = { ...built.bundle, law: { ...built.bundle.law, applied: [] } };
    expect(findSubjectPrefix(unapplied, "zh")).toBeNull();
  });
});
