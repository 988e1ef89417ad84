import { GATEWAY_OUTCOMES } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import { z } from "zod";
import { isSignedCall } from "../channels/telephone/gateway.ts";
import { objectIn } from "../choices/choices.ts";
import { listObjectable } from "../choices/objectable.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Notices } from "../notices/notice.ts";
import { lockPerson } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";

const Report = z.strictObject({ token: z.string().max(100), outcome: z.enum(GATEWAY_OUTCOMES) });

/**
 * What a telephony gateway says became of a call it took. One that did not reach the person, or reached a machine, counts as
 * returned, and the next channel follows; the first word about a call stands. An objection is to everything one may object to, for a
 * machine hears no more than "no". A call nobody knows is answered like any other: it tells nobody which are known.
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
    const copy = await notices.findReply(tx, token);
    if (copy?.channel !== "telephone") return;
    await notices.settleCopy(
      context,
      tx,
      copy,
      outcome === "reached"
        ? { kind: "arrived", through: "the telephone gateway's report" }
        : { kind: "returned", why: `the gateway says ${outcome}`, despite: false },
    );
    if (outcome === "objected" && (await lockPerson(tx, copy.person)))
      await objectToAll(context, tx, copy.person);
  });
}

/** What they have objected to already stays as it is: a report may come twice. */
async function objectToAll(context: Context, tx: Tx, person: string): Promise<void> {
  const already = await tx
    .withTables<ServiceTables>()
    .selectFrom("objection")
    .select("purpose")
    .where("person", "=", person)
    .execute();
  for (const { purpose } of listObjectable(context))
    if (!already.some((one) => one.purpose === purpose))
      await objectIn(context, tx, person, purpose, "telephone");
}

function readReport(body: string): z.infer<typeof Report> {
  try {
    return Report.parse(JSON.parse(body));
  } catch {
    throw new ProblemError("body-malformed", {
      detail: "the report has another shape than this route takes",
      help: `send \`token\` and \`outcome\`, one of ${GATEWAY_OUTCOMES.join(", ")}`,
    });
  }
}
