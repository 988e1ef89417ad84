import type * as shapes from "@avow/contract/shapes";
import { type Text, wordingOf } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import type { z } from "zod";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { type ReceiptHandle, settle } from "../receipts/settle.ts";
import { endPurpose } from "../submissions/end-records.ts";
import type { ServiceTables } from "../tables.ts";

export type Choice = z.infer<typeof shapes.Choice>;

/** What was chosen, and the identity of the words that were on the screen. */
export interface Made {
  readonly choice: "agree" | "refuse";
  readonly wording: string;
}

/**
 * Every choice the policy leaves to this person once for all, as it stands in `tx`. What is asked about each thing anew stands
 * with the thing.
 */
export async function listChoices(context: Context, tx: Tx, person: string): Promise<readonly Choice[]> {
  const tables = tx.withTables<ServiceTables>();
  const choices = await tables
    .selectFrom("choice")
    .select(["purpose", "state", "at"])
    .where("person", "=", person)
    .execute();
  const objections = await tables
    .selectFrom("objection")
    .select(["purpose", "at"])
    .where("person", "=", person)
    .execute();
  return Object.entries(context.bundle.purposes).flatMap(([purpose, declared]) => {
    if (declared.ask === undefined || declared.each === true) return [];
    const made = choices.find((row) => row.purpose === purpose);
    const objected = objections.find((row) => row.purpose === purpose);
    return [
      {
        purpose,
        title: declared.title,
        clause: declared.clause,
        ask: declared.ask,
        wording: wordingOf(declared.ask),
        state: made?.state ?? "never-asked",
        since: made?.at.toISOString() ?? null,
        objection:
          declared.objection === undefined
            ? null
            : { clause: declared.objection, at: objected?.at.toISOString() ?? null },
      },
    ];
  });
}

/**
 * Records what a person chose about one purpose, with the words that were on the screen. Agreeing lifts an objection, for
 * it is the same person's later and free choice; refusing what was granted withdraws it, and what was collected on it goes.
 * @throws {ProblemError} `purpose-unknown`; `wording-changed` when the choice is about other words than are asked now
 */
export async function choose(
  context: Context,
  person: string,
  purpose: string,
  made: Made,
): Promise<{ choice: Choice; receipt: ReceiptHandle }> {
  const receipt = await settle(
    context,
    changeOf(context, person, (tx) => chooseIn(context, tx, person, { purpose, ...made })),
  );
  return { choice: await readChoice(context, person, purpose), receipt };
}

/**
 * As {@link choose}, in the caller's transaction. The caller holds the person's lock. Returns the receipt's id.
 * @throws {ProblemError} as {@link choose}
 */
export async function chooseIn(
  context: Context,
  tx: Tx,
  person: string,
  { purpose, choice, wording }: Made & { readonly purpose: string },
): Promise<string> {
  const { ask, clause } = askedPurpose(context, purpose);
  requireWording(ask, wording, clause);
  const before = await stateOf(tx, person, purpose);
  const state = stateAfter(before, choice);
  if (state === "granted") await liftObjection(tx, person, purpose);
  await keepChoice(context, tx, { person, purpose, state, wording });
  const erased = state === "withdrawn" ? (await endPurpose(context, tx, person, purpose)).erased : 0;
  const receipt = await recordEvent(context, tx, person, {
    kind: CHOICE_EVENTS[state],
    clause,
    facts: { purpose, wording, ...(erased === 0 ? {} : { erased }) },
  });
  await keepReceipt(tx, { person, purpose, receipt });
  return receipt;
}

/** Keeps with a choice which receipt proves it, for who may ask to see it: the operator of a text message service, say. */
async function keepReceipt(
  tx: Tx,
  {
    person,
    purpose,
    receipt,
  }: { readonly person: string; readonly purpose: string; readonly receipt: string },
): Promise<void> {
  await tx
    .withTables<ServiceTables>()
    .updateTable("choice")
    .set({ receipt })
    .where("person", "=", person)
    .where("purpose", "=", purpose)
    .execute();
}

/** Where a choice stands after it was made: what was granted once can only be withdrawn, not refused. */
export function stateAfter(
  before: Choice["state"],
  choice: Made["choice"],
): "granted" | "refused" | "withdrawn" {
  if (choice === "agree") return "granted";
  return before === "granted" || before === "withdrawn" ? "withdrawn" : "refused";
}

/** The evidence a choice leaves, by where it stands after. */
export const CHOICE_EVENTS = {
  granted: "consent-given",
  refused: "consent-refused",
  withdrawn: "consent-withdrawn",
} as const;

/** @throws {ProblemError} `wording-changed` when a choice is about other words than are asked now */
export function requireWording(ask: Text, wording: string, clause: string): void {
  if (wording === wordingOf(ask)) return;
  throw new ProblemError("wording-changed", {
    detail: "the choice is about words that are no longer asked",
    help: "show the words again and ask again",
    clause,
  });
}

