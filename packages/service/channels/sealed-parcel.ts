import { randomUUID } from "node:crypto";
import type { Tx } from "@avow/postgres";
import type { Vault } from "@avow/vault";
import type { Parcel } from "./parcel.ts";

/** What staff need of a parcel to do the rest by hand. */
export type SealedParcel = Pick<Parcel, "language" | "to" | "subject" | "body" | "footer">;

/** Seals a parcel under its person's key, and returns the id it can be opened by. */
export async function sealParcel(vault: Vault, tx: Tx, parcel: Parcel): Promise<string> {
  const { language, to, subject, body, footer } = parcel;
  const id = randomUUID();
  const sealed: SealedParcel = { language, to, subject, body, footer };
  await vault.keepEvidence(tx, parcel.person, id, Buffer.from(JSON.stringify(sealed)));
  return id;
}

/** Opens what {@link sealParcel} sealed; `null` when the person is erased. The caller has permission to read it. */
export async function openParcel(
  vault: Vault,
  tx: Tx,
  { person, id }: { readonly person: string; readonly id: string },
): Promise<SealedParcel | null> {
  const sealed = await vault.openEvidence(tx, person, id);
  // Only `sealParcel` writes under such an id, and the seal says that nobody changed it.
  return sealed === null ? null : (JSON.parse(Buffer.from(sealed).toString()) as SealedParcel);
}
