import type { AnswerOf } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import { openParcel } from "../channels/sealed-parcel.ts";
import type { Context } from "../context.ts";
import { askAgain, type Standing } from "../notices/ask-again.ts";
import type { Kinds } from "../notices/hand-over.ts";
import type { Notices } from "../notices/notice.ts";
import { recordEvent } from "../receipts/record-event.ts";
import type { Operator } from "../staff/operators.ts";
import { type CallRow, changeCall, findCall, findNextCall } from "./call-rows.ts";

type Taken = NonNullable<AnswerOf<"takeCall">["call"]>;

/** What calling needs beside the context. */
export interface Calling {
  readonly notices: Notices;
  readonly kinds: Kinds;
}

/** How long a call is one operator's. */
const LEASE_MS = 15 * 60_000;
/** How long a call of a paused notice waits before it is looked at again. */
const PAUSE_MS = 10 * 60_000;

/**
 * Gives an operator the next call, opened for them alone until their time is over, with evidence for its person. One that is not
 * permitted any more is passed on, and nobody is shown its number.
 */
export async function takeCall(
  context: Context,
  calling: Calling,
  operator: Operator,
): Promise<AnswerOf<"takeCall">> {
  for (;;) {
    const next = await findNextCall(context.db, operator.id, context.now());
    if (next === null) return { call: null };
    const call = await transact(context.db, (tx) => takeOne({ context, calling, operator }, tx, next));
    if (call !== null) return { call };
  }
}

interface Taking {
  readonly context: Context;
  readonly calling: Calling;
  readonly operator: Operator;
}

/** `null` where it is not to be made now, or somebody else was faster: then another is next. */
async function takeOne(taking: Taking, tx: Tx, next: CallRow): Promise<Taken | null> {
  const { context, operator } = taking;
  const { person, delivery } = next;
  const standing = await askAgain({ ...taking.calling, context }, tx, {
    person,
    delivery,
    channel: "telephone",
  });
  const now = context.now();
  const row = await findCall(tx, next.id);
  if (row === null || row.ended_at !== null || isTaken(row, operator.id, now)) return null;
  if (standing.kind !== "permitted") {
    await passOver(taking, tx, { row, standing });
    return null;
  }
  const parcel = await openParcel(context.vault, tx, row);
  if (parcel === null) return null;
  const takenUntil = new Date(now.getTime() + LEASE_MS);
  await changeCall(tx, row, { taken_by: operator.id, taken_until: takenUntil });
  const { clause, operation } = standing.permit;
  const facts = { delivery, by: "operator", fields: [...operation.data] };
  await recordEvent(context, tx, person, { kind: "call-opened", clause, facts });
  const { purpose } = standing;
  return {
    id: row.id,
    person,
    name: parcel.to.name,
    number: parcel.to.address,
    language: parcel.language,
    subject: parcel.subject,
    paragraphs: [...parcel.body],
    footer: [...parcel.footer],
    purpose,
    title: { ...context.bundle.purposes[purpose]?.title },
    clause,
    unanswered: row.unanswered,
    takenUntil: takenUntil.toISOString(),
  };
}

function isTaken({ taken_by, taken_until }: CallRow, operator: string, now: Date): boolean {
  return taken_by !== null && taken_by !== operator && taken_until !== null && taken_until > now;
}

async function passOver(
  { context, calling }: Taking,
  tx: Tx,
  {
    row,
    standing,
  }: { readonly row: CallRow; readonly standing: Exclude<Standing, { readonly kind: "permitted" }> },
): Promise<void> {
  const now = context.now();
  const { person, delivery } = row;
  if (standing.kind === "paused")
    return changeCall(tx, row, {
      due_at: new Date(now.getTime() + PAUSE_MS),
      taken_by: null,
      taken_until: null,
    });
  await changeCall(tx, row, { ended_at: now, outcome: "dropped", taken_by: null, taken_until: null });
  if (standing.kind !== "refused") return;
  const why = "not permitted any more";
  await calling.notices.settle(
    context,
    tx,
    { person, delivery, channel: "telephone" },
    { kind: "returned", why },
  );
}
