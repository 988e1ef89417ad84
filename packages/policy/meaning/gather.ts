import type { Action } from "../model.ts";
import { compareNames, comparePoints } from "./permissions.ts";
import type { Point } from "./shapes.ts";

/** What is found at a point; what has the same `same` is the same thing wherever it is found. */
export interface Found<T> {
  readonly point: Point;
  readonly same: string;
  readonly value: T;
}

/** A thing, and points where it is found: every combination of the roles, purposes and objects that occur in them. */
export interface Gathered<T> {
  readonly points: readonly Point[];
  readonly value: T;
}

/** Every combination of these names, where `value` is. */
interface Block<T> {
  readonly action: Action;
  readonly by: readonly string[];
  readonly purpose: readonly string[];
  readonly object: readonly (string | null)[];
  readonly same: string;
  readonly value: T;
}

/**
 * Puts together what can be said in one sentence: the same thing for several roles, then for several objects, then for
 * several purposes. Every point is in exactly one result for each thing found there. In the order of the first points.
 */
export function gatherPoints<T>(found: readonly Found<T>[]): readonly Gathered<T>[] {
  let blocks = found.map(
    ({ point: { action, by, purpose, object }, same, value }): Block<T> => ({
      action,
      by: [by],
      purpose: [purpose],
      object: [object],
      same,
      value,
    }),
  );
  for (const over of ["by", "object", "purpose"] as const) blocks = merge(blocks, over);
  return blocks
    .map((block) => ({ points: spread(block), value: block.value }))
    .sort(({ points: [a] }, { points: [b] }) =>
      a === undefined || b === undefined ? 0 : comparePoints(a, b),
    );
}

function merge<T>(blocks: readonly Block<T>[], over: "by" | "object" | "purpose"): Block<T>[] {
  const alike = Map.groupBy(blocks, (block) =>
    JSON.stringify([
      block.action,
      block.same,
      ...(["by", "object", "purpose"] as const).map((part) => (part === over ? null : block[part])),
    ]),
  );
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const names = new Set(group.flatMap((block): readonly (string | null)[] => block[over]));
    return [{ ...first, [over]: [...names].sort((a, b) => compareNames(a ?? "", b ?? "")) }];
  });
}

function spread<T>({ action, by, purpose, object }: Block<T>): readonly Point[] {
  return purpose.flatMap((aim) =>
    by.flatMap((role) => object.map((one) => ({ action, by: role, purpose: aim, object: one }))),
  );
}
