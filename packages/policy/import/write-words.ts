import { type Line, makeRun } from "./block.ts";
import { keptLabel, type NumberedClause, type NumberedSection, numberSections } from "./numbered.ts";
import type { Outline, Part } from "./outline.ts";
import type { Piece } from "./pieces.ts";
import { writeHeading, writeLine } from "./write-inline.ts";

/** Where a stretch of the original went. */
export type PassagePlace =
  | { readonly kind: "title" | "preamble"; readonly language: string }
  | { readonly kind: "heading" | "prose" | "clause"; readonly language: string; readonly id: string }
  | { readonly kind: "furniture"; readonly of: "page" | "site" };

/** A stretch of the original; in their order, label and text by label and text, the passages are the original. */
export interface ImportedPassage {
  /** Number or bullet as written in front of it; empty for none. */
  readonly label: string;
  readonly text: string;
  /** What of its number still stands in its words; the rest was replaced by the new number. */
  readonly kept: string;
  readonly place: PassagePlace;
}

export interface OrderedPassage extends ImportedPassage {
  readonly order: number;
}

/** Deepest list within a clause; what was deeper is written at this level. */
const DEEPEST_LIST = 6;

/** Headings an import adds where the original has none, by language. */
export const ADDED: Readonly<Record<string, { readonly title: string; readonly section: string }>> = {
  en: { title: "Privacy policy", section: "General" },
  zh: { title: "隐私政策", section: "总则" },
};

/** The words of one language as a file, and where each passage went. */
export interface WrittenWords {
  readonly source: string;
  readonly passages: readonly OrderedPassage[];
  readonly sections: readonly NumberedSection[];
  /** Headings that were added; they are no words of the original. */
  readonly added: readonly string[];
}

/** Writes an outline as `parseWords` reads it without a diagnostic. */
export function writeWords(outline: Outline, language: string): WrittenWords {
  const writer = new Writer(language);
  const sections = numberSections(outline);
  writer.title(outline.title);
  writer.prose(outline.preamble, { kind: "preamble", language });
  for (const section of sections) writer.section(section);
  const furniture = outline.furniture.flatMap((piece) =>
    passagesOf(piece, "", { kind: "furniture", of: piece.furniture ?? "site" }),
  );
  return {
    source: `${writer.blocks.join("\n\n")}\n`,
    passages: [...writer.passages, ...furniture],
    sections,
    added: writer.added,
  };
}

class Writer {
  readonly blocks: string[] = [];
  readonly passages: OrderedPassage[] = [];
  readonly added: string[] = [];
  readonly #language: string;

  constructor(language: string) {
    this.#language = language;
  }

  title(piece: Piece | null): void {
    this.blocks.push(`# ${writeHeading(this.#headingOf(piece, "title"))}`);
    if (piece !== null)
      this.passages.push(...passagesOf(piece, "", { kind: "title", language: this.#language }));
  }

  section({ id, level, heading, prose, clauses }: NumberedSection): void {
    const language = this.#language;
    this.blocks.push(`${"#".repeat(level)} ${id} ${writeHeading(this.#headingOf(heading, "section"))}`);
    if (heading !== null) this.passages.push(...passagesOf(heading, "", { kind: "heading", language, id }));
    this.prose(prose, { kind: "prose", language, id });
    for (const clause of clauses) this.#clause(clause);
  }

  prose(parts: readonly Part[], place: PassagePlace): void {
    if (parts.length === 0) return;
    this.blocks.push(writeParts(parts, ""));
    this.passages.push(...parts.flatMap((part) => passagesOf(part.piece, keptLabel(part), place)));
  }

  #clause({ id, parts }: NumberedClause): void {
    const marker = `${id.slice(id.lastIndexOf(".") + 1)}. `;
    this.blocks.push(marker + writeParts(parts, " ".repeat(marker.length)));
    const place = { kind: "clause", language: this.#language, id } as const;
    this.passages.push(...parts.flatMap((part) => passagesOf(part.piece, keptLabel(part), place)));
  }

  #headingOf(piece: Piece | null, what: "title" | "section"): readonly Line[] {
    if (piece !== null) return piece.lines;
    const words = ADDED[this.#language]?.[what] ?? "";
    this.added.push(words);
    return [[makeRun(words)]];
  }
}

function passagesOf({ stretches }: Piece, kept: string, place: PassagePlace): readonly OrderedPassage[] {
  return stretches.map((stretch, at) => ({ ...stretch, kept: at === 0 ? kept : "", place }));
}

/** Paragraphs and lists, with `margin` in front of every line but the first. */
function writeParts(parts: readonly Part[], margin: string): string {
  let written = "";
  let depth = 0;
  for (const [at, part] of parts.entries()) {
    const deepest = Math.min(DEEPEST_LIST, part.starts ? depth + 1 : depth);
    depth = at === 0 && margin !== "" ? 0 : Math.min(part.level, deepest);
    const isItem = part.starts && depth > 0;
    const inner = margin + "  ".repeat(depth);
    const text = writePart(part, inner);
    if (at > 0) written += isItem ? `\n${margin}` : `\n\n${inner}`;
    written += isItem ? `${"  ".repeat(depth - 1)}- ${text}` : text;
  }
  return written;
}

function writePart(part: Part, margin: string): string {
  const kept = keptLabel(part);
  const [first = [], ...others] = part.piece.lines;
  const labelled = kept === "" ? first : [makeRun(`${kept} `), ...first];
  return [labelled, ...others].map(writeLine).join(`\\\n${margin}`);
}
