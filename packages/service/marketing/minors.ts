import type { AnswerOf } from "@avow/contract";
import { type Tx, transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { lockPerson } from "../people/person.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { awaitIndex } from "../receipts/settle.ts";
import type { ServiceTables } from "../tables.ts";

/** Who marks a person, or takes the mark away; `operator` is `null` where the person says so of themselves. */
export interface Marking {
  readonly person: string;
  readonly minor: boolean;
  readonly operator: string | null;
}

/**
 * Whether a person is known to be under age.
 * @throws {ProblemError} `not-found` when there is no such person (any more)
 */
export async function readMinor({ db }: Pick<Context, "db">, person: string): Promise<AnswerOf<"minor">> {
  const row = await db
    .withTables<ServiceTables>()
    .selectFrom("account")
    .leftJoin("minor", "minor.person", "account.person")
    .select("minor.at")
    .where("account.person", "=", person)
    .executeTakeFirst();
  if (row === undefined) throw noSuchPerson();
  return { minor: row.at !== null, since: row.at?.toISOString() ?? null };
}

/**
 * Marks a person as known to be under age, or takes the mark away. From the commit on no advertising leaves to one who is marked,
 * what is queued included.
 * @throws {ProblemError} `not-found` when there is no such person (any more)
 */
export async function markMinor(context: Context, marking: Marking): Promise<AnswerOf<"markMinor">> {
  const { person } = marking;
  const id = await transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, person))) throw noSuchPerson();
    await setMark(context, tx, marking);
    return recordEvent(context, tx, person, {
      kind: marking.minor ? "minor-marked" : "minor-unmarked",
      clause: clauseOf(context),
      facts: { by: marking.operator === null ? "person" : "operator" },
    });
  });
  return { receipt: await awaitIndex(context, id), minor: await readMinor(context, person) };
}

function noSuchPerson(): ProblemError {
  return new ProblemError("not-found", { detail: "there is no such person" });
}

async function setMark({ now }: Context, tx: Tx, { person, minor, operator }: Marking): Promise<void> {
  const tables = tx.withTables<ServiceTables>();
  if (!minor) {
    await tables.deleteFrom("minor").where("person", "=", person).execute();
    return;
  }
  await tables
    .insertInto("minor")
    .values({ person, marked_by: operator, at: now() })
    .onConflict((conflict) => conflict.column("person").doNothing())
    .execute();
}

/** The promise that minors are spared: that of the first rule that asks it, else the policy's on respect. */
function clauseOf({ bundle }: Context): string {
  const asked = bundle.rules
    .flatMap(({ when }) => when)
    .find(({ condition }) => condition.kind === "not-minor");
  return asked?.clause ?? bundle.controller?.clause ?? bundle.law.clause;
}
