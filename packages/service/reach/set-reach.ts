import { REACH_FIELDS } from "@avow/contract";
import { transact } from "@avow/postgres";
import type { PersonSession } from "../accounts/sessions.ts";
import { parseSubscription } from "../channels/push/subscription.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import { loadFacts } from "../people/person.ts";
import type { ReceiptHandle } from "../receipts/settle.ts";
import { listSubmissions } from "../submissions/rows.ts";
import { submit } from "../submissions/submit.ts";
import { withdrawSubmission } from "../submissions/take-back.ts";
import { endOfLife, findPushWorker } from "./push-worker.ts";
import { FORM, getReach, type Reach } from "./ways.ts";

type ReachField = (typeof REACH_FIELDS)[number];
const MOST = 200;

/** @throws {ProblemError} `not-found` for what is no way to reach anybody */
export function reachFieldIn(part: string): ReachField {
  const field = REACH_FIELDS.find((one) => one === part);
  if (field === undefined)
    throw new ProblemError("not-found", { detail: "there is nothing at this address" });
  return field;
}

/**
 * Keeps one way to reach a person through the door of submissions, and takes the one before back: the latest counts, and one alone is
 * held. An empty value takes it back. What is cut off in between leaves two, of which the latest counts too.
 * @throws {ProblemError} what {@link submit} throws; `field-malformed` for a subscription that cannot be used; `refused` where the
 * policy lets this browser keep no service worker
 */
export async function setReach(
  context: Context,
  session: PersonSession,
  {
    field,
    value,
    pushKey,
  }: { readonly field: ReachField; readonly value: string; readonly pushKey: string | null },
): Promise<{ reach: Reach; receipt: ReceiptHandle | null }> {
  const given = value.trim();
  const text = field === "push" && given !== "" ? await acceptPush(context, session, given) : given;
  let receipt: ReceiptHandle | null = null;
  let kept: string | null = null;
  if (text !== "") {
    const values = { [`${FORM}.${field}`]: text };
    const given = await submit(context, session, { form: FORM, about: field, values, choices: {} });
    receipt = given.receipt;
    kept = given.submission.id;
  }
  const filter = { form: FORM, about: field, person: session.person };
  const all = await transact(context.db, (tx) => listSubmissions(tx, filter, MOST));
  for (const { id, state } of all)
    if (id !== kept && state !== "withdrawn") {
      const taken = await withdrawSubmission(context, session, id);
      receipt ??= taken.receipt;
    }
  return { reach: await getReach(context, session, pushKey), receipt };
}

/**
 * The subscription as it is kept: what is needed of it, until the life of the worker that shows what is pushed is over, or until the
 * browser says it ends before. The gate is asked whether this person's browser may keep the worker (2.2.4, 2.2.6).
 */
async function acceptPush(context: Context, session: PersonSession, text: string): Promise<string> {
  const { bundle, gate } = context;
  const worker = findPushWorker(bundle);
  const { person, cookies } = session;
  const facts = await transact(context.db, (tx) => loadFacts(tx, person, { loggedIn: true, cookies }));
  const [key, purpose] = [worker?.name ?? "push", worker?.purpose ?? ""];
  const decision = gate.decide(facts, { action: "store", by: "portal", purpose, data: [], key });
  if (decision.effect !== "permit") throw refusalProblem(decision);
  if (worker === null) throw new TypeError("the gate permits no key that is not in the register");
  const now = context.now();
  const subscription = parseSubscription(text);
  if (subscription === null) throw malformed(context, "is not a push subscription of a public service");
  const end = endOfLife(worker.life, now).getTime();
  const expirationTime = Math.min(subscription.expirationTime ?? end, end);
  if (expirationTime <= now.getTime()) throw malformed(context, "is a push subscription that is over");
  return JSON.stringify({ ...subscription, expirationTime });
}

function malformed({ bundle }: Context, message: string): ProblemError {
  return new ProblemError("field-malformed", {
    detail: "a value is not what its field takes",
    clause: bundle.forms[FORM]?.clause ?? bundle.law.clause,
    errors: [{ at: `${FORM}.push`, message }],
  });
}
