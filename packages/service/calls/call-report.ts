import { CALL_OUTCOMES } from "@avow/contract";
import { transact } from "@avow/postgres";
import { z } from "zod";
import { isSignedCall } from "../channels/telephone/gateway.ts";
import { objectIn } from "../choices/choices.ts";
import { listObjectable } from "../choices/objectable.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Notices } from "../notices/notice.ts";
import { lockPerson } from "../people/person.ts";

const Report = z.strictObject({ token: z.string().max(100), outcome: z.enum(CALL_OUTCOMES) });

/**
 * What a telephony gateway says became of a call it took. One that did not reach the person counts as returned, and the next channel
 * follows; an objection is to everything one may object to, for a machine hears no more than "no". A call nobody knows is answered
 * like any other: it tells nobody which are known.
 * @throws {ProblemError} `report-unsigned`; `body-malformed`
 */
export async function takeCallReport(
  context: Context,
  notices: Notices,
  given: { readonly body: string; readonly signature: string; readonly secret: string | null },
): Promise<void> {
  const { body, signature, secret } = given;
  if (secret === null || !isSignedCall(body, signature, { secret, at: context.now() }))
    throw new ProblemError("report-unsigned", {
      detail: "the signature is missing, old, or of another body",
    });
  const { token, outcome } = readReport(body);
  await transact(context.db, async (tx) => {
    const found = await notices.findReply(tx, token);
    if (found === null) return;
    const { person, delivery } = found;
    await notices.settle(
      context,
      tx,
      { person, delivery, channel: "telephone" },
      outcome === "reached" ? { kind: "reached" } : { kind: "returned", why: `the gateway says ${outcome}` },
    );
    if (outcome === "objected" && (await lockPerson(tx, person)))
      for (const { purpose } of listObjectable(context))
        await objectIn(context, tx, person, purpose, "telephone");
  });
}

function readReport(body: string): z.infer<typeof Report> {
  try {
    return Report.parse(JSON.parse(body));
  } catch {
    throw new ProblemError("body-malformed", {
      detail: "the report has another shape than this route takes",
      help: `send \`token\` and \`outcome\`, one of ${CALL_OUTCOMES.join(", ")}`,
    });
  }
}
