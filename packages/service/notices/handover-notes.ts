import type { Database, Tx } from "@avow/postgres";
import { sql } from "kysely";
import { anyOf } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";

/** What was noted of one delivery: which attempt was about to be handed over, and whether it is known to have been accepted. */
export interface HandoverNote {
  readonly attempts: number;
  readonly accepted: boolean;
}

/**
 * Notes, in a transaction of its own, what is about to be handed over, and what was accepted before it. A batch is settled in one
 * transaction after all its hand-overs; when its process dies before that, the notes tell what it had not begun, which goes to
 * somebody else, from what nobody knows of.
 */
export async function noteHandovers(
  db: Database,
  of: {
    readonly begun: readonly { readonly id: string; readonly attempts: number }[];
    readonly accepted: readonly string[];
  },
): Promise<void> {
  await sql`
    with accepted as (update delivery_handover set accepted = true where delivery = ${anyOf(of.accepted)})
    insert into delivery_handover (delivery, attempts, accepted)
    select id, attempts, false
    from unnest(${of.begun.map(({ id }) => id)}::uuid[], ${of.begun.map(({ attempts }) => attempts)}::int[]) as begun (id, attempts)
    on conflict (delivery) do update set attempts = excluded.attempts, accepted = false`.execute(db);
}

/** What is noted of these deliveries, by their ids. */
export async function findHandoverNotes(
  tx: Tx,
  deliveries: readonly string[],
): Promise<ReadonlyMap<string, HandoverNote>> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("delivery_handover")
    .select(["delivery", "attempts", "accepted"])
    .where("delivery", "=", anyOf(deliveries))
    .execute();
  return new Map(rows.map(({ delivery, ...note }) => [delivery, note]));
}

/** Removes what was noted of deliveries that are settled in the same transaction. */
export async function forgetHandovers(tx: Tx, deliveries: readonly string[]): Promise<void> {
  if (deliveries.length === 0) return;
  await tx
    .withTables<ServiceTables>()
    .deleteFrom("delivery_handover")
    .where("delivery", "=", anyOf(deliveries))
    .execute();
}
