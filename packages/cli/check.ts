import { watch } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  applyFixes,
  checkPolicy,
  type Diagnostic,
  formatClauseTable,
  formatDiagnostics,
  makeSarif,
  summariseClauses,
} from "@avow/policy";
import { type Call, type Command, textOption } from "./command.ts";
import { type LoadedPolicy, loadPolicy } from "./load-policy.ts";
import { EXIT_MISUSE, misuse, type Output } from "./output.ts";
import manifest from "./package.json" with { type: "json" };

export const checkCommand: Command = {
  usage: "check FOLDER",
  does: "what is wrong with a policy, and what stands behind each clause",
  more: ["[--format human|json|sarif] [--fix] [--watch]", "exits 0 no error, 1 errors"],
  takes: { least: 1, most: 1 },
  options: { format: { type: "string" }, fix: { type: "boolean" }, watch: { type: "boolean" } },
  run: (call, output) => runCheck(call, output),
};

const FORMATS = ["human", "json", "sarif"] as const;
type Format = (typeof FORMATS)[number];

/** How long a folder must be still before it is checked again. */
const STILL_MS = 60;

type Loaded = Extract<LoadedPolicy, { ok: true }>;

async function runCheck(call: Call, output: Output): Promise<number> {
  const [folder = ""] = call.arguments;
  const asked = textOption(call, "format") ?? "human";
  const format = FORMATS.find((one) => one === asked);
  if (format === undefined)
    return misuse(output, `there is no format \`${asked}\``, `one of ${FORMATS.join(", ")}`);
  const fix = call.options.fix === true;
  if (call.options.watch !== true) return check(folder, output, { format, fix });
  if (format !== "human" || fix)
    return misuse(output, "`--watch` prints for people and changes nothing", "leave out --format and --fix");
  return watchFolder(folder, output);
}

/**
 * `avow check FOLDER`: prints every diagnostic, then what stands behind each clause. Exits 0 when nothing is an error, 1 when
 * something is; pending clauses are counted and shown, and are no error. With `fix`, what is mechanical is put right first.
 */
export async function check(
  folder: string,
  output: Output,
  { format = "human", fix = false }: { readonly format?: Format; readonly fix?: boolean } = {},
): Promise<number> {
  let loaded = await loadPolicy(folder);
  if (fix && loaded.ok && (await fixFiles(loaded, output))) loaded = await loadPolicy(folder);
  if (!loaded.ok) return misuse(output, `${loaded.file}: ${loaded.message}`, loaded.help);
  const diagnostics = checkPolicy(loaded.source);
  if (format === "human") printForPeople(loaded, diagnostics, output);
  else if (format === "json") output.out(`${JSON.stringify(makeReport(loaded, diagnostics), null, 2)}\n`);
  else
    output.out(
      `${JSON.stringify(makeSarif(diagnostics, { version: manifest.version, sources: textsOf(loaded) }), null, 2)}\n`,
    );
  return diagnostics.some(({ severity }) => severity === "error") ? 1 : 0;
}

function printForPeople({ source, files }: Loaded, diagnostics: readonly Diagnostic[], output: Output): void {
  if (diagnostics.length > 0) output.err(`${formatDiagnostics(diagnostics, textsOf({ files }), output)}\n\n`);
  output.out(`${formatClauseTable(summariseClauses(source.model, source.words), output)}\n`);
  const { errors, warnings } = countBySeverity(diagnostics);
  const fixable = diagnostics.filter(({ fix }) => fix !== undefined).length;
  output.out(`${errors} errors, ${warnings} warnings${fixable > 0 ? `; --fix puts ${fixable} right` : ""}\n`);
}

/** Puts right what is mechanical, and says what; whether anything was. A file is replaced whole. */
async function fixFiles(loaded: Loaded, output: Output): Promise<boolean> {
  const before = textsOf(loaded);
  const { sources, applied } = applyFixes(before, checkPolicy(loaded.source));
  for (const [file, text] of Object.entries(sources)) {
    if (text === before[file]) continue;
    await writeFile(`${file}.fixed`, text);
    await rename(`${file}.fixed`, file);
  }
  const done = new Set(
    applied.flatMap(({ file, fix }) => (fix === undefined ? [] : [`${file}: ${fix.title}`])),
  );
  for (const what of done) output.err(`fixed: ${what}\n`);
  return applied.length > 0;
}

/** The text of every file by the name diagnostics use, which is its path from the working folder. */
function textsOf({ files }: Pick<Loaded, "files">): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map(({ file, source }) => [file, source]));
}

function makeReport({ source }: Loaded, diagnostics: readonly Diagnostic[]) {
  return {
    diagnostics,
    clauses: summariseClauses(source.model, source.words),
    counts: countBySeverity(diagnostics),
  };
}

function countBySeverity(diagnostics: readonly Diagnostic[]) {
  const count = (wanted: Diagnostic["severity"]) =>
    diagnostics.filter(({ severity }) => severity === wanted).length;
  return { errors: count("error"), warnings: count("warning"), notes: count("note") };
}

/** Checks again whenever a file of the folder changes, until it is told to end. */
async function watchFolder(folder: string, output: Output): Promise<number> {
  const first = await check(folder, output);
  if (first === EXIT_MISUSE) return first;
  let still: NodeJS.Timeout | undefined;
  const watcher = watch(folder, (_, file) => {
    if (file === null || !/\.(ts|md|txt)$/.test(file)) return;
    clearTimeout(still);
    still = setTimeout(() => {
      output.out(`\n${new Date().toISOString().slice(11, 19)} ${join(folder, file)} changed\n\n`);
      check(folder, output).catch(() => output.err("error: the folder cannot be checked\n"));
    }, STILL_MS);
  });
  output.out("\nwatching; Ctrl-C ends it\n");
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  clearTimeout(still);
  watcher.close();
  return 0;
}
