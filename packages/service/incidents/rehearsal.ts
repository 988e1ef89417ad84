import type { AnswerOf } from "@avow/contract";
import { citeRule, listLaws, listRulesInForce, makeDeadline } from "@avow/policy";
import { transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import type { Operator } from "../staff/operators.ts";
import type { ServiceTables } from "../tables.ts";
import { noticeClause } from "./clauses.ts";
import { dayIn } from "./deadlines.ts";
import { governingZone } from "./time-zone.ts";

/**
 * Marks a person as test, or as test no longer. Rehearsals reach them and nobody else; a real incident reaches them as it does
 * anybody. The person is left a receipt.
 * @throws {ProblemError} `not-found`
 */
export async function markTest(
  context: Context,
  operator: Operator,
  of: { readonly person: string; readonly test: boolean },
): Promise<AnswerOf<"markTestPerson">> {
  const { person, test } = of;
  return transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, person)))
      throw new ProblemError("not-found", { detail: "there is no such person" });
    const tables = tx.withTables<ServiceTables>();
    const changed = test
      ? await tables
          .insertInto("test_person")
          .values({ person, marked_by: operator.name, marked_at: context.now() })
          .onConflict((conflict) => conflict.doNothing())
          .returning("person")
          .execute()
      : await tables.deleteFrom("test_person").where("person", "=", person).returning("person").execute();
    if (changed.length > 0)
      await recordEvent(context, tx, person, {
        kind: test ? "test-marked" : "test-unmarked",
        clause: noticeClause(context.bundle),
        facts: {},
      });
    return { person, test };
  });
}

/** When the last drill was held and the next is due; `null` where no law in force asks for drills. */
export async function findDrill({ bundle, db, now }: Context): Promise<AnswerOf<"incidents">["drill"]> {
  const timeZone = governingZone(bundle);
  const rule = listLaws(bundle.law)
    .flatMap((law) => listRulesInForce(law, dayIn(now(), timeZone)))
    .find(({ clocks = [] }) => clocks.some(({ start }) => start === "drill-held"));
  const clock = rule?.clocks?.find(({ start }) => start === "drill-held");
  if (rule === undefined || clock === undefined) return null;
  const { last } = await db
    .withTables<ServiceTables>()
    .selectFrom("incident")
    .select((each) => each.fn.max("closed_at").as("last"))
    .where("rehearsal", "=", true)
    .executeTakeFirstOrThrow();
  const due = last === null ? null : makeDeadline(clock, { start: last.getTime(), timeZone });
  const dueAt = due?.kind === "at" ? new Date(due.until) : null;
  return {
    cite: citeRule(rule),
    lastHeldAt: last?.toISOString() ?? null,
    dueAt: dueAt?.toISOString() ?? null,
    overdue: dueAt === null || dueAt <= now(),
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
