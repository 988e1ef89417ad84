import type { Diagnostic, Span } from "./diagnostic.ts";
import { displayWidth, printable } from "./display-width.ts";
import { createPaint, type Paint } from "./paint.ts";

const COLORS = { error: "red", warning: "yellow", note: "cyan" } as const;

/**
 * Diagnostics as a compiler prints them, one after another with a blank line between, without a final line end. `sources`
 * holds the text of each file by the name the diagnostics use; where it is absent, only the place is named.
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: Readonly<Record<string, string>>,
  { color }: { readonly color: boolean },
): string {
  const paint = createPaint(color);
  return diagnostics.map((diagnostic) => formatOne(diagnostic, sources, paint)).join("\n\n");
}

function formatOne(diagnostic: Diagnostic, sources: Readonly<Record<string, string>>, paint: Paint): string {
  const { code, severity, file, span, message, help, source, fix } = diagnostic;
  const margin = " ".repeat(span === null ? 1 : String(span.line).length);
  const place = span === null ? file : `${file}:${span.line}:${span.column}`;
  const lines = [
    `${paint(COLORS[severity], `${severity}[${code}]`)}${paint("bold", `: ${printable(message)}`)}`,
    `${margin}${paint("blue", "-->")} ${printable(place)}`,
  ];
  const text = Object.hasOwn(sources, file) ? sources[file] : undefined;
  if (span !== null && text !== undefined) {
    lines.push(...formatSource(text, span, (part) => paint(COLORS[severity], part)).map(gutter));
  }
  if (help !== undefined) lines.push(`${margin} ${paint("blue", "=")} help: ${printable(help)}`);
  if (source !== undefined) lines.push(`${margin} ${paint("blue", "=")} source: ${printable(source)}`);
  if (fix !== undefined) lines.push(`${margin} ${paint("blue", "=")} fix: ${printable(fix.title)}`);
  return lines.join("\n");

  function gutter(line: { readonly number: string; readonly text: string }): string {
    const number = line.number.padStart(margin.length);
    return `${paint("blue", `${number} |`)}${line.text === "" ? "" : ` ${line.text}`}`;
  }
}

/** The line of the span between two gutters, with carets under the span. */
function formatSource(
  source: string,
  { line, column, length }: Span,
  mark: (carets: string) => string,
): readonly { readonly number: string; readonly text: string }[] {
  const text = source.replace(/^\uFEFF/, "").split(/\r?\n/)[line - 1] ?? "";
  const before = printable(text.slice(0, column - 1));
  const within = printable(text.slice(column - 1, column - 1 + length));
  const carets = `${" ".repeat(displayWidth(before))}${mark("^".repeat(Math.max(1, displayWidth(within))))}`;
  return [
    { number: "", text: "" },
    { number: String(line), text: printable(text) },
    { number: "", text: carets },
  ];
}
