import { transact } from "@avow/postgres";
import type { Report } from "../channels/reports/parse-report.ts";
import { objectIn } from "../choices/choices.ts";
import { isObjectable } from "../choices/objectable.ts";
import type { Context } from "../context.ts";
import type { Notices, Said } from "../notices/notice.ts";
import { lockPerson } from "../people/person.ts";

/**
 * Does what a mail server's report asks for: what came back counts as not told, so that the next channel follows (2.3.7), and a complaint
 * is an objection (2.4.9). `false` for one that is about nothing of ours, or asks for nothing we can do: a person reads it then.
 */
export async function settleReport(
  context: Context,
  notices: Pick<Notices, "findReply" | "settleCopy">,
  report: Report,
): Promise<boolean> {
  const token = report.of.replyToken;
  if (token === null) return false;
  return transact(context.db, async (tx) => {
    const copy = await notices.findReply(tx, token);
    if (copy === null) return false;
    if (report.kind === "delayed") return true;
    if (report.kind !== "complaint") return notices.settleCopy(context, tx, copy, saidBy(report));
    const { person, purpose } = copy;
    if (!isObjectable(context, purpose) || !(await lockPerson(tx, person))) return false;
    await objectIn(context, tx, person, purpose, "complaint");
    return true;
  });
}

function saidBy(report: Extract<Report, { readonly kind: "failed" | "delivered" }>): Said {
  return report.kind === "delivered"
    ? { kind: "arrived", through: "a mail server's report" }
    : { kind: "returned", why: `a mail server returned it (${report.status})`, despite: true };
}
