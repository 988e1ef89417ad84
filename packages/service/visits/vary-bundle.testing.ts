import { prepareGate } from "@avow/gate";
import type { Context } from "../context.ts";

/** The context under a bundle whose form `visit` declares all but these fields. */
export function varyIndexBundle(context: Context, without: readonly string[]): Context {
  const { visit } = context.bundle.forms;
  if (visit === undefined) throw new TypeError("the policy has no form `visit`");
  const fields = visit.fields.filter(({ field }) => !without.includes(field));
  const bundle = { ...context.bundle, forms: { ...context.bundle.forms, visit: { ...visit, fields } } };
  return { ...context, bundle, gate: prepareGate(bundle, context.version) };
}
