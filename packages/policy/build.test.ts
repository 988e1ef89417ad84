import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allOf, edit, SHOP, toSource } from "./fixtures/shop.ts";
import { type BuildOutcome, type Bundle, buildBundle, bundleVersion, parseBundle } from "./index.ts";
import { isApplied, listRulesInForce } from "./law/rule-sets.ts";

const TINY = {
  model: {
    id: "tiny",
    title: { en: "Tiny" },
    languages: ["en"],
    /** Before any rule of law, so that its identity is its own. */
    effective: "2000-01-01",
    controller: {
      clause: "1.0",
      name: { en: "Tiny" },
      address: { en: "Here" },
      email: "a@tiny.example",
      telephone: "1",
      complaints: { en: "Write." },
    },
    law: {
      clause: "1.0",
      governing: "CN",
      excludes: [],
      title: { en: "law" },
      courts: { en: "courts" },
      courtsClause: "1.0",
    },
    roles: {},
    channels: {},
    recipients: {},
    data: {},
    purposes: {},
    forms: {},
    storage: {},
    permits: [],
    clauses: { "1.0": { status: "enforced", by: ["accountable-controller"] } },
  },
  words: { en: { file: "en.md", source: "# Tiny\n\n## 1 All\n\n0. {{controller.name}} keeps nothing.\n" } },
};

function mustBuild(outcome: BuildOutcome): { readonly bundle: Bundle; readonly version: string } {
  if (!outcome.ok) throw new Error(outcome.diagnostics.map(({ message }) => message).join("; "));
  return outcome;
}

const REGISTERED =
  '{ "clause": "2.1.6", "title": { "en": "a", "zh": "a" }, "kind": "cookie", "purpose": "delivery", "life": "P1D", "setBy": "x", "when": [] }';

