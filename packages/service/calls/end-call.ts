import type { AnswerOf } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import { objectIn } from "../choices/choices.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { Notices } from "../notices/notice.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import type { Operator } from "../staff/operators.ts";
import { type CallRow, changeCall, findCall } from "./call-rows.ts";
import { keepCallNote } from "./telephone-note.ts";

/** What an operator says of a call. */
export interface Said {
  readonly outcome: AnswerOf<"endCall">["outcome"];
  readonly note: string;
  readonly objectTo: readonly string[];
}

/** Nobody answers a telephone at once: it is tried again after this, and given up after so many times. */
const AGAIN_MS = 4 * 3_600_000;
const MOST_UNANSWERED = 3;

const RETURNED = {
  "no-answer": "nobody answers the telephone",
  "wrong-number": "the number is somebody else’s",
  objected: "the person wants no call",
} as const;

/**
 * Ends an operator's own call. Only a person who was reached counts as told: after every other outcome the next channel follows. An
 * objection is there before the answer is.
 * @throws {ProblemError} `not-found`; `state-unfit` when the call is somebody else's, or over; `field-missing` for an objection to
 * nothing; `purpose-unknown`; what the form door says of the note
 */
export async function endCall(
  context: Context,
  notices: Notices,
  of: { readonly id: string; readonly operator: Operator; readonly said: Said },
): Promise<AnswerOf<"endCall">> {
  const { outcome, objectTo } = of.said;
  if (outcome === "objected" && objectTo.length === 0)
    throw new ProblemError("field-missing", {
      detail: "it is not said what the person objects to",
      errors: [{ at: "objectTo", message: "is empty" }],
    });
  await transact(context.db, async (tx) => {
    const before = await findCall(tx, of.id);
    if (before === null || !(await lockPerson(tx, before.person)))
      throw new ProblemError("not-found", { detail: "there is no such call (any more)" });
    const row = await findCall(tx, of.id);
    if (row === null || row.ended_at !== null || row.taken_by !== of.operator.id)
      throw new ProblemError("state-unfit", {
        detail: "this call is with somebody else by now, or over",
        help: "take the next call",
      });
    await endIn({ context, notices }, tx, row, of.said);
  });
  return { outcome };
}

async function endIn(
  { context, notices }: { readonly context: Context; readonly notices: Notices },
  tx: Tx,
  row: CallRow,
  { outcome, note, objectTo }: Said,
): Promise<void> {
  const { person, delivery } = row;
  const now = context.now();
  for (const purpose of outcome === "objected" ? objectTo : [])
    await objectIn(context, tx, person, purpose, "telephone");
  if (note.trim() !== "") await keepCallNote(context, tx, { person, note, about: `call/${delivery}` });
  await recordEvent(context, tx, person, {
    kind: "call-made",
    clause: context.bundle.forms.reach?.clause ?? context.bundle.law.clause,
    facts: { delivery, outcome },
  });
  const unanswered = row.unanswered + (outcome === "no-answer" ? 1 : 0);
  if (outcome === "no-answer" && unanswered < MOST_UNANSWERED) {
    const due = new Date(now.getTime() + AGAIN_MS);
    return changeCall(tx, row, { unanswered, due_at: due, taken_by: null, taken_until: null });
  }
  await changeCall(tx, row, { unanswered, ended_at: now, outcome, taken_by: null, taken_until: null });
  const told =
    outcome === "reached"
      ? { kind: "reached" as const }
      : { kind: "returned" as const, why: RETURNED[outcome] };
  await notices.settle(context, tx, { person, delivery, channel: "telephone" }, told);
}
