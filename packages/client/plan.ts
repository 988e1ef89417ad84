import { type Bundle, type ConsentPlan, makeConsentPlan } from "@avow/policy";
import type { Avow } from "./avow.ts";

const plans = new WeakMap<Bundle, ConsentPlan>();

/** The consent plan of the policy in force, made once for each version. */
export function planOf({ bundle, version }: Pick<Avow, "bundle" | "version">): ConsentPlan {
  let plan = plans.get(bundle);
  if (plan === undefined) {
    plan = makeConsentPlan(bundle, version);
    plans.set(bundle, plan);
  }
  return plan;
}

/** Whether everything a key or host needs is agreed to; what only a session decides is not for a choice to open. */
export function isOpen(needs: readonly string[] | null, choices: Readonly<Record<string, boolean>>): boolean {
  return needs?.every((purpose) => choices[purpose] === true) === true;
}
