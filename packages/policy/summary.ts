import type { SourceFile } from "./diagnostic.ts";
import { listElements } from "./elements.ts";
import type { AnyModel, ClauseId, ClauseStatus } from "./model.ts";
import { parseModel } from "./model-shape.ts";
import { compareClauses } from "./numbering.ts";
import { parseWords } from "./words.ts";

/** What stands behind one promise. */
export interface ClauseSummary {
  readonly id: ClauseId;
  /** `null` when the model says nothing about the clause. */
  readonly status: ClauseStatus | null;
  /** The named mechanisms, then the elements of the model that name the clause by alphabet, each once. */
  readonly mechanisms: readonly string[];
}

/**
 * Every clause that is written in any language, in the order of its numbers. Empty when the model is malformed, which
 * `checkPolicy` reports.
 */
export function summariseClauses(
  model: unknown,
  words: Readonly<Record<string, SourceFile>>,
): readonly ClauseSummary[] {
  const parsed = parseModel(model);
  if (!parsed.ok) return [];
  const written = Object.entries(words).map(([language, file]) => parseWords({ language, ...file }));
  const ids = new Set(written.flatMap(({ clauses }) => clauses.map(({ id }) => id)));
  return [...ids].sort(compareClauses).map((id) => summariseClause(parsed.model, id));
}

/** What stands behind clause `id` of a model that has its shape. */
export function summariseClause(model: AnyModel, id: ClauseId): ClauseSummary {
  const status = Object.hasOwn(model.clauses, id) ? (model.clauses[id] ?? null) : null;
  const named = status?.status === "enforced" ? status.by : [];
  const elements = listElements(model).filter(({ clause }) => clause === id);
  return { id, status, mechanisms: [...new Set([...named, ...elements.map(({ label }) => label).sort()])] };
}
