import type * as shapes from "@avow/contract/shapes";
import { transact } from "@avow/postgres";
import type { z } from "zod";
import { listHeaders } from "../channels/compose-mail.ts";
import type { MailChannel } from "../channels/mail.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";
import { permitReading } from "./look-up.ts";

const LIST_LENGTH = 200;

/** The newest mails that were kept instead of sent. The list opens none of them: it names the person, not the address. */
export async function listMailbox({ db, bundle }: Context): Promise<z.infer<typeof shapes.MailboxRow>[]> {
  const rows = await db
    .withTables<ServiceTables>()
    .selectFrom("mailbox")
    .innerJoin("message", (join) =>
      join.onRef("message.person", "=", "mailbox.person").onRef("message.id", "=", "mailbox.id"),
    )
    .select(["mailbox.id", "mailbox.person", "mailbox.at", "message.subject"])
    .orderBy("mailbox.at", "desc")
    .orderBy("mailbox.id")
    .limit(LIST_LENGTH)
    .execute();
  return rows.map(({ id, person, at, subject }) => ({
    id,
    at: at.toISOString(),
    to: person,
    subject: subject[bundle.languages[0] ?? "en"] ?? "",
  }));
}

/**
 * One kept mail, opened for an operator; it shows the person's name and address, so it leaves evidence with them.
 * @throws {ProblemError} `not-found`; `refused`
 */
export async function openMail(
  context: Context,
  mail: MailChannel,
  id: string,
): Promise<z.infer<typeof shapes.MailboxMail>> {
  return transact(context.db, async (tx) => {
    const row = await tx
      .withTables<ServiceTables>()
      .selectFrom("mailbox")
      .select(["person", "at"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (row === undefined || mail.kind !== "mailbox") throw noSuchMail();
    await permitReading(context, tx, row.person);
    const kept = await mail.open(tx, row.person, id);
    if (kept === null) throw noSuchMail();
    const { message, ...shown } = kept;
    return { id, at: row.at.toISOString(), ...shown, headers: [...listHeaders(message)] };
  });
}

function noSuchMail(): ProblemError {
  return new ProblemError("not-found", { detail: "there is no such mail" });
}
