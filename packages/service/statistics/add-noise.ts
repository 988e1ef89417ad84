import type { Cell } from "./count-cells.ts";
import type { DrawNoise } from "./discrete-gaussian.ts";
import type { Terms } from "./plan.ts";

/** A cell as it is published. */
export interface PublishedCell {
  readonly name: string;
  readonly value: number;
}

/**
 * Adds noise of its own to every cell, and withholds those that come out under the threshold. Largest first; of equal ones in
 * the order of their names, so that the order says nothing that the values do not.
 */
export function addNoise(
  cells: readonly Cell[],
  { variance, threshold }: Pick<Terms, "variance" | "threshold">,
  draw: DrawNoise,
): PublishedCell[] {
  return cells
    .map(({ name, count }) => ({ name, value: count + Number(draw(variance)) }))
    .filter(({ value }) => value >= threshold)
    .sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
}
