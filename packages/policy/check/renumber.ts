import type { Diagnostic, Fix } from "../diagnostic.ts";
import type { AnyModel } from "../model.ts";
import { compareClauses } from "../numbering.ts";
import type { Words, WrittenClause } from "../words.ts";

interface SectionNumbers {
  readonly section: string;
  readonly written: readonly WrittenClause[];
  /** Every clause the model gives a status to. */
  readonly known: readonly string[];
}

/**
 * The diagnostics of `words` with a fix wherever numbering a section anew is no decision: the section has as many clauses as the
 * model gives a status to, and the model's numbers follow one another.
 */
export function offerRenumbering(words: Words, { clauses }: AnyModel): readonly Diagnostic[] {
  if (words.diagnostics.every(({ code }) => code !== "clause-number")) return words.diagnostics;
  const bySection = Map.groupBy(words.clauses, ({ section }) => section);
  const fixes = new Map<number, Fix>();
  for (const [section, written] of bySection) {
    const fix = makeRenumbering(words, { section, written, known: Object.keys(clauses) });
    if (fix !== null) for (const { span } of written) fixes.set(span.line, fix);
  }
  return words.diagnostics.map((diagnostic) => {
    const fix = diagnostic.code === "clause-number" ? fixes.get(diagnostic.span?.line ?? 0) : undefined;
    return fix === undefined ? diagnostic : { ...diagnostic, fix };
  });
}

function makeRenumbering({ file, source }: Words, { section, written, known }: SectionNumbers): Fix | null {
  const wanted = listNumbersWithin(section, known);
  if (wanted === null || wanted.length !== written.length) return null;
  const edits = written.flatMap(({ extent }, index) => {
    const [number = ""] = /^\d+/.exec(source.slice(extent.start, extent.end)) ?? [];
    const text = String(wanted[index]);
    const edit = { file, offset: extent.start, length: number.length, text };
    return number === text ? [] : [{ edit, moves: text.length !== number.length, extent }];
  });
  // What follows on further lines is indented by the width of the number, and would fall out of the list with another.
  const safe = edits.every(
    ({ moves, extent }) => !moves || !source.slice(extent.start, extent.end).includes("\n"),
  );
  if (edits.length === 0 || !safe) return null;
  return { title: `renumber the clauses of section \`${section}\``, edits: edits.map(({ edit }) => edit) };
}

/** The numbers of the clauses right under `section`, where they follow one another from 0 or 1; else `null`. */
function listNumbersWithin(section: string, known: readonly string[]): readonly number[] | null {
  const numbers = known
    .filter((id) => id.slice(0, id.lastIndexOf(".")) === section)
    .sort(compareClauses)
    .map((id) => Number(id.slice(section.length + 1)));
  const first = numbers[0] ?? 0;
  return first <= 1 && numbers.every((number, index) => number === first + index) ? numbers : null;
}
