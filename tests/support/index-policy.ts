import { type Bundle, buildBundle, bundleVersion } from "@avow/policy";
import { loadPolicy } from "../../packages/cli/load-policy.ts";

/** The Index policy as `avow start` builds it. */
export async function buildIndexPolicy(): Promise<{ bundle: Bundle; version: string }> {
  const loaded = await loadPolicy(new URL("../../policies/index", import.meta.url).pathname);
  if (!loaded.ok) throw new Error(`${loaded.file}: ${loaded.message}`);
  const built = buildBundle(loaded.source);
  if (!built.ok) throw new Error(built.diagnostics.map(({ message }) => message).join("; "));
  return { bundle: built.bundle, version: bundleVersion(built.bundle) };
}
