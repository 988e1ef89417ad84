import { randomBytes, randomUUID } from "node:crypto";
import type * as shapes from "@avow/contract/shapes";
import { transact } from "@avow/postgres";
import type { z } from "zod";
import { hashToken } from "../accounts/sessions.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";
import type { Operators } from "./operators.ts";

/** How long a link that makes an operator can be used. */
const VALID_MS = 72 * 60 * 60 * 1000;

/** Every operator with who invited them, and every invitation that can still be used, newest first. */
export async function listOperators(
  context: Context,
  operators: Operators,
): Promise<z.infer<typeof shapes.Operators>> {
  const tables = context.db.withTables<ServiceTables>();
  const known = await operators.list();
  const used = await tables
    .selectFrom("operator_invitation")
    .select(["operator", "invited_by"])
    .where("operator", "is not", null)
    .execute();
  const inviters = new Map(used.map(({ operator, invited_by }) => [operator, invited_by]));
  const open = await tables
    .selectFrom("operator_invitation")
    .select(["id", "invited_by", "invited_at", "expires_at"])
    .where("used_at", "is", null)
    .where("expires_at", ">", context.now())
    .orderBy("invited_at", "desc")
    .orderBy("id")
    .execute();
  return {
    operators: known.map(({ id, name, email, since }) => ({
      id,
      name,
      email,
      since: since.toISOString(),
      invitedBy: inviters.get(id) ?? null,
    })),
    invitations: open.map((row) => ({
      id: row.id,
      invitedBy: row.invited_by,
      invitedAt: row.invited_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
    })),
  };
}

/** Makes a link's token with which one operator can be made within three days. Only its hash is kept. */
export async function inviteOperator(
  context: Context,
  by: string,
): Promise<z.infer<typeof shapes.OperatorInvitation>> {
  const token = randomBytes(32).toString("base64url");
  const id = randomUUID();
  const now = context.now();
  const expiresAt = new Date(now.getTime() + VALID_MS);
  await context.db
    .withTables<ServiceTables>()
    .insertInto("operator_invitation")
    .values({
      id,
      token_hash: hashToken(token),
      invited_by: by,
      invited_at: now,
      expires_at: expiresAt,
      used_at: null,
      operator: null,
    })
    .execute();
  return { id, token, expiresAt: expiresAt.toISOString() };
}

/**
 * Takes an invitation back; its link makes nobody any more.
 * @throws {ProblemError} `not-found` when it was used or taken back already
 */
export async function withdrawInvitation(context: Context, id: string): Promise<void> {
  const gone = await context.db
    .withTables<ServiceTables>()
    .deleteFrom("operator_invitation")
    .where("id", "=", id)
    .where("used_at", "is", null)
    .executeTakeFirst();
  if (gone.numDeletedRows === 0n)
    throw new ProblemError("not-found", { detail: "this invitation was used, or taken back already" });
}

/**
 * Makes the operator an invitation was for. Of two who race with one link, one is made.
 * @throws {ProblemError} `token-unknown`; `email-taken`, after which the link can still be used
 */
export async function joinOperators(
  context: Context,
  operators: Operators,
  { token, ...operator }: z.output<typeof shapes.FirstOperatorBody>,
): Promise<void> {
  const now = context.now();
  await transact(context.db, async (tx) => {
    const invitations = tx.withTables<ServiceTables>();
    const used = await invitations
      .updateTable("operator_invitation")
      .set({ used_at: now })
      .where("token_hash", "=", hashToken(token))
      .where("used_at", "is", null)
      .where("expires_at", ">", now)
      .executeTakeFirst();
    if (used.numUpdatedRows === 0n)
      throw new ProblemError("token-unknown", {
        detail: "this link was used, taken back, or is too old",
        help: "ask the operator who sent it for a new one",
      });
    const made = await operators.create(tx, operator);
    await invitations
      .updateTable("operator_invitation")
      .set({ operator: made })
      .where("token_hash", "=", hashToken(token))
      .execute();
  });
}
