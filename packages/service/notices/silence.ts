import type { ChannelName } from "@avow/policy";
import { type Database, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { lockFreePeople } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";
import { lockDeliveries, shareNotice } from "./claim.ts";
import type { Kinds } from "./hand-over.ts";
import type { NoticeKind } from "./notice.ts";
import { settleDeliveries, type Verdict } from "./settle-deliveries.ts";

const AT_ONCE = 200;
const SILENT = "no report came of whether it arrived";

/**
 * Gives up waiting for the reports that are overdue through a channel: whether the message arrived is not known, so that nobody counts
 * as told. What is owed goes on to the next channel, what is not stays `unknown`; a report that comes later is still understood. A
 * person whom somebody holds is left for the next time.
 */
export async function giveUpReports(context: Context, kinds: Kinds, channel: ChannelName): Promise<void> {
  const at = context.now();
  const overdue = await listOverdue(context.db, channel, at);
  for (const [id, silent] of Map.groupBy(overdue, (row) => row.notice))
    await transact(context.db, async (tx) => {
      const notice = await shareNotice(tx, id);
      const kind = notice === null ? undefined : kinds.get(notice.kind);
      if (notice === null || kind === undefined) return;
      const people = silent.map(({ person }) => person);
      const free = new Set(await lockFreePeople(tx, people));
      const deliveries = await lockDeliveries(
        tx,
        silent.filter(({ person }) => free.has(person)),
      );
      const settled = deliveries
        .filter(({ state, due_at }) => state === "awaits-report" && due_at <= at)
        .map((delivery) => ({ delivery, verdict: verdictOf(kind) }));
      await settleDeliveries(context, tx, { notice, kind, settled });
    });
}

async function listOverdue(db: Database, channel: ChannelName, at: Date) {
  return db
    .withTables<ServiceTables>()
    .selectFrom("delivery")
    .select(["person", "id", "notice"])
    .where("channel", "=", channel)
    .where("state", "=", "awaits-report")
    .where("due_at", "<=", at)
    .orderBy("due_at")
    .limit(AT_ONCE)
    .execute();
}

function verdictOf({ repeat }: NoticeKind): Verdict {
  return repeat === "at-most-once"
    ? { kind: "unknown", why: SILENT }
    : { kind: "next", outcome: "unknown", why: SILENT };
}
