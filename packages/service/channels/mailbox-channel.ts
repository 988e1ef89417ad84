import { randomUUID } from "node:crypto";
import type { ChannelName } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { Vault } from "@avow/vault";
import type { ServiceTables } from "../tables.ts";
import { composeEmail, listHeaders, type Postmark, textOf } from "./compose-email.ts";
import type { KeepingChannel, Parcel, Party } from "./parcel.ts";

/** What the mailbox kept of one message. */
export interface KeptParcel {
  readonly channel: ChannelName;
  /** Who wrote, as an e-mail says it; `null` on channels that say it in the text. */
  readonly from: string | null;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Of the e-mail as it would have left, in their order; empty on other channels. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export interface MailboxOptions {
  readonly vault: Vault;
  readonly name: ChannelName;
  /** With what an e-mail would have left, in a language of the policy. */
  readonly postmark: (language: string) => Promise<Postmark> | Postmark;
}

/**
 * Stands in for a channel that is not configured: nothing leaves, and every message is kept as evidence under its person's key, with
 * which it goes when the person is erased. A delivery that is kept twice, on two channels, is in the mailbox twice.
 */
export function createMailboxChannel({ vault, name, postmark }: MailboxOptions): KeepingChannel {
  return {
    kind: "keeps",
    name,
    with: "mailbox",
    async keep(tx, parcel) {
      const id = randomUUID();
      const kept =
        name === "email"
          ? await keepEmail(parcel, await postmark(parcel.language))
          : { ...keepText(parcel), channel: name };
      await vault.keepEvidence(tx, parcel.person, id, Buffer.from(JSON.stringify(kept)));
      await tx
        .withTables<ServiceTables>()
        .insertInto("mailbox")
        .values({ person: parcel.person, id, at: parcel.at, channel: name, delivery: parcel.id })
        .execute();
    },
  };
}

/** Opens what was kept; `null` when there is no such message or the person is erased. The caller has permission to read it. */
export async function openKept(
  vault: Vault,
  tx: Tx,
  { person, id }: { readonly person: string; readonly id: string },
): Promise<KeptParcel | null> {
  const kept = await vault.openEvidence(tx, person, id);
  // Only `keep` writes under an id of the mailbox's, and the seal says that nobody changed it.
  return kept === null ? null : (JSON.parse(Buffer.from(kept).toString()) as KeptParcel);
}

async function keepEmail(parcel: Parcel, postmark: Postmark): Promise<KeptParcel> {
  const message = composeEmail(parcel, postmark);
  return {
    ...keepText(parcel),
    channel: "email",
    from: formatParty(postmark.from),
    headers: listHeaders(message.toString("latin1")),
  };
}

function keepText(parcel: Parcel): Omit<KeptParcel, "channel"> {
  const { to, subject } = parcel;
  return { from: null, to: formatParty(to), subject, text: textOf(parcel), headers: [] };
}

function formatParty({ name, address }: Party): string {
  return name === "" ? address : `${name} <${address}>`;
}
