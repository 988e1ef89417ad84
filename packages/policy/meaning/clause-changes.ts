import { diffArrays } from "diff";
import type { Bundle, Clause } from "../bundle.ts";
import type { ClauseChange, WordChange } from "./shapes.ts";

/** Edits beyond which two texts are shown one after the other, since nobody would read them interwoven. */
const MOST_EDITS = 4000;

/**
 * The clauses whose words differ, in the order of the newer policy, then those that are gone. `before` is in the numbers of
 * `after`; `numberBefore` gives the number a clause had.
 */
export function compareClauses(
  before: Bundle,
  after: Bundle,
  numberBefore: (id: string) => string,
): readonly ClauseChange[] {
  const olds = new Map(before.clauses.map((clause) => [clause.id, clause]));
  const ids = new Set(after.clauses.map(({ id }) => id));
  const kept = after.clauses.flatMap((clause): readonly ClauseChange[] => {
    const old = olds.get(clause.id);
    const words = compareWords(old, clause);
    if (old !== undefined && Object.keys(words).length === 0) return [];
    return [{ before: old === undefined ? null : numberBefore(old.id), after: clause.id, words }];
  });
  const gone = before.clauses
    .filter(({ id }) => !ids.has(id))
    .map((clause) => ({
      before: numberBefore(clause.id),
      after: null,
      words: compareWords(clause, undefined),
    }));
  return [...kept, ...gone];
}

/** By language, where they differ. */
function compareWords(
  before: Clause | undefined,
  after: Clause | undefined,
): Readonly<Record<string, readonly WordChange[]>> {
  const languages = new Set([...Object.keys(after?.words ?? {}), ...Object.keys(before?.words ?? {})]);
  return Object.fromEntries(
    [...languages].flatMap((language) => {
      const old = before?.words[language] ?? "";
      const now = after?.words[language] ?? "";
      return old === now ? [] : [[language, diffWords(old, now, language)]];
    }),
  );
}

/**
 * What went, came and stayed, word by word; the parts that are not added make `before`, those that are not removed `after`.
 * Words are those of the language, in Chinese too.
 */
export function diffWords(before: string, after: string, language: string): readonly WordChange[] {
  const changes = diffArrays(wordsOf(before, language), wordsOf(after, language), {
    maxEditLength: MOST_EDITS,
  });
  if (changes === undefined)
    return [
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ];
  return changes.map(({ added, removed, value }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    text: value.join(""),
  }));
}

function wordsOf(text: string, language: string): string[] {
  const locale = /^zh(-|$)/.test(language) ? "zh" : "en";
  return [...new Intl.Segmenter(locale, { granularity: "word" }).segment(text)].map(({ segment }) => segment);
}
