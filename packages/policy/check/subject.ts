import type { Diagnostic, DiagnosticCode, SourceFile } from "../diagnostic.ts";
import { locate } from "../locate.ts";
import type { AnyModel } from "../model.ts";
import type { Path } from "../shape.ts";
import type { Words } from "../words.ts";

/** What is being checked: a model that has its shape, and its words as parsed. */
export interface Subject {
  readonly model: AnyModel;
  /** In the order of the model's languages; a language without words is left out. */
  readonly words: readonly Words[];
  readonly report: ModelReporter;
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
}

/** Turns a finding into a diagnostic by finding its place in the model's file. */
export type ModelReporter = (finding: Finding) => Diagnostic;

/** A reporter for a model written in `modelFile`; without the file no place is known. */
export function createModelReporter(modelFile: SourceFile | undefined): ModelReporter {
  return ({ code, path, message, severity = "error", atName, help, source }) => ({
    code,
    severity,
    file: modelFile?.file ?? "policy.ts",
    span: modelFile === undefined ? null : locate(modelFile.source, path, atName ? "name" : "value"),
    message,
    ...(help !== undefined && { help }),
    ...(source !== undefined && { source }),
  });
}
