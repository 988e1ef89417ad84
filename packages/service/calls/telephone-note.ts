import { randomUUID } from "node:crypto";
import type { AnswerOf } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import { objectIn } from "../choices/choices.ts";
import { askToCollect, checkForm } from "../collection/form-door.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import { ABSENT, loadFacts, lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { sealAll } from "../submissions/submit.ts";
import type { ServiceTables } from "../tables.ts";

const FORM = "call";
const FIELD = "call.note";

/**
 * Notes what somebody said on the telephone: objections that hold from this moment, and a note sealed as what they gave us.
 * @throws {ProblemError} `not-found`; `field-missing` when neither is there; `purpose-unknown`; what the form door says of the note
 */
export async function takeTelephoneNote(
  context: Context,
  person: string,
  { note, objectTo }: { readonly note: string; readonly objectTo: readonly string[] },
): Promise<AnswerOf<"telephoneNote">> {
  const purposes = [...new Set(objectTo)];
  const isNoted = note.trim() !== "";
  if (!isNoted && purposes.length === 0)
    throw new ProblemError("field-missing", {
      detail: "there is neither an objection nor a note",
      errors: [{ at: "note", message: "is empty" }],
    });
  await transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, person)))
      throw new ProblemError("not-found", { detail: "there is no such person" });
    for (const purpose of purposes) await objectIn(context, tx, person, purpose, "telephone");
    if (isNoted) await keepCallNote(context, tx, { person, note, about: null });
  });
  return { objections: purposes.length, noted: isNoted };
}

/**
 * Keeps a note of a call as a form that was filled in for its person: they see it, may take it back, and it goes when its time is
 * over. The caller holds their lock.
 * @throws {ProblemError} what {@link checkForm} throws; `refused`
 */
export async function keepCallNote(
  context: Context,
  tx: Tx,
  { person, note, about }: { readonly person: string; readonly note: string; readonly about: string | null },
): Promise<void> {
  const values = checkForm(context.bundle, FORM, { [FIELD]: note });
  const facts = await loadFacts(tx, person, ABSENT);
  const asked = askToCollect(context, FORM, values, { person, by: "portal", facts });
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  const row = { person, id: randomUUID(), form: FORM, about, at: context.now(), state: "placed" };
  await tx.withTables<ServiceTables>().insertInto("submission").values(row).execute();
  await sealAll(context, tx, row, asked.collected);
  await recordEvent(context, tx, person, {
    kind: "call-noted",
    clause: context.bundle.forms[FORM]?.clause ?? context.bundle.law.clause,
    facts: { by: "operator", form: FORM, submission: row.id, fields: [FIELD] },
  });
}
