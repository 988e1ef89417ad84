import { describe, expect, it } from "vitest";
import { allOf, edit, SHOP, type Shop, toSource } from "./fixtures/shop.ts";
import { type AnyModel, findRuleSet, type Rule } from "./index.ts";
import { parseModel } from "./model-shape.ts";
import { compileRules } from "./rules.ts";

const LAWS = findRuleSet("CN")?.rules ?? [];
const ANY = { form: null, channel: null, recipient: null, key: null };

function modelOf(shop: Shop): AnyModel {
  const parsed = parseModel(toSource(shop).model);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return parsed.model;
}

function compile(...changes: readonly ((shop: Shop) => Shop)[]): readonly Rule[] {
  return compileRules(modelOf(allOf(...changes)(SHOP)), LAWS);
}

function ruleFor(rules: readonly Rule[], action: string, purpose: string): Rule | undefined {
  return rules.find((rule) => rule.action === action && rule.purpose === purpose);
}

const WITHOUT_CONSENT = edit("model", ',\n      "when": [{ "kind": "consent", "purpose": "marketing" }]', "");

describe("rules", () => {
  it("[P26] a form gives one rule for each purpose, with the fields of that purpose, for every role", () => {
    const rules = compile(
      edit(
        "model",
        '"clerk": { "title"',
        '"person": { "title": { "en": "you", "zh": "您" } },\n    "clerk": { "title"',
      ),
    );
    expect(ruleFor(rules, "collect", "delivery")).toEqual({
      ...ANY,
      clause: "2.1.1",
      action: "collect",
      purpose: "delivery",
      data: ["contact.email", "contact.address"],
      by: ["clerk", "person"],
      form: "order",
      when: [],
    });
    expect(rules.filter(({ action }) => action === "collect")).toHaveLength(2);
  });

  it("[P27] what a form collects for a purpose that stands on consent is collected only with that consent", () => {
    expect(ruleFor(compile(), "collect", "marketing")).toMatchObject({
      data: ["contact.email"],
      when: [{ condition: { kind: "consent", purpose: "marketing" }, clause: "2.1.4", source: null }],
    });
  });

  it("[P28] a storage key gives one rule, each condition bound to the clause it keeps", () => {
    const rules = compile(
      edit(
        "model",
        '"when": [{ "kind": "cookies-accepted"',
        '"when": [{ "kind": "logged-in" }, { "kind": "cookies-accepted"',
      ),
    );
    expect(ruleFor(rules, "store", "delivery")).toEqual({
      ...ANY,
      clause: "2.1.6",
      action: "store",
      purpose: "delivery",
      data: [],
      by: ["clerk"],
      key: "basket",
      when: [
        { condition: { kind: "logged-in" }, clause: "2.1.6", source: null },
        { condition: { kind: "cookies-accepted" }, clause: "2.1.7", source: null },
      ],
    });
  });

  it("[P29] a permit gives one rule, narrowed to its channels and recipients", () => {
    expect(ruleFor(compile(), "disclose", "delivery")).toEqual({
      ...ANY,
      clause: "2.1.3",
      action: "disclose",
      purpose: "delivery",
      data: ["contact.address"],
      by: ["clerk"],
      recipient: ["courier"],
      when: [],
    });
    expect(ruleFor(compile(), "contact", "marketing")).toMatchObject({ channel: ["email"], recipient: null });
  });

  it("[P30] [law 2] an objection comes before every other condition, bound to the clause that grants it", () => {
    expect(ruleFor(compile(), "contact", "marketing")?.when).toEqual([
      { condition: { kind: "not-objected", purpose: "marketing" }, clause: "2.1.5", source: null },
      { condition: { kind: "consent", purpose: "marketing" }, clause: "2.1.4", source: null },
    ]);
  });

  it("[P30] an objection hinders neither collecting, storing nor erasing", () => {
    const rules = compile(
      edit("model", '"action": "contact"', '"action": "erase"'),
      edit("model", '"purpose": "delivery",\n      "life"', '"purpose": "marketing",\n      "life"'),
    );
    const hindered = rules.filter(({ when }) =>
      when.some(({ condition }) => condition.kind === "not-objected"),
    );
    expect(rules.filter(({ purpose }) => purpose === "marketing").map(({ action }) => action)).toEqual([
      "collect",
      "store",
      "erase",
    ]);
    expect(hindered).toEqual([]);
  });

  it("[P31] [law 10] consent the law demands and the policy does not is added, in the law's name", () => {
    const rules = compile(WITHOUT_CONSENT, edit("model", '"basis": "consent"', '"basis": "contract"'));
    expect(ruleFor(rules, "contact", "marketing")?.when).toEqual([
      { condition: { kind: "not-objected", purpose: "marketing" }, clause: "2.1.5", source: null },
      { condition: { kind: "consent", purpose: "marketing" }, clause: "1.2", source: "CN-MK-01" },
    ]);
  });

  it("[P31] [law 10] consent to another purpose does not stand in for it", () => {
    const rules = compile(
      edit("model", '"kind": "consent", "purpose": "marketing"', '"kind": "consent", "purpose": "delivery"'),
    );
    expect(ruleFor(rules, "contact", "marketing")?.when.at(-1)).toEqual({
      condition: { kind: "consent", purpose: "marketing" },
      clause: "1.2",
      source: "CN-MK-01",
    });
  });

  it("[P31] the law adds nothing where the policy asks already, or where it asks for nothing", () => {
    const sources = compile().flatMap(({ when }) => when.map(({ source }) => source));
    expect(new Set(sources)).toEqual(new Set([null]));
    const service = compile(WITHOUT_CONSENT, edit("model", '      "nature": "marketing",\n', ""));
    expect(ruleFor(service, "contact", "marketing")?.when.map(({ condition }) => condition.kind)).toEqual([
      "not-objected",
    ]);
  });
});
