import type { Bundle, ClauseId, Refusal, Remedy } from "@avow/policy";
import { reasonOf, type Why } from "./reasons.ts";

/** A refusal, frozen through and through, so that one object can answer every operation it applies to. */
export function makeRefusal(
  bundle: Bundle,
  why: Why,
  cited: { readonly clause: ClauseId; readonly remedy?: Remedy; readonly source?: string | null },
): Refusal {
  return Object.freeze({
    effect: "refuse",
    clause: cited.clause,
    code: why.code,
    reason: reasonOf(bundle, why),
    remedy: cited.remedy === undefined ? null : Object.freeze(cited.remedy),
    source: cited.source ?? null,
  });
}

/** The clause under which someone answers for the policy: cited when no promise is nearer to what was tried. */
export function findAccountableClause(bundle: Bundle): ClauseId {
  const accountable = bundle.clauses.find(
    ({ status }) => status.status === "enforced" && status.by.includes("accountable-controller"),
  );
  return accountable?.id ?? bundle.controller?.clause ?? bundle.law.clause;
}
