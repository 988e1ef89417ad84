import { randomUUID } from "node:crypto";
import { type Tx, transact } from "@avow/postgres";
import { objectIn } from "../choices/choices.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { type ReceiptHandle, settle } from "../receipts/settle.ts";
import type { ServiceTables } from "../tables.ts";
import { noteEnded } from "./keep-letter.ts";
import { CORRESPONDENCE, LETTER_FORMS } from "./letter-fields.ts";
import type { RequestName } from "./tables.ts";

/** One letter of a person's. */
export interface LetterIds {
  readonly person: string;
  readonly letter: string;
}

/**
 * Records the objection that staff read in a letter (2.4.9), at once as by every other door.
 * @throws {ProblemError} `not-found`; `purpose-unknown`
 */
export function objectFromThread(
  context: Context,
  { person, letter }: LetterIds,
  purpose: string,
): Promise<ReceiptHandle> {
  return settle(
    context,
    transact(context.db, async (tx) => {
      await lockLetter(tx, { person, letter });
      const receipt = await objectIn(context, tx, person, purpose, "operator");
      const row = await tx
        .withTables<ServiceTables>()
        .selectFrom("letter")
        .select("ended")
        .where("person", "=", person)
        .where("id", "=", letter)
        .executeTakeFirst();
      await noteEnded(tx, { person, id: letter }, [...new Set([...(row?.ended ?? []), purpose])]);
      return receipt;
    }),
  );
}

/**
 * Marks that a letter asks for something; the person is left evidence of it. Asked for twice in one letter, it is one.
 * @throws {ProblemError} `not-found`
 */
export async function openRequest(
  context: Context,
  { person, letter }: LetterIds,
  { request, by }: { readonly request: RequestName; readonly by: string },
): Promise<{ id: string }> {
  return transact(context.db, async (tx) => {
    await lockLetter(tx, { person, letter });
    const tables = tx.withTables<ServiceTables>();
    const before = await tables
      .selectFrom("thread_request")
      .select("id")
      .where("person", "=", person)
      .where("letter", "=", letter)
      .where("request", "=", request)
      .executeTakeFirst();
    if (before !== undefined) return before;
    const id = randomUUID();
    const row = { person, id, letter, request, opened_by: by, opened_at: context.now(), closed_at: null };
    await tables.insertInto("thread_request").values(row).execute();
    await recordEvent(context, tx, person, {
      kind: "letter-request-opened",
      clause: clauseOf(context),
      facts: { letter, request },
    });
    return { id };
  });
}

/** @throws {ProblemError} `not-found` where there is no such open request */
export async function closeRequest(
  context: Context,
  { person, id }: { readonly person: string; readonly id: string },
): Promise<void> {
  await transact(context.db, async (tx) => {
    await lock(tx, person);
    const closed = await tx
      .withTables<ServiceTables>()
      .updateTable("thread_request")
      .set({ closed_at: context.now() })
      .where("person", "=", person)
      .where("id", "=", id)
      .where("closed_at", "is", null)
      .returning("request")
      .executeTakeFirst();
    if (closed === undefined)
      throw new ProblemError("not-found", { detail: "there is no such open request" });
    const { request } = closed;
    await recordEvent(context, tx, person, {
      kind: "letter-request-closed",
      clause: clauseOf(context),
      facts: { request },
    });
  });
}

/**
 * Notes that no answer is needed to what came until now.
 * @throws {ProblemError} `not-found`
 */
export async function settleThread(context: Context, person: string): Promise<void> {
  const at = context.now();
  await transact(context.db, async (tx) => {
    await lock(tx, person);
    await tx
      .withTables<ServiceTables>()
      .insertInto("thread_settled")
      .values({ person, at })
      .onConflict((conflict) => conflict.column("person").doUpdateSet({ at }))
      .execute();
  });
}

async function lockLetter(tx: Tx, { person, letter }: LetterIds): Promise<void> {
  await lock(tx, person);
  const row = await tx
    .withTables<ServiceTables>()
    .selectFrom("submission")
    .select("id")
    .where("person", "=", person)
    .where("id", "=", letter)
    .where("form", "in", [...LETTER_FORMS])
    .executeTakeFirst();
  if (row === undefined) throw new ProblemError("not-found", { detail: "there is no such letter" });
}

async function lock(tx: Tx, person: string): Promise<void> {
  if (!(await lockPerson(tx, person)))
    throw new ProblemError("not-found", { detail: "there is no such person" });
}

function clauseOf({ bundle }: Context): string {
  return bundle.purposes[CORRESPONDENCE]?.clause ?? bundle.law.clause;
}
