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
    return report({ code: "clause-missing", path, message });
  });
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
  const cited = new Set(elements.map(({ clause }) => clause));
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
