import type * as shapes from "@avow/contract/shapes";
import { type Tx, transact } from "@avow/postgres";
import type { z } from "zod";
import { hashToken } from "../accounts/sessions.ts";
import { objectIn } from "../choices/choices.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { findCopy } from "../notices/copies.ts";
import { lockPerson } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";

/**
 * Ends messages of one purpose for whoever holds a message's link, at once and for those still queued (2.4.9; RFC 8058).
 * A second click changes nothing and is answered the same.
 * @throws {ProblemError} `token-unknown`, also after the person was erased
 */
export async function unsubscribe(
  context: Context,
  token: string,
): Promise<z.infer<typeof shapes.Unsubscribed>> {
  return transact(context.db, async (tx) => {
    const message = await findCopy(tx, "unsubscribe_hash", hashToken(token));
    if (message === null || !(await lockPerson(tx, message.person))) throw unknown();
    const declared = context.bundle.purposes[message.purpose];
    if (declared === undefined) throw unknown();
    if (!(await hasObjected(tx, message)))
      await objectIn(context, tx, message.person, message.purpose, "one-click");
    return { purpose: message.purpose, title: declared.title, clause: declared.objection ?? declared.clause };
  });
}

async function hasObjected(
  tx: Tx,
  { person, purpose }: { readonly person: string; readonly purpose: string },
): Promise<boolean> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("objection")
    .select("at")
    .where("person", "=", person)
    .where("purpose", "=", purpose)
    .executeTakeFirst();
  return row !== undefined;
}

function unknown(): ProblemError {
  return new ProblemError("token-unknown", {
    detail: "this link belongs to no message, or to an account that no longer exists",
    help: "copy the whole link from the message, or use the privacy centre",
  });
}
