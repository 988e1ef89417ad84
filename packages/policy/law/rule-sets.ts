import type { AppliedLaw, Bundle } from "../bundle.ts";
import type { DiagnosticCode } from "../diagnostic.ts";
import type { Action, Basis, DataNature, Mechanism, RecipientKind, Text } from "../model.ts";
import br from "./br.json" with { type: "json" };
import ca from "./ca.json" with { type: "json" };
import cn from "./cn.json" with { type: "json" };
import eu from "./eu.json" with { type: "json" };
import india from "./in.json" with { type: "json" };
import jp from "./jp.json" with { type: "json" };
import kr from "./kr.json" with { type: "json" };
import sg from "./sg.json" with { type: "json" };
import uk from "./uk.json" with { type: "json" };

/** The least a rule asks for, where the build can hold a policy to it. */
export type Floor =
  | { readonly kind: "basis-not-available"; readonly bases: readonly Basis[] }
  /** Prior consent; `unless` lists the bases that do without it. */
  | {
      readonly kind: "consent-required";
      readonly action: Action;
      readonly nature: "marketing";
      readonly unless?: readonly Basis[];
    }
  /** Consent of its own for one processing; `when` narrows it, and everything named in it must hold. */
  | {
      readonly kind: "separate-consent-required";
      readonly actions: readonly Action[];
      readonly when: SeparateConsentCase;
      readonly unless: readonly Basis[];
    }
  /** Nothing of this kind is done with the data of, or to, anybody known to be under age, or of whom nobody can tell. */
  | { readonly kind: "minors-spared"; readonly actions: readonly Action[]; readonly nature: "marketing" }
  /** What the subject line of advertising e-mail begins with, by language. */
  | { readonly kind: "subject-prefix"; readonly prefix: Text };

export interface SeparateConsentCase {
  readonly recipient?: RecipientKind;
  /** A recipient handles the data outside this territory (ISO 3166-1 alpha-2; Hong Kong, Macao and Taiwan have codes of their own). */
  readonly outside?: string;
  readonly data?: readonly DataNature[];
}

/** Territories and countries whose working days a clock may count. */
export const WORKING_CALENDARS = ["CN", "CA", "BR"] as const;
export type WorkingCalendar = (typeof WORKING_CALENDARS)[number];

/**
 * `due` at the latest, `due-before` at the latest so long before, `keep-at-least` and `keep-at-most` so long, `wait` before
 * asking again, `valid` so long, `every` so often.
 */
export const CLOCK_KINDS = [
  "due",
  "due-before",
  "keep-at-least",
  "keep-at-most",
  "wait",
  "valid",
  "every",
] as const;

/** A span of whole years, months, days, working days (`P15WD`), hours or minutes: one unit, one number. */
export type Span = `P${string}`;

/** How a time the law sets runs. */
export interface Clock {
  readonly kind: (typeof CLOCK_KINDS)[number];
  /** Event it is counted from, noun-verb: `incident-known`, `request-received`. */
  readonly start: string;
  /** `null` where the law says "promptly" or "at once" and no figure. */
  readonly within: Span | null;
  /** Whose working days count, where `within` counts those; otherwise every day does. */
  readonly calendar: "all-days" | WorkingCalendar;
  readonly pausable: boolean;
  /** Longest extension the law allows, or `null`. */
  readonly extendable: Span | null;
  /** The case it is for, where a rule sets several. */
  readonly case?: Text;
}

/**
 * A number of people, a sum, a share or an age at which a rule applies. One of several is enough, and a rule may apply for
 * other reasons than numbers.
 */
export interface Threshold {
  /** What is counted: `people-held`, `people-exported-this-year`, `people-affected`, `age`. */
  readonly counts: string;
  /** The first number in it (以上 includes the number), or `null` for every number below `below`. */
  readonly from: number | null;
  /** The first number no longer in it (不满 leaves it out), or `null` for no end. */
  readonly below: number | null;
  /** The case it is for, where a rule sets several. */
  readonly case?: Text;
}

/** What becomes of a rule in this software; every rule has one of these. */
export type Treatment =
  /** `check` holds the policy to it, with these diagnostics; `besides` is what more it takes. */
  | {
      readonly kind: "check";
      readonly codes: readonly [DiagnosticCode, ...DiagnosticCode[]];
      readonly besides?: Enforcement | Task;
    }
  | Enforcement
  /** The times it sets are computed from its `clocks`. */
  | { readonly kind: "clock" }
  /** Whether it applies by number is computed from its `thresholds`. */
  | { readonly kind: "threshold" }
  | Task;

