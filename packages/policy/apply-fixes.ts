import { type Diagnostic, type Edit, withoutMark } from "./diagnostic.ts";

/** Why a fix was left for the next time: it overlaps one already made, or its file is not among the sources. */
export type SkipReason = "overlaps" | "file-unknown";

export interface SkippedFix {
  readonly diagnostic: Diagnostic;
  readonly reason: SkipReason;
}

export interface AppliedFixes {
  /** Every source that was given, corrected. */
  readonly sources: Readonly<Record<string, string>>;
  /** What was put right, in the order given. */
  readonly applied: readonly Diagnostic[];
  readonly skipped: readonly SkippedFix[];
}

/**
 * Makes the fixes the diagnostics offer, all in one pass. `sources` holds the text of each file by the name the diagnostics use. A
 * fix is made whole or not at all; of two that overlap the earlier wins, and the same fix offered twice is made once. What
 * offers no fix is passed over.
 */
export function applyFixes(
  sources: Readonly<Record<string, string>>,
  diagnostics: readonly Diagnostic[],
): AppliedFixes {
  const edits: Edit[] = [];
  const applied: Diagnostic[] = [];
  const skipped: SkippedFix[] = [];
  for (const diagnostic of diagnostics) {
    if (diagnostic.fix === undefined) continue;
    const fresh = diagnostic.fix.edits.filter((edit) => !edits.some((made) => isSame(made, edit)));
    const reason = findObstacle(sources, edits, fresh);
    if (reason !== null) skipped.push({ diagnostic, reason });
    else {
      applied.push(diagnostic);
      edits.push(...fresh);
    }
  }
  const corrected = Object.entries(sources).map(([file, source]) => [
    file,
    applyEdits(
      source,
      edits.filter((edit) => edit.file === file),
    ),
  ]);
  return { sources: Object.fromEntries(corrected), applied, skipped };
}

function findObstacle(
  sources: Readonly<Record<string, string>>,
  made: readonly Edit[],
  wanted: readonly Edit[],
): SkipReason | null {
  if (wanted.some(({ file }) => !Object.hasOwn(sources, file))) return "file-unknown";
  return wanted.some((edit) => made.some((other) => overlap(edit, other))) ? "overlaps" : null;
}

function isSame(a: Edit, b: Edit): boolean {
  return a.file === b.file && a.offset === b.offset && a.length === b.length && a.text === b.text;
}

/** Two at one place overlap even if they replace nothing: which would come first is not said. */
function overlap(a: Edit, b: Edit): boolean {
  if (a.file !== b.file) return false;
  return a.offset === b.offset || (a.offset < b.offset + b.length && b.offset < a.offset + a.length);
}

function applyEdits(source: string, edits: readonly Edit[]): string {
  const text = withoutMark(source);
  const mark = source.slice(0, source.length - text.length);
  let corrected = "";
  let from = 0;
  for (const { offset, length, text: by } of edits.toSorted((a, b) => a.offset - b.offset)) {
    corrected += text.slice(from, offset) + by;
    from = offset + length;
  }
  return mark + corrected + text.slice(from);
}
