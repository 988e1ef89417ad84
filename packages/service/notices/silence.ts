import type { ChannelName } from "@avow/policy";
import type { Database } from "@avow/postgres";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import type { Kinds } from "./hand-over.ts";
import type { NoticeKind } from "./notice.ts";
import type { Verdict } from "./settle-deliveries.ts";
import { settleOverdue } from "./settle-overdue.ts";

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
  await settleOverdue(context, kinds, overdue, {
    isOverdue: ({ state, due_at }) => state === "awaits-report" && due_at <= at,
    async judge(_tx, { kind }) {
      const verdict = verdictOf(kind);
      return () => verdict;
    },
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
