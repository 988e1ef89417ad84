import { checkPolicy, formatClauseTable, formatDiagnostics, summariseClauses } from "@avow/policy";
import { loadPolicy } from "./load-policy.ts";
import { misuse, type Output } from "./output.ts";

/**
 * `avow check FOLDER`: prints every diagnostic, then what stands behind each clause. Exits 0 when nothing is an error, 1 when
 * something is; pending clauses are counted and shown, and are no error.
 */
export async function check(folder: string, output: Output): Promise<number> {
  const loaded = await loadPolicy(folder);
  if (!loaded.ok) return misuse(output, `${loaded.file}: ${loaded.message}`, loaded.help);
  const diagnostics = checkPolicy(loaded.source);
  const sources = Object.fromEntries(loaded.files.map(({ file, source }) => [file, source]));
  if (diagnostics.length > 0) output.err(`${formatDiagnostics(diagnostics, sources, output)}\n\n`);
  const summary = summariseClauses(loaded.source.model, loaded.source.words);
  output.out(`${formatClauseTable(summary, output)}\n`);
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").length;
  output.out(`${errors} errors, ${warnings} warnings\n`);
  return errors > 0 ? 1 : 0;
}