/** The same value with the members of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe("bundle", () => {
  it("[P32] a policy's identity is the SHA-256 of the bundle's canonical JSON", () => {
    const { bundle, version } = mustBuild(buildBundle(TINY));
    expect(version).toBe("46f8c8dbd81afd5250ec365ac121610e3189d2ecdc2ca092ddc51f97f85fdd18");
    expect(bundleVersion(bundle)).toBe(version);
    expect(bundleVersion({ ...bundle, id: "other" })).not.toBe(version);
  });

  it("[P32] which anyone can compute from the published bytes", () => {
    const { bundle, version } = mustBuild(buildBundle(TINY));
    const sortMembers = (_: string, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value;
    expect(createHash("sha256").update(JSON.stringify(bundle, sortMembers)).digest("hex")).toBe(version);
  });

  it("[P33] the order in which an author arranges names does not change it; the words do", () => {
    const first = edit("model", '"basket": {', `"account": ${REGISTERED},\n    "basket": {`);
    const second = edit(
      "model",
      '"order": {',
      '"comment": { "clause": "2.1.1", "title": { "en": "c", "zh": "c" }, "fields": [] },\n"order": {',
    );
    const form = edit(
      "model",
      '"fields": [] }',
      '"fields": [{ "field": "contact.email", "required": true, "purposes": ["delivery"] }] }',
    );
    const source = toSource(allOf(first, second, form)(SHOP));
    const { version } = mustBuild(buildBundle(source));
    const { words } = source;
    const arranged = { model: reversed(source.model), words: reversed(words) as typeof words };
    const other = mustBuild(buildBundle(arranged));
    expect(other.bundle.rules).toEqual(mustBuild(buildBundle(source)).bundle.rules);
    expect(other.version).toBe(version);
    expect(other.bundle.clauses).toEqual(mustBuild(buildBundle(source)).bundle.clauses);
    const reworded = {
      ...words,
      en: { file: "en.md", source: SHOP.en.replace("We take measures.", "We take every measure.") },
    };
    expect(mustBuild(buildBundle({ ...source, words: reworded })).version).not.toBe(version);
  });

  it("[P34] holds the clauses in the order of their numbers, with facts filled in and what stands behind each", () => {
    const { bundle } = mustBuild(buildBundle(toSource(SHOP)));
    expect(bundle.clauses.map(({ id }) => id)).toEqual([
      "1.1",
      "1.2",
      "1.3",
      "2.1.1",
      "2.1.2",
      "2.1.3",
      "2.1.4",
      "2.1.5",
      "2.1.6",
      "2.1.7",
      "2.1.8",
      "2.2.1",
      "2.2.2",
      "2.2.3",
      "2.2.4",
      "2.2.5",
    ]);
    expect(bundle.clauses[3]).toEqual({
      id: "2.1.1",
      section: "2.1",
      status: { status: "enforced", by: ["form-door", "gate"] },
      mechanisms: ["form-door", "gate", "data contact", "form order", "notice of retention"],
      words: {
        en: "We ask for e-mail address and address (optional), and keep it until 30 days after your account is closed:\n\n- sealed;\n- no longer.",
        zh: "我们请您填写电子邮箱和地址（选填），保存至账号注销后30日：\n\n- 加密；\n- 不超期。",
      },
    });
    expect(bundle.sections.map(({ id, title, prose }) => [id, title.en, prose.zh])).toEqual([
      ["", "Shop policy", "商店有限公司的政策，自2026年12月1日起施行。"],
      ["1", "Who and where", ""],
      ["2", "What we do", ""],
      ["2.1", "Orders", "以下有关订单。"],
      ["2.2", "Rights", ""],
    ]);
    expect(bundle.law.applied.map(({ id }) => id)).toContain("CN-MK-01");
    expect(JSON.stringify(bundle)).not.toContain("{{");
  });

  it("[P116] names the rules of every law it answers to that are held to here, and no others", () => {
    const further = edit("model", '"governing": "CN"', '"governing": "CN", "also": ["UK", "CN"]');
    const { bundle } = mustBuild(buildBundle(toSource(further(SHOP))));
    const inForce = ["CN", "UK"].flatMap((name) => listRulesInForce(name, bundle.effective));
    const applied = bundle.law.applied.map(({ id }) => id);
    expect(applied).toEqual(inForce.filter(isApplied).map(({ id }) => id));
    expect(applied).toEqual(expect.arrayContaining(["CN-LB-01", "CN-CO-03", "UK-01"]));
    expect(applied.filter((id) => ["CN-LB-02", "CN-IN-06", "CN-GO-02", "CN-RE-02"].includes(id))).toEqual([]);
  });

  it("[P35] a policy with errors is not built, and says why", () => {
    const outcome = buildBundle({ ...TINY, words: {} });
    expect(outcome.ok ? [] : outcome.diagnostics.map(({ code }) => code)).toContain("words-missing");
  });
});

describe("a bundle from elsewhere", () => {
  const { bundle } = mustBuild(buildBundle(toSource(SHOP)));
  const sent = JSON.stringify(bundle);

  it("[P36] is read when it is whole, and is the same", () => {
    const parsed = parseBundle(JSON.parse(sent));
    expect(parsed).toEqual({ ok: true, bundle });
    expect(parsed.ok && bundleVersion(parsed.bundle)).toBe(bundleVersion(bundle));
    expect(parseBundle({ ...bundle, controller: null }).ok).toBe(true);
  });

  it.each([
    [{ ...bundle, format: "avow-bundle/2" }, '`format` is `"avow-bundle/2"`, not `avow-bundle/1`'],
    [{ ...bundle, extra: 1 }, "`extra` is not known here"],
    [{ ...bundle, rules: [{ ...bundle.rules[0], when: undefined }] }, "`rules[0].when` is missing"],
    [
      {
        ...bundle,
        rules: [
          { ...bundle.rules[0], when: [{ condition: { kind: "moon-full" }, clause: "1.1", source: null }] },
        ],
      },
      '`rules[0].when[0].condition.kind` is `"moon-full"`, not one of a fixed list',
    ],
    [{ ...bundle, languages: [] }, "`languages` is an empty list"],
    [null, "the whole is null, not an object"],
    [[], "the whole is a list, not an object"],
  ])("[P36] [law 1] is refused with a reason when it is not: %#", (json, why) => {
    expect(parseBundle(json)).toEqual({ ok: false, why });
  });

  it("[P36] [law 1] no part can be left out", () => {
    for (const key of Object.keys(bundle)) {
      const { [key]: left, ...rest } = JSON.parse(sent) as Record<string, unknown>;
      expect(left).toBeDefined();
      expect(parseBundle(rest)).toEqual({ ok: false, why: `\`${key}\` is missing` });
    }
  });

  it("[P36] [law 1] whatever arrives, it is read or refused", () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => parseBundle(json).ok === false));
  });
});
