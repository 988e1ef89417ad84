import type { Edition, ImportLanguage } from "./languages.ts";
import { type NumberedSection, numberSections } from "./numbered.ts";
import type { Part } from "./outline.ts";
import { textOfPiece } from "./pieces.ts";
import { listSentences } from "./sentences.ts";
import { DENIES, TOPICS, type Topic } from "./speech.ts";

/** A sentence of the document, and what it stands in. */
export interface Statement {
  readonly text: string;
  readonly language: ImportLanguage;
  /** The clause it is in, or the nearest behind it. */
  readonly clause: string;
  readonly section: string;
  /** What announces the list it is in; empty for none. */
  readonly lead: string;
  readonly heading: string;
  readonly row: boolean;
}

/** How surely a sentence says what was guessed from it. */
export type Confidence = "high" | "medium" | "low";

/** Every sentence of every language, in order. */
export function listStatements(editions: readonly Edition[]): readonly Statement[] {
  return editions.flatMap(({ language, outline }) => {
    const sections = numberSections(outline);
    const first = sections.find(({ clauses }) => clauses.length > 0)?.clauses[0]?.id ?? NO_CLAUSE;
    const preamble = statementsOf(outline.preamble, { language, clause: first, section: "", heading: "" });
    return [...preamble, ...sections.flatMap((section) => statementsIn(section, language, first))];
  });
}

/** Where nothing has a number, the number a first clause would have. */
const NO_CLAUSE = "1.1";

type Place = Pick<Statement, "language" | "clause" | "section" | "heading">;

function statementsIn(
  { id, heading, prose, clauses }: NumberedSection,
  language: ImportLanguage,
  first: string,
): readonly Statement[] {
  const place = { language, section: id, heading: heading === null ? "" : textOfPiece(heading) };
  const introduction = prose.map(({ piece }) => textOfPiece(piece)).join(" ");
  return [
    ...statementsOf(prose, { ...place, clause: clauses[0]?.id ?? first }),
    ...clauses.flatMap((clause) => statementsOf(clause.parts, { ...place, clause: clause.id }, introduction)),
  ];
}

function statementsOf(parts: readonly Part[], place: Place, introduction = ""): readonly Statement[] {
  let lead = introduction;
  return parts.flatMap(({ piece, level }) => {
    const text = textOfPiece(piece);
    const ownLead = lead;
    if (level === 0) lead = text;
    const sentences = piece.row
      ? [text]
      : text.split("\n").flatMap((line) => listSentences(line).map((each) => each.text));
    return sentences
      .map((sentence) => sentence.trim())
      .filter((sentence) => sentence !== "")
      .map((sentence) => ({ ...place, text: sentence, lead: ownLead, row: piece.row }));
  });
}

/** How surely `statement` is about `topic`: by its own words, by what announces it, by its heading; `null` if not at all. */
export function about({ text, lead, heading, language }: Statement, topic: Topic): Confidence | null {
  const says = TOPICS[topic][language];
  if (says.test(text)) return "high";
  if (says.test(lead)) return "medium";
  return says.test(heading) ? "low" : null;
}

/** Whether it, or what announces it, says what is not done. */
export function denies({ text, lead, language }: Statement): boolean {
  return DENIES[language].test(text) || (/[:：]$/.test(lead) && DENIES[language].test(lead));
}
