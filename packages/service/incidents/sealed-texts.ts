import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";

/**
 * Keeps what staff wrote of an incident, as JSON, sealed under the incident's own key: it may name people, so it is never in
 * clear in the database, the log or a job. Under one name something is kept once and never replaced; versions have names of
 * their own.
 * @throws {Fault} `evidence-exists`
 */
export async function keepTexts(
  { vault }: Pick<Context, "vault">,
  tx: Tx,
  of: { readonly incident: string; readonly name: string },
  texts: unknown,
): Promise<void> {
  await vault.keepEvidence(tx, of.incident, of.name, new TextEncoder().encode(JSON.stringify(texts)));
}

/** What {@link keepTexts} kept under this name, as whoever kept it knows it; `null` where nothing was. */
export async function openTexts<T>(
  { vault }: Pick<Context, "vault">,
  tx: Tx,
  of: { readonly incident: string; readonly name: string },
): Promise<T | null> {
  const bytes = await vault.openEvidence(tx, of.incident, of.name);
  // Sealed by `keepTexts` alone: its seal says that it wrote it.
  return bytes === null ? null : (JSON.parse(new TextDecoder().decode(bytes)) as T);
}