/** Records or lifts an objection, through the person's own session. */
export async function setObjection(
  context: Context,
  person: string,
  purpose: string,
  objection: boolean,
): Promise<{ choice: Choice; receipt: ReceiptHandle }> {
  const { clause } = objectablePurpose(context, purpose);
  const receipt = await settle(
    context,
    changeOf(context, person, async (tx) => {
      if (objection) return objectIn(context, tx, person, purpose, "centre");
      await liftObjection(tx, person, purpose);
      return recordEvent(context, tx, person, { kind: "objection-lifted", clause, facts: { purpose } });
    }),
  );
  return { choice: await readChoice(context, person, purpose), receipt };
}

/** The ways by which an objection comes, as its evidence names them. */
export type ObjectionDoor =
  | "centre"
  | "one-click"
  | "operator"
  | "erasure"
  /** A word in an answer. */
  | "reply"
  /** A mail program's button, reported by its provider (RFC 5965). */
  | "complaint"
  | "telephone"
  /** Said to staff, in writing or in person. */
  | "letter"
  | "in-person"
  | "api";

/**
 * Takes down an objection that a person made to staff.
 * @throws {ProblemError} `not-found`; `purpose-unknown`
 */
export async function objectHeard(
  context: Context,
  person: string,
  { purpose, how }: { readonly purpose: string; readonly how: "telephone" | "letter" | "in-person" },
): Promise<ReceiptHandle> {
  objectablePurpose(context, purpose);
  return settle(
    context,
    transact(context.db, async (tx) => {
      if (!(await lockPerson(tx, person)))
        throw new ProblemError("not-found", { detail: "there is no such person" });
      return objectIn(context, tx, person, purpose, how);
    }),
  );
}

/**
 * Records an objection in the caller's transaction, whichever door it came through (2.4.9); a consent given before is
 * withdrawn with it. The caller holds the person's lock. Returns the receipt's id.
 */
export async function objectIn(
  context: Context,
  tx: Tx,
  person: string,
  purpose: string,
  door: ObjectionDoor,
): Promise<string> {
  const { clause, ask } = objectablePurpose(context, purpose);
  const tables = tx.withTables<ServiceTables>();
  await tables
    .insertInto("objection")
    .values({ person, purpose, at: context.now(), policy: context.version })
    .onConflict((conflict) => conflict.columns(["person", "purpose"]).doNothing())
    .execute();
  if ((await stateOf(tx, person, purpose)) === "granted") {
    await keepChoice(context, tx, { person, purpose, state: "withdrawn", wording: wordingOf(ask ?? {}) });
    await endPurpose(context, tx, person, purpose);
  }
  return recordEvent(context, tx, person, { kind: "objection-made", clause, facts: { purpose, door } });
}

function askedPurpose(context: Context, purpose: string): { ask: Text; clause: string } {
  const declared = Object.hasOwn(context.bundle.purposes, purpose)
    ? context.bundle.purposes[purpose]
    : undefined;
  if (declared?.ask === undefined || declared.each === true)
    throw new ProblemError("purpose-unknown", {
      detail: "the policy asks nothing, once for all, about such a purpose",
    });
  return { ask: declared.ask, clause: declared.clause };
}

function objectablePurpose(context: Context, purpose: string): { clause: string; ask: Text | undefined } {
  const declared = Object.hasOwn(context.bundle.purposes, purpose)
    ? context.bundle.purposes[purpose]
    : undefined;
  if (declared?.objection === undefined)
    throw new ProblemError("purpose-unknown", { detail: "the policy has no such purpose to object to" });
  return { clause: declared.objection, ask: declared.ask };
}

async function changeOf(
  context: Context,
  person: string,
  change: (tx: Tx) => Promise<string>,
): Promise<string> {
  return transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, person)))
      throw new ProblemError("session-unknown", { detail: "this account has been erased" });
    return change(tx);
  });
}

async function stateOf(tx: Tx, person: string, purpose: string): Promise<Choice["state"]> {
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("choice")
    .select("state")
    .where("person", "=", person)
    .where("purpose", "=", purpose)
    .executeTakeFirst();
  return row?.state ?? "never-asked";
}

async function keepChoice(
  context: Context,
  tx: Tx,
  kept: {
    readonly person: string;
    readonly purpose: string;
    readonly state: "granted" | "refused" | "withdrawn";
    readonly wording: string;
  },
): Promise<void> {
  const row = { ...kept, at: context.now(), policy: context.version };
  await tx
    .withTables<ServiceTables>()
    .insertInto("choice")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(["person", "purpose"])
        .doUpdateSet({ state: row.state, at: row.at, wording: row.wording, policy: row.policy }),
    )
    .execute();
}

async function liftObjection(tx: Tx, person: string, purpose: string): Promise<void> {
  await tx
    .withTables<ServiceTables>()
    .deleteFrom("objection")
    .where("person", "=", person)
    .where("purpose", "=", purpose)
    .execute();
}

async function readChoice(context: Context, person: string, purpose: string): Promise<Choice> {
  const choices = await transact(context.db, (tx) => listChoices(context, tx, person));
  const choice = choices.find((one) => one.purpose === purpose);
  if (choice === undefined)
    throw new ProblemError("purpose-unknown", { detail: "the policy asks nothing about such a purpose" });
  return choice;
}
