import { describe, expect, it } from "vitest";
import { CHECKED_RULES } from "../check/law-checks.ts";
import { allOf, edit, SHOP, toSource } from "../fixtures/shop.ts";
import {
  ACTIONS,
  BASES,
  buildBundle,
  checkPolicy,
  DATA_NATURES,
  DIAGNOSTIC_CODES,
  type Floor,
  findRuleSet,
  findSubjectPrefix,
  type LegalRule,
  MECHANISMS,
  RECIPIENT_KINDS,
  RULE_SETS,
} from "../index.ts";
import {
  arrayOf,
  literal,
  nullable,
  object,
  oneOf,
  optional,
  recordOf,
  type Shape,
  text,
  variants,
} from "../shape.ts";
import { INSTRUMENTS } from "./instruments.ts";
import {
  CLOCK_KINDS,
  type Clock,
  citeRule,
  isApplied,
  listRulesInForce,
  listRulesToCome,
  type SeparateConsentCase,
  type Threshold,
  type Treatment,
  WORKING_CALENDARS,
} from "./rule-sets.ts";

const ALL = Object.values(RULE_SETS).flatMap(({ rules }) => rules);

const day = text("a day", (value) => /^\d{4}-\d{2}-\d{2}$/.test(value));
const span = text("a span of one unit", (value) => /^P(\d+(Y|M|D|WD)|T\d+(H|M))$/.test(value));
const numberShape: Shape = (value, path) =>
  typeof value === "number" && value > 0
    ? []
    : [{ code: "model-malformed", path, message: "not a number above 0" }];

/** Something in English and in Chinese, each in its own script. */
function bilingual(wanted: string, accepts: (value: string) => boolean = (value) => value !== ""): Shape {
  return object<{ en: string; zh: string }>({
    en: text(wanted, (value) => accepts(value) && /^[^\n\u3400-\u9fff]*$/.test(value.replaceAll("广告", ""))),
    zh: text(wanted, (value) => accepts(value) && /[\u3400-\u9fff]/.test(value)),
  });
}
const sentence = bilingual("a sentence", (value) => /[.。]$/.test(value));
const phrase = bilingual("a phrase", (value) => /[^.。]$/.test(value));

const peopleShape = object({ kind: literal("people"), todo: sentence });
const enforceShape: Shape = (value, path) => {
  const by = { kind: literal("enforce"), by: oneOf(MECHANISMS) };
  const pending = { kind: literal("enforce"), by: literal(null), brings: phrase };
  return object(typeof value === "object" && value !== null && "brings" in value ? pending : by)(value, path);
};
const treatmentShape = variants("kind", {
  check: object<Extract<Treatment, { kind: "check" }>>({
    kind: literal("check"),
    codes: arrayOf(oneOf(DIAGNOSTIC_CODES), 1),
    besides: optional(variants("kind", { enforce: enforceShape, people: peopleShape })),
  }),
  enforce: enforceShape,
  clock: object({ kind: literal("clock") }),
  threshold: object({ kind: literal("threshold") }),
  people: peopleShape,
});

const floorShape = variants("kind", {
  "basis-not-available": object({ kind: text(), bases: arrayOf(oneOf(BASES), 1) }),
  "consent-required": object<Extract<Floor, { kind: "consent-required" }>>({
    kind: text(),
    action: oneOf(ACTIONS),
    nature: literal("marketing"),
    unless: optional(arrayOf(oneOf(BASES), 1)),
  }),
  "separate-consent-required": object({
    kind: text(),
    actions: arrayOf(oneOf(ACTIONS), 1),
    unless: arrayOf(oneOf(BASES), 1),
    when: object<SeparateConsentCase>({
      recipient: optional(oneOf(RECIPIENT_KINDS)),
      outside: optional(text("a country", (value) => /^[A-Z]{2}$/.test(value))),
      data: optional(arrayOf(oneOf(DATA_NATURES), 1)),
    }),
  }),
  "minors-spared": object<Extract<Floor, { kind: "minors-spared" }>>({
    kind: text(),
    actions: arrayOf(oneOf(ACTIONS), 1),
    nature: literal("marketing"),
  }),
  "subject-prefix": object({ kind: text(), prefix: recordOf(text(), /^[a-z]{2}$/) }),
});

