import type { Diagnostic } from "../diagnostic.ts";
import { type Element, listElements } from "../elements.ts";
import type { Subject } from "./subject.ts";

/** No promise without a mechanism, and no mechanism without a promise. */
export function checkClauses(subject: Subject): readonly Diagnostic[] {
  const elements = listElements(subject.model);
  const written = new Set(subject.words.flatMap(({ clauses }) => clauses.map(({ id }) => id)));
  return [
    ...findMissingClauses(subject, elements, written),
    ...findPromisesWithoutStatus(subject),
    ...findStatusWithoutClause(subject, written),
    ...findEmptyEnforcement(subject, elements),
    ...findPendingPermits(subject, elements),
  ];
}

function findMissingClauses(
  { report }: Subject,
  elements: readonly Element[],
  written: ReadonlySet<string>,
): readonly Diagnostic[] {
  const missing = elements.filter(({ clause }) => !written.has(clause));
  return missing.map(({ label, clause, path }) => {
    const message = `${label} names clause \`${clause}\`, which is not in the words`;
    const meant = findMisspelt(clause, written);
    const help = meant === undefined ? {} : { help: `did you mean \`${meant}\`?` };
    return report({ code: "clause-missing", path, message, ...help, replacement: meant });
  });
}

/**
 * The one clause that `clause` is with a character doubled, left out or swapped with the next. A digit for another digit is no
 * slip that could be told from an intention.
 */
function findMisspelt(clause: string, written: ReadonlySet<string>): string | undefined {
  const near = [...written].filter((id) => isSlip(clause, id) || isSlip(id, clause));
  const swapped = Array.from(clause, (_, i) => swapAt(clause, i)).filter((id) => written.has(id));
  const meant = new Set([...near, ...swapped]);
  return meant.size === 1 ? [...meant][0] : undefined;
}

/** Whether `longer` is `shorter` with one character more, which repeats its neighbour. */
function isSlip(longer: string, shorter: string): boolean {
  if (longer.length !== shorter.length + 1) return false;
  return Array.from(longer).some(
    (character, i) => character === longer[i + 1] && longer.slice(0, i) + longer.slice(i + 1) === shorter,
  );
}

function swapAt(text: string, i: number): string {
  return text.slice(0, i) + text.slice(i + 1, i + 2) + text.slice(i, i + 1) + text.slice(i + 2);
}

function findPromisesWithoutStatus({ model, words }: Subject): readonly Diagnostic[] {
  const seen = new Set(Object.keys(model.clauses));
  return words.flatMap(({ file, clauses }) =>
    clauses.flatMap(({ id, span }): Diagnostic[] => {
      if (seen.has(id)) return [];
      seen.add(id);
      const message = `nothing stands behind clause \`${id}\``;
      const help = `say in \`clauses\` what does: \`enforced\`, \`pending\` or \`states\``;
      return [{ code: "promise-without-mechanism", severity: "error", file, span, message, help }];
    }),
  );
}

function findStatusWithoutClause(
  { model, report }: Subject,
  written: ReadonlySet<string>,
): readonly Diagnostic[] {
  const without = Object.keys(model.clauses).filter((id) => !written.has(id));
  return without.map((id) => {
    const message = `clause \`${id}\` has a status and no words`;
    return report({ code: "status-without-clause", path: ["clauses", id], message, atName: true });
  });
}

/** A clause that only the gate is said to keep needs a rule that cites it, or the gate knows nothing of it. */
function findEmptyEnforcement(
  { model, report }: Subject,
  elements: readonly Element[],
): readonly Diagnostic[] {
  const acting = elements.filter(({ path }) => path[0] !== "notices");
  const cited = new Set(acting.map(({ clause }) => clause));
  return Object.entries(model.clauses).flatMap(([id, clause]) => {
    if (clause.status !== "enforced" || clause.by.some((mechanism) => mechanism !== "gate") || cited.has(id))
      return [];
    const message = `clause \`${id}\` is enforced by \`gate\`, and no part of the model names it`;
    const help = "name it in the permit, form, purpose or storage key that keeps it";
    return [report({ code: "enforced-without-mechanism", path: ["clauses", id], message, help })];
  });
}

function findPendingPermits({ model, report }: Subject, elements: readonly Element[]): readonly Diagnostic[] {
  const pending = elements.filter(
    ({ permits, clause }) =>
      permits && Object.hasOwn(model.clauses, clause) && model.clauses[clause]?.status === "pending",
  );
  return pending.map(({ label, clause, path }) => {
    const message = `${label} permits something under clause \`${clause}\`, which is pending`;
    const help = "take it out until the clause is enforced";
    return report({ code: "pending-but-permits", path, message, help });
  });
}
