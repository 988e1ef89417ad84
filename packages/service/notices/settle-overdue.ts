import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { lockFreePeople } from "../people/person.ts";
import { lockDeliveries, type StoredDelivery, shareNotice } from "./claim.ts";
import type { Kinds } from "./hand-over.ts";
import type { NoticeKind } from "./notice.ts";
import { settleDeliveries, type Verdict } from "./settle-deliveries.ts";

/** What makes a delivery overdue, and what becomes of those that are. */
export interface OverdueRule {
  isOverdue(delivery: StoredDelivery): boolean;
  /** Asked once a notice, under the locks of everybody whose deliveries are overdue. */
  judge(
    tx: Tx,
    of: { readonly kind: NoticeKind; readonly overdue: readonly StoredDelivery[] },
  ): Promise<(delivery: StoredDelivery) => Verdict>;
}

/**
 * Settles deliveries that were found overdue, a notice at a time; each is looked at again under its person's lock. A person whom
 * somebody holds is left for the next time.
 */
export async function settleOverdue(
  context: Context,
  kinds: Kinds,
  found: readonly Pick<StoredDelivery, "person" | "id" | "notice">[],
  rule: OverdueRule,
): Promise<void> {
  for (const [id, some] of Map.groupBy(found, (row) => row.notice))
    await transact(context.db, async (tx) => {
      const notice = await shareNotice(tx, id);
      const kind = notice === null ? undefined : kinds.get(notice.kind);
      if (notice === null || kind === undefined) return;
      const people = some.map(({ person }) => person);
      const free = new Set(await lockFreePeople(tx, people));
      const deliveries = await lockDeliveries(
        tx,
        some.filter(({ person }) => free.has(person)),
      );
      const overdue = deliveries.filter(rule.isOverdue);
      const verdictOn = await rule.judge(tx, { kind, overdue });
      const settled = overdue.map((delivery) => ({ delivery, verdict: verdictOn(delivery) }));
      await settleDeliveries(context, tx, { notice, kind, settled });
    });
}
