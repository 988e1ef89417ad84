import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFlawed, readSound, toPolicySource } from "./fixtures/corpus.ts";
import { applyFixes, checkPolicy, type Diagnostic } from "./index.ts";

const POLICIES = [...readSound(), ...readFlawed().filter(({ name }) => /^(?:0|1[0-6])/.test(name))];

/** How many policies are broken; `npm run test:long` breaks more. */
const RUNS = Number(process.env.AVOW_BROKEN_POLICIES ?? 1000);

/** What a slip of the hand, a bad merge or a broken disk leaves in a file. */
const SNIPPETS = [
  "",
  " ",
  "\n",
  "\r",
  "\uFEFF",
  "\u0000",
  "\uD800",
  "{{",
  "}}",
  "{{storage}}",
  "`_ga`",
  "1. ",
  "## 9 ",
  "<b>",
  "[a]: b",
  "clause 9.9",
  "第9.9条",
  "三十日",
  "14 days",
  "We never share your data.",
  '"',
  ",",
  "{",
  "]",
  '"P0D"',
  "null",
  "[]",
  "\\u0041",
];

interface Mutation {
  readonly kind: "characters" | "line" | "token" | "swap";
  /** Places in the file, as parts of its length. */
  readonly at: number;
  readonly to: number;
  readonly snippet: string;
}

const MUTATION: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom("characters", "line", "token", "token", "swap", "swap"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
  snippet: fc.constantFrom(...SNIPPETS),
});

function mutate(source: string, { kind, at, to, snippet }: Mutation): string {
  if (kind === "characters") {
    const start = Math.floor(at * source.length);
    return source.slice(0, start) + snippet + source.slice(start + Math.floor(to * 8));
  }
  const parts = source.split(kind === "line" ? /(?<=\n)/ : /(?<=[\s",{}[\]。，.])|(?=[\s",{}[\]。，.])/);
  const first = Math.floor(at * (parts.length - 1));
  const second = Math.floor(to * (parts.length - 1));
  const [one = "", other = ""] = [parts[first], parts[second]];
  return parts
    .map((part, index) => {
      if (index === first) return kind === "token" ? snippet : other;
      return index === second && kind === "swap" ? one : part;
    })
    .join("");
}

/** The model with one of its texts in the place of another: JSON still, and often still a model. */
function swapTexts(source: string, { at, to }: Mutation): string {
  const parts = source.split(/("(?:[^"\\]|\\.)*")/);
  const texts = Math.floor(parts.length / 2);
  const [from, into] = [at, to].map((place) => 1 + 2 * Math.floor(place * (texts - 1)));
  return parts.map((part, index) => (index === into ? (parts[from ?? 0] ?? "") : part)).join("");
}

function isWithin({ file, span }: Diagnostic, sources: Readonly<Record<string, string>>): boolean {
  const text = (sources[file] ?? "").replace(/^\uFEFF/, "");
  if (span === null) return true;
  const line = text.split("\n")[span.line - 1];
  return line !== undefined && span.column >= 1 && span.column <= line.length + 1 && span.length >= 1;
}

describe("a broken policy", () => {
  it(
    "[P185] [law 1] is reported on, whatever was done to its files: thousands of them, each place within its file, each fix sound",
    () => {
      let mutated = 0;
      const changes = fc.array(fc.array(MUTATION, { minLength: 1, maxLength: 3 }), {
        minLength: 3,
        maxLength: 3,
      });
      fc.assert(
        fc.property(fc.constantFrom(...POLICIES), changes, fc.boolean(), (policy, mutations, gently) => {
          const files = Object.entries(policy.sources).map(([file, source], index) => {
            mutated++;
            const change = gently && file === "policy.json" ? swapTexts : mutate;
            return [file, (mutations[index % mutations.length] ?? []).reduce(change, source)] as const;
          });
          const sources: Readonly<Record<string, string>> = Object.fromEntries(files);
          const found = checkPolicy(toPolicySource(sources));
          const { skipped } = applyFixes(sources, found);
          const wrong = [
            ...found.filter((each) => !isWithin(each, sources)),
            ...skipped.filter(({ reason }) => reason !== "overlaps"),
          ];
          if (wrong.length > 0) expect(wrong).toEqual([]);
        }),
        { numRuns: RUNS, seed: 20_261_122 },
      );
      expect(mutated).toBeGreaterThan(2 * RUNS);
    },
    60_000 + RUNS * 20,
  );
});
