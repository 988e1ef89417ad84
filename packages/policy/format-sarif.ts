import type { ArtifactChange, Log, Region, ReportingDescriptor, Result, Fix as SarifFix } from "sarif";
import { type Diagnostic, type Edit, type Fix, type Span, withoutMark } from "./diagnostic.ts";
import { EXPLANATIONS } from "./explanations.ts";

export interface SarifOptions {
  /** Version of the tool that found them. */
  readonly version: string;
  /** The text of each file by the name the diagnostics use; a fix to a file that is not here is left out. */
  readonly sources: Readonly<Record<string, string>>;
}

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const LEVELS = { error: "error", warning: "warning", note: "note" } as const;

/**
 * The diagnostics as a SARIF 2.1.0 log, such as code hosts show beside the lines of a pull request. Files are named as the
 * diagnostics name them, which should be from the root of the repository. One without a place is shown at the first line of its
 * file. The same diagnostics give the same log.
 */
export function makeSarif(diagnostics: readonly Diagnostic[], { version, sources }: SarifOptions): Log {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "avow", semanticVersion: version, rules: codes.map(makeRule) } },
        columnKind: "utf16CodeUnits",
        results: diagnostics.map((diagnostic) =>
          makeResult(diagnostic, codes.indexOf(diagnostic.code), sources),
        ),
      },
    ],
  };
}

function makeRule(code: Diagnostic["code"]): ReportingDescriptor {
  const text = EXPLANATIONS[code];
  return { id: code, shortDescription: { text }, fullDescription: { text }, help: { text } };
}

function makeResult(diagnostic: Diagnostic, ruleIndex: number, sources: SarifOptions["sources"]): Result {
  const { code, severity, file, span, message, help, source, fix } = diagnostic;
  const text = [
    message,
    ...(help === undefined ? [] : [`help: ${help}`]),
    ...(source === undefined ? [] : [`source: ${source}`]),
  ];
  const changes = fix === undefined ? null : makeChanges(fix, sources);
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: text.join("\n") },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: toUri(file) },
          region: span === null ? { startLine: 1 } : makeRegion(span),
        },
      },
    ],
    ...(fix !== undefined &&
      changes !== null && { fixes: [{ description: { text: fix.title }, artifactChanges: changes }] }),
  };
}

function makeRegion({ line, column, length }: Span): Region {
  return { startLine: line, startColumn: column, endLine: line, endColumn: column + length };
}

/** The edits by file; `null` when one of them is in a file whose text is not known. */
function makeChanges({ edits }: Fix, sources: SarifOptions["sources"]): SarifFix["artifactChanges"] | null {
  const byFile = Map.groupBy(edits, ({ file }) => file);
  const changes: ArtifactChange[] = [];
  for (const [file, within] of byFile) {
    const source = Object.hasOwn(sources, file) ? sources[file] : undefined;
    if (source === undefined) return null;
    const replacements = within.map((edit) => ({
      deletedRegion: locateEdit(withoutMark(source), edit),
      insertedContent: { text: edit.text },
    }));
    changes.push({ artifactLocation: { uri: toUri(file) }, replacements });
  }
  return changes;
}

function locateEdit(source: string, { offset, length }: Edit): Region {
  const start = placeAt(source, offset);
  const end = placeAt(source, offset + length);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function placeAt(source: string, offset: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** A relative reference with forward slashes; a colon in its first segment would make it a scheme. */
function toUri(file: string): string {
  const path = file.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  return path.split("/").map(encodeURIComponent).join("/");
}
