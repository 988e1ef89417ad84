import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson } from "@avow/evidence";
import {
  type Bundle,
  buildBundle,
  bundleVersion,
  declareBundle,
  formatDiagnostics,
  type PolicySource,
} from "@avow/policy";
import { type Command, textOption } from "./command.ts";
import { loadPolicy } from "./load-policy.ts";
import { EXIT_MISUSE, misuse, type Output } from "./output.ts";

export const buildCommand: Command = {
  usage: "build FOLDER",
  does: "write a policy's bundle, its types and its source   [--out FOLDER]",
  takes: { least: 1, most: 1 },
  options: { out: { type: "string" } },
  run: (call, output) => {
    const [folder = ""] = call.arguments;
    return build(folder, textOption(call, "out") ?? join(folder, "built"), output);
  },
};

/** Exit code of a policy that does not pass its check (`EX_DATAERR` of sysexits.h). */
const EXIT_UNSOUND = EXIT_MISUSE + 1;

/**
 * `avow build FOLDER`: writes `policy.json` (the bundle, whose SHA-256 is the version), `policy.js` and `policy.d.ts`, by which
 * an application imports it with its types, and `policy.source.json`, which the console takes as a proposal. The same policy
 * gives the same bytes.
 */
async function build(folder: string, out: string, output: Output): Promise<number> {
  const built = await buildFrom(folder, output);
  if ("exit" in built) return built.exit;
  const { bundle, version, source } = built;
  const files = {
    "policy.json": canonicalJson(bundle),
    ...declareBundle(bundle, version),
    "policy.source.json": `${JSON.stringify(makeUpload(source), null, 2)}\n`,
  };
  try {
    await mkdir(out, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(out, name), text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return misuse(output, `\`${out}\` cannot be written (${code ?? "unknown"})`, "name another with --out");
  }
  output.out(`version ${version}\n`);
  for (const name of Object.keys(files)) output.out(`  ${join(out, name)}\n`);
  return 0;
}

/** A policy as the service takes it as a proposal. */
export function makeUpload({ model, words, properties }: PolicySource): {
  readonly model: unknown;
  readonly words: Readonly<Record<string, string>>;
  readonly properties: string | null;
} {
  const texts = Object.entries(words).map(([language, { source }]) => [language, source]);
  return { model, words: Object.fromEntries(texts), properties: properties?.source ?? null };
}

/** Builds the bundle of a policy folder, or prints why there is none and returns the exit code. */
export async function buildFrom(
  folder: string,
  output: Output,
): Promise<
  | { readonly bundle: Bundle; readonly version: string; readonly source: PolicySource }
  | { readonly exit: number }
> {
  const loaded = await loadPolicy(folder);
  if (!loaded.ok) return { exit: misuse(output, `${loaded.file}: ${loaded.message}`, loaded.help) };
  const built = buildBundle(loaded.source);
  if (built.ok) return { bundle: built.bundle, version: bundleVersion(built.bundle), source: loaded.source };
  const sources = Object.fromEntries(loaded.files.map(({ file, source }) => [file, source]));
  output.err(`${formatDiagnostics(built.diagnostics, sources, output)}\n`);
  return { exit: EXIT_UNSOUND };
}
