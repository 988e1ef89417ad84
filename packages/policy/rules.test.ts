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

/** The legal rules that add a condition to the rules for `action`, with what they add. */
function added(
  action: string,
  laws: readonly string[],
  ...changes: readonly ((shop: Shop) => Shop)[]
): readonly unknown[] {
  const rules = laws.flatMap((name) => findRuleSet(name)?.rules ?? []);
  return compileRules(modelOf(allOf(...changes)(SHOP)), rules)
    .filter((rule) => rule.action === action)
    .flatMap(({ when }) => when.filter(({ source }) => source !== null))
    .map(({ condition, clause, source }) => [source, clause, "purpose" in condition && condition.purpose]);
}

function ruleFor(rules: readonly Rule[], action: string, purpose: string): Rule | undefined {
  return rules.find((rule) => rule.action === action && rule.purpose === purpose);
}

const WITHOUT_CONSENT = edit("model", '{ "kind": "consent", "purpose": "marketing" }, ', "");

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
      { condition: { kind: "not-minor" }, clause: "2.1.4", source: null },
    ]);
  });

  it("[1.2] [P43] what a dispute holds is not erased, under the clause that says who decides disputes", () => {
    const rules = compile(edit("model", '"action": "contact"', '"action": "erase"'));
    const held = rules.filter(({ when }) => when.some(({ condition }) => condition.kind === "not-held"));
    expect(held.map(({ action }) => action)).toEqual(["erase"]);
    expect(held[0]?.when[0]).toEqual({ condition: { kind: "not-held" }, clause: "1.3", source: null });
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
      { condition: { kind: "not-minor" }, clause: "2.1.4", source: null },
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
      "not-minor",
    ]);
  });

  it("[1.1] [P391] [law 10] the law of mainland China spares people under age all advertising, whatever the policy forgot", () => {
    const forgot = edit("model", ', { "kind": "not-minor" }', "");
    const spared = { condition: { kind: "not-minor" }, clause: "1.2", source: "CN-MI-02" };
    expect(ruleFor(compile(forgot), "contact", "marketing")?.when.at(-1)).toEqual(spared);
    const shown = edit("model", '"action": "contact"', '"action": "use"');
    expect(ruleFor(compile(forgot, shown), "use", "marketing")?.when.at(-1)).toEqual(spared);
    for (const change of [
      edit("model", '      "nature": "marketing",\n', ""),
      edit("model", '"action": "contact"', '"action": "erase"'),
    ])
      expect(compile(forgot, change).flatMap(({ when }) => when)).not.toContainEqual(spared);
    expect(added("contact", ["EU", "UK"], forgot)).toEqual([]);
  });

  it("[P391] it is asked once, under the policy's own clause where that has it, and beside the consent the law demands", () => {
    const kinds = (...changes: readonly ((shop: Shop) => Shop)[]) =>
      ruleFor(compile(...changes), "contact", "marketing")?.when.map(({ condition, source }) => [
        condition.kind,
        source,
      ]);
    expect(kinds()?.filter(([kind]) => kind === "not-minor")).toEqual([["not-minor", null]]);
    const forgot = edit("model", '"when": [{ "kind": "not-minor" }]', '"when": []');
    expect(kinds(WITHOUT_CONSENT, forgot)?.slice(1)).toEqual([
      ["consent", "CN-MK-01"],
      ["not-minor", "CN-MI-02"],
    ]);
  });
});

const COURIER = '"countries": ["CN"], "kind": "processor"';
const couriersIn = (countries: string) =>
  edit("model", COURIER, `"countries": ${countries}, "kind": "processor"`);
const onContact = (nature: string) =>
  edit("model", '"contact": {\n      "clause"', `"contact": {\n      "nature": "${nature}",\n      "clause"`);
const deliveryOn = (basis: string) => edit("model", '"basis": "contract"', `"basis": "${basis}"`);
const marketingOn = (basis: string) => edit("model", '"basis": "consent"', `"basis": "${basis}"`);
const publishing = edit("model", '"action": "disclose"', '"action": "publish"');

describe("what the law asks consent for", () => {
  it("[P114] [law 10] handing on to another controller waits for consent, to a processor or a joint one not", () => {
    const courierOfKind = (kind: string) => edit("model", COURIER, `"countries": ["CN"]${kind}`);
    const demand = [["CN-SC-01", "1.2", "delivery"]];
    expect(added("disclose", ["CN"], courierOfKind(""))).toEqual(demand);
    expect(added("disclose", ["CN"], courierOfKind(', "kind": "controller"'))).toEqual(demand);
    expect(added("disclose", ["CN"], courierOfKind(', "kind": "joint-controller"'))).toEqual([]);
    expect(added("disclose", ["CN"])).toEqual([]);
  });

  it.each(['["HK"]', '["MO"]', '["TW"]', '["CN", "SG"]', "[]"])(
    "[1.1] [P114] [law 10] what may leave mainland China waits for consent, whoever receives it: %s",
    (countries) => {
      expect(added("disclose", ["CN"], couriersIn(countries))).toEqual([["CN-SC-05", "1.2", "delivery"]]);
    },
  );

  it.each([
    "financial-account",
    "location-track",
    "health",
    "biometric",
    "religion",
    "specific-identity",
    "child",
  ])("[P114] [law 10] sensitive data waits for consent in everything but erasure: %s", (nature) => {
    const demand = [["CN-SC-04", "1.2", "delivery"]];
    expect(added("disclose", ["CN"], onContact(nature))).toEqual(demand);
    expect(added("collect", ["CN"], onContact(nature))).toEqual(demand);
    const erasing = edit("model", '"action": "disclose"', '"action": "erase"');
    expect(added("erase", ["CN"], onContact(nature), erasing)).toEqual([]);
  });

  it("[P114] other data and publication within a legal duty do not, publication otherwise does", () => {
    expect(added("collect", ["CN"], onContact("network-log"))).toEqual([]);
    expect(added("publish", ["CN"], publishing)).toEqual([["CN-SC-02", "1.2", "delivery"]]);
    expect(added("publish", ["CN"], publishing, deliveryOn("legal-duty"))).toEqual([]);
  });

  it("[P114] a rule that asks for the consent already is asked nothing more, whatever demands it", () => {
    const asking = edit("model", '"action": "contact"', '"action": "publish"');
    expect(added("publish", ["CN"], asking, onContact("health"))).toEqual([]);
    const sensitive = added("contact", ["CN"], WITHOUT_CONSENT, onContact("health"));
    expect(sensitive).toEqual([["CN-SC-04", "1.2", "marketing"]]);
  });

  it("[P115] a purchase stands in for consent under the law that knows it, and not where another law holds too", () => {
    const laws = [["EU"], ["UK"], ["EU", "CN"], ["CN", "EU"]];
    const sources = (basis: string) =>
      laws.map((names) => added("contact", names, WITHOUT_CONSENT, marketingOn(basis)));
    const demand = (source: string) => [[source, "1.2", "marketing"]];
    expect(sources("legitimate-interests")).toEqual(["EU-22", "UK-01", "EU-22", "CN-MK-01"].map(demand));
    expect(sources("existing-customer")).toEqual([[], [], demand("CN-MK-01"), demand("CN-MK-01")]);
  });
});
