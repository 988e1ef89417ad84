import type * as shapes from "@avow/contract/shapes";
import type { z } from "zod";
import { isRegistered } from "../accounts/registered.ts";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import { describeMail, type Outgoing } from "./describe-mail.ts";

/** What the console opens with. */
export async function getOverview(
  context: Context,
  outgoing: Outgoing,
): Promise<z.infer<typeof shapes.Overview>> {
  const { bundle, version, ledger } = context;
  const tables = context.db.withTables<ServiceTables>();
  const { people } = await tables
    .selectFrom("account")
    .select(({ fn }) => fn.countAll<number>().as("people"))
    .where(isRegistered())
    .executeTakeFirstOrThrow();
  const states = await tables
    .selectFrom("delivery")
    .innerJoin("notice", "notice.id", "delivery.notice")
    .select(({ fn }) => ["delivery.state", fn.countAll<number>().as("messages")])
    .where("notice.kind", "=", "message")
    .groupBy("delivery.state")
    .execute();
  const { size, signedSize, lastCheckpointAt, fault } = ledger.health();
  const clauses = { enforced: 0, pending: 0, states: 0 };
  for (const { status } of bundle.clauses) clauses[status.status] += 1;
  return {
    policy: { id: bundle.id, title: { ...bundle.title }, version, effective: bundle.effective },
    clauses,
    people,
    messages: Object.fromEntries(states.map(({ state, messages }) => [state, messages])),
    ledger: { size, signedSize, lastCheckpointAt: lastCheckpointAt?.toISOString() ?? null, fault },
    mail: describeMail(outgoing),
    mailbox: Object.values(outgoing.channels)
      .filter((channel) => channel.kind === "keeps" && channel.with === "mailbox")
      .map(({ name }) => name),
  };
}

/** Every clause of the policy in force, and what keeps it. */
export function listClauses({ bundle }: Context): z.infer<typeof shapes.ClauseRow>[] {
  return bundle.clauses.map(({ id, status, mechanisms, words }) => ({
    id,
    status: status.status,
    brings: status.status === "pending" ? status.brings : null,
    mechanisms: [...mechanisms],
    words: { ...words },
  }));
}
