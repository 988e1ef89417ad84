import { checkClauses } from "./check/clauses.ts";
import { checkConsent } from "./check/consent.ts";
import { checkLanguages } from "./check/languages.ts";
import { checkLaw } from "./check/law.ts";
import { checkNames } from "./check/names.ts";
import { createModelReporter, type Subject } from "./check/subject.ts";
import { type Diagnostic, type SourceFile, sortDiagnostics } from "./diagnostic.ts";
import { parseModel } from "./model-shape.ts";
import { suggest } from "./near-miss.ts";
import { parseWords, type Words } from "./words.ts";

/** A policy as its author wrote it. */
export interface PolicySource {
  /** What `definePolicy` was given, or any JSON: nothing about it is taken on trust. */
  readonly model: unknown;
  /** The words by language. */
  readonly words: Readonly<Record<string, SourceFile>>;
  /** The text the model was written in, to show places in it. */
  readonly modelFile?: SourceFile;
}

const CHECKS = [checkNames, checkClauses, checkLanguages, checkConsent, checkLaw];

/**
 * Everything wrong with a policy, by file and place. Never throws. A model that does not have its shape is reported as such
 * and examined no further; its words are read all the same.
 * @example checkPolicy({ model, words }).filter(({ severity }) => severity === "error")
 */
export function checkPolicy({ model, words, modelFile }: PolicySource): readonly Diagnostic[] {
  const report = createModelReporter(modelFile);
  const written = Object.entries(words).map(([language, file]) => parseWords({ language, ...file }));
  const inWords = written.flatMap(({ diagnostics }) => diagnostics);
  const parsed = parseModel(model);
  if (!parsed.ok) return sortDiagnostics([...parsed.problems.map(report), ...inWords]);

  const { languages } = parsed.model;
  const subject: Subject = { model: parsed.model, words: orderByLanguage(written, languages), report };
  const found = CHECKS.flatMap((check) => check(subject));
  return sortDiagnostics([...found, ...findForeignWords(written, languages), ...inWords]);
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
