import type { Database, Tx } from "@avow/postgres";
import { sql } from "kysely";
import type { StoredDelivery } from "./claim.ts";

/** Messages of a batch that are handed over at once, and what became of those before them. */
export interface Wave {
  readonly batch: string;
  /** Counted from 0 within its batch. */
  readonly wave: number;
  readonly begun: readonly { readonly id: string; readonly attempts: number }[];
  /** Of the wave before, what the channel accepted. */
  readonly accepted: readonly string[];
}

/**
 * Notes, in a transaction of its own, what is about to be handed over, and what was accepted before it. A batch is settled in one
 * transaction after all its hand-overs; when its process dies before that, the notes tell what it had not begun, which goes to
 * somebody else, from what nobody knows of. One row a wave: a row a message would cost as much as the message.
 */
export async function noteWave(db: Database, { batch, wave, begun, accepted }: Wave): Promise<void> {
  await sql`
    insert into delivery_handover (batch, wave, begun, attempts, accepted)
    values (${batch}, ${wave}, ${begun.map(({ id }) => id)}::uuid[], ${begun.map(({ attempts }) => attempts)}::int[],
      ${accepted}::uuid[])
    on conflict (batch, wave) do update set begun = excluded.begun, attempts = excluded.attempts, accepted = excluded.accepted`.execute(
    db,
  );
}

/** Of these attempts those that were noted, by their deliveries' ids: whether each is known to have been accepted. */
export async function findNoted(
  tx: Tx,
  attempts: readonly Pick<StoredDelivery, "id" | "attempts">[],
): Promise<ReadonlyMap<string, boolean>> {
  const { rows } = await sql<{ delivery: string; accepted: boolean }>`
    select noted.delivery, exists (
      select from delivery_handover as next where next.batch = handover.batch and noted.delivery = any(next.accepted)
    ) as accepted
    from delivery_handover as handover, unnest(handover.begun, handover.attempts) as noted (delivery, attempts)
    join unnest(${attempts.map(({ id }) => id)}::uuid[], ${attempts.map((one) => one.attempts)}::int[]) as asked (delivery, attempts)
      using (delivery, attempts)`.execute(tx);
  return new Map(rows.map(({ delivery, accepted }) => [delivery, accepted]));
}

/** Removes what was noted of a batch that is settled in the same transaction. */
export async function forgetBatch(tx: Tx, batch: string): Promise<void> {
  await sql`delete from delivery_handover where batch = ${batch}`.execute(tx);
}

/** Removes what was noted of batches of which nothing is under way any more: their processes died, and others settled them. */
export async function forgetSettledBatches(db: Database): Promise<void> {
  await sql`
    delete from delivery_handover where batch not in (
      select batch from delivery_handover join delivery on delivery.id = any(begun) where delivery.state = 'sending'
    )`.execute(db);
}
