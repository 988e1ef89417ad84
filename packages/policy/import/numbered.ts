import { isBullet } from "./labels.ts";
import type { Outline, OutlineSection, Part } from "./outline.ts";
import { numberOf, type Piece } from "./pieces.ts";

/** A section with its new number, and the one it had. */
export interface NumberedSection {
  readonly id: string;
  /** Level of its heading: the title of the document has 1. */
  readonly level: number;
  /** As a lawyer would have cited it; empty for none. */
  readonly original: string;
  readonly heading: Piece | null;
  readonly prose: readonly Part[];
  readonly clauses: readonly NumberedClause[];
}

export interface NumberedClause {
  readonly id: string;
  /** As a lawyer would have cited it, `3.2(b)`; empty for none. */
  readonly original: string;
  readonly parts: readonly Part[];
}

/** The sections of an outline, one after the other, numbered as `parseWords` wants them. */
export function numberSections({ sections }: Outline): readonly NumberedSection[] {
  return sections.flatMap((section, at) => numberSection(section, `${at + 1}`, ""));
}

function numberSection(section: OutlineSection, id: string, above: string): readonly NumberedSection[] {
  const { heading, prose, clauses, sections } = section;
  const original = cite(above, heading === null ? "" : numberOf(heading), heading?.label?.rank ?? 0);
  const here = original || above;
  const first = sections.length > 0 ? 0 : 1;
  const own: NumberedSection = {
    id,
    level: id.split(".").length + 1,
    original,
    heading,
    prose,
    clauses: clauses.map((clause, at) => ({
      id: `${id}.${first + at}`,
      original: cite(here, clause.original, clause.parts[0]?.piece.label?.rank ?? 0),
      parts: clause.parts,
    })),
  };
  return [own, ...sections.flatMap((child, at) => numberSection(child, `${id}.${at + 1}`, here))];
}

/** A number with those above it, unless it says them itself, as `2.4.7` does; empty for none. */
function cite(above: string, written: string, rank: number): string {
  const number = /^[（(]/.test(written) ? written : written.replace(/[\s.):、：）．–—-]+$/, "");
  if (number === "" || above === "" || rank > 1) return number;
  return /^[（(第]/.test(number) ? `${above}${number}` : `${above}, ${number}`;
}

/** What stands in front of a part because its number was not replaced; a bullet is replaced by Markdown's. */
export function keptLabel({ piece, keepsLabel }: Part): string {
  if (!keepsLabel) return "";
  return piece.label !== null && isBullet(piece.label) ? "" : numberOf(piece);
}

/** What two outlines share when they number alike. */
export function shapeOf(outline: Outline): string {
  const sections = numberSections(outline).map(
    ({ id, prose, clauses }) =>
      `${id}${prose.length > 0 ? "+" : ""}:${clauses.map((clause) => clause.id).join(",")}`,
  );
  return [`${outline.title !== null}`, `${outline.preamble.length > 0}`, ...sections].join(" ");
}
