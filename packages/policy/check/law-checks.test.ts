import { describe, expect, it } from "vitest";
import { checkPolicy } from "../check.ts";
import { allOf, edit, SHOP, type Shop, toSource } from "../fixtures/shop.ts";
import { type Diagnostic, type DiagnosticCode, findRuleSet, RULE_SETS } from "../index.ts";
import { parseModel } from "../model-shape.ts";
import { parseWords } from "../words.ts";
import { checkLaw } from "./law.ts";
import { CHECKED_RULES, LAW_CHECKS } from "./law-checks.ts";
import { createSubject } from "./subject.ts";

type Change = (shop: Shop) => Shop;

const same: Change = (shop) => shop;

function diagnose(change: Change, code?: DiagnosticCode): readonly Diagnostic[] {
  const diagnostics = checkPolicy(toSource(change(SHOP)));
  return code === undefined ? diagnostics : diagnostics.filter((diagnostic) => diagnostic.code === code);
}

const under = (...laws: readonly string[]): Change =>
  edit("model", '"governing": "CN"', `"governing": "${laws[0]}", "also": ${JSON.stringify(laws.slice(1))}`);

const purposeNature = (nature: string): Change =>
  edit("model", '"basis": "contract"', `"basis": "contract", "nature": "${nature}"`);
const deliveryOn = (basis: string): Change => edit("model", '"basis": "contract"', `"basis": "${basis}"`);
const marketingOn = (basis: string): Change => edit("model", '"basis": "consent"', `"basis": "${basis}"`);
const dataNature = (nature: string): Change =>
  edit(
    "model",
    '"clause": "2.1.1",\n      "title": { "en": "Contact',
    `"clause": "2.1.1",\n      "nature": "${nature}",\n      "title": { "en": "Contact`,
  );
const kept = (span: string): Change => edit("model", '"keep": "P30D"', `"keep": "${span}"`);
const own: Change = edit("model", ', "kind": "processor"', "");
const abroad = (...members: readonly string[]): Change =>
  edit("model", '"countries": ["CN"]', ['"countries": ["CN", "HK"]', ...members].join(", "));
const noObjection: Change = edit("model", ',\n      "objection": "2.1.5"', "");
const deliveryObjection: Change = edit(
  "model",
  '"basis": "contract"',
  '"basis": "contract", "objection": "2.1.5"',
);
const publish: Change = edit("model", '"action": "disclose"', '"action": "publish"');
const unasked: Change = edit("model", '{ "kind": "cookies-accepted", "clause": "2.1.7" }', "");
const bound = (item: string): Change =>
  edit("model", '"notices": {', `"notices": {\n    "${item}": ["2.1.1"],`);
const unbound =
  (item: string): Change =>
  (shop) => ({
    ...shop,
    model: shop.model
      .replace(new RegExp(`\n    "${item}": \\["[\\d.]+"\\],?`), "")
      .replace(/,(\n {2}\}\n\})/, "$1"),
  });
const ask = '"ask": { "en": "Yes, write to me.", "zh": "同意，请写信给我。" }';
const second = (words: string): Change =>
  edit(
    "model",
    '"marketing": {\n',
    `"news": { "clause": "2.1.4", "title": { "en": "news", "zh": "新闻" }, "basis": "consent", ${words} },\n    "marketing": {\n`,
  );

interface Case {
  readonly title: string;
  readonly code: DiagnosticCode;
  readonly flawed: Change;
  /** As near to `flawed` as can be, and without that diagnostic. */
  readonly sound: Change;
  /** The rule cited first. */
  readonly cites: string;
  readonly severity?: Diagnostic["severity"];
}

