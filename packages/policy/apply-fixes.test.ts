import { describe, expect, it } from "vitest";
import { type CorpusPolicy, readFlawed, toPolicySource } from "./fixtures/corpus.ts";
import { FLAWS } from "./fixtures/flaws.ts";
import { SHOP, toSource, toSources } from "./fixtures/shop.ts";
import { applyFixes, checkPolicy, type Diagnostic, type Fix } from "./index.ts";

function diagnostic(fix: Fix | undefined): Diagnostic {
  return {
    code: "clause-number",
    severity: "error",
    file: "en.md",
    span: null,
    message: "wrong",
    ...(fix !== undefined && { fix }),
  };
}

function replacing(offset: number, length: number, text: string, file = "en.md"): Diagnostic {
  return diagnostic({ title: "write it", edits: [{ file, offset, length, text }] });
}

const FLAWED = [
  ...readFlawed().map(({ name, sources }) => ({ name, sources, source: toPolicySource(sources) })),
  ...Object.entries(FLAWS).map(([name, flaw]) => {
    const shop = flaw(SHOP);
    return { name, sources: toSources(shop), source: toSource(shop) };
  }),
];

const FIXABLE = FLAWED.flatMap(({ name, sources, source }) =>
  checkPolicy(source)
    .filter(({ fix }) => fix !== undefined)
    .map((found) => ({ name: `${found.code} of ${name}`, sources, found })),
);

function countLike({ code, file, message }: Diagnostic, sources: CorpusPolicy["sources"]): number {
  return checkPolicy(toPolicySource(sources)).filter(
    (each) => each.code === code && each.file === file && each.message === message,
  ).length;
}

describe("fixes", () => {
  it("[P182] edits are made in one pass, wherever they stand, and past a byte order mark", () => {
    const { sources, applied, skipped } = applyFixes({ "en.md": "\uFEFFone two three", "zh.md": "一" }, [
      replacing(8, 5, "3"),
      replacing(0, 3, "1"),
      diagnostic(undefined),
    ]);
    expect(sources).toEqual({ "en.md": "\uFEFF1 two 3", "zh.md": "一" });
    expect([applied.length, skipped]).toEqual([2, []]);
  });

  it("[P182] of two fixes that overlap the first is made; one offered twice is made once; none is made in part", () => {
    const first = replacing(0, 3, "1");
    const overlapping = diagnostic({
      title: "write it",
      edits: [
        { file: "en.md", offset: 8, length: 5, text: "3" },
        { file: "en.md", offset: 2, length: 3, text: "-" },
      ],
    });
    const outside = replacing(0, 1, "x", "fr.md");
    const { sources, applied, skipped } = applyFixes({ "en.md": "one two three" }, [
      first,
      first,
      overlapping,
      outside,
      replacing(0, 0, "before "),
    ]);
    expect(sources).toEqual({ "en.md": "1 two three" });
    expect(applied).toHaveLength(2);
    expect(skipped.map(({ reason }) => reason)).toEqual(["overlaps", "file-unknown", "overlaps"]);
  });

  it("[P183] numbers, braces, names, addresses, times and repeated permits are put right mechanically", () => {
    expect([...new Set(FIXABLE.map(({ found }) => found.code))].sort()).toEqual([
      "clause-missing",
      "clause-number",
      "fact-written-by-hand",
      "interpolation-unclosed",
      "interpolation-unknown",
      "name-undeclared",
      "permit-repeated",
      "words-name-undeclared",
    ]);
  });

  it.each(FIXABLE.map((each) => [each.name, each] as const))(
    "[P183] the fix of %s removes it, and leaves what can be read",
    (_, { sources, found }) => {
      const fixed = applyFixes(sources, [found]);
      expect(fixed.skipped).toEqual([]);
      expect(() => JSON.parse(fixed.sources["policy.json"] ?? "")).not.toThrow();
      expect(countLike(found, fixed.sources)).toBeLessThan(countLike(found, sources));
    },
  );

  it("[P183] renumbering a section puts right all that was counted wrong in it", () => {
    const flaw = FLAWED.find(({ name }) => name.endsWith("numbered-after-a-cut"));
    const sources = flaw?.sources ?? {};
    const fixed = applyFixes(sources, checkPolicy(toPolicySource(sources)));
    expect(checkPolicy(toPolicySource(fixed.sources))).toEqual([]);
  });
});
