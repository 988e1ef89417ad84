import type { BodyOf } from "@avow/contract";
import { instantOf, ticked, type Values } from "./act-form.tsx";

export type ScopeBody = BodyOf<"previewScope">;
type Filter = ScopeBody["filter"];

/** What a condition of the form can ask by. */
export const CONDITION_KINDS = ["held", "registered", "form", "event", "read", "disclosed"] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];

/** One condition of the form; its fields' names begin with its number. */
export interface Condition {
  readonly number: number;
  readonly kind: ConditionKind;
}

/** What each kind of condition lets one choose, and whether something must be chosen. */
export const CHOICES = {
  held: [{ of: "categories", isNeeded: true }],
  registered: [],
  form: [{ of: "forms", isNeeded: true }],
  event: [{ of: "events", isNeeded: true }],
  read: [
    { of: "operators", isNeeded: false },
    { of: "purposes", isNeeded: false },
    { of: "categories", isNeeded: false },
  ],
  disclosed: [
    { of: "recipients", isNeeded: false },
    { of: "countries", isNeeded: false },
    { of: "categories", isNeeded: false },
  ],
} as const satisfies Readonly<Record<ConditionKind, readonly { of: string; isNeeded: boolean }[]>>;

/** The name of a field of a condition. */
export function fieldOf({ number }: Condition, part: string): string {
  return `c${number}-${part}`;
}

/** What stands in the form, as the service is asked it. */
export function makeScope(values: Values, conditions: readonly Condition[]): ScopeBody {
  const filters = conditions.map((condition) => makeFilter(values, condition));
  const [first] = filters;
  const kind = values.match === "any" ? "any" : "all";
  return {
    filter: first !== undefined && filters.length === 1 ? first : { kind, of: filters },
    categories: ticked(values, "concerned"),
  };
}

/** Names of the groups in which something must be ticked and nothing is. */
export function findUnticked(values: Values, conditions: readonly Condition[]): readonly string[] {
  const needed = conditions.flatMap((condition) =>
    CHOICES[condition.kind].filter(({ isNeeded }) => isNeeded).map(({ of }) => fieldOf(condition, of)),
  );
  return ["concerned", ...needed].filter((name) => ticked(values, name).length === 0);
}

function makeFilter(values: Values, condition: Condition): Filter {
  const chosen = (part: string) => ticked(values, fieldOf(condition, part));
  const some = (part: string) => {
    const names = chosen(part);
    return names.length === 0 ? undefined : names;
  };
  const during = {
    from: instantOf(values[fieldOf(condition, "from")]),
    until: instantOf(values[fieldOf(condition, "until")]),
  };
  switch (condition.kind) {
    case "held":
      return { kind: "held", categories: chosen("categories"), ...during };
    case "registered":
      return { kind: "registered", ...during };
    case "form":
      return { kind: "form", forms: chosen("forms"), ...during };
    case "event":
      return { kind: "event", events: chosen("events"), ...during };
    case "read":
      return {
        kind: "read",
        operators: some("operators"),
        purposes: some("purposes"),
        categories: some("categories"),
        ...during,
      };
    case "disclosed":
      return {
        kind: "disclosed",
        recipients: some("recipients"),
        countries: some("countries"),
        categories: some("categories"),
        ...during,
      };
  }
}
