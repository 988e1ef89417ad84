import type { ClauseId } from "./model.ts";

/** Sorts clause numbers as a lawyer would: part by part, as numbers, `2.2` before `2.10`. */
export function compareClauses(a: ClauseId, b: ClauseId): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The section numbers that may follow `last`: the next of every level, and the first one below it. */
export function nextNumbers(last: string | null): readonly string[] {
  if (last === null) return ["1"];
  const parts = last.split(".").map(Number);
  const siblings = parts.map((part, level) => [...parts.slice(0, level), part + 1].join("."));
  return [...siblings.toReversed(), `${last}.1`];
}