const ruleShape: Shape = object<LegalRule>({
  id: text("an id", (id) => /^[A-Z]{2}-([A-Z]+-)?(\d{2}|W?\d)$/.test(id)),
  sources: arrayOf(oneOf(Object.keys(INSTRUMENTS)), 1),
  instrument: text("a title", (title) => title !== ""),
  article: text(),
  effective: day,
  until: optional(day),
  status: oneOf(["in-force", "proposal"]),
  verified: oneOf(["read", "secondary", "unchecked"]),
  trigger: phrase,
  duty: sentence,
  treatment: treatmentShape,
  clocks: optional(
    arrayOf(
      object<Clock>({
        kind: oneOf(CLOCK_KINDS),
        start: text("an event", (event) => /^[a-z]+(-[a-z]+)+$/.test(event)),
        within: nullable(span),
        calendar: oneOf(["all-days", ...WORKING_CALENDARS]),
        pausable: oneOfBooleans,
        extendable: nullable(span),
        case: optional(phrase),
      }),
      1,
    ),
  ),
  thresholds: optional(
    arrayOf(
      object<Threshold>({
        counts: text("what is counted", (what) => /^[a-z]+(-[a-z]+)*$/.test(what)),
        from: nullable(numberShape),
        below: nullable(numberShape),
        case: optional(phrase),
      }),
      1,
    ),
  ),
  floor: optional(floorShape),
  doubt: optional(sentence),
});

function oneOfBooleans(value: unknown, path: Parameters<Shape>[1]): ReturnType<Shape> {
  return typeof value === "boolean" ? [] : literal(true)(value, path);
}

/** Rules whose day is not that of the instrument they are cited from: it has none, or gives them a later one. */
const DAYS_OF_THEIR_OWN: Readonly<Record<string, string>> = {
  "EU-25": "2021-03-31",
  "EU-W1": "2026-06-18",
  "KR-05": "2026-09-11",
  "IN-02": "2026-11-13",
};

