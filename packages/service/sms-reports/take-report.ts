import { transact } from "@avow/postgres";
import type { SmsReport } from "../channels/sms/report.ts";
import type { Context } from "../context.ts";
import type { Notices } from "../notices/notice.ts";

/**
 * Settles what a provider says became of one text message: one that arrived counts as told, and after one that failed the next channel
 * follows (2.3.7). One that nobody knows changes nothing. The first final word about a message stands.
 */
export async function takeSmsReport(
  context: Context,
  notices: Pick<Notices, "findCopy" | "settleCopy">,
  { report: { of, outcome }, provider }: { readonly report: SmsReport; readonly provider: string },
): Promise<void> {
  await transact(context.db, async (tx) => {
    const copy = await notices.findCopy(tx, of);
    if (copy?.channel !== "sms") return;
    await notices.settleCopy(
      context,
      tx,
      copy,
      outcome.kind === "arrived"
        ? { kind: "arrived", through: `${provider}'s report` }
        : { kind: "returned", why: `${provider} reported ${outcome.code}`, despite: false },
    );
  });
}