export type Enforcement =
  /** The running software holds every operation to it. */
  | { readonly kind: "enforce"; readonly by: Mechanism }
  /** It is to, once the part is built that `brings` names. */
  | { readonly kind: "enforce"; readonly by: null; readonly brings: Text };

/** Software cannot hold anyone to it: what people must do. */
export interface Task {
  readonly kind: "people";
  readonly todo: Text;
}

/** A rule of law, and what becomes of it here. */
export interface LegalRule extends AppliedLaw {
  /** The instruments it was read in, by their keys in `instruments.json`; the first is the one cited. */
  readonly sources: readonly [string, ...string[]];
  /** What calls for it. */
  readonly trigger: Text;
  /** `proposal` is not law and is never applied. */
  readonly status: "in-force" | "proposal";
  /** First day on which it no longer holds. */
  readonly until?: string;
  readonly treatment: Treatment;
  readonly clocks?: readonly [Clock, ...Clock[]];
  readonly thresholds?: readonly [Threshold, ...Threshold[]];
  /** Absent for a duty the build does not compile into rules or conditions. */
  readonly floor?: Floor;
  /** What is not certain about it. */
  readonly doubt?: Text;
}

/** The rules of one law. Article numbers change; the `id` of a rule does not. */
export interface RuleSet {
  readonly name: string;
  readonly title: Text;
  /** Where its days begin and end, an IANA time zone. Of several, the one whose days end first. */
  readonly timeZone: string;
  readonly rules: readonly LegalRule[];
}

/** Every rule set, by the name a model governs itself with. The data is held to these types by a test. */
export const RULE_SETS = {
  CN: cn,
  EU: eu,
  UK: uk,
  CA: ca,
  BR: br,
  SG: sg,
  JP: jp,
  KR: kr,
  IN: india,
} as unknown as Readonly<Record<string, RuleSet>>;

/** The rule set of exactly this name. */
export function findRuleSet(name: string): RuleSet | undefined {
  return Object.hasOwn(RULE_SETS, name) ? RULE_SETS[name] : undefined;
}

/** The rules of `name` in force on `day` (ISO 8601); none when there is no such rule set. */
export function listRulesInForce(name: string, day: string): readonly LegalRule[] {
  return (findRuleSet(name)?.rules ?? []).filter(
    ({ status, effective, until }) =>
      status === "in-force" && effective <= day && (until === undefined || day < until),
  );
}

/** The rules of `name` that take effect after `day` (ISO 8601); a proposal is not among them. */
export function listRulesToCome(name: string, day: string): readonly LegalRule[] {
  return (findRuleSet(name)?.rules ?? []).filter(
    ({ status, effective }) => status === "in-force" && effective > day,
  );
}

/** The ids of the rules with a floor of this kind, in every law. */
export function listRulesWith(kind: Floor["kind"]): readonly string[] {
  const rules = Object.values(RULE_SETS).flatMap((set) => set.rules);
  return rules.filter(({ floor }) => floor?.kind === kind).map(({ id }) => id);
}

/** The names of the laws a policy answers to: the governing one, then the others, each once. */
export function listLaws(law: {
  readonly governing: string;
  readonly also?: readonly string[];
}): readonly string[] {
  return [...new Set([law.governing, ...(law.also ?? [])])];
}

/** Whether software that runs today holds anybody to the rule: at the build or in every operation. */
export function isApplied({ treatment }: LegalRule): boolean {
  return treatment.kind === "check" || (treatment.kind === "enforce" && treatment.by !== null);
}

/** What the subject of advertising e-mail must begin with under the laws of `bundle`, or `null` when they ask for nothing. */
export function findSubjectPrefix(bundle: Bundle, language: string): string | null {
  const applied = new Set(bundle.law.applied.map(({ id }) => id));
  for (const { id, floor } of listLaws(bundle.law).flatMap((name) => findRuleSet(name)?.rules ?? [])) {
    if (floor?.kind !== "subject-prefix" || !applied.has(id)) continue;
    return Object.hasOwn(floor.prefix, language) ? (floor.prefix[language] ?? null) : null;
  }
  return null;
}

/** How a rule is cited: `CN-MK-01, Advertising Law 43`; one that nobody has checked against its text says so. */
export function citeRule({ id, instrument, article, verified }: AppliedLaw): string {
  const cited = [`${id},`, instrument, article].filter((part) => part !== "").join(" ");
  return verified === "unchecked" ? `${cited} (not verified)` : cited;
}
