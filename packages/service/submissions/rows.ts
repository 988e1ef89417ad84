import type { Tx } from "@avow/postgres";
import type { Selectable } from "kysely";
import { ProblemError } from "../http/problem.ts";
import { anyOf, lockPerson } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";
import { WITHDRAWN } from "./end-records.ts";

export type SubmissionRow = Selectable<ServiceTables["submission"]>;
export type RecordRow = Selectable<ServiceTables["submission_record"]>;

/**
 * A submission, by whomever, with its person locked until `tx` ends.
 * @throws {ProblemError} `submission-unknown`, also for one that was taken back
 */
export async function lockSubmission(tx: Tx, id: string): Promise<SubmissionRow> {
  const found = await selectSubmission(tx, id);
  if (found === undefined || !(await lockPerson(tx, found.person))) throw unknown();
  const row = await selectSubmission(tx, id);
  if (row === undefined || row.state === WITHDRAWN) throw unknown();
  return row;
}

/**
 * A person's own submission. The caller holds their lock.
 * @throws {ProblemError} `submission-unknown`
 */
export async function getOwnSubmission(tx: Tx, person: string, id: string): Promise<SubmissionRow> {
  const row = await selectSubmission(tx, id);
  if (row?.person !== person) throw unknown();
  return row;
}

function selectSubmission(tx: Tx, id: string): Promise<SubmissionRow | undefined> {
  return tx
    .withTables<ServiceTables>()
    .selectFrom("submission")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
}

function unknown(): ProblemError {
  return new ProblemError("submission-unknown", { detail: "there is no such submission (any more)" });
}

/** What submissions are of: one form, and perhaps one thing or one id. */
export interface SubmissionFilter {
  readonly form?: string | undefined;
  readonly about?: string | undefined;
  readonly id?: string | undefined;
  readonly person?: string | undefined;
}

/** Submissions to which something was attached by a form, the oldest first; of more than `most`, the latest. */
export async function listAttached(tx: Tx, form: string, most: number): Promise<readonly SubmissionRow[]> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("submission")
    .selectAll()
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("submission_attachment")
          .select("form")
          .whereRef("submission_attachment.submission", "=", "submission.id")
          .whereRef("submission_attachment.person", "=", "submission.person")
          .where("form", "=", form),
      ),
    )
    .orderBy("at", "desc")
    .limit(most)
    .execute();
  return rows.toReversed();
}

/** Submissions, the oldest first; of more than `most`, the latest. */
export async function listSubmissions(
  tx: Tx,
  { form, about, id, person }: SubmissionFilter,
  most: number,
): Promise<readonly SubmissionRow[]> {
  let rows = tx
    .withTables<ServiceTables>()
    .selectFrom("submission")
    .selectAll()
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(most);
  if (person !== undefined) rows = rows.where("person", "=", person);
  if (form !== undefined) rows = rows.where("form", "=", form);
  if (about !== undefined) rows = rows.where("about", "=", about);
  if (id !== undefined) rows = rows.where("id", "=", id);
  return (await rows.execute()).toReversed();
}

/** The records of these submissions, by submission; `live` leaves out those whose ground has gone. */
export async function listRecords(
  tx: Tx,
  submissions: readonly string[],
  which: "live" | "all",
): Promise<ReadonlyMap<string, readonly RecordRow[]>> {
  if (submissions.length === 0) return new Map();
  let rows = tx
    .withTables<ServiceTables>()
    .selectFrom("submission_record")
    .selectAll()
    .where("submission", "=", anyOf(submissions))
    .orderBy("place");
  if (which === "live") rows = rows.where("ended_at", "is", null);
  return Map.groupBy(await rows.execute(), ({ submission }) => submission);
}
