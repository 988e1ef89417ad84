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
  return [...ids].sort(compareClauses).map(summariserOf(parsed.model));
}

/** Tells what stands behind each clause of a model that has its shape. */
export function summariserOf(model: AnyModel): (id: ClauseId) => ClauseSummary {
  const elements = Map.groupBy(listElements(model), ({ clause }) => clause);
  return (id) => {
    const status = Object.hasOwn(model.clauses, id) ? (model.clauses[id] ?? null) : null;
    const named = status?.status === "enforced" ? status.by : [];
    const labels = (elements.get(id) ?? []).map(({ label }) => label).sort();
    return { id, status, mechanisms: [...new Set([...named, ...labels])] };
  };
}
