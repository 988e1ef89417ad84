import { randomUUID } from "node:crypto";
import type { Refusal } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { PersonSession } from "../accounts/sessions.ts";
import { chooseIn, type Made } from "../choices/choices.ts";
import { askToCollect, type Collected, checkForm, type FormValues } from "../collection/form-door.ts";
import { requirePersonsForm } from "../collection/form-kinds.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import { loadFacts, lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { awaitIndex, type ReceiptHandle } from "../receipts/settle.ts";
import type { ServiceTables } from "../tables.ts";
import { describeSubmissions, type Submission } from "./describe.ts";
import {
  type ChoiceRow,
  eachPurposes,
  factsAbout,
  isPublished,
  keepEachChoice,
  makeChoice,
} from "./each-choices.ts";
import { givePseudonym } from "./pseudonym.ts";
import type { SubmissionRow } from "./rows.ts";

/** Where every submission begins. */
const PLACED = "placed";

/** A filled-in form, with the choices made on it. */
export interface Filled {
  readonly form: string;
  readonly about: string | null;
  readonly values: Readonly<Record<string, string>>;
  /** By purpose. */
  readonly choices: Readonly<Record<string, Made>>;
}

/**
 * Keeps a filled-in form of the person who is logged in: checked at the door, permitted by the gate under what they have chosen
 * (before, and now with the form), sealed into the vault, and evidenced, all in one transaction.
 * Choices that are made once for all stand, with their receipt, even where the form is then refused: they are the person's own.
 * @throws {ProblemError} what {@link checkForm} throws; `field-missing` when nothing is filled in; `purpose-unknown`;
 * `wording-changed`; `refused`
 */
export async function submit(
  context: Context,
  session: PersonSession,
  filled: Filled,
): Promise<{ submission: Submission; receipt: ReceiptHandle }> {
  requirePersonsForm(context.bundle, filled.form);
  const values = checkForm(context.bundle, filled.form, filled.values);
  requireSomething(context, filled.form, values);
  const done = await transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, session.person)))
      throw new ProblemError("session-unknown", { detail: "this account has been erased" });
    return submitIn(context, tx, session, { filled, values });
  });
  if ("refusal" in done) throw await refused(context, done);
  return { submission: done.submission, receipt: await awaitIndex(context, done.id) };
}

type Submitted =
  | { readonly submission: Submission; readonly id: string }
  /** `id` is the receipt of the last choice that stands. */
  | { readonly refusal: Refusal; readonly id: string | undefined };

async function submitIn(
  context: Context,
  tx: Tx,
  session: PersonSession,
  { filled, values }: { readonly filled: Filled; readonly values: FormValues },
): Promise<Submitted> {
  const { bundle } = context;
  const { person, cookies } = session;
  const { form, about } = filled;
  const row: SubmissionRow = {
    person,
    id: randomUUID(),
    form,
    about,
    at: context.now(),
    state: PLACED,
  };
  const each = eachPurposes(bundle, form);
  const choices: ChoiceRow[] = [];
  let last: string | undefined;
  for (const [purpose, made] of Object.entries(filled.choices))
    if (each.includes(purpose))
      choices.push(makeChoice(context, { person, submission: row.id, form, purpose }, made, []));
    else last = await chooseIn(context, tx, person, { purpose, ...made });
  const facts = await loadFacts(tx, person, { loggedIn: true, cookies });
  const asked = askToCollect(context, form, values, {
    person,
    by: "person",
    facts: factsAbout(bundle, facts, choices),
  });
  if ("refusal" in asked) return { refusal: asked.refusal, id: last };
  await tx.withTables<ServiceTables>().insertInto("submission").values(row).execute();
  for (const choice of choices) await keepEachChoice(context, tx, choice);
  await sealAll(context, tx, row, asked.collected);
  if (isPublished(bundle, form)) await givePseudonym(tx, person);
  const id = await recordEvent(context, tx, person, {
    kind: "form-submitted",
    clause: bundle.forms[form]?.clause ?? "",
    facts: { form, submission: row.id, fields: [...values.keys()] },
  });
  const [submission] = await describeSubmissions(context, tx, session, [row]);
  if (submission === undefined) throw new TypeError("what was just kept is there");
  return { submission, id };
}

/** Seals what was collected, and notes which submission each record is of. */
export async function sealAll(
  context: Context,
  tx: Tx,
  { person, id }: Pick<SubmissionRow, "person" | "id">,
  collected: readonly Collected[],
): Promise<void> {
  for (const { category, purpose, permit, values } of collected) {
    const record = randomUUID();
    await context.vault.seal(tx, permit, { person, category, record, values });
    await tx
      .withTables<ServiceTables>()
      .insertInto("submission_record")
      .values({ person, record, submission: id, category, purpose, ended_at: null })
      .execute();
  }
}

/**
 * Nothing at all is no submission: no purpose would have been asked of the gate.
 * @throws {ProblemError} `field-missing`
 */
export function requireSomething({ bundle }: Context, form: string, values: FormValues): void {
  if (values.size > 0) return;
  const { clause, fields } = bundle.forms[form] ?? { clause: "", fields: [] };
  throw new ProblemError("field-missing", {
    detail: "nothing is filled in",
    clause,
    errors: fields.map(({ field }) => ({ at: field, message: "is empty, as all are" })),
  });
}

async function refused(
  context: Context,
  { refusal, id }: Extract<Submitted, { readonly refusal: Refusal }>,
): Promise<ProblemError> {
  if (id === undefined) return refusalProblem(refusal);
  context.tally.refused(context.version, refusal.clause);
  return refusalProblem(refusal, await awaitIndex(context, id));
}
