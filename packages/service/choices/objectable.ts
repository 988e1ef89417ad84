import type { Bundle, Text } from "@avow/policy";
import type { Context } from "../context.ts";

/** A purpose that the policy lets people object to, and the clause that does. */
export interface Objectable {
  readonly purpose: string;
  readonly title: Text;
  readonly clause: string;
}

/** Every purpose that the policy lets people object to. */
export function listObjectable({
  bundle,
}: {
  readonly bundle: Pick<Bundle, "purposes">;
}): readonly Objectable[] {
  return Object.entries(bundle.purposes).flatMap(([purpose, { title, objection }]) =>
    objection === undefined ? [] : [{ purpose, title, clause: objection }],
  );
}

/** Whether the policy lets people object to a purpose. */
export function isObjectable({ bundle }: Pick<Context, "bundle">, purpose: string): boolean {
  return Object.hasOwn(bundle.purposes, purpose) && bundle.purposes[purpose]?.objection !== undefined;
}
