import type { Tx } from "@avow/postgres";
import { sql } from "kysely";
import type { StoredDelivery } from "./claim.ts";
import type { Copy } from "./notice.ts";
import type { Settled } from "./settle-deliveries.ts";
import type { CopyOutcome } from "./tables.ts";

/** The tokens a copy bears, by which an answer to it is known. */
type CopyToken = "reply_hash" | "unsubscribe_hash";

/** Whose copy bears the token of this SHA-256: the latest of a delivery, or one kept by {@link keepCopies}; `null` for nobody's. */
export async function findCopy(tx: Tx, token: CopyToken, hash: Buffer): Promise<Copy | null> {
  const column = sql.ref(token);
  const { rows } = await sql<Copy>`
    select copy.person, copy.delivery, notice.id as notice, notice.purpose, copy.channel, copy.attempt
    from (
      select person, id as delivery, notice, channel, attempts as attempt from delivery where ${column} = ${hash}
      union all
      select kept.person, kept.delivery, delivery.notice, kept.channel, kept.attempt
      from delivery_copy kept join delivery on delivery.person = kept.person and delivery.id = kept.delivery
      where kept.${column} = ${hash}
    ) copy join notice on notice.id = copy.notice
    limit 1`.execute(tx);
  return rows[0] ?? null;
}

/**
 * Keeps the tokens of copies that deliveries go on from, though they may have reached the person: what may have arrived and is sent
 * again, what came back, and what was never heard of. What was refused, or never left, bears no token that anybody has seen.
 */
export async function keepCopies(tx: Tx, settled: readonly Settled[]): Promise<void> {
  const left = settled.flatMap(({ delivery, verdict }) => {
    if (verdict.kind === "unknown") return [{ delivery, outcome: "unknown" as const }];
    if (verdict.kind !== "next") return [];
    const { outcome } = verdict;
    return outcome === "returned" || outcome === "unknown" ? [{ delivery, outcome }] : [];
  });
  await insertCopies(tx, left);
}

/** Keeps the copy each of these deliveries stands at; one from before there were tokens has none. */
export async function insertCopies(
  tx: Tx,
  copies: readonly { readonly delivery: StoredDelivery; readonly outcome: CopyOutcome }[],
): Promise<void> {
  const rows = copies.flatMap(({ delivery, outcome }) => {
    const { person, id, channel, attempts: attempt, reply_hash, unsubscribe_hash } = delivery;
    if (reply_hash === null) return [];
    const [reply, ends] = [reply_hash, unsubscribe_hash].map((hash) => hash?.toString("hex") ?? null);
    return [{ person, delivery: id, channel, attempt, outcome, reply, ends }];
  });
  if (rows.length === 0) return;
  await sql`
    insert into delivery_copy (person, delivery, channel, attempt, outcome, reply_hash, unsubscribe_hash)
    select person, delivery, channel, attempt, outcome, decode(reply, 'hex'), decode(ends, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as kept (
      person uuid, delivery uuid, channel text, attempt integer, outcome text, reply text, ends text)
    on conflict (person, delivery, channel, attempt) do update set outcome = excluded.outcome`.execute(tx);
}
