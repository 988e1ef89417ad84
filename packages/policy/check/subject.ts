import {
  type Diagnostic,
  type DiagnosticCode,
  type Fix,
  type SourceFile,
  spanAt,
  withoutMark,
} from "../diagnostic.ts";
import { type FactsInWords, listFacts } from "../interpolate.ts";
import { createLocator, type Locator } from "../locate.ts";
import type { AnyModel } from "../model.ts";
import type { Path } from "../shape.ts";
import type { Extent, Words } from "../words.ts";
import { listPassages, type Passage } from "./passages.ts";

/** What is being checked: a model that has its shape, and its words as parsed. */
export interface Subject {
  readonly model: AnyModel;
  /** In the order of the model's languages; a language without words is left out. */
  readonly words: readonly Words[];
  /** The words by clauses and sentences, in the same order. */
  readonly passages: readonly Passage[];
  /** What every fact says, by language; nothing for a language that facts cannot be put into. */
  readonly facts: ReadonlyMap<string, FactsInWords>;
  readonly report: ModelReporter;
}

/** A subject of a model that has its shape and the words in the order of its languages. */
export function createSubject(
  model: AnyModel,
  words: readonly Words[],
  modelFile: SourceFile | undefined,
): Subject {
  return {
    model,
    words,
    passages: words.flatMap(listPassages),
    facts: new Map(model.languages.map((language) => [language, listFacts(model, language)])),
    report: createModelReporter(modelFile),
  };
}

/** What is wrong, and where in the model. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly path: Path;
  readonly message: string;
  readonly help?: string;
  readonly source?: string;
  /** `error` unless said otherwise. */
  readonly severity?: Diagnostic["severity"];
  /** Points at the name of the part, not at its value. */
  readonly atName?: true;
  /** What the text at `path` should read; offered as a fix where it is written out. */
  readonly replacement?: string | undefined;
  /** An item of a list that can go; offered as a fix where it is written out. */
  readonly needless?: Path | undefined;
}

/** Turns a finding into a diagnostic by finding its place in the model's file. */
export type ModelReporter = (finding: Finding) => Diagnostic;

/** A reporter for a model written in `modelFile`; without the file no place is known. */
export function createModelReporter(modelFile: SourceFile | undefined): ModelReporter {
  const file = modelFile?.file ?? "policy.ts";
  const locator = modelFile === undefined ? null : createLocator(withoutMark(modelFile.source));
  return (finding) => {
    const { code, path, message, severity = "error", atName, help, source } = finding;
    const fix = locator === null ? null : makeFix(finding, file, locator);
    return {
      code,
      severity,
      file,
      span: locator?.locate(path, atName ? "name" : "value") ?? null,
      message,
      ...(help !== undefined && { help }),
      ...(source !== undefined && { source }),
      ...(fix !== null && { fix }),
    };
  };
}

function makeFix({ path, replacement, needless }: Finding, file: string, locator: Locator): Fix | null {
  if (replacement !== undefined) {
    const place = locator.locateText(path);
    if (place !== null)
      return { title: `write \`${replacement}\``, edits: [{ file, ...place, text: replacement }] };
  }
  const item = needless === undefined ? null : locator.locateItem(needless);
  return item === null ? null : { title: "take it out", edits: [{ file, ...item, text: "" }] };
}

/** What is wrong, and where in the words. */
export interface WordsFinding {
  readonly code: DiagnosticCode;
  readonly extent: Extent;
  readonly message: string;
  readonly help?: string | undefined;
  /** `error` unless said otherwise. */
  readonly severity?: Diagnostic["severity"];
  /** What to write instead of what stands in `extent`, where that is a correction without a decision. */
  readonly replacement?: string | undefined;
}

/** The diagnostic of a finding in `words`. */
export function reportInWords(words: Words, finding: WordsFinding): Diagnostic {
  const { code, extent, message, help, severity = "error", replacement } = finding;
  const { file, source } = words;
  const length = extent.end - extent.start;
  const edits = [{ file, offset: extent.start, length, text: replacement ?? "" }];
  return {
    code,
    severity,
    file,
    span: spanAt(source, extent.start, length),
    message,
    ...(help !== undefined && { help }),
    ...(replacement !== undefined && { fix: { title: `write \`${replacement}\``, edits } }),
  };
}
