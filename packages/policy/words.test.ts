import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareClauses, parseWords } from "./index.ts";

function parse(source: string) {
  return parseWords({ language: "en", file: "en.md", source });
}

const TEXT = `# The policy

We are *plain*.

## 1 Law

1. First.

## 2 Respect

0. Zero.

### 2.1 Details

Prose of {{a}},
over two lines.

- a list of prose

1. One:
   - a {{b.c}}
   - b

   A second paragraph.
2. Two.
`;

describe("words", () => {
  it("[P1] an item n of the list under section H is clause H.n, and a list may start at 0", () => {
    const { sections, clauses, diagnostics } = parse(TEXT);
    expect(diagnostics).toEqual([]);
    expect(clauses.map(({ id, section }) => [id, section])).toEqual([
      ["1.1", "1"],
      ["2.0", "2"],
      ["2.1.1", "2.1"],
      ["2.1.2", "2.1"],
    ]);
    expect(sections.map(({ id, level, title, prose }) => [id, level, title, prose])).toEqual([
      ["", 1, "The policy", "We are *plain*."],
      ["1", 2, "Law", ""],
      ["2", 2, "Respect", ""],
      ["2.1", 3, "Details", "Prose of {{a}},\nover two lines.\n\n- a list of prose"],
    ]);
  });

  it("[P2] a clause's words are its source without the list's indentation, and without the line ends of the editor", () => {
    const words = "One:\n- a {{b.c}}\n- b\n\nA second paragraph.";
    expect(parse(TEXT).clauses[2]?.words).toBe(words);
    expect(parse(TEXT.replaceAll("\n", "\r\n")).clauses[2]?.words).toBe(words);
    expect(parse(`\uFEFF${TEXT}`).clauses[2]?.words).toBe(words);
  });

  it("[P3] clauses, headings and references know their place", () => {
    const { sections, clauses, source } = parse(`\uFEFF${TEXT}`);
    expect(clauses[2]?.span).toEqual({ line: 20, column: 1, length: 7 });
    expect(clauses[2]?.references).toMatchObject([{ path: "b.c", span: { line: 21, column: 8, length: 7 } }]);
    expect(sections[3]?.references).toMatchObject([{ path: "a", span: { line: 15, column: 10, length: 5 } }]);
    const cut = (extent: { start: number; end: number } | undefined) =>
      source.slice(extent?.start, extent?.end);
    expect(cut(clauses[2]?.references[0]?.extent)).toBe("{{b.c}}");
    expect(cut(clauses[3]?.extent)).toBe("2. Two.");
    expect(cut(sections[3]?.extent)).toBe("Prose of {{a}},\nover two lines.\n\n- a list of prose");
  });

  it.each([
    ["## 2 A", "section `2` is out of order"],
    ["## 1 A\n\n### 1.2 B", "section `1.2` is out of order"],
    ["## 1 A\n\n## 1 B", "number `1` of this section is already taken"],
    ["## 1 A\n\n2. a", "clause `1.2` is out of order"],
    ["## 1 A\n\n1. a\n3. b", "clause `1.3` is out of order"],
    ["## 1 A\n\n1. a\n1. b", "number `1.1` of this clause is already taken"],
    ["## 1 A\n\n1. a\n\n### 1.1 B", "number `1.1` of this section is already taken"],
    ["## A", "heading `A` has no number"],
    ["### 1 A", "section `1` has a heading of level 3, not 2"],
    ["## 1 A\n\n1. a\n\nb", "text after the clauses of its section has no place in the policy"],
    ["## 1 A\n\n1. a\n\n1) b", "a numbered list after the first in section `1` has no place in the policy"],
  ])("[P4] text that cannot be cited is reported: %j", (text, message) => {
    expect(parse(`# T\n\n${text}\n`).diagnostics.map((diagnostic) => diagnostic.message)).toEqual([message]);
  });

  it("[P5] whatever the text, reading it reports and does not throw", () => {
    const line = fc.constantFrom(
      "# T",
      "## 1 A",
      "### 1.1 B",
      "1. a",
      "   b",
      "- c",
      "{{x",
      "{{y}}",
      "<b>",
      "",
      "9) z",
      "\t",
      "[a]: b",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.string({ unit: "binary" }))), (lines) => {
        const source = lines.join("\n");
        const { clauses, sections, diagnostics } = parse(source);
        expect(clauses.every(({ id }) => /^\d+(\.\d+)+$/.test(id))).toBe(true);
        const last = source.split("\n").length;
        expect(
          [...clauses, ...sections, ...diagnostics].every(({ span }) => span !== null && span.line <= last),
        ).toBe(true);
      }),
    );
  });

  it("[P6] clause numbers sort part by part, as numbers", () => {
    expect(["2.10", "2.2", "10.1", "2.2.1", "2.0", "2"].sort(compareClauses)).toEqual([
      "2",
      "2.0",
      "2.2",
      "2.2.1",
      "2.10",
      "10.1",
    ]);
  });
});
