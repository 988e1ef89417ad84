import { transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { lockDeliveries, type StoredDelivery, shareNotice } from "./claim.ts";
import type { Kinds } from "./hand-over.ts";
import { settleDeliveries } from "./settle-deliveries.ts";

/** People whose deliveries are withdrawn in one transaction. */
const PAGE = 200;

/** What is open of a cancelled notice. One that is on its way is settled by who sends it, and looked at again then. */
const OPEN_STATES: readonly StoredDelivery["state"][] = ["queued", "with-staff", "awaits-report", "unknown"];
const OPEN = sql`settled_at is null and state = any(${OPEN_STATES}::text[])`;

/**
 * Withdraws what was still to come of notices that were cancelled, with evidence for each person: a page of people at a time, each
 * a transaction, so that it goes on where it was cut off. Of several processes one does so at a time.
 */
export async function withdrawCancelled(
  context: Context,
  o: { readonly kinds: Kinds; readonly signal: AbortSignal },
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from notice
    where state = 'cancelled' and exists (select from delivery where notice = notice.id and ${OPEN})
    order by created_at`.execute(context.db);
  for (const { id } of rows) while (!o.signal.aborted && (await withdrawPage(context, o.kinds, id)));
}

/** Whether there is more. */
async function withdrawPage(context: Context, kinds: Kinds, id: string): Promise<boolean> {
  return transact(context.db, async (tx) => {
    const { rows: turns } = await sql<{ ours: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${`withdraw ${id}`}, 0)) as ours`.execute(tx);
    const notice = turns[0]?.ours ? await shareNotice(tx, id) : null;
    const kind = notice === null ? undefined : kinds.get(notice.kind);
    if (notice === null || kind === undefined) return false;
    const { rows: page } = await sql<{ person: string; id: string }>`
      select person, id from delivery where notice = ${id} and ${OPEN} order by person limit ${PAGE}`.execute(
      tx,
    );
    const open = (await lockDeliveries(tx, page)).filter(isOpen);
    const settled = open.map((delivery) => ({ delivery, verdict: { kind: "withdrawn" } as const }));
    await settleDeliveries(context, tx, { notice, kind, settled });
    return page.length === PAGE;
  });
}

function isOpen({ settled_at, state }: StoredDelivery): boolean {
  return settled_at === null && OPEN_STATES.includes(state);
}
