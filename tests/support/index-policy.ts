import { type Bundle, buildBundle, bundleVersion, type PolicySource } from "@avow/policy";
import { loadPolicy } from "../../packages/cli/load-policy.ts";

/** The Index policy as its authors wrote it. */
export async function loadIndexPolicy(): Promise<PolicySource> {
  const loaded = await loadPolicy(new URL("../../policies/index", import.meta.url).pathname);
  if (!loaded.ok) throw new Error(`${loaded.file}: ${loaded.message}`);
  return loaded.source;
}

/** The Index policy as `avow start` builds it. */
export async function buildIndexPolicy(): Promise<{ bundle: Bundle; version: string }> {
  const built = buildBundle(await loadIndexPolicy());
  if (!built.ok) throw new Error(built.diagnostics.map(({ message }) => message).join("; "));
  return { bundle: built.bundle, version: bundleVersion(built.bundle) };
}

/** What a test may change of the Index policy and still have one that passes `avow check`. */
export interface Variation {
  /** How long a name may be; the form's door holds to it. */
  readonly longestName?: number;
  readonly telephone?: string;
  /** The day it says it takes effect. */
  readonly effective?: string;
  /** Further permits, as a policy declares them. */
  readonly permits?: readonly object[];
}

/** A permit that the Index policy does not have: staff may write to who agreed to recommendations. */
export const WRITING = {
  clause: "2.4.2",
  action: "contact",
  purpose: "recommendations",
  data: ["contact.name", "contact.email", "account.language"],
  by: ["operator"],
  channel: ["email"],
  when: [{ kind: "consent", purpose: "recommendations" }],
};

/** The Index policy with some of it changed: another version. */
export async function varyIndexPolicy(vary: Variation): Promise<PolicySource> {
  const { model, words } = await loadIndexPolicy();
  // Its shape is the Index policy's own; `check` is run on what becomes of it.
  const changed = structuredClone(model) as {
    effective: string;
    controller: { telephone: string };
    permits: object[];
    data: { contact: { fields: { name: { maxLength: number } } } };
  };
  changed.effective = vary.effective ?? changed.effective;
  changed.controller.telephone = vary.telephone ?? changed.controller.telephone;
  changed.permits.push(...(vary.permits ?? []));
  const { name } = changed.data.contact.fields;
  name.maxLength = vary.longestName ?? name.maxLength;
  return { model: changed, words };
}
