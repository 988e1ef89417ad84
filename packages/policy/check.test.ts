import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import index from "../../policies/index/policy.ts";
import { FLAWS } from "./fixtures/flaws.ts";
import { allOf, edit, SHOP, type Shop, toSource, toSources } from "./fixtures/shop.ts";
import {
  buildBundle,
  checkPolicy,
  DIAGNOSTIC_CODES,
  type DiagnosticCode,
  formatDiagnostics,
  parseBundle,
  summariseClauses,
} from "./index.ts";

const GOLDEN = new URL("fixtures/flaws.txt", import.meta.url);
if (process.env.AVOW_UPDATE_GOLDEN === "1") {
  const sections = DIAGNOSTIC_CODES.map((code) => `=== ${code}\n${diagnose(FLAWS[code](SHOP), code)}\n`);
  writeFileSync(GOLDEN, sections.join(""));
}

/** What `checkPolicy` says of each flaw, section by section: `=== code`, then the formatted diagnostics. */
const EXPECTED = new Map(
  readFileSync(GOLDEN, "utf8")
    .split(/^=== /m)
    .slice(1)
    .map((section): [string, string] => {
      const end = section.indexOf("\n");
      return [section.slice(0, end), section.slice(end + 1).trimEnd()];
    }),
);

function diagnose(shop: Shop, code: DiagnosticCode): string {
  const diagnostics = checkPolicy(toSource(shop)).filter((diagnostic) => diagnostic.code === code);
  return formatDiagnostics(diagnostics, toSources(shop), { color: false });
}

