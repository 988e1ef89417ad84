import type { Bundle, Rule } from "../bundle.ts";
import type { Action, Purpose } from "../model.ts";
import { sortedEntries } from "../sorted-entries.ts";

/** All that a policy permits for one purpose, gathered from its rules. Lists are sorted and hold nothing twice. */
export interface PurposeFacts {
  readonly id: string;
  readonly purpose: Purpose<string>;
  readonly rules: readonly Rule[];
  readonly actions: readonly Action[];
  /** `category.field`. */
  readonly data: readonly string[];
  readonly categories: readonly string[];
  readonly by: readonly string[];
  readonly recipients: readonly string[];
  readonly forms: readonly string[];
  /** Ids of the legal rules that demand consent beyond what the policy asks by itself. */
  readonly demandedBy: readonly string[];
}

/** Actions by which a recipient receives data. A rule for one of them that names no recipient is for every one. */
const HANDS_OVER: ReadonlySet<Action> = new Set(["disclose", "transfer"]);

/** Every purpose of a policy with all that is permitted for it, by the purpose's name. */
export function listPurposeFacts(bundle: Bundle): readonly PurposeFacts[] {
  return sortedEntries(bundle.purposes).map(([id, purpose]) => {
    const rules = bundle.rules.filter((rule) => rule.purpose === id);
    const data = unique(rules.flatMap((rule) => rule.data));
    return {
      id,
      purpose,
      rules,
      actions: unique(rules.map(({ action }) => action)),
      data,
      categories: unique(data.map(categoryOf)),
      by: unique(rules.flatMap(({ by }) => by)),
      recipients: unique(rules.flatMap((rule) => recipientsOf(rule, bundle))),
      forms: unique(rules.flatMap(({ form }) => (form === null ? [] : [form]))),
      demandedBy: unique(
        rules.flatMap(({ when }) =>
          when.flatMap(({ condition, source }) =>
            condition.kind === "consent" && source !== null ? [source] : [],
          ),
        ),
      ),
    };
  });
}

/** Who receives data by a rule. */
export function recipientsOf(
  { action, recipient }: Rule,
  bundle: Pick<Bundle, "recipients">,
): readonly string[] {
  if (!HANDS_OVER.has(action)) return [];
  return recipient ?? Object.keys(bundle.recipients);
}

/** The rules by which a recipient receives data. */
export function rulesTo(recipient: string, bundle: Bundle): readonly Rule[] {
  return bundle.rules.filter((rule) => recipientsOf(rule, bundle).includes(recipient));
}

/** The category of `category.field`. */
export function categoryOf(path: string): string {
  return path.slice(0, path.indexOf("."));
}

/** Each once, sorted. */
export function unique<T extends string>(items: readonly T[]): readonly T[] {
  return [...new Set(items)].sort();
}
