import { checkByHand } from "./check/by-hand.ts";
import { checkClauses } from "./check/clauses.ts";
import { checkConsent } from "./check/consent.ts";
import { checkContradictions } from "./check/contradictions.ts";
import { checkFields } from "./check/fields.ts";
import { checkLanguages } from "./check/languages.ts";
import { checkLaw } from "./check/law.ts";
import { checkMentions } from "./check/mentions.ts";
import { checkNames } from "./check/names.ts";
import { checkNeeds } from "./check/needs.ts";
import { checkNumbers } from "./check/numbers.ts";
import { checkPermits } from "./check/permits.ts";
import { checkReaching } from "./check/reaching.ts";
import { offerRenumbering } from "./check/renumber.ts";
import { checkStorage } from "./check/storage.ts";
import { createModelReporter, createSubject } from "./check/subject.ts";
import { checkTold } from "./check/told.ts";
import { type Diagnostic, type SourceFile, sortDiagnostics } from "./diagnostic.ts";
import { listLaws, listRulesInForce } from "./law/rule-sets.ts";
import type { Space } from "./meaning/permissions.ts";
import { checkProperties } from "./meaning/properties.ts";
import type { AnyModel } from "./model.ts";
import { parseModel } from "./model-shape.ts";
import { suggest } from "./near-miss.ts";
import { compileRules } from "./rules.ts";
import { parseWords, type Words } from "./words.ts";

/** A policy as its author wrote it. */
export interface PolicySource {
  /** What `definePolicy` was given, or any JSON: nothing about it is taken on trust. */
  readonly model: unknown;
  /** The words by language. */
  readonly words: Readonly<Record<string, SourceFile>>;
  /** The text the model was written in, to show places in it. */
  readonly modelFile?: SourceFile;
  /** What must never be permitted, one property a line. */
  readonly properties?: SourceFile;
}

const CHECKS = [
  checkNames,
  checkFields,
  checkStorage,
  checkPermits,
  checkReaching,
  checkNeeds,
  checkClauses,
  checkLanguages,
  checkNumbers,
  checkTold,
  checkByHand,
  checkMentions,
  checkContradictions,
  checkConsent,
  checkLaw,
];

/**
 * Everything wrong with a policy, by file and place. Never throws. A model that does not have its shape is reported as such
 * and examined no further; its words are read all the same.
 * @example checkPolicy({ model, words }).filter(({ severity }) => severity === "error")
 */
export function checkPolicy({ model, words, modelFile, properties }: PolicySource): readonly Diagnostic[] {
  const report = createModelReporter(modelFile);
  const written = Object.entries(words).map(([language, file]) => parseWords({ language, ...file }));
  const parsed = parseModel(model);
  if (!parsed.ok)
    return sortDiagnostics([
      ...parsed.problems.map(report),
      ...written.flatMap(({ diagnostics }) => diagnostics),
    ]);

  const { languages } = parsed.model;
  const subject = createSubject(parsed.model, orderByLanguage(written, languages), modelFile);
  const inWords = written.flatMap((each) => offerRenumbering(each, parsed.model));
  const found = [
    ...CHECKS.flatMap((check) => check(subject)),
    ...findForeignWords(written, languages),
    ...inWords,
  ];
  const isUnsound = found.some(({ severity }) => severity === "error");
  // Of an unsound model there is no saying what it permits.
  if (properties === undefined || isUnsound) return sortDiagnostics(found);
  return sortDiagnostics([...found, ...checkProperties(makeSpace(parsed.model), properties)]);
}

function makeSpace(model: AnyModel): Space {
  const laws = listLaws(model.law).flatMap((name) => listRulesInForce(name, model.effective));
  return { ...model, rules: compileRules(model, laws) };
}

function orderByLanguage(words: readonly Words[], languages: readonly string[]): readonly Words[] {
  return languages.flatMap((language) => words.filter((each) => each.language === language));
}

function findForeignWords(words: readonly Words[], languages: readonly string[]): readonly Diagnostic[] {
  const foreign = words.filter(({ language }) => !languages.includes(language));
  return foreign.map(({ language, file }) => ({
    code: "name-undeclared",
    severity: "error",
    file,
    span: null,
    message: `language \`${language}\` is not one the model declares`,
    ...suggest(language, languages),
  }));
}
