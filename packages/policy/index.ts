export { type BuildOutcome, buildBundle, bundleVersion } from "./build.ts";
export type { AppliedLaw, BoundCondition, Bundle, Clause, Rule, Section } from "./bundle.ts";
export { checkPolicy, type PolicySource } from "./check.ts";
export { definePolicy, enforced, type Policy, pending, states } from "./define-policy.ts";
export {
  DIAGNOSTIC_CODES,
  type Diagnostic,
  type DiagnosticCode,
  type SourceFile,
  type Span,
} from "./diagnostic.ts";
export { formatDuration } from "./durations.ts";
export { formatClauseTable } from "./format-clause-table.ts";
export { formatDiagnostics } from "./format-diagnostics.ts";
export { isPermit, type Permit } from "./grant.ts";
export { type FactsInWords, fillFacts, listFacts } from "./interpolate.ts";
export {
  type Floor,
  findRuleSet,
  findSubjectPrefix,
  type LegalRule,
  RULE_SETS,
  type RuleSet,
} from "./law/rule-sets.ts";
export {
  ACTIONS,
  type Action,
  type AnyModel,
  BASES,
  type Basis,
  type ClauseId,
  type ClauseStatus,
  type Condition,
  type Duration,
  type Field,
  type FieldPath,
  type Form,
  MECHANISMS,
  type Mechanism,
  type PolicyModel,
  type Retention,
  type StorageKey,
  type Text,
} from "./model.ts";
export { compareClauses } from "./numbering.ts";
export {
  type Consent,
  type Decision,
  type Facts,
  type Operation,
  type PermitDecision,
  REFUSALS,
  type Refusal,
  type RefusalCode,
  type Remedy,
} from "./operation.ts";
export { type ParsedBundle, parseBundle } from "./parse-bundle.ts";
export { createSink, Personal, type Sink } from "./personal.ts";
export { renderWords } from "./render.ts";
export { type ClauseSummary, summariseClauses } from "./summary.ts";
export { parseWords, type Reference, type Words, type WrittenClause, type WrittenSection } from "./words.ts";
