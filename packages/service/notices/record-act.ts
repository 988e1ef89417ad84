import { createHash } from "node:crypto";
import type { AnswerOf } from "@avow/contract";
import { personLeaf } from "@avow/evidence";
import type { Tx } from "@avow/postgres";
import type { Context } from "../context.ts";
import { encodeHappening } from "../receipts/record-event.ts";
import type { ServiceTables } from "../tables.ts";
import type { StoredNotice } from "./claim.ts";
import type { Act } from "./notice.ts";
import { clauseOfPurpose } from "./settle-deliveries.ts";

/**
 * Writes what an operator did to a notice into the evidence, in the transaction that does it and holds the notice's lock. A notice
 * that is steered has a chain of its own as a person has, under a key of its own: the log shows that something happened and hides
 * what. The reason may name people, so it is sealed; the event has its SHA-256.
 */
export async function recordAct(context: Context, tx: Tx, notice: StoredNotice, act: Act): Promise<void> {
  const tables = tx.withTables<ServiceTables>();
  const last = await tables
    .selectFrom("notice_act")
    .select(["key", "sequence", "head"])
    .where("notice", "=", notice.id)
    .orderBy("sequence", "desc")
    .limit(1)
    .executeTakeFirst();
  const key = last?.key ?? (await context.vault.createPerson(tx));
  const at = context.now();
  const reason = act.kind === "cancelled" && act.reason !== null ? Buffer.from(act.reason) : null;
  const { commitment, kept, sequence } = encodeHappening(context, notice.id, {
    happening: {
      kind: `notice-${act.kind}`,
      clause: clauseOfPurpose(context, notice.purpose),
      facts: {
        by: act.by.id,
        ...(reason === null ? {} : { reason: createHash("sha256").update(reason).digest("hex") }),
      },
    },
    last: last ?? { sequence: 0, head: null },
    at,
  });
  const id = await context.ledger.append(tx, personLeaf(commitment));
  await context.vault.keepEvidence(tx, key, id, kept);
  if (reason !== null) await context.vault.keepEvidence(tx, key, reasonName(id), reason);
  await tables
    .insertInto("notice_act")
    .values({
      notice: notice.id,
      sequence,
      id,
      key,
      kind: act.kind,
      by: act.by.name,
      at,
      head: Buffer.from(commitment),
    })
    .execute();
}

/** What was done to a notice, the first act first, with the reasons that were given. */
export async function listActs(
  { vault }: Pick<Context, "vault">,
  tx: Tx,
  notice: string,
): Promise<AnswerOf<"notice">["acts"]> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("notice_act")
    .select(["id", "key", "kind", "by", "at"])
    .where("notice", "=", notice)
    .orderBy("sequence")
    .execute();
  const acts: AnswerOf<"notice">["acts"] = [];
  for (const { id, key, kind, by, at } of rows) {
    const reason = await vault.openEvidence(tx, key, reasonName(id));
    acts.push({
      kind,
      by,
      at: at.toISOString(),
      reason: reason === null ? null : new TextDecoder().decode(reason),
    });
  }
  return acts;
}

function reasonName(act: string): string {
  return `reason/${act}`;
}
