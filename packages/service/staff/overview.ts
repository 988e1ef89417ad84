import type * as shapes from "@avow/contract/shapes";
import type { z } from "zod";
import type { MailChannel } from "../channels/mail.ts";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";

/** What the console opens with. */
export async function getOverview(
  context: Context,
  mail: MailChannel,
): Promise<z.infer<typeof shapes.Overview>> {
  const { bundle, version, ledger } = context;
  const tables = context.db.withTables<ServiceTables>();
  const { people } = await tables
    .selectFrom("account")
    .select(({ fn }) => fn.countAll<number>().as("people"))
    .executeTakeFirstOrThrow();
  const states = await tables
    .selectFrom("message")
    .select(({ fn }) => ["state", fn.countAll<number>().as("messages")])
    .groupBy("state")
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
    mail: { kind: mail.kind, server: mail.server },
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
