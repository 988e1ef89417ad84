import { randomUUID } from "node:crypto";
import type { AnswerOf } from "@avow/contract";
import { type Database, type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { ServiceTables } from "../tables.ts";

type Letters = AnswerOf<"letterRuns">;
type Run = Letters["runs"][number];

const MOST_LISTED = 100;

/** How many letters wait, and the latest runs. */
export async function listLetters({ db }: Context): Promise<Letters> {
  const { waiting } = await db
    .withTables<ServiceTables>()
    .selectFrom("paper_letter")
    .select(({ fn }) => fn.countAll<number>().as("waiting"))
    .where("state", "=", "waiting")
    .executeTakeFirstOrThrow();
  return { waiting, runs: await describeRuns(db, null) };
}

/** @throws {ProblemError} `not-found` */
export async function getRun(db: Database, id: string): Promise<Run> {
  const [run] = await describeRuns(db, id);
  if (run === undefined) throw new ProblemError("not-found", { detail: "there is no such run" });
  return run;
}

async function describeRuns(db: Database, id: string | null): Promise<Run[]> {
  const { rows } = await sql<Omit<Run, "madeAt" | "postedAt"> & { madeAt: Date; postedAt: Date | null }>`
    select run.id, run.made_by as "madeBy", run.made_at as "madeAt", run.posted_at as "postedAt",
      count(letter.id) as letters,
      count(*) filter (where letter.printed_at is not null) as printed,
      count(*) filter (where letter.state = 'posted') as posted,
      count(*) filter (where letter.state = 'returned') as returned,
      count(*) filter (where letter.state = 'dropped') as dropped
    from letter_run run left join paper_letter letter on letter.run = run.id
    where ${id}::uuid is null or run.id = ${id}::uuid
    group by run.id order by run.made_at desc limit ${MOST_LISTED}`.execute(db);
  return rows.map(({ madeAt, postedAt, ...run }) => ({
    ...run,
    madeAt: madeAt.toISOString(),
    postedAt: postedAt?.toISOString() ?? null,
  }));
}

/**
 * Puts every letter that waits into one run; of two who do so at once, each gets some.
 * @throws {ProblemError} `nothing-waits`
 */
export async function makeRun({ db, now }: Context, operator: string): Promise<Run> {
  const id = await transact(db, async (tx) => {
    const run = randomUUID();
    const tables = tx.withTables<ServiceTables>();
    await tables
      .insertInto("letter_run")
      .values({ id: run, made_by: operator, made_at: now(), posted_at: null })
      .execute();
    const { rows } = await sql`
      update paper_letter letter set state = 'in-run', run = ${run}
      from (select person, id from paper_letter where state = 'waiting' for update skip locked) waiting
      where letter.person = waiting.person and letter.id = waiting.id returning letter.id`.execute(tx);
    if (rows.length === 0)
      throw new ProblemError("nothing-waits", { detail: "no letter waits to be printed" });
    return run;
  });
  return getRun(db, id);
}

/** A letter of a run, by what tells it from the others. */
export interface LetterRow {
  readonly person: string;
  readonly id: string;
  readonly delivery: string;
  readonly number: number;
}

const PAGE = 200;

/** Letters of a run that are still to be printed or posted, in the order of their numbers; a page at a time, so that any run fits. */
export async function* eachLetter(db: Database, run: string): AsyncGenerator<LetterRow> {
  let after = 0;
  for (;;) {
    const rows = await db
      .withTables<ServiceTables>()
      .selectFrom("paper_letter")
      .select(["person", "id", "delivery", "number"])
      .where("run", "=", run)
      .where("state", "=", "in-run")
      .where("number", ">", after)
      .orderBy("number")
      .limit(PAGE)
      .execute();
    yield* rows;
    after = rows.at(-1)?.number ?? 0;
    if (rows.length < PAGE) return;
  }
}

/** Moves one letter on. The caller holds its person's lock. */
export async function moveLetter(
  tx: Tx,
  { person, id }: Pick<LetterRow, "person" | "id">,
  to:
    | { readonly state: "waiting" }
    | { readonly state: "posted" | "returned" | "dropped"; readonly at: Date },
): Promise<void> {
  const back = to.state === "waiting" ? { run: null, printed_at: null, ended_at: null } : { ended_at: to.at };
  await tx
    .withTables<ServiceTables>()
    .updateTable("paper_letter")
    .set({ state: to.state, ...back })
    .where("person", "=", person)
    .where("id", "=", id)
    .execute();
}
