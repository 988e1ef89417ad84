import type { AnswerOf, QueryOf } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import type { Selectable } from "kysely";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import type { Operator } from "../staff/operators.ts";
import type { ServiceTables } from "../tables.ts";
import { noticeClause } from "./clauses.ts";

type TestMark = AnswerOf<"testPeople">["people"][number];

/**
 * Marks a person as test, or as test no longer. Rehearsals reach them and nobody else; a real incident reaches them as it does
 * anybody. The person is left a receipt that names the operator by their id. Marked twice is marked once.
 * @throws {ProblemError} `not-found`
 */
export async function markTest(
  context: Context,
  operator: Operator,
  of: { readonly person: string; readonly test: boolean },
): Promise<TestMark | null> {
  const { person, test } = of;
  await transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, person)))
      throw new ProblemError("not-found", { detail: "there is no such person" });
    if (((await findRow(tx, person)) !== undefined) === test) return;
    const receipt = await recordEvent(context, tx, person, {
      kind: test ? "test-marked" : "test-unmarked",
      clause: noticeClause(context.bundle),
      facts: { by: operator.id },
    });
    const tables = tx.withTables<ServiceTables>();
    if (test)
      await tables
        .insertInto("test_person")
        .values({ person, marked_by: operator.name, marked_at: context.now(), receipt })
        .execute();
    else await tables.deleteFrom("test_person").where("person", "=", person).execute();
  });
  return readTestMark(context, person);
}

/** The mark of a person; `null` where they are not marked as test. */
export async function readTestMark(context: Context, person: string): Promise<TestMark | null> {
  const row = await transact(context.db, (tx) => findRow(tx, person));
  return row === undefined ? null : toMark(context, row);
}

/** A page of everybody who is marked as test, in the order of their ids. */
export async function listTestPeople(
  context: Context,
  { after, limit }: QueryOf<"testPeople"> & { readonly limit: number },
): Promise<AnswerOf<"testPeople">> {
  const all = context.db.withTables<ServiceTables>().selectFrom("test_person").selectAll();
  const rows = await (after === undefined ? all : all.where("person", ">", after))
    .orderBy("person")
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  return {
    people: await Promise.all(page.map((row) => toMark(context, row))),
    next: rows.length > limit ? (page.at(-1)?.person ?? null) : null,
  };
}

/** How many people are marked as test. */
export async function countTestPeople({ db }: Pick<Context, "db">): Promise<number> {
  const { people } = await db
    .withTables<ServiceTables>()
    .selectFrom("test_person")
    .select((each) => each.fn.countAll<string>().as("people"))
    .executeTakeFirstOrThrow();
  return Number(people);
}

type Row = Selectable<ServiceTables["test_person"]>;

function findRow(tx: Tx, person: string): Promise<Row | undefined> {
  return tx
    .withTables<ServiceTables>()
    .selectFrom("test_person")
    .selectAll()
    .where("person", "=", person)
    .executeTakeFirst();
}

async function toMark(
  { ledger }: Context,
  { person, marked_by: markedBy, marked_at, receipt }: Row,
): Promise<TestMark> {
  const state = receipt === null ? null : await ledger.state(receipt);
  return {
    person,
    markedBy,
    markedAt: marked_at.toISOString(),
    index: state !== null && "index" in state ? state.index : null,
  };
}
