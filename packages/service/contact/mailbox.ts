import type * as shapes from "@avow/contract/shapes";
import { transact } from "@avow/postgres";
import type { z } from "zod";
import { openKept } from "../channels/mailbox-channel.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";
import { permitReading } from "./look-up.ts";

const LIST_LENGTH = 200;

/**
 * The newest messages that were kept instead of sent, of every channel. The list opens none of them: it names the person, not the
 * address, and what an operator wrote beforehand, if they did.
 */
export async function listMailbox({ db, bundle }: Context): Promise<z.infer<typeof shapes.MailboxRow>[]> {
  const rows = await db
    .withTables<ServiceTables>()
    .selectFrom("mailbox")
    .innerJoin("delivery", (join) =>
      join.onRef("delivery.person", "=", "mailbox.person").onRef("delivery.id", "=", "mailbox.delivery"),
    )
    .innerJoin("notice", "notice.id", "delivery.notice")
    .select([
      "mailbox.id",
      "mailbox.person",
      "mailbox.channel",
      "mailbox.at",
      "notice.kind",
      "notice.subject",
    ])
    .orderBy("mailbox.at", "desc")
    .orderBy("mailbox.id")
    .limit(LIST_LENGTH)
    .execute();
  return rows.map(({ person, at, subject, ...row }) => ({
    ...row,
    at: at.toISOString(),
    to: person,
    subject: subject?.[bundle.languages[0] ?? "en"] ?? null,
  }));
}

/**
 * One kept message, opened for an operator; it shows the person's name and address, so it leaves evidence with them.
 * @throws {ProblemError} `not-found`; `refused`
 */
export async function openMail(
  context: Context,
  id: string,
  operator: string,
): Promise<z.infer<typeof shapes.MailboxMail>> {
  return transact(context.db, async (tx) => {
    const row = await tx
      .withTables<ServiceTables>()
      .selectFrom("mailbox")
      .select(["person", "at"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (row === undefined) throw noSuchMail();
    await permitReading(context, tx, { person: row.person, operator });
    const kept = await openKept(context.vault, tx, { person: row.person, id });
    if (kept === null) throw noSuchMail();
    return { id, at: row.at.toISOString(), ...kept, headers: [...kept.headers] };
  });
}

function noSuchMail(): ProblemError {
  return new ProblemError("not-found", { detail: "there is no such mail" });
}
