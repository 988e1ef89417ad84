import type { AnswerOf } from "@avow/contract";
import { transact } from "@avow/postgres";
import { countDecision } from "../activity/tally.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { loadFacts, lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { awaitIndex } from "../receipts/settle.ts";
import type { ServiceTables } from "../tables.ts";
import { askForCookie, cookieClause } from "./session-cookie.ts";
import type { PersonSession } from "./sessions.ts";

/**
 * Changes what a session's device was said to take; the session goes on, with a cookie or without. A session that began with
 * the browser's own refusal keeps to it: it ends with the session, when the browser no longer sends it.
 * @throws {ProblemError} `session-unknown`
 */
export async function chooseCookies(
  context: Context,
  session: PersonSession,
  chosen: "accepted" | "refused",
): Promise<AnswerOf<"chooseCookies">> {
  const { person, signal, tokenHash } = session;
  const cookies = signal === null ? chosen : "refused";
  const { id, leftSeconds, cookie } = await transact(context.db, async (tx) => {
    const locked = await lockPerson(tx, person);
    const changed = await tx
      .withTables<ServiceTables>()
      .updateTable("session")
      .set({ cookies })
      .where("token_hash", "=", tokenHash)
      .returning("expires_at")
      .executeTakeFirst();
    if (!locked || changed === undefined)
      throw new ProblemError("session-unknown", { detail: "this session has ended", help: "log in again" });
    const facts = await loadFacts(tx, person, { loggedIn: true, cookies });
    const { cookie, counted } = askForCookie(context, person, facts);
    if (counted !== null) await countDecision(context, tx, counted);
    const honoured = cookies !== chosen && signal !== null;
    const recorded = await recordEvent(context, tx, person, {
      kind: honoured ? "signal-honoured" : `cookies-${cookies}`,
      clause: cookieClause(context.bundle),
      facts: honoured ? { signal } : {},
    });
    return {
      id: recorded,
      cookie,
      leftSeconds: Math.floor((changed.expires_at.getTime() - context.now().getTime()) / 1000),
    };
  });
  const kept =
    cookie === null || leftSeconds < 1
      ? null
      : { ...cookie, maxAgeSeconds: Math.min(cookie.maxAgeSeconds, leftSeconds) };
  return { cookies, cookie: kept, receipt: await awaitIndex(context, id) };
}
