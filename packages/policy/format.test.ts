import { describe, expect, it } from "vitest";
import { SHOP, toSource } from "./fixtures/shop.ts";
import { type Diagnostic, formatClauseTable, formatDiagnostics, summariseClauses } from "./index.ts";

const DIAGNOSTIC: Diagnostic = {
  code: "name-undeclared",
  severity: "error",
  file: "policy.ts",
  span: { line: 2, column: 15, length: 10 },
  message: "purpose `marketin` is not declared",
  help: "did you mean `marketing`?",
  source: "CN-MK-01, Advertising Law 43",
};
const SOURCES = { "policy.ts": 'first\n  "隐私政策": { p: "推广目的", q: 1 }\n\tthird\r\n' };
const PLAIN = { color: false };

describe("diagnostics in a terminal", () => {
  it("[P24] are printed like a compiler's, with carets under what is meant, wide characters counted twice", () => {
    const span = { line: 2, column: 16, length: 6 };
    expect(formatDiagnostics([{ ...DIAGNOSTIC, span }], SOURCES, PLAIN)).toBe(
      [
        "error[name-undeclared]: purpose `marketin` is not declared",
        " --> policy.ts:2:16",
        "  |",
        '2 |   "隐私政策": { p: "推广目的", q: 1 }',
        "  |                    ^^^^^^^^^^",
        "  = help: did you mean `marketing`?",
        "  = source: CN-MK-01, Advertising Law 43",
      ].join("\n"),
    );
  });

  it("[P24] say where they can, when the place or the text is not known", () => {
    const { help, source, ...bare } = DIAGNOSTIC;
    expect([help, source]).not.toContain(undefined);
    expect(
      formatDiagnostics(
        [
          { ...bare, severity: "warning", span: null },
          { ...bare, severity: "note" },
        ],
        {},
        PLAIN,
      ),
    ).toBe(
      [
        "warning[name-undeclared]: purpose `marketin` is not declared",
        " --> policy.ts",
        "",
        "note[name-undeclared]: purpose `marketin` is not declared",
        " --> policy.ts:2:15",
      ].join("\n"),
    );
  });

  it("[P24] a policy cannot drive the terminal", () => {
    const evil = "a\u001B[2Jb\u009Bc";
    const diagnostic = {
      ...DIAGNOSTIC,
      message: evil,
      help: evil,
      file: evil,
      span: { line: 1, column: 2, length: 9 },
    };
    const text = formatDiagnostics([diagnostic], { [evil]: evil }, PLAIN);
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    expect(text).toContain("a\uFFFD[2Jb\uFFFDc");
  });

  it("[P24] colour changes nothing but colour", () => {
    const colored = formatDiagnostics([DIAGNOSTIC], SOURCES, { color: true });
    expect(colored).toContain("\u001B[31merror[name-undeclared]\u001B[0m");
    const plain = colored
      .split("\u001B")
      .map((part, index) => (index === 0 ? part : part.replace(/^\[\d+m/, "")));
    expect(plain.join("")).toBe(formatDiagnostics([DIAGNOSTIC], SOURCES, PLAIN));
  });
});

describe("the table of clauses", () => {
  it("[P25] shows what stands behind each clause, what is pending loudly, and counts them", () => {
    const { model, words } = toSource(SHOP);
    expect(formatClauseTable(summariseClauses(model, words), PLAIN)).toBe(
      `clause  status                        mechanisms
1.1     enforced                      accountable-controller, controller
1.2     enforced                      law-floor, governing law
1.3     states                        courts
2.1.1   enforced                      form-door, gate, data contact, form order, notice of retention
2.1.2   enforced                      gate, purpose delivery
2.1.3   enforced                      gate, notice of sharing, permit disclose for delivery, recipient courier
2.1.4   enforced                      gate, permit contact for marketing, purpose marketing
2.1.5   enforced                      objection-stands, objection to marketing
2.1.6   enforced                      storage-register, cookie basket, notice of cookies
2.1.7   enforced                      refusal-costs-nothing, condition cookies-accepted of cookie basket
2.1.8   PENDING the page of measures
2.2.1   states                        notice of account-cancellation, notice of complaints, notice of portability, notice of rights, notice of withdrawal
2.2.2   states                        notice of after-retention
2.2.3   states                        notice of deceased, notice of minors
2.2.4   states                        notice of incident-notice
2.2.5   states                        notice of changes

9 enforced, 1 pending, 6 state only`,
    );
  });

  it("[P25] a clause without a status is missing, and the totals say so", () => {
    const table = formatClauseTable([{ id: "1.1", status: null, mechanisms: [] }], PLAIN);
    expect(table).toBe(
      "clause  status   mechanisms\n1.1     MISSING\n\n0 enforced, 0 pending, 0 state only, 1 missing",
    );
  });
});
