import { createHash } from "node:crypto";
import { askPermit } from "@avow/gate";
import { transact } from "@avow/postgres";
import { askToCollect, checkForm } from "../collection/form-door.ts";
import { requireAttachedForm } from "../collection/form-kinds.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import { ABSENT, loadFacts } from "../people/person.ts";
import { noteAccess } from "../receipts/access-rows.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { awaitIndex, type ReceiptHandle } from "../receipts/settle.ts";
import type { ServiceTables } from "../tables.ts";
import { factsAbout, listEachChoices } from "./each-choices.ts";
import { WITHDRAWN } from "./end-records.ts";
import { gatherValues, openRecords } from "./open-records.ts";
import { listRecords, lockSubmission } from "./rows.ts";
import { requireSomething, sealAll } from "./submit.ts";

/**
 * Moves a submission on, as a paid order; the same move twice is one.
 * @throws {ProblemError} `submission-unknown`; `state-unfit` when it stands elsewhere than `from`
 */
export async function moveSubmission(
  context: Context,
  id: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<{ state: string; moved: boolean }> {
  if (to === WITHDRAWN)
    throw new ProblemError("state-unfit", { detail: "only its person takes a submission back" });
  return transact(context.db, async (tx) => {
    const { person, form, state } = await lockSubmission(tx, id);
    if (state === to) return { state, moved: false };
    if (state !== from)
      throw new ProblemError("state-unfit", { detail: "the submission stands elsewhere by now" });
    await tx
      .withTables<ServiceTables>()
      .updateTable("submission")
      .set({ state: to })
      .where("person", "=", person)
      .where("id", "=", id)
      .execute();
    await recordEvent(context, tx, person, {
      kind: "submission-moved",
      clause: clauseOf(context, form),
      facts: { submission: id, from, to },
    });
    return { state: to, moved: true };
  });
}

/**
 * Adds what the site learned about a submission from elsewhere, through a form of its own; once for each `key`, whatever
 * comes under it the second time.
 * @throws {ProblemError} `submission-unknown`; `refused`; what {@link checkForm} throws
 */
export async function attach(
  context: Context,
  id: string,
  given: {
    readonly form: string;
    readonly key: string;
    readonly values: Readonly<Record<string, string>>;
  },
): Promise<{ attached: boolean; receipt: ReceiptHandle | null }> {
  const { bundle } = context;
  const { form } = given;
  requireAttachedForm(bundle, form);
  const values = checkForm(bundle, form, given.values);
  requireSomething(context, form, values);
  const recorded = await transact(context.db, async (tx) => {
    const row = await lockSubmission(tx, id);
    const { person } = row;
    const fresh = await tx
      .withTables<ServiceTables>()
      .insertInto("submission_attachment")
      .values({
        person,
        submission: id,
        form,
        key_hash: createHash("sha256").update(given.key).digest(),
        at: context.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("submission")
      .executeTakeFirst();
    if (fresh === undefined) return null;
    const choices = (await listEachChoices(tx, [id])).get(id) ?? [];
    const facts = factsAbout(bundle, await loadFacts(tx, person, ABSENT), choices);
    const asked = askToCollect(context, form, values, { person, by: "portal", facts });
    if ("refusal" in asked) throw refusalProblem(asked.refusal);
    await sealAll(context, tx, row, asked.collected);
    return recordEvent(context, tx, person, {
      kind: "submission-attached",
      clause: clauseOf(context, form),
      facts: { submission: id, form, fields: [...values.keys()] },
    });
  });
  if (recorded === null) return { attached: false, receipt: null };
  return { attached: true, receipt: await awaitIndex(context, recorded) };
}

/**
 * The fields of one submission that may leave to a recipient. The evidence names the recipient and the fields, never a value;
 * it is there before the answer leaves.
 * @throws {ProblemError} `submission-unknown`; `refused`
 */
export async function discloseSubmission(
  context: Context,
  id: string,
  wanted: { readonly recipient: string; readonly purpose: string; readonly fields: readonly string[] },
): Promise<{ values: Record<string, string>; receipt: ReceiptHandle }> {
  const { recipient, purpose } = wanted;
  const data = [...new Set(wanted.fields)];
  const { id: receipt, values } = await transact(context.db, async (tx) => {
    const { person } = await lockSubmission(tx, id);
    const choices = (await listEachChoices(tx, [id])).get(id) ?? [];
    const facts = factsAbout(context.bundle, await loadFacts(tx, person, ABSENT), choices);
    const operation = { action: "disclose", by: "portal", purpose, recipient, data } as const;
    const asked = askPermit(context.gate, facts, operation, person);
    if ("refusal" in asked) throw refusalProblem(asked.refusal);
    const records = ((await listRecords(tx, [id], "live")).get(id) ?? []).map(({ record }) => record);
    const values = gatherValues(records, await openRecords(context, tx, asked.permit, records));
    const recorded = await recordEvent(context, tx, person, {
      kind: "submission-disclosed",
      clause: asked.permit.clause,
      facts: { submission: id, recipient, purpose, fields: Object.keys(values) },
    });
    const [fields, at] = [Object.keys(values), context.now()];
    await noteAccess(tx, { person, kind: "disclosed", party: recipient, purpose, fields, at });
    return { id: recorded, values };
  });
  return { values, receipt: await awaitIndex(context, receipt) };
}

function clauseOf({ bundle }: Context, form: string): string {
  return bundle.forms[form]?.clause ?? bundle.law.clause;
}
