import type { AnyModel } from "../model.ts";
import { type Block, tidy } from "./block.ts";
import { type Draft, type Guess, makeDraft, type Undecided } from "./draft.ts";
import { type Editions, type ImportLanguage, makeEditions } from "./languages.ts";
import { textOfPiece } from "./pieces.ts";
import { readHtml } from "./read-html.ts";
import { readMarkdown } from "./read-markdown.ts";
import { readText } from "./read-text.ts";
import { listStatements } from "./statements.ts";
import { listWords } from "./word-list.ts";
import { writeModel } from "./write-model.ts";
import { writeReport } from "./write-report.ts";
import { ADDED, type ImportedPassage, type WrittenWords, writeWords } from "./write-words.ts";

export const IMPORT_FORMATS = ["text", "markdown", "html"] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** A policy as it was published, and how to read it. */
export interface ImportSource {
  readonly text: string;
  readonly format: ImportFormat;
  /** Name of the file, for the report. */
  readonly file: string;
  /** Main language; by default the one most words are in. */
  readonly language?: ImportLanguage;
  /** Name of the policy; by default made from the name of the file. */
  readonly id?: string;
}

/** A published policy as a draft: numbered words, a model that permits nothing, and how both came about. */
export interface ImportedPolicy {
  readonly id: string;
  /** Those the policy is published in, the main one first. */
  readonly languages: readonly [ImportLanguage, ...ImportLanguage[]];
  /** The words by language, which `parseWords` reads without a diagnostic. */
  readonly words: Readonly<Partial<Record<ImportLanguage, string>>>;
  readonly model: AnyModel;
  /** The model as the text of a `policy.ts`, with a comment on every guess. */
  readonly modelSource: string;
  readonly guesses: readonly Guess[];
  /** What the text does not say and a person has to decide. */
  readonly undecided: readonly Undecided[];
  /** New number → the one it had, `3.2(b)`; what had none is not in it. */
  readonly original: Readonly<Record<string, string>>;
  /** The whole original in its order, and where each stretch went: nothing is dropped. */
  readonly passages: readonly ImportedPassage[];
  /** Headings that had to be added, by their words. */
  readonly added: readonly string[];
  /** Two languages stand in the text and do not match, so that both are in the words of the main one. */
  readonly unmatched: boolean;
  /** What was done, guessed and left open, as Markdown for people. */
  readonly report: string;
}

/** An import, or what keeps the text from being read. */
export type ImportOutcome =
  | { readonly ok: true; readonly imported: ImportedPolicy }
  | { readonly ok: false; readonly message: string; readonly help: string };

const READERS: Readonly<Record<ImportFormat, (text: string) => readonly Block[]>> = {
  text: readText,
  markdown: readMarkdown,
  html: readHtml,
};

/**
 * Turns a published policy into a draft to start from. No word of it is dropped ({@link ImportedPolicy.passages}), no clause is
 * claimed to be kept, and nothing is permitted. The same text gives the same draft; it takes time in proportion to the text.
 * @example importPolicy({ text: "1. We keep your name.", format: "text", file: "old.txt" })
 */
export function importPolicy(source: ImportSource): ImportOutcome {
  const unreadable = findUnreadable(source.text);
  if (unreadable !== null) return { ok: false, ...unreadable };
  const blocks = readBlocks(source);
  if (blocks === null)
    return {
      ok: false,
      message: "its parts are nested too deeply to be read",
      help: "save it as plain text and import that",
    };
  if (blocks.every(({ lines }) => lines.flat().every(({ text }) => listWords(text).length === 0)))
    return {
      ok: false,
      message: "there are no words in it",
      help: "name a file that holds the text of a policy",
    };
  return { ok: true, imported: makeImport(source, blocks) };
}

/** `null` when the stack does not reach to the bottom of it. */
function readBlocks({ text, format }: ImportSource): readonly Block[] | null {
  try {
    return READERS[format](text.toWellFormed());
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What of the beginning of a file tells that it is no text. */
const BEGINNINGS: readonly { readonly begins: RegExp; readonly is: string }[] = [
  { begins: /^%PDF-/, is: "a PDF" },
  { begins: /^PK\p{Cc}{2}/u, is: "a ZIP or Word file" },
  { begins: /^\{\\rtf/, is: "an RTF file" },
];

function findUnreadable(text: string): { readonly message: string; readonly help: string } | null {
  const [kind] = BEGINNINGS.filter(({ begins }) => begins.test(text));
  const help = "save it as text, Markdown or HTML and import that";
  if (kind !== undefined) return { message: `it is ${kind.is}, not text`, help };
  return text.includes("\0") ? { message: "it is binary, not text", help } : null;
}

function makeImport(source: ImportSource, blocks: readonly Block[]): ImportedPolicy {
  const editions = makeEditions(blocks, source.language ?? null);
  const written = editions.editions.map(({ language, outline }) => writeWords(outline, language));
  const draft = draftOf(source, editions, written);
  const [main] = editions.editions;
  const languages = languagesOf(editions);
  const imported = {
    id: draft.model.id,
    languages,
    words: Object.fromEntries(languages.map((language, at) => [language, written[at]?.source ?? ""])),
    model: draft.model,
    modelSource: writeModel(draft, main.language),
    guesses: draft.guesses,
    undecided: draft.undecided,
    original: originalsOf(written),
    passages: inOrder(written),
    added: written.flatMap(({ added }) => added),
    unmatched: editions.unmatched,
  };
  return { ...imported, report: writeReport(imported, source.file) };
}

function draftOf(source: ImportSource, editions: Editions, written: readonly WrittenWords[]): Draft {
  const titles = editions.editions.map(({ language, outline }) => [
    language,
    outline.title === null ? (ADDED[language]?.title ?? "") : textOfPiece(outline.title).replace(/\s+/g, " "),
  ]);
  const sections = written[0]?.sections ?? [];
  return makeDraft({
    id: source.id ?? nameOf(source.file),
    languages: languagesOf(editions),
    title: Object.fromEntries(titles),
    clauses: sections.flatMap(({ clauses }) => clauses.map(({ id }) => id)),
    statements: listStatements(editions.editions),
  });
}

function languagesOf({
  editions: [main, ...others],
}: Editions): readonly [ImportLanguage, ...ImportLanguage[]] {
  return [main.language, ...others.map(({ language }) => language)];
}

/** A name for the policy out of the name of its file. */
function nameOf(file: string): string {
  const base = file
    .slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1)
    .replace(/\.[^.]*$/, "");
  const name = base.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[^A-Za-z]+|-+$/g, "");
  return name === "" ? "policy" : name.toLowerCase();
}

function originalsOf(written: readonly WrittenWords[]): Readonly<Record<string, string>> {
  const numbered = (written[0]?.sections ?? []).flatMap(({ id, original, clauses }) => [
    { id, original },
    ...clauses,
  ]);
  return Object.fromEntries(
    numbered.filter(({ original }) => original !== "").map(({ id, original }) => [id, original]),
  );
}

function inOrder(written: readonly WrittenWords[]): readonly ImportedPassage[] {
  const passages = written.flatMap((words) => words.passages).toSorted((a, b) => a.order - b.order);
  return passages.map(({ order, ...passage }) => ({ ...passage, label: tidy(passage.label) }));
}
