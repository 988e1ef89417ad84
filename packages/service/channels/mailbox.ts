import type { Vault } from "@avow/vault";
import type { ServiceTables } from "../tables.ts";
import { composeMail } from "./compose-mail.ts";
import type { KeptMail, MailboxChannel, MailParty } from "./mail.ts";

/** Mails kept as evidence under their person's key; they go with it when the person is erased. */
export function createMailbox(vault: Vault): MailboxChannel {
  return {
    kind: "mailbox",
    server: null,
    async keep(tx, person, id, mail) {
      const kept: KeptMail = {
        from: formatParty(mail.from),
        to: formatParty(mail.to),
        subject: mail.subject,
        text: mail.text,
        message: (await composeMail(mail)).toString("latin1"),
      };
      await vault.keepEvidence(tx, person, id, Buffer.from(JSON.stringify(kept)));
      await tx
        .withTables<ServiceTables>()
        .insertInto("mailbox")
        .values({ person, id, at: mail.at })
        .execute();
    },
    async open(tx, person, id) {
      const kept = await vault.openEvidence(tx, person, id);
      // Only `keep` writes under a message's id, and the seal says that nobody changed it.
      return kept === null ? null : (JSON.parse(Buffer.from(kept).toString()) as KeptMail);
    },
  };
}

function formatParty({ name, address }: MailParty): string {
  return `${name} <${address}>`;
}