describe("rule sets", () => {
  it.each(Object.entries(RULE_SETS))(
    "[P11] the rules of %s are what their types say, each id once, in both languages",
    (name, { rules, ...set }) => {
      expect(set.name).toBe(name);
      expect(rules.flatMap((rule, index) => ruleShape(rule, [name, index]))).toEqual([]);
      expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
      expect(rules.filter(({ id }) => !id.startsWith(`${name}-`))).toEqual([]);
    },
  );

  it("[P100] no rule is lost or invented", () => {
    const sizes = Object.entries(RULE_SETS).map(([name, { rules }]) => [name, rules.length]);
    expect(Object.fromEntries(sizes)).toEqual({
      CN: 113,
      EU: 29,
      UK: 5,
      CA: 22,
      BR: 3,
      SG: 2,
      JP: 3,
      KR: 5,
      IN: 4,
    });
  });

  it("[P101] a rule bears the title and the day of the instrument it is cited from", () => {
    const found = ALL.map(({ id, instrument, effective }) => [id, instrument, effective]);
    expect(found).toEqual(
      ALL.map(({ id, sources: [first] }) => [
        id,
        INSTRUMENTS[first]?.title.en,
        DAYS_OF_THEIR_OWN[id] ?? INSTRUMENTS[first]?.effective,
      ]),
    );
    const used = new Set(ALL.flatMap(({ sources }) => sources));
    expect(Object.keys(INSTRUMENTS).filter((key) => !used.has(key))).toEqual([]);
  });

  it("[P102] a rule with the treatment of a time or a threshold has one to compute", () => {
    const clocks = ALL.filter(({ treatment }) => treatment.kind === "clock");
    const thresholds = ALL.filter(({ treatment }) => treatment.kind === "threshold");
    expect([clocks.length, thresholds.length]).not.toContain(0);
    expect(clocks.filter((rule) => rule.clocks === undefined)).toEqual([]);
    expect(thresholds.filter((rule) => rule.thresholds === undefined)).toEqual([]);
  });

  it("[P103] the rules the build checks are those that say so, with the same diagnostics", () => {
    const said = ALL.flatMap(({ id, treatment }) =>
      treatment.kind === "check" ? [[id, treatment.codes] as const] : [],
    );
    expect(Object.fromEntries(said)).toEqual(CHECKED_RULES);
  });

  it("[P103] a rule the build compiles into conditions is one that is applied", () => {
    const floors = ALL.filter(({ floor }) => floor !== undefined);
    expect(floors.length).toBeGreaterThan(8);
    expect(floors.filter((rule) => !isApplied(rule))).toEqual([]);
  });

  it("[P11] a law is found by its own name only", () => {
    expect(findRuleSet("CN")?.rules.length).toBeGreaterThan(0);
    expect([findRuleSet("cn"), findRuleSet("toString"), findRuleSet("__proto__")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("[P104] a rule nobody has checked against its text says so where it is cited", () => {
    const cite = (name: string, id: string) => {
      const rule = findRuleSet(name)?.rules.find((each) => each.id === id);
      return rule === undefined ? "" : citeRule(rule);
    };
    expect([cite("CN", "CN-MK-01"), cite("EU", "EU-06"), cite("CN", "CN-SM-01")]).toEqual([
      "CN-MK-01, Advertising Law 43",
      "EU-06, GDPR 13 (not verified)",
      "CN-SM-01, Provisions on Simplified Measures for Small Personal Information Handlers",
    ]);
  });
});

describe("the day of a policy", () => {
  it("[P12] a rule that takes effect after the policy is announced, not applied", () => {
    const model = { ...(toSource(SHOP).model as object), effective: "2021-10-31" };
    const source = { ...toSource(SHOP), model };
    const announced = checkPolicy(source).filter(({ code }) => code === "law-not-yet-effective");
    expect(new Set(announced.map(({ severity }) => severity))).toEqual(new Set(["note"]));
    expect(announced.map((each) => each.source)).toContain(
      "CN-LB-01, Personal Information Protection Law 13",
    );
    expect(announced.map((each) => each.source)).not.toContain("CN-MK-01, Advertising Law 43");
    const built = buildBundle(source);
    const applied = built.ok ? built.bundle.law.applied : [];
    expect(applied.map(({ id }) => id)).toContain("CN-MK-01");
    expect(applied.filter(({ effective }) => effective > "2021-10-31")).toEqual([]);
  });

  it("[P12] a basis is open until the day of the rule that closes it", () => {
    const onLegitimateInterests = edit("model", '"basis": "contract"', '"basis": "legitimate-interests"');
    const codesOn = (on: string) => {
      const source = toSource(allOf(onLegitimateInterests, edit("model", '"2026-12-01"', `"${on}"`))(SHOP));
      return checkPolicy(source).map(({ code }) => code);
    };
    expect(codesOn("2021-10-31")).not.toContain("law-basis-not-available");
    expect(codesOn("2021-11-01")).toContain("law-basis-not-available");
  });

  it("[P12] every rule is in force from its day on, and to come until then", () => {
    for (const [name, { rules }] of Object.entries(RULE_SETS))
      for (const { id, effective, status } of rules) {
        const before = new Date(Date.parse(effective) - 86_400_000).toISOString().slice(0, 10);
        const ids = (found: readonly LegalRule[]) => found.some((rule) => rule.id === id);
        const isLaw = status === "in-force";
        expect([ids(listRulesInForce(name, effective)), ids(listRulesToCome(name, before))]).toEqual([
          isLaw,
          isLaw,
        ]);
        expect([ids(listRulesInForce(name, before)), ids(listRulesToCome(name, effective))]).toEqual([
          false,
          false,
        ]);
      }
  });

  it("[P105] a proposal is neither applied nor announced", () => {
    expect(ALL.filter(({ status }) => status === "proposal").map(({ id }) => id)).toEqual(["EU-W1"]);
    const everything = [...listRulesInForce("EU", "9999-12-31"), ...listRulesToCome("EU", "0000-01-01")];
    expect(everything.map(({ id }) => id)).toContain("EU-01");
    expect(everything.map(({ id }) => id)).not.toContain("EU-W1");
  });

  it("[P13] advertising e-mail is marked as the applied law says, in its language", () => {
    const built = buildBundle(toSource(SHOP));
    if (!built.ok) throw new Error("the shop's policy must build");
    expect(["en", "zh", "fr"].map((language) => findSubjectPrefix(built.bundle, language))).toEqual([
      "AD",
      "广告",
      null,
    ]);
    const { law } = built.bundle;
    const unapplied = { ...built.bundle, law: { ...law, applied: [] } };
    expect(findSubjectPrefix(unapplied, "zh")).toBeNull();
    const further = { ...built.bundle, law: { ...law, governing: "EU", also: ["CN"] } };
    expect(findSubjectPrefix(further, "zh")).toBe("广告");
  });
});
