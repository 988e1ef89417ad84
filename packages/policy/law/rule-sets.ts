import type { AppliedLaw, Bundle } from "../bundle.ts";
import type { Action, Basis, Text } from "../model.ts";
import cn from "./cn.json" with { type: "json" };

/** The least a rule asks for, where software can hold a policy to it. */
export type Floor =
  | { readonly kind: "basis-not-available"; readonly basis: Basis }
  | { readonly kind: "consent-required"; readonly action: Action; readonly nature: "marketing" }
  /** What the subject line of advertising e-mail begins with, by language. */
  | { readonly kind: "subject-prefix"; readonly prefix: Text };

/** A rule of law, and what it asks of a policy. */
export interface LegalRule extends AppliedLaw {
  /** `null` for a duty that other parts of the software keep. */
  readonly floor: Floor | null;
}

/** The rules of one law. Article numbers change; the `id` of a rule does not. */
export interface RuleSet {
  readonly name: string;
  readonly rules: readonly LegalRule[];
}

/** Every rule set, by the name a model governs itself with. The data is held to these types by a test. */
export const RULE_SETS: Readonly<Record<string, RuleSet>> = { CN: cn as RuleSet };

/** The rule set of exactly this name. */
export function findRuleSet(name: string): RuleSet | undefined {
  return Object.hasOwn(RULE_SETS, name) ? RULE_SETS[name] : undefined;
}

/** The rules of `name` in force on `day` (ISO 8601); none when there is no such rule set. */
export function listRulesInForce(name: string, day: string): readonly LegalRule[] {
  return findRuleSet(name)?.rules.filter((rule) => rule.effective <= day) ?? [];
}

/** What the subject of advertising e-mail must begin with under the law of `bundle`, or `null` when it asks for nothing. */
export function findSubjectPrefix(bundle: Bundle, language: string): string | null {
  const applied = new Set(bundle.law.applied.map((rule) => rule.id));
  for (const { id, floor } of findRuleSet(bundle.law.governing)?.rules ?? []) {
    if (floor?.kind !== "subject-prefix" || !applied.has(id)) continue;
    return Object.hasOwn(floor.prefix, language) ? (floor.prefix[language] ?? null) : null;
  }
  return null;
}

/** How a rule is cited: `CN-MK-01, Advertising Law 43`. */
export function citeRule(rule: AppliedLaw): string {
  return `${rule.id}, ${rule.instrument} ${rule.article}`;
}
