import { createHash } from "node:crypto";
import type { AnswerOf } from "@avow/contract";
import { publicLeaf } from "@avow/evidence";
import type { Permit } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import { countDecision } from "../activity/tally.ts";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { clauseKeptBy } from "../http/transport-guard.ts";
import { awaitIndex } from "../receipts/settle.ts";
import type { ServiceTables } from "../tables.ts";
import { canPay, readAccount } from "./accountant.ts";
import { addNoise } from "./add-noise.ts";
import { askToRelease } from "./ask-to-release.ts";
import { countCells } from "./count-cells.ts";
import { findDayState } from "./days.ts";
import type { DrawNoise } from "./discrete-gaussian.ts";
import { isStandard, makeTerms, PARTS_OF_RHO, type Question, sigmaOf } from "./plan.ts";

/** Publishes answers and gives published ones. */
export interface Publisher {
  /**
   * The bytes of the one answer to a question: made when it is first asked, the same ever after. They are in the log before
   * they are given. Whether the caller may ask about the placement is for the caller to know.
   * @throws {ProblemError} `statistic-not-ready`; `statistic-unknown`; `refused`; `budget-spent`
   */
  answer(question: Question): Promise<string>;
}

/** Fixed for ever: every process that publishes an answer takes this one. */
const STATISTICS_LOCK = "avow/statistics/publication";

/**
 * @param draw in use over the operating system's random bytes; whoever could foretell it could take the noise off again
 */
export function createPublisher(context: Context, draw: DrawNoise): Publisher {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    async answer(question) {
      const known = await findAnswer(context, question);
      if (known !== null) return giveLogged(context, known);
      // One at a time in this process, so that however many ask at once, one connection counts and one waits for the lock.
      const made = turn.then(() => publish(context, question, draw));
      turn = made.catch(() => {});
      return giveLogged(context, await made);
    },
  };
}

interface Answered {
  readonly answer: string;
  readonly entry: string;
}

/** What is published is in the log first: nobody can be shown an answer that the log does not hold. */
async function giveLogged(context: Context, { answer, entry }: Answered): Promise<string> {
  await awaitIndex(context, entry);
  return answer;
}

/** The one spelling of a question. */
export function keyOf({ day, measure, by, placement }: Question): string {
  return [day, measure, by, placement ?? "-"].join(" ");
}

async function findAnswer({ db }: Pick<Context, "db">, question: Question): Promise<Answered | null> {
  const row = await db
    .withTables<ServiceTables>()
    .selectFrom("statistic")
    .select(["answer", "entry"])
    .where("question", "=", keyOf(question))
    .executeTakeFirst();
  return row ?? null;
}

/**
 * The answers published about the days of a month (`2026-11`): those about the whole site, and about these placements.
 * Reading them costs nothing, for they are out already.
 */
export async function listPublished(
  { db }: Pick<Context, "db">,
  month: string,
  placements: readonly string[],
): Promise<AnswerOf<"statistic">[]> {
  const { rows } = await sql<{ answer: string }>`
    select answer from statistic
    where day >= ${`${month}-01`}::date and day < ${`${month}-01`}::date + interval '1 month'
      and (placement is null or placement = any(${placements}::uuid[]))
    order by question`.execute(db);
  return rows.map(({ answer }) => JSON.parse(answer));
}

/** Permit, price, count, noise, answer and evidence are one transaction; of two processes the second finds the first's. */
function publish(context: Context, question: Question, draw: DrawNoise): Promise<Answered> {
  return transact(context.db, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${STATISTICS_LOCK}, 0))`.execute(tx);
    const known = await findAnswer({ db: tx }, question);
    if (known !== null) return known;
    await requireDay(context, tx, question);
    const permit = askToRelease(context, question);
    await requireBudget(context, tx, question);
    const terms = makeTerms(question);
    const cells = addNoise(await countCells(tx, question, terms), terms, draw);
    const answer = JSON.stringify({
      question,
      publishedAt: context.now().toISOString(),
      cells,
      threshold: terms.threshold,
      sigma: Number(sigmaOf(terms.variance).toFixed(2)),
      rho: terms.parts / PARTS_OF_RHO,
    } satisfies AnswerOf<"statistic">);
    return keep(context, tx, { question, answer, permit });
  });
}

async function keep(
  context: Context,
  tx: Tx,
  {
    question,
    answer,
    permit,
  }: { readonly question: Question; readonly answer: string; readonly permit: Permit },
): Promise<Answered> {
  const { parts } = makeTerms(question);
  await countDecision(context, tx, { clause: permit.clause, effect: "permit" });
  const entry = await context.ledger.append(
    tx,
    publicLeaf({
      v: 1,
      kind: "statistic-published",
      policy: context.version,
      clause: permit.clause,
      question,
      rho: parts / PARTS_OF_RHO,
      answerSha256: createHash("sha256").update(answer).digest("hex"),
      at: `${context.now().toISOString().slice(0, 19)}Z`,
    }),
  );
  await tx
    .withTables<ServiceTables>()
    .insertInto("statistic")
    .values({
      question: keyOf(question),
      day: question.day,
      placement: question.placement ?? null,
      answer,
      parts,
      standard: isStandard(question),
      entry,
    })
    .execute();
  return { answer, entry };
}

async function requireDay(context: Context, tx: Tx, { day }: Question): Promise<void> {
  const state = await findDayState(tx, context.bundle, { day, now: context.now() });
  if (state === "not-ready")
    throw new ProblemError("statistic-not-ready", {
      detail: `statistics about \`${day}\` can be asked for an hour after that day ends in UTC`,
    });
  if (state === "not-counted")
    throw new ProblemError("statistic-unknown", {
      detail: `visits of \`${day}\` are not there: they were not counted yet, or are not kept any more`,
    });
}

async function requireBudget({ bundle }: Context, tx: Tx, question: Question): Promise<void> {
  const year = Number(question.day.slice(0, 4));
  if (canPay(await readAccount(tx, year), question)) return;
  const clause = clauseKeptBy(bundle, "bounded-statistics");
  throw new ProblemError("budget-spent", {
    detail: `the privacy budget of ${year} does not allow one more answer of this kind`,
    help: "answers that are published already can be read as often as you like",
    ...(clause === null ? {} : { clause }),
  });
}
