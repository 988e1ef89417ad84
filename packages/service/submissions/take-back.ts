import type { Refusal } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { PersonSession } from "../accounts/sessions.ts";
import type { Made } from "../choices/choices.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { awaitIndex, type ReceiptHandle } from "../receipts/settle.ts";
import { describeSubmissions, type Submission } from "./describe.ts";
import { keepEachChoice, listEachChoices, makeChoice } from "./each-choices.ts";
import { endRecords, WITHDRAWN } from "./end-records.ts";
import {
  getOwnSubmission,
  listRecords,
  listSubmissions,
  type RecordRow,
  type SubmissionRow,
} from "./rows.ts";

/**
 * Takes a submission back: what was filled in is erased, and nothing stands of it but the receipt. What is kept as a
 * transaction stays for its declared time. Under a dispute it stays too, but is used and shown for nothing from now on.
 * @throws {ProblemError} `submission-unknown`; `refused`
 */
export async function withdrawSubmission(
  context: Context,
  session: PersonSession,
  id: string,
): Promise<{ receipt: ReceiptHandle }> {
  const { person } = session;
  const done = await transact(context.db, async (tx) => {
    await lockOwn(tx, person);
    const { form } = await getOwnSubmission(tx, person, id);
    const records = (await listRecords(tx, [id], "all")).get(id) ?? [];
    refuseTransactions(context, records);
    const ended = await endRecords(
      context,
      tx,
      person,
      records.map(({ record }) => record),
    );
    if (ended.refusal !== null)
      return { refusal: ended.refusal, receipt: await noteKept(context, tx, person, ended.refusal) };
    return {
      receipt: await recordEvent(context, tx, person, {
        kind: "submission-withdrawn",
        clause: context.bundle.forms[form]?.clause ?? context.bundle.law.clause,
        facts: { submission: id, form, erased: ended.erased },
      }),
    };
  });
  const receipt = await awaitIndex(context, done.receipt);
  if ("refusal" in done) throw refusalProblem(done.refusal, receipt);
  return { receipt };
}

/**
 * Records a choice about one submission. Withdrawing what its content stood on undoes it: the content is erased, and the
 * answer is the last that is seen of it.
 * @throws {ProblemError} `submission-unknown`; `purpose-unknown`; `wording-changed`; `state-unfit` when it was undone already
 */
export async function chooseForSubmission(
  context: Context,
  session: PersonSession,
  id: string,
  chosen: Made & { readonly purpose: string },
): Promise<{ submission: Submission; receipt: ReceiptHandle }> {
  const { person } = session;
  const { purpose } = chosen;
  const done = await transact(context.db, async (tx) => {
    await lockOwn(tx, person);
    const row = await getOwnSubmission(tx, person, id);
    const before = (await listEachChoices(tx, [id])).get(id) ?? [];
    const choice = makeChoice(context, { person, submission: id, form: row.form, purpose }, chosen, before);
    if (row.state === WITHDRAWN && choice.state === "granted")
      throw new ProblemError("state-unfit", {
        detail: "what was filled in has been taken back",
        help: "fill in the form again",
        clause: context.bundle.purposes[purpose]?.clause,
      });
    const records = (await listRecords(tx, [id], "all")).get(id) ?? [];
    const bereft = choice.state === "granted" ? [] : records.filter((record) => record.purpose === purpose);
    const receipt = await keepEachChoice(
      context,
      tx,
      choice,
      bereft.length === 0 ? {} : { records: bereft.length },
    );
    const [submission] = await describeSubmissions(context, tx, session, [row]);
    if (submission === undefined) throw new TypeError("a submission that was found is there");
    await endRecords(
      context,
      tx,
      person,
      bereft.map(({ record }) => record),
    );
    const [after] = await listSubmissions(tx, { id }, 1);
    return { receipt, submission: await describeAfter(context, tx, session, { submission, after }) };
  });
  return { submission: done.submission, receipt: await awaitIndex(context, done.receipt) };
}

/** A submission after a choice about it; of one that the choice undid, its choices as they stood last, and no value. */
async function describeAfter(
  context: Context,
  tx: Tx,
  session: PersonSession,
  { submission, after }: { readonly submission: Submission; readonly after: SubmissionRow | undefined },
): Promise<Submission> {
  const [described] = after === undefined ? [] : await describeSubmissions(context, tx, session, [after]);
  return described ?? { ...submission, state: WITHDRAWN, values: {} };
}

/** @throws {ProblemError} `session-unknown` */
async function lockOwn(tx: Tx, person: string): Promise<void> {
  if (!(await lockPerson(tx, person)))
    throw new ProblemError("session-unknown", { detail: "this account has been erased" });
}

/** @throws {ProblemError} `refused` where the law on transactions asks that a record be kept, under its category's clause */
function refuseTransactions({ bundle }: Context, records: readonly RecordRow[]): void {
  const kept = records
    .map(({ category }) => bundle.data[category])
    .find((category) => category?.nature === "transaction");
  if (kept === undefined) return;
  throw new ProblemError("refused", {
    detail: "what was ordered and paid is kept for its declared time",
    clause: kept.clause,
    reason: {
      en: "What was ordered and paid is kept for its declared time, so it cannot be taken back.",
      zh: "订单和付款信息须保存至所声明的期限届满，因此不能撤回。",
    },
    remedy: null,
    source: null,
  });
}

/** Evidence that what a person took back is kept. Returns the receipt's id. */
function noteKept(context: Context, tx: Tx, person: string, { clause, code }: Refusal): Promise<string> {
  const event = { kind: "erasure-refused", clause, facts: { code }, refused: true } as const;
  return recordEvent(context, tx, person, event);
}
