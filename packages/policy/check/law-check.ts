import type { Diagnostic, DiagnosticCode } from "../diagnostic.ts";
import { citeRule, type LegalRule } from "../law/rule-sets.ts";
import type { Words } from "../words.ts";
import { type Finding, reportInWords, type Subject, type WordsFinding } from "./subject.ts";

/** One thing the law demands of a policy, as far as it can be told from the model and the words. */
export interface LawCheck {
  readonly code: DiagnosticCode;
  /** The rules it holds a policy to, by id; it looks at nothing unless one of them is in force in a declared law. */
  readonly rules: readonly string[];
  /** Rules of the same laws that say more about it: cited, not held to. */
  readonly see?: readonly string[];
  /** What falls short of `rules`: those of its rules that are in force, at least one. */
  readonly find: (subject: Subject, rules: readonly LegalRule[]) => readonly LawFinding[];
}

/** What falls short, in the model or in the words; `by` narrows which rules are cited. */
export type LawFinding = (
  | Omit<Finding, "code" | "source">
  | (Omit<WordsFinding, "code"> & { readonly words: Words })
) & { readonly by?: readonly LegalRule[] };

/** What `check` finds in `subject` while `inForce` are the rules in force of the laws it declares. */
export function runLawCheck(
  { code, rules, see = [], find }: LawCheck,
  subject: Subject,
  inForce: readonly LegalRule[],
): readonly Diagnostic[] {
  const held = inForce.filter(({ id }) => rules.includes(id));
  if (held.length === 0) return [];
  const further = inForce.filter(({ id }) => see.includes(id));
  return find(subject, held).map(({ by = [...held, ...further], ...finding }) => {
    const source = by.map(citeRule).join("; ");
    if (!("words" in finding)) return subject.report({ ...finding, code, source });
    const { words, ...inWords } = finding;
    return { ...reportInWords(words, { ...inWords, code }), source };
  });
}
