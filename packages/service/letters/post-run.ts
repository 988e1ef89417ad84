import type { AnswerOf } from "@avow/contract";
import { transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import type { JobData, Jobs } from "../jobs/jobs.ts";
import type { Notices } from "../notices/notice.ts";
import { lockPerson } from "../people/person.ts";
import type { Governing } from "../policy-versions/governing.ts";
import type { ServiceTables } from "../tables.ts";
import { eachLetter, getRun, type LetterRow, moveLetter } from "./runs.ts";

const JOB = "letters-posted";

/**
 * Notes that a run is in the post, and owes the job that tells each delivery; the second time it is only shown.
 * @throws {ProblemError} `not-found`; `state-unfit` while a letter of it is not printed
 */
export async function postRun(context: Context, jobs: Jobs, id: string): Promise<AnswerOf<"postLetterRun">> {
  await transact(context.db, async (tx) => {
    const run = await tx
      .withTables<ServiceTables>()
      .selectFrom("letter_run")
      .select("posted_at")
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (run === undefined) throw new ProblemError("not-found", { detail: "there is no such run" });
    if (run.posted_at !== null) return;
    const unprinted = await tx
      .withTables<ServiceTables>()
      .selectFrom("paper_letter")
      .select("id")
      .where("run", "=", id)
      .where("state", "=", "in-run")
      .where("printed_at", "is", null)
      .limit(1)
      .executeTakeFirst();
    if (unprinted !== undefined)
      throw new ProblemError("state-unfit", {
        detail: "the run was not printed whole",
        help: "open its file to the last page first",
      });
    await tx
      .withTables<ServiceTables>()
      .updateTable("letter_run")
      .set({ posted_at: context.now() })
      .where("id", "=", id)
      .execute();
    await jobs.enqueue(tx, JOB, { run: id });
  });
  return getRun(context.db, id);
}

/** Works the jobs that {@link postRun} owes: each letter in a transaction of its own, so that one begun again goes on. */
export async function workPostings(
  governing: Pick<Governing, "current">,
  jobs: Jobs,
  notices: Notices,
): Promise<void> {
  await jobs.work(JOB, async ({ run = "" }: JobData) => {
    const context = await governing.current();
    for await (const letter of eachLetter(context.db, run)) await tellPosted(context, notices, letter);
  });
}

async function tellPosted(context: Context, notices: Notices, letter: LetterRow): Promise<void> {
  const { person, delivery } = letter;
  await transact(context.db, async (tx) => {
    if (!(await lockPerson(tx, person))) return;
    await moveLetter(tx, letter, { state: "posted", at: context.now() });
    await notices.settle(context, tx, { person, delivery, channel: "letter" }, { kind: "reached" });
  });
}