describe("check", () => {
  it("[P14] a policy without a flaw is left in peace", () => {
    expect(checkPolicy(toSource(SHOP))).toEqual([]);
  });

  it.each(DIAGNOSTIC_CODES)("[P15] %s is reported with its place and its remedy", (code) => {
    expect(diagnose(FLAWS[code](SHOP), code)).toBe(EXPECTED.get(code));
    expect(EXPECTED.get(code)).toContain(`[${code}]`);
  });

  it("[P15] an error blocks the build; a warning or a note does not", () => {
    for (const code of DIAGNOSTIC_CODES) {
      const source = toSource(FLAWS[code](SHOP));
      const hasError = checkPolicy(source).some(({ severity }) => severity === "error");
      expect([code, buildBundle(source).ok]).toEqual([code, !hasError]);
    }
  });

  it.each<[string, DiagnosticCode, (shop: Shop) => Shop]>([
    [
      "separate consent is consent",
      "consent-not-required",
      allOf(
        edit("model", '"basis": "consent"', '"basis": "separate-consent"'),
        edit("model", '{ "kind": "consent", "purpose": "marketing" }', '{ "kind": "logged-in" }'),
      ),
    ],
    [
      "a transfer names its recipient",
      "permit-incomplete",
      allOf(
        edit("model", '"action": "disclose"', '"action": "transfer"'),
        edit("model", ',\n      "recipient": ["courier"]', ""),
      ),
    ],
    [
      "a permit names who",
      "permit-incomplete",
      edit("model", '"by": ["clerk"],\n      "recipient"', '"by": [],\n      "recipient"'),
    ],
    [
      "enforcement names a mechanism",
      "enforced-without-mechanism",
      edit("model", '["refusal-costs-nothing"]', "[]"),
    ],
    [
      "a mechanism is one that exists",
      "model-malformed",
      edit("model", '"objection-stands"', '"objection-stand"'),
    ],
    [
      "consent is asked for in words",
      "consent-without-words",
      edit("model", '"ask": { "en": "Yes, write to me.", "zh": "同意，请写信给我。" },\n', ""),
    ],
  ])("[P15] %s", (_, code, flaw) => {
    const codes = checkPolicy(toSource(flaw(SHOP))).map((diagnostic) => diagnostic.code);
    expect(new Set(codes)).toEqual(new Set([code]));
  });

  it("[P16] [law 1] a policy without a controller is refused by name", () => {
    const { controller, ...model } = toSource(SHOP).model as Record<string, unknown>;
    expect(controller).toBeDefined();
    const absent = checkPolicy({ ...toSource(SHOP), model });
    const empty = checkPolicy({ ...toSource(SHOP), model: { ...model, controller: null } });
    expect([...absent, ...empty].map(({ code }) => code)).toEqual([
      "controller-missing",
      "controller-missing",
    ]);
  });

  it("[P17] [law 9] a clause left out of either language, or of the model, is an error", () => {
    const lines = SHOP.en.split("\n").filter((line) => /^\d+\. /.test(line));
    expect(lines).toHaveLength(16);
    for (const line of lines) {
      const diagnostics = checkPolicy(toSource(edit("en", line, "")(SHOP)));
      expect(diagnostics.filter(({ code }) => code === "languages-out-of-step").length).toBeGreaterThan(0);
    }
    const { model: sound } = toSource(SHOP);
    for (const id of summariseClauses(sound, toSource(SHOP).words).map((clause) => clause.id)) {
      const model = put(sound, ["clauses", id], undefined);
      const [diagnostic] = checkPolicy({ ...toSource(SHOP), model });
      expect([diagnostic?.code, diagnostic?.message]).toEqual([
        "promise-without-mechanism",
        `nothing stands behind clause \`${id}\``,
      ]);
    }
  });

  it("[P18] [law 10] marketing on any basis but consent is less than the law demands", () => {
    const found = checkPolicy(toSource(FLAWS["law-consent-required"](SHOP)));
    const [diagnostic, ...others] = found.filter(({ severity }) => severity === "error");
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({
      code: "law-consent-required",
      severity: "error",
      source: "CN-MK-01, Advertising Law 43",
    });
  });

  it("[P19] erasing needs no consent", () => {
    const erase = `"permits": [{ "clause": "2.1.4", "action": "erase", "purpose": "marketing", "data": ["contact.email"], "by": ["clerk"] },`;
    expect(checkPolicy(toSource(edit("model", '"permits": [', erase)(SHOP)))).toEqual([]);
  });

  it("[P20] words in a language the model does not declare are reported", () => {
    const { words, ...rest } = toSource(SHOP);
    const foreign = { ...words, zhh: { file: "zhh.md", source: SHOP.zh } };
    expect(checkPolicy({ ...rest, words: foreign })).toEqual([
      {
        code: "name-undeclared",
        severity: "error",
        file: "zhh.md",
        span: null,
        message: "language `zhh` is not one the model declares",
        help: "did you mean `zh`?",
      },
    ]);
  });

  it("[P21] [law 1] whatever is broken in a model, check reports and does not throw", () => {
    const paths = listPaths(JSON.parse(SHOP.model));
    const change = fc.record({
      path: fc.constantFrom(...paths),
      value: fc.option(fc.jsonValue(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const sound: unknown = JSON.parse(SHOP.model);
        const model = changes.reduce((changed, { path, value }) => put(changed, path, value), sound);
        const source = { ...toSource(SHOP), model };
        const errors = checkPolicy(source).filter(({ severity }) => severity === "error");
        const built = buildBundle(source);
        expect(built.ok).toBe(errors.length === 0);
        if (built.ok) expect(parseBundle(JSON.parse(JSON.stringify(built.bundle))).ok).toBe(true);
        expect(Array.isArray(summariseClauses(model, source.words))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it.each([undefined, null, 1, "x", [], () => 0, Object.create(null), JSON.parse('{"__proto__": {}}')])(
    "[P21] [law 1] %o is not a model, and is said not to be",
    (model) => {
      const codes = new Set(checkPolicy({ ...toSource(SHOP), model }).map(({ code }) => code));
      expect(codes).toContain("model-malformed");
    },
  );

  it("[P21] [law 1] a name that JavaScript gives a meaning of its own is no name", () => {
    const codes = ["__proto__", "constructor", "toString"].map((name) => {
      const source = toSource(edit("model", '"basket": {', `"${name}": {`)(SHOP));
      return checkPolicy(source).map(({ code }) => code);
    });
    expect(codes).toEqual([["model-malformed"], [], []]);
    const undeclared = toSource(
      edit("model", '"by": ["clerk"],\n      "recipient"', '"by": ["constructor"],\n      "recipient"')(SHOP),
    );
    expect(checkPolicy(undeclared).map(({ code }) => code)).toEqual(["name-undeclared"]);
  });

  it("[P22] [law 9] the policy of the Index portal has no error, in its text or its model", () => {
    const read = (name: string) => {
      const source = readFileSync(new URL(`../../policies/index/${name}`, import.meta.url), "utf8");
      return { file: `policies/index/${name}`, source };
    };
    const words = { en: read("en.md"), zh: read("zh.md") };
    expect(checkPolicy({ model: index.model, words, modelFile: read("policy.ts") })).toEqual([]);
    const summary = summariseClauses(index.model, words);
    expect(summary).toHaveLength(42);
    expect(summary.filter(({ status }) => status === null)).toEqual([]);
  });
});

function listPaths(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [at];
  const below = Object.entries(value).flatMap(([key, member]) => listPaths(member, [...at, key]));
  return at.length === 0 ? below : [at, ...below];
}

/** A copy of `value` with `to` at `path`, or nothing there when `to` is undefined. */
function put(value: unknown, [step, ...rest]: readonly string[], to: unknown): unknown {
  if (step === undefined || typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, member]): [string, unknown][] => {
    if (key !== step) return [[key, member]];
    if (rest.length > 0) return [[key, put(member, rest, to)]];
    return to === undefined ? [] : [[key, to]];
  });
  return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries);
}
