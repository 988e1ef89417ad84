import { type Bundle, buildBundle, bundleVersion, type PolicySource } from "@avow/policy";
import { loadPolicy } from "../../packages/cli/load-policy.ts";

/** The policy of the shop as its authors wrote it. */
export async function loadShopPolicy(): Promise<PolicySource> {
  const loaded = await loadPolicy(new URL("../../policies/shop", import.meta.url).pathname);
  if (!loaded.ok) throw new Error(`${loaded.file}: ${loaded.message}`);
  return loaded.source;
}

/** The policy of the shop as `avow start` builds it: with questions, and with hosts of others. */
export async function buildShopPolicy(): Promise<{ bundle: Bundle; version: string }> {
  const built = buildBundle(await loadShopPolicy());
  if (!built.ok) throw new Error(built.diagnostics.map(({ message }) => message).join("; "));
  return { bundle: built.bundle, version: bundleVersion(built.bundle) };
}
