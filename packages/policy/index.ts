export { type AppliedFixes, applyFixes, type SkippedFix, type SkipReason } from "./apply-fixes.ts";
export { type BuildOutcome, buildBundle, bundleVersion } from "./build.ts";
export type { AppliedLaw, BoundCondition, Bundle, Clause, Rule, Section } from "./bundle.ts";
export { outsideOf } from "./check/territory.ts";
export { checkPolicy, type PolicySource } from "./check.ts";
export {
  type ConsentPlan,
  makeConsentPlan,
  type PlannedHost,
  type PlannedKey,
  type PlannedQuestion,
} from "./consent-plan.ts";
export { type DeclaredBundle, declareBundle } from "./declare-bundle.ts";
export { definePolicy, enforced, type Policy, pending, states } from "./define-policy.ts";
export {
  DIAGNOSTIC_CODES,
  type Diagnostic,
  type DiagnosticCode,
  type Edit,
  type Fix,
  type SourceFile,
  type Span,
} from "./diagnostic.ts";
export { type DpvNode, makeDpv } from "./documents/dpv.ts";
export { escapeMarkdown } from "./documents/escape-markdown.ts";
export { type ClauseDecisions, type EvidenceFigures, NO_FIGURES } from "./documents/evidence-figures.ts";
export { type GpcSupport, makeGpcSupport } from "./documents/gpc.ts";
export { type DocumentName, isDocumentName, makeDocument } from "./documents/make-document.ts";
export type { DocumentInput } from "./documents/opening-blocks.ts";
export type { Block, Outline, PolicyDocument } from "./documents/outline.ts";
export { renderOutlineHtml, renderOutlineMarkdown } from "./documents/render-outline.ts";
export { DOCUMENT_STYLE } from "./documents/style.ts";
export { DOCUMENT_LANGUAGES } from "./documents/words.ts";
export { formatDuration, startOfSpan } from "./durations.ts";
export { EXPLANATIONS } from "./explanations.ts";
export { formatClauseTable } from "./format-clause-table.ts";
export { formatDiagnostics } from "./format-diagnostics.ts";
export { makeSarif, type SarifOptions } from "./format-sarif.ts";
export { isPermit, type Permit } from "./grant.ts";
export {
  IMPORT_FORMATS,
  type ImportedPolicy,
  type ImportFormat,
  type ImportOutcome,
  type ImportSource,
  importPolicy,
} from "./import/import-policy.ts";
export {
  type AnswerFlaw,
  type Answers,
  COLLECTED,
  type GivenAnswers,
  parseAnswers,
  STARTING_LAWS,
} from "./init/answers.ts";
export { makeStartingPolicy, type StartingFiles } from "./init/starting-policy.ts";
export { type FactsInWords, fillFacts, listFacts } from "./interpolate.ts";
export { type ClockRun, type Deadline, makeDeadline, type Pause } from "./law/clocks.ts";
export {
  type Clock,
  citeRule,
  type Floor,
  findRuleSet,
  findSubjectPrefix,
  type LegalRule,
  listLaws,
  listRulesInForce,
  listRulesToCome,
  RULE_SETS,
  type RuleSet,
  type Threshold,
  type Treatment,
} from "./law/rule-sets.ts";
export { sayClock, sayThreshold } from "./law/say-limits.ts";
export { listStandings, type Standing, standingOf, type ThresholdStanding } from "./law/thresholds.ts";
export { asLimit } from "./meaning/as-limit.ts";
export { type Asked, askPolicy } from "./meaning/ask.ts";
export { comparePolicies } from "./meaning/compare.ts";
export { formatDifference } from "./meaning/format-difference.ts";
export { listWiderMessages, type WiderMessages } from "./meaning/messages.ts";
export { QUESTION_FORMS } from "./meaning/parse-question.ts";
export { listPermissions, type Space } from "./meaning/permissions.ts";
export { checkProperties } from "./meaning/properties.ts";
export { renderDifference, renderDifferencePage } from "./meaning/render-difference.ts";
export type {
  Answer,
  ClauseChange,
  Consequence,
  MeaningChange,
  Permission,
  Point,
  PolicyDifference,
  Way,
  WordChange,
} from "./meaning/shapes.ts";
export {
  ACTIONS,
  type Action,
  type AnyModel,
  BASES,
  type Basis,
  CHANNELS,
  type ChannelName,
  type ClauseId,
  type ClauseStatus,
  type Condition,
  DATA_NATURES,
  type DataNature,
  type Duration,
  type Field,
  type FieldPath,
  type Form,
  type Formerly,
  HOST_KINDS,
  type Host,
  type HostKind,
  MECHANISMS,
  type Mechanism,
  NOTICE_ITEMS,
  type NoticeItem,
  type Notices,
  type Pace,
  type PolicyModel,
  type ProductKind,
  type Products,
  PURPOSE_NATURES,
  type PurposeNature,
  RECIPIENT_KINDS,
  type RecipientKind,
  type Retention,
  STORAGE_KINDS,
  type StorageKey,
  type StorageKind,
  type Text,
  TRANSFER_ROUTES,
  type TransferRoute,
} from "./model.ts";
export { compareClauses } from "./numbering.ts";
export { type BundledPolicy, openBundle } from "./open-bundle.ts";
export {
  type Consent,
  type Decision,
  type Facts,
  type Measured,
  type Operation,
  type PermitDecision,
  REFUSALS,
  type Refusal,
  type RefusalCode,
  type Remedy,
} from "./operation.ts";
export { endOfQuiet } from "./pace.ts";
export { type ParsedBundle, parseBundle } from "./parse-bundle.ts";
export { createSink, Personal, type Sink } from "./personal.ts";
export { findSimilarPurchase, judgePurchases, type Purchase, stepsBetween, wayUp } from "./products.ts";
export { renderWords } from "./render.ts";
export { type ClauseSummary, summariseClauses } from "./summary.ts";
export { wordingOf } from "./wording.ts";
export { parseWords, type Reference, type Words, type WrittenClause, type WrittenSection } from "./words.ts";
