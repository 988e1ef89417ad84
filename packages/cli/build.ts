import { type Bundle, buildBundle, bundleVersion, formatDiagnostics } from "@avow/policy";
import { loadPolicy } from "./load-policy.ts";
import { EXIT_MISUSE, misuse, type Output } from "./output.ts";

/** Builds the bundle of a policy folder, or prints why there is none and returns the exit code. */
export async function buildFrom(
  folder: string,
  output: Output,
): Promise<{ readonly bundle: Bundle; readonly version: string } | { readonly exit: number }> {
  const loaded = await loadPolicy(folder);
  if (!loaded.ok) return { exit: misuse(output, `${loaded.file}: ${loaded.message}`, loaded.help) };
  const built = buildBundle(loaded.source);
  if (built.ok) return { bundle: built.bundle, version: bundleVersion(built.bundle) };
  const sources = Object.fromEntries(loaded.files.map(({ file, source }) => [file, source]));
  output.err(`${formatDiagnostics(built.diagnostics, sources, output)}\n`);
  return { exit: EXIT_MISUSE + 1 };
}