const CASES: readonly Case[] = [
  {
    title: "[P132] China knows no legitimate interests",
    code: "law-basis-not-available",
    flawed: deliveryOn("legitimate-interests"),
    sound: deliveryOn("human-resources"),
    cites: "CN-LB-01",
  },
  {
    title: "[P132] Europe knows them, and no basis for staff records of its own",
    code: "law-basis-not-available",
    flawed: allOf(under("EU"), deliveryOn("human-resources")),
    sound: allOf(under("EU"), deliveryOn("legitimate-interests")),
    cites: "EU-01",
  },
  {
    title: "[P132] in Europe a decision without a person stands on consent, contract or law",
    code: "law-basis-not-available",
    flawed: allOf(
      under("EU"),
      edit("model", '"basis": "contract"', '"basis": "legitimate-interests", "nature": "automated-decision"'),
    ),
    sound: allOf(under("EU"), purposeNature("automated-decision")),
    cites: "EU-12",
  },
  {
    title: "[P133] having bought is no consent in China",
    code: "law-consent-required",
    flawed: marketingOn("existing-customer"),
    sound: marketingOn("separate-consent"),
    cites: "CN-MK-01",
  },
  {
    title: "[P133] a law the policy declares besides is as good as the governing one",
    code: "law-consent-required",
    flawed: allOf(under("UK", "CN"), marketingOn("existing-customer")),
    sound: allOf(under("UK"), marketingOn("existing-customer")),
    cites: "CN-MK-01",
  },
  {
    title: "[P133] in Europe it does instead of consent where people can object",
    code: "law-consent-required",
    flawed: allOf(under("EU"), marketingOn("existing-customer"), noObjection),
    sound: allOf(under("EU"), marketingOn("existing-customer")),
    cites: "EU-23",
  },
  {
    title: "[P133] and only by e-mail and SMS",
    code: "law-consent-required",
    flawed: allOf(
      under("UK"),
      marketingOn("existing-customer"),
      edit("model", '"channels": { "email"', '"channels": { "telephone"'),
      edit("model", '"channel": ["email"]', '"channel": ["telephone"]'),
    ),
    sound: allOf(
      under("UK"),
      marketingOn("existing-customer"),
      edit("model", '"channels": { "email"', '"channels": { "SMS"'),
      edit("model", '"channel": ["email"]', '"channel": ["SMS"]'),
    ),
    cites: "UK-01",
  },
  {
    title: "[P133] any other basis is none for advertising by mail",
    code: "law-consent-required",
    flawed: allOf(under("EU"), marketingOn("legitimate-interests")),
    sound: under("EU"),
    cites: "EU-22",
  },
  {
    title: "[P134] who receives data for ends of its own receives it with a separate consent",
    code: "law-separate-consent",
    flawed: own,
    sound: same,
    cites: "CN-SC-01",
  },
  {
    title: "[P134] which consent to the purpose is not",
    code: "law-separate-consent",
    flawed: allOf(own, deliveryOn("consent")),
    sound: allOf(own, deliveryOn("separate-consent")),
    cites: "CN-SC-01",
  },
  {
    title: "[P134] nothing is published without one",
    code: "law-separate-consent",
    flawed: publish,
    sound: allOf(publish, deliveryOn("separate-consent")),
    cites: "CN-SC-02",
  },
  {
    title: "[P134] sensitive data is not collected or used without one",
    code: "law-separate-consent",
    flawed: dataNature("health"),
    sound: allOf(dataNature("health"), deliveryOn("separate-consent"), marketingOn("separate-consent")),
    cites: "CN-SC-04",
  },
  {
    title: "[P134] nothing goes abroad without one, and Hong Kong is abroad",
    code: "law-separate-consent",
    flawed: abroad(),
    sound: allOf(abroad(), deliveryOn("separate-consent")),
    cites: "CN-SC-05",
  },
  {
    title: "[P134] a legal duty waits for nobody's consent",
    code: "law-separate-consent",
    flawed: own,
    sound: allOf(own, deliveryOn("legal-duty")),
    cites: "CN-SC-01",
  },
  {
    title: "[P135] a form for something else requires nothing that people may refuse",
    code: "law-forced-consent",
    flawed: edit(
      "model",
      '"required": false, "purposes": ["delivery"]',
      '"required": true, "purposes": ["marketing"]',
    ),
    sound: edit(
      "model",
      '"required": false, "purposes": ["delivery"]',
      '"required": false, "purposes": ["marketing"]',
    ),
    cites: "CN-CO-04",
  },
  {
    title: "[P135] a form for nothing else is a choice of its own",
    code: "law-forced-consent",
    flawed: edit("model", '["delivery", "marketing"]', '["marketing"]'),
    sound: allOf(
      edit("model", '["delivery", "marketing"]', '["marketing"]'),
      edit(
        "model",
        '"required": false, "purposes": ["delivery"]',
        '"required": true, "purposes": ["marketing"]',
      ),
    ),
    cites: "CN-CO-04",
  },
  {
    title: "[P136] each consent is asked for in words of its own",
    code: "law-consent-bundled",
    flawed: second(ask),
    sound: second('"ask": { "en": "Yes, send me the news.", "zh": "同意，请发送新闻。" }'),
    cites: "CN-CO-06",
  },
  {
    title: "[P136] to accept a policy is not to consent to a use",
    code: "law-consent-bundled",
    flawed: second('"ask": { "en": "I accept the privacy policy.", "zh": "同意，请发送新闻。" }'),
    sound: second('"ask": { "en": "I accept news by e-mail.", "zh": "同意，请发送新闻。" }'),
    cites: "CN-CO-06",
    severity: "warning",
  },
  {
    title: "[P136] nor in Chinese",
    code: "law-consent-bundled",
    flawed: second('"ask": { "en": "Yes, news.", "zh": "我已阅读并同意隐私政策。" }'),
    sound: second('"ask": { "en": "Yes, news.", "zh": "同意，请发送新闻。" }'),
    cites: "CN-CO-06",
    severity: "warning",
  },
  {
    title: "[P136] a separate consent is for one processing",
    code: "law-consent-bundled",
    flawed: allOf(
      deliveryOn("separate-consent"),
      edit(
        "model",
        '"permits": [',
        '"permits": [{ "clause": "2.1.3", "action": "publish", "purpose": "delivery", "data": ["contact.address"], "by": ["clerk"] },',
      ),
    ),
    sound: allOf(
      deliveryOn("separate-consent"),
      edit(
        "model",
        '"permits": [',
        '"permits": [{ "clause": "2.1.3", "action": "use", "purpose": "delivery", "data": ["contact.address"], "by": ["clerk"] },',
      ),
    ),
    cites: "CN-CO-07",
    severity: "warning",
  },
  {
    title: "[P137] people can object to advertising",
    code: "law-objection-missing",
    flawed: noObjection,
    sound: same,
    cites: "CN-MK-08",
  },
  {
    title: "[P137] and to being decided about by a machine",
    code: "law-objection-missing",
    flawed: purposeNature("automated-decision"),
    sound: allOf(
      purposeNature("automated-decision"),
      edit("model", '"nature": "automated-decision"', '"nature": "automated-decision", "objection": "2.1.5"'),
    ),
    cites: "CN-AD-03",
  },
  {
    title: "[P392] people under age are not advertised to, and the policy says so",
    code: "law-minors-unspared",
    flawed: edit("model", ', { "kind": "not-minor" }', ""),
    sound: same,
    cites: "CN-MI-02",
    severity: "warning",
  },
  {
    title: "[P392] nor are they picked out for it",
    code: "law-minors-unspared",
    flawed: allOf(
      edit("model", ', { "kind": "not-minor" }', ""),
      edit("model", '"action": "contact"', '"action": "use"'),
    ),
    sound: edit("model", '"action": "contact"', '"action": "use"'),
    cites: "CN-MI-02",
    severity: "warning",
  },
  {
    title: "[P138] network logs are kept six months, whichever months they are",
    code: "law-retention-too-short",
    flawed: allOf(dataNature("network-log"), kept("P181D")),
    sound: allOf(dataNature("network-log"), kept("P6M")),
    cites: "CN-RE-05",
  },
  {
    title: "[P138] days enough are six months too",
    code: "law-retention-too-short",
    flawed: allOf(dataNature("network-log"), kept("P5M20D")),
    sound: allOf(dataNature("network-log"), kept("P185D")),
    cites: "CN-RE-05",
  },
  {
    title: "[P138] a platform keeps transactions three years; whether it is one cannot be told",
    code: "law-retention-too-short",
    flawed: allOf(dataNature("transaction"), kept("P35M")),
    sound: allOf(dataNature("transaction"), kept("P3Y")),
    cites: "CN-RE-06",
    severity: "warning",
  },
  {
    title: "[P139] records handed on for statistics are no statistics",
    code: "law-statistics-raw",
    flawed: purposeNature("statistics"),
    sound: allOf(purposeNature("statistics"), edit("model", '"action": "disclose"', '"action": "release"')),
    cites: "CN-AN-01",
    severity: "warning",
  },
  {
    title: "[P140] in Europe nothing is stored on a device unasked",
    code: "law-storage-consent",
    flawed: allOf(under("EU"), unasked),
    sound: under("EU"),
    cites: "EU-21",
  },
  {
    title: "[P140] but what was asked for and cannot be given without it",
    code: "law-storage-consent",
    flawed: allOf(under("EU"), unasked),
    sound: allOf(under("EU"), unasked, edit("model", '"setBy":', '"necessary": true, "setBy":')),
    cites: "EU-21",
  },
  {
    title: "[P140] in Britain counting needs no consent where people can refuse it",
    code: "law-storage-consent",
    flawed: allOf(under("UK"), unasked, purposeNature("statistics")),
    sound: allOf(
      under("UK"),
      unasked,
      purposeNature("statistics"),
      edit("model", '"nature": "statistics"', '"nature": "statistics", "objection": "2.1.5"'),
    ),
    cites: "UK-03",
  },
  {
    title: "[P141] in California people can opt out of what may be a sale",
    code: "law-opt-out-missing",
    flawed: allOf(under("CA"), own),
    sound: allOf(under("CA"), own, deliveryObjection),
    cites: "CA-07",
  },
  {
    title: "[P141] and what serves the controller is none",
    code: "law-opt-out-missing",
    flawed: allOf(under("CA"), own),
    sound: under("CA"),
    cites: "CA-07",
  },
  {
    title: "[P142] in China a policy is published in Simplified Chinese",
    code: "law-language-missing",
    flawed: edit("model", '"languages": ["en", "zh"]', '"languages": ["en", "zh-Hant"]'),
    sound: edit("model", '"languages": ["en", "zh"]', '"languages": ["en", "zh-Hans"]'),
    cites: "CN-NT-06",
  },
  {
    title: "[P143] data leaves China by a route",
    code: "law-route-missing",
    flawed: abroad('"contact": "a@hk.example"'),
    sound: abroad('"contact": "a@hk.example"', '"route": "standard-contract"'),
    cites: "CN-SC-05",
  },
  {
    title: "[P143] by one that China knows",
    code: "law-route-missing",
    flawed: abroad('"contact": "a@hk.example"', '"route": "adequacy"'),
    sound: abroad('"contact": "a@hk.example"', '"route": "exempt-contract"'),
    cites: "CN-SC-05",
  },
  {
    title: "[P143] and to somebody who can be reached",
    code: "law-route-missing",
    flawed: abroad('"route": "standard-contract"'),
    sound: abroad('"route": "standard-contract"', '"contact": "a@hk.example"'),
    cites: "CN-SC-05",
  },
  {
    title: "[P143] a recipient that names no country may be abroad",
    code: "law-route-missing",
    flawed: edit("model", '"countries": ["CN"]', '"countries": [], "contact": "a"'),
    sound: edit("model", '"countries": ["CN"]', '"countries": ["CN"], "contact": "a"'),
    cites: "CN-SC-05",
  },
  {
    title: "[P143] Europe has found no adequacy for China",
    code: "law-route-missing",
    flawed: allOf(
      under("EU"),
      edit("model", '"countries": ["CN"]', '"countries": ["CN"], "route": "adequacy"'),
    ),
    sound: allOf(
      under("EU"),
      edit("model", '"countries": ["CN"]', '"countries": ["CN"], "route": "standard-clauses"'),
    ),
    cites: "EU-20",
  },
];

