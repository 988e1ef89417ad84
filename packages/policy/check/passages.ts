import type { Extent, Reference, Words } from "../words.ts";
import { readNumbers, type SaidNumber } from "./read-numbers.ts";

/** A stretch of the words that belongs together: a clause, or the text under a heading. */
export interface Passage {
  readonly words: Words;
  readonly kind: "section" | "clause";
  /** Number of the clause or of the section; empty for the preamble. */
  readonly id: string;
  /** How people call it: ``clause `2.1` ``. */
  readonly label: string;
  readonly start: number;
  /** As written; every place in it is `start` away from the same place in the source. */
  readonly text: string;
  /** The same with spaces for all that is not a sentence: facts, code, emphasis, links' addresses, marks of lists. */
  readonly prose: string;
  readonly references: readonly Reference[];
  readonly sentences: readonly Sentence[];
}

/** A sentence of a passage, and where it stands in the source. */
export interface Sentence extends Extent {
  readonly text: string;
  readonly prose: string;
  /** What it says in numbers, each with its place in the source. */
  readonly numbers: readonly SaidNumber[];
}

/** Every passage of `words` that says something, as written. */
export function listPassages(words: Words): readonly Passage[] {
  const sections = words.sections.map((section) => ({
    ...section,
    kind: "section" as const,
    label: section.id === "" ? "the preamble" : `section \`${section.id}\``,
  }));
  const clauses = words.clauses.map((clause) => ({
    ...clause,
    kind: "clause" as const,
    label: `clause \`${clause.id}\``,
  }));
  return [...sections, ...clauses].flatMap(({ kind, id, label, extent, references }): Passage[] => {
    const text = words.source.slice(extent.start, extent.end);
    if (text === "") return [];
    const passage = { words, kind, id, label, start: extent.start, text, prose: blank(text), references };
    return [{ ...passage, sentences: listSentences(passage) }];
  });
}

/** What `blank` makes spaces of, without moving anything. */
const NOT_PROSE =
  /\{\{[^{}\n]*\}\}|`[^`\n]*`|\*+(?![ \t])|(?<=\S)\*+|\]\([^)\n]{0,500}\)|<[a-z]{1,16}:[^>\s]{0,500}>|^[ \t]*(?:[-*+]|\d+[.)])(?=[ \t])/gim;

function blank(text: string): string {
  return text.replace(NOT_PROSE, (written) => " ".repeat(written.length));
}

/** Ends of sentences: a mark and what closes after it, an empty line, the next item of a list. */
const SENTENCE_END =
  /[.!?]["”’)]*(?=\s|$)|[。！？；;]["”’）]*|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+]|\d+[.)])[ \t])/g;

/** The sentences in order; semicolons end one. Marks of abbreviation may end one too early. */
function listSentences(passage: Omit<Passage, "sentences">): readonly Sentence[] {
  const { words, start, text, prose } = passage;
  const numbers = readNumbers(prose, words.language);
  const ends = Array.from(prose.matchAll(SENTENCE_END), ({ index, 0: mark }) => index + mark.length);
  return [...ends, prose.length].flatMap((to, index): Sentence[] => {
    const from = ends[index - 1] ?? 0;
    if (text.slice(from, to).trim() === "") return [];
    const within = numbers.filter((number) => number.start >= from && number.start < to);
    return [
      {
        start: start + from,
        end: start + to,
        text: text.slice(from, to),
        prose: prose.slice(from, to),
        numbers: within.map((number) => ({ ...number, start: start + number.start })),
      },
    ];
  });
}
