/** Every kind of mistake `checkPolicy` and `parseWords` can report. */
export const DIAGNOSTIC_CODES = [
  "basis-not-built",
  "channel-unreachable",
  "choice-malformed",
  "clause-empty",
  "clause-missing",
  "clause-number",
  "clause-reference-unknown",
  "consent-not-required",
  "consent-without-words",
  "contradiction-consent",
  "contradiction-forbidden",
  "contradiction-never-shared",
  "contradiction-no-cookies",
  "contradiction-retention",
  "contradiction-stays-in-country",
  "controller-missing",
  "country-malformed",
  "data-never-used",
  "data-without-purpose",
  "date-malformed",
  "duration-malformed",
  "each-on-every-page",
  "enforced-without-mechanism",
  "fact-untold",
  "fact-written-by-hand",
  "html-not-published",
  "interpolation-unclosed",
  "interpolation-unknown",
  "language-unknown",
  "languages-out-of-step",
  "languages-say-different-numbers",
  "law-basis-not-available",
  "law-consent-bundled",
  "law-consent-required",
  "law-forced-consent",
  "law-host-consent",
  "law-language-missing",
  "law-minors-unspared",
  "law-not-yet-effective",
  "law-notice-incomplete",
  "law-notice-missing",
  "law-objection-missing",
  "law-opt-out-missing",
  "law-retention-too-short",
  "law-route-missing",
  "law-separate-consent",
  "law-statistics-raw",
  "law-storage-consent",
  "law-unknown",
  "model-malformed",
  "name-undeclared",
  "name-unused",
  "pace-malformed",
  "pending-but-permits",
  "permit-contained",
  "permit-incomplete",
  "permit-repeated",
  "products-malformed",
  "promise-without-mechanism",
  "property-malformed",
  "property-violated",
  "purchases-unreadable",
  "purpose-without-data",
  "question-without-consent",
  "recipient-receives-nothing",
  "retention-malformed",
  "status-without-clause",
  "storage-key-twice",
  "text-misplaced",
  "text-missing-language",
  "words-missing",
  "words-name-undeclared",
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
  /** Legal rule that asks for it, with instrument and article, and how far it was verified. */
  readonly source?: string;
  /** What would put it right without a decision of the author's. */
  readonly fix?: Fix;
}

/** Replaces `length` UTF-16 code units at `offset` of `file` by `text`. A byte order mark is not counted, as in a {@link Span}. */
export interface Edit {
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** A mechanical correction. Its edits do not overlap. */
export interface Fix {
  /** What it does, as a command: `renumber the clauses of section 2.1`. */
  readonly title: string;
  readonly edits: readonly Edit[];
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

/** `source` as places in it are counted: without a byte order mark. */
export function withoutMark(source: string): string {
  return source.replace(/^\uFEFF/, "");
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
