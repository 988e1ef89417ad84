import type { Action, Bundle, ClauseId, Operation, Refusal } from "@avow/policy";
import { OBJECT_KEYS, type ObjectKey } from "./parse-operation.ts";
import { shown, type Why } from "./reasons.ts";
import { makeRefusal } from "./refusal.ts";
import type { RuleIndex } from "./rule-index.ts";

/** The names of an operation, all of them declared. */
export interface DeclaredNames {
  readonly action: Action;
  readonly by: string;
  readonly purpose: string;
  /** The form, channel, recipient or key; absent for an action that names none. */
  readonly object?: string | undefined;
}

/** The refusal of a well-shaped operation that names what the policy does not declare; `null` where it declares all. */
export function refuseUnknown(index: RuleIndex, operation: Operation): Refusal | null {
  const { bundle, accountableClause } = index;
  const { action, by, purpose, data } = operation;
  const refusal = (why: Why, clause: ClauseId): Refusal => makeRefusal(bundle, why, { clause });
  if (bundle.controller === null) return refusal({ code: "no-controller" }, accountableClause);
  if (!index.roles.has(by)) return refusal({ code: "role-unknown", name: shown(by) }, accountableClause);
  if (!index.purposes.has(purpose))
    return refusal({ code: "purpose-unknown", name: shown(purpose) }, accountableClause);

  const purposeClause = findClause(index, { action: "use", by, purpose });
  const path = data.find((name) => !index.fields.has(name));
  if (path !== undefined) return refusal({ code: "data-unknown", name: shown(path) }, purposeClause);
  const key = OBJECT_KEYS[action];
  const object = key === null ? undefined : operation[key];
  if (key === null || object === undefined || index.actions.get(action)?.objects?.has(object)) return null;
  return refusal({ code: `${key}-unknown`, name: shown(object) }, purposeClause);
}

/** The refusal of an operation of which no rule speaks. */
export function refuseUnspoken(index: RuleIndex, names: DeclaredNames): Refusal {
  const { action, by, purpose, object = null } = names;
  const why: Why = { code: "not-permitted", action, by, purpose, object };
  return makeRefusal(index.bundle, why, { clause: findClause(index, names) });
}

/** The clause of what the action is done through or to where that has one, else the clause of the purpose. */
function findClause({ bundle, accountableClause }: RuleIndex, names: DeclaredNames): ClauseId {
  const key = OBJECT_KEYS[names.action];
  const elements = key === null || key === "channel" ? null : elementsOf(bundle, key);
  const element =
    elements === null || names.object === undefined ? bundle.purposes[names.purpose] : elements[names.object];
  return element?.clause ?? accountableClause;
}

function elementsOf(
  bundle: Bundle,
  key: Exclude<ObjectKey, "channel">,
): Readonly<Record<string, { readonly clause: ClauseId }>> {
  switch (key) {
    case "form":
      return bundle.forms;
    case "recipient":
      return bundle.recipients;
    case "key":
      return bundle.storage;
  }
}
