/** Every kind of mistake `checkPolicy` and `parseWords` can report. */
export const DIAGNOSTIC_CODES = [
  "clause-empty",
  "clause-missing",
  "clause-number",
  "consent-not-required",
  "consent-without-words",
  "controller-missing",
  "country-malformed",
  "data-without-purpose",
  "date-malformed",
  "duration-malformed",
  "enforced-without-mechanism",
  "html-not-published",
  "interpolation-unclosed",
  "interpolation-unknown",
  "language-unknown",
  "languages-out-of-step",
  "law-basis-not-available",
  "law-consent-required",
  "law-not-yet-effective",
  "law-unknown",
  "model-malformed",
  "name-undeclared",
  "pending-but-permits",
  "permit-incomplete",
  "promise-without-mechanism",
  "retention-malformed",
  "status-without-clause",
  "text-misplaced",
  "text-missing-language",
  "words-missing",
] as const;
export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];

/** A stretch of one line. Line and column count from 1; column and length in UTF-16 code units. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** The author's mistake, as data. An `error` blocks the build. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: "error" | "warning" | "note";
  readonly file: string;
  /** `null` when the place is not known, for example in a model that was computed. */
  readonly span: Span | null;
  /** Lower case, without a full stop; names from the policy in backticks. */
  readonly message: string;
  /** What to do about it. */
  readonly help?: string;
  /** Legal rule that asks for it, with instrument and article. */
  readonly source?: string;
}

/** A file as its author wrote it. `file` is the name shown in diagnostics. */
export interface SourceFile {
  readonly file: string;
  readonly source: string;
}

/** The span of `length` code units at `offset`, cut at the end of its first line; at least one long. */
export function spanAt(source: string, offset: number, length: number): Span {
  const before = source.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  const line = before.split("\n").length;
  const [firstLine = ""] = source.slice(offset, offset + length).split(/\r?\n/, 1);
  return { line, column: offset - lineStart + 1, length: Math.max(1, firstLine.length) };
}

/** The diagnostics by file, then by place, those without a place first; otherwise in the order given. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = [...new Set(diagnostics.map((diagnostic) => diagnostic.file))];
  return diagnostics.toSorted(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) ||
      (a.span?.line ?? 0) - (b.span?.line ?? 0) ||
      (a.span?.column ?? 0) - (b.span?.column ?? 0),
  );
}