describe("what the law demands", () => {
  it.each(CASES)("$title", ({ code, flawed, sound, cites, severity = "error" }) => {
    const found = diagnose(flawed, code);
    expect(found.length).toBeGreaterThan(0);
    for (const diagnostic of found) {
      expect(diagnostic).toMatchObject({ severity, source: expect.stringMatching(`^${cites},`) });
      expect(diagnostic.span).not.toBeNull();
    }
    expect(diagnose(sound, code)).toEqual([]);
  });

  it("[P130] a policy is held to the rules in force on its day, and to no other", () => {
    const logs = allOf(dataNature("network-log"), kept("P1M"));
    const codesOn = (day: string) =>
      diagnose(allOf(logs, edit("model", '"2026-12-01"', `"${day}"`)), "law-retention-too-short");
    const first = findRuleSet("CN")?.rules.find(({ id }) => id === "CN-RE-05")?.effective ?? "";
    expect(codesOn(first)).toHaveLength(1);
    expect(codesOn("2010-01-01")).toEqual([]);
  });

  it("[P130] every law it declares must have a rule set, and is named where it does not", () => {
    expect(diagnose(under("CN", "EU", "XX"), "law-unknown")).toMatchObject([
      { severity: "error", message: "there is no rule set for the law `XX`" },
    ]);
    expect(diagnose(under("CN", "EU"), "law-unknown")).toEqual([]);
  });

  it("[P143] a route that only another declared law knows is a warning, for there is room for one", () => {
    const change = allOf(under("CN", "EU"), abroad('"contact": "a"', '"route": "standard-contract"'));
    expect(diagnose(change, "law-route-missing")).toMatchObject([
      { severity: "warning", message: "the law `EU` does not know the route `standard-contract`" },
    ]);
  });

  it("[P131] every rule that is checked exists, once, and is checked with the codes of its checks", () => {
    const ids = Object.values(RULE_SETS).flatMap(({ rules }) => rules.map(({ id }) => id));
    for (const [id, codes] of Object.entries(CHECKED_RULES)) {
      expect(ids.filter((each) => each === id)).toEqual([id]);
      const held = LAW_CHECKS.filter(({ rules }) => rules.includes(id)).map(({ code }) => code);
      expect(new Set(codes)).toEqual(new Set(held));
    }
    const further = LAW_CHECKS.flatMap(({ see = [] }) => see);
    expect(further.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("[P131] every rule with a floor that people must consent to is checked", () => {
    const floors = Object.values(RULE_SETS).flatMap(({ rules }) =>
      rules.filter(({ floor }) => floor !== undefined && floor.kind !== "subject-prefix"),
    );
    expect(floors.map(({ id }) => id).filter((id) => !Object.hasOwn(CHECKED_RULES, id))).toEqual([]);
  });

  it("[P148] a rule to come is announced where it is held to at the build or in every operation, once", () => {
    const notes = diagnose(edit("model", '"2026-12-01"', '"2005-01-01"'), "law-not-yet-effective");
    const rules = findRuleSet("CN")?.rules.filter(({ status }) => status === "in-force") ?? [];
    const held = rules.filter(
      ({ treatment: { kind, ...by } }) => kind === "check" || ("by" in by && by.by !== null),
    );
    expect(held.length).toBeLessThan(rules.length);
    expect(notes.map(({ source }) => source?.split(",")[0])).toEqual(held.map(({ id }) => id));
    expect(diagnose(same, "law-not-yet-effective")).toEqual([]);
  });

  it("[P146] a policy that does nothing with anybody's data owes nobody a notice", () => {
    const model = {
      ...(toSource(SHOP).model as object),
      data: {},
      forms: {},
      storage: {},
      permits: [],
      notices: {},
      languages: ["en"],
    };
    const codes = checkPolicy({ ...toSource(SHOP), model }).map(({ code }) => code);
    expect(codes.filter((code) => /^law-(?:notice|language)/.test(code))).toEqual([]);
  });

  it("[P147] what stands on a purchase is refused until a rule can ask for a similar one, under every law", () => {
    for (const law of Object.keys(RULE_SETS))
      expect(diagnose(allOf(under(law), marketingOn("existing-customer")), "basis-not-built")).toMatchObject([
        {
          severity: "error",
          message: expect.stringContaining(
            "refused until a rule can ask whether something similar was bought",
          ),
        },
      ]);
    expect(diagnose(same, "basis-not-built")).toEqual([]);
  });
});

describe("what the text must tell", () => {
  const demanded = [
    { item: "retention", change: same },
    { item: "after-retention", change: same },
    { item: "rights", change: same },
    { item: "withdrawal", change: same },
    { item: "account-cancellation", change: same },
    { item: "portability", change: same },
    { item: "deceased", change: same },
    { item: "complaints", change: same },
    { item: "minors", change: same },
    { item: "sharing", change: same },
    { item: "cookies", change: same },
    { item: "incident-notice", change: same },
    { item: "changes", change: same },
    { item: "sensitive-data", change: dataNature("health") },
    { item: "overseas-transfer", change: abroad() },
    { item: "overseas-transfer", change: under("EU") },
    { item: "plain-ordering", change: purposeNature("personalisation") },
    { item: "automated-decisions", change: purposeNature("automated-decision") },
    { item: "opt-out", change: allOf(under("CA"), own) },
    { item: "legal-bases", change: under("EU") },
    { item: "authority-complaint", change: under("EU") },
  ];

  it.each(demanded)("[P144] $item, by a clause that is named", ({ item, change }) => {
    const about = (shop: Change) =>
      diagnose(shop, "law-notice-missing").filter(({ help }) => help?.includes(`["${item}"]`));
    const without = allOf(change, unbound(item));
    expect(about(without)).toMatchObject([{ severity: item === "changes" ? "warning" : "error" }]);
    expect(about(allOf(without, bound(item)))).toEqual([]);
  });

  const undemanded = [
    { item: "withdrawal", change: marketingOn("contract") },
    {
      item: "cookies",
      change: edit("model", /"storage": \{[\s\S]*?\n {2}\},/.exec(SHOP.model)?.[0] ?? "", '"storage": {},'),
    },
    {
      item: "account-cancellation",
      change: edit("model", '"start": "account-closed"', '"start": "collected"'),
    },
    { item: "minors", change: under("EU") },
    { item: "deceased", change: under("EU") },
  ];

  it.each(undemanded)("[P144] $item not where there is nothing to tell", ({ item, change }) => {
    const found = diagnose(allOf(change, unbound(item)), "law-notice-missing");
    expect(found.filter(({ help }) => help?.includes(`["${item}"]`))).toEqual([]);
  });

  it("[P144] a policy that names no clause at all is told so where it names its law", () => {
    const { notices, ...model } = toSource(SHOP).model as Record<string, unknown>;
    expect(notices).toBeDefined();
    const found = checkPolicy({ ...toSource(SHOP), model }).filter(
      ({ code }) => code === "law-notice-missing",
    );
    expect(found.length).toBeGreaterThan(10);
    expect(new Set(found.map(({ span }) => span?.line))).toEqual(new Set([16]));
  });

  const parts: readonly { readonly what: string; readonly change: Change; readonly file: string }[] = [
    { what: "the cause", change: edit("en", "why it happened, ", ""), file: "en.md" },
    { what: "the cause", change: edit("zh", "事件原因、", ""), file: "zh.md" },
    { what: "the kinds of data", change: edit("en", "which kinds of data it concerns, ", ""), file: "en.md" },
    { what: "the kinds of data", change: edit("zh", "所涉信息的种类、", ""), file: "zh.md" },
    { what: "the possible harm", change: edit("en", "what harm it may do, ", ""), file: "en.md" },
    { what: "the measures taken", change: edit("en", "what we have done, ", ""), file: "en.md" },
    { what: "what people can do", change: edit("en", "what you can do and ", ""), file: "en.md" },
    { what: "how to reach you", change: edit("zh", "以及我们的联系方式", ""), file: "zh.md" },
    { what: "a copy", change: edit("en", "see, copy, correct", "see, correct"), file: "en.md" },
    { what: "restriction; refusal", change: edit("zh", "，限制或者拒绝处理", ""), file: "zh.md" },
    { what: "the age of fourteen", change: edit("en", "A child under 14", "A child"), file: "en.md" },
    { what: "the guardian's consent", change: edit("zh", "，须取得监护人的同意", "不得使用"), file: "zh.md" },
    { what: "death", change: edit("en", "a person who has died", "a person"), file: "en.md" },
    { what: "withdrawal", change: edit("zh", "撤回同意，", ""), file: "zh.md" },
    { what: "closing the account", change: edit("zh", "注销账号，", ""), file: "zh.md" },
  ];

  it.each(parts)("[P145] every part of it, in every language: $what, in $file", ({ what, change, file }) => {
    const found = diagnose(change, "law-notice-incomplete");
    expect(found).toMatchObject([
      { severity: "warning", file, message: expect.stringMatching(`: ${what}$`) },
    ]);
    expect(found[0]?.span?.line).toBeGreaterThan(27);
    expect(diagnose(same, "law-notice-incomplete")).toEqual([]);
  });

  it("[P145] by whichever of the clauses named says it, in facts or in words", () => {
    const moved = edit("en", "8. We take measures.", "8. We take measures, and say why it happened.");
    const without = allOf(edit("en", "why it happened, ", ""), moved);
    expect(diagnose(without, "law-notice-incomplete")).toHaveLength(1);
    const both = edit("model", '"incident-notice": ["2.2.4"]', '"incident-notice": ["2.2.4", "2.1.8"]');
    expect(diagnose(allOf(without, both), "law-notice-incomplete")).toEqual([]);
    const told = edit("zh", "以及我们的联系方式", "。{{controller.email}}");
    expect(diagnose(told, "law-notice-incomplete")).toEqual([]);
  });

  it("[P21] [law 1] a language with a name that JavaScript gives a meaning breaks nothing", () => {
    const { model } = toSource(edit("model", '"ask": { "en"', '"ask": { "toString": "Yes.", "en"')(SHOP));
    const parsed = parseModel(model);
    if (!parsed.ok) throw new Error("the shop's policy must have its shape");
    const words = [parseWords({ language: "toString", file: "toString.md", source: SHOP.en })];
    expect(checkLaw(createSubject(parsed.model, words, undefined))).toEqual([]);
  });

  it("[P145] by the rules in force only: Europe lists no copy and no completion among the rights", () => {
    const terse = allOf(under("EU"), edit("en", "see, copy, correct, complete", "see, correct"));
    expect(diagnose(terse, "law-notice-incomplete")).toEqual([]);
  });
});
