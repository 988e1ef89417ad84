import type { AnswerOf } from "@avow/contract";
import { askPermit } from "@avow/gate";
import type { Permit } from "@avow/policy";
import { type Tx, transact } from "@avow/postgres";
import { sql } from "kysely";
import { listObjectable } from "../choices/objectable.ts";
import type { Context } from "../context.ts";
import { ProblemError, refusalProblem } from "../http/problem.ts";
import { ABSENT, loadFacts, lockPerson } from "../people/person.ts";
import { noteAccess } from "../receipts/access-rows.ts";
import { recordEvent } from "../receipts/record-event.ts";
import { openRecords } from "../submissions/open-records.ts";
import type { ServiceTables } from "../tables.ts";
import { hintedRequests, hintsAtStop } from "./find-wishes.ts";
import { LETTER_FORMS } from "./letter-fields.ts";
import { LETTER_FIELDS, type Letter, openLetters } from "./open-letters.ts";

type Thread = AnswerOf<"thread">;

const MOST_LISTED = 200;

/** Whom letters are from, by account and without. */
const WRITER_FIELDS = ["contact.name", "contact.email", "correspondent.name", "correspondent.email"] as const;

/** Everybody who wrote, those who wait for an answer first; nothing is opened. */
export async function listThreads({ db }: Pick<Context, "db">): Promise<AnswerOf<"threads">> {
  const { rows } = await sql<{
    person: string;
    letters: number;
    latest: Date;
    waiting: number;
    requests: AnswerOf<"threads">[number]["requests"];
  }>`
    with dealt as (
      select person, max(at) as at from (
        select person, at from letter where door = 'staff'
        union all select person, at from thread_settled
      ) done group by person
    )
    select submission.person, count(*) as letters, max(submission.at) as latest,
      count(*) filter (where letter.door is distinct from 'staff' and submission.at > coalesce(dealt.at, '-infinity'))
        as waiting,
      array(select distinct request from thread_request
        where thread_request.person = submission.person and closed_at is null order by 1) as requests
    from submission
    left join letter on letter.person = submission.person and letter.id = submission.id
    left join dealt on dealt.person = submission.person
    where submission.form = any(${[...LETTER_FORMS]}::text[]) and submission.state <> 'withdrawn'
    group by submission.person, dealt.at
    order by (count(*) filter (
      where letter.door is distinct from 'staff' and submission.at > coalesce(dealt.at, '-infinity'))) = 0,
      max(submission.at) desc
    limit ${MOST_LISTED}`.execute(db);
  return rows.map(({ person, letters, latest, waiting, requests }) => ({
    person,
    letters: Number(letters),
    latestAt: latest.toISOString(),
    waiting: Number(waiting),
    requests,
  }));
}

/**
 * Opens a person's letters for staff, for a purpose they name and the policy allows. Each opening leaves evidence with the person,
 * before anything is shown.
 * @throws {ProblemError} `not-found`; `refused`
 */
export async function openThread(
  context: Context,
  reading: { readonly person: string; readonly purpose: string; readonly operator: string },
): Promise<Thread> {
  const { person } = reading;
  return transact(context.db, async (tx) => {
    const permit = await permitReading(context, tx, reading);
    const letters = await openLetters(context, tx, permit, person);
    const writer = await openWriter(context, tx, permit, person);
    return {
      person,
      ...writer,
      clause: permit.clause,
      letters: letters.map((letter) => ({ ...letter, hints: hintsIn(letter) })),
      requests: await listRequests(tx, person),
      objectable: await listObjections(context, tx, person),
    };
  });
}

/**
 * Leave for staff to read a person's letters, with the evidence of it. Takes the person's lock.
 * @throws {ProblemError} `not-found`; `refused`
 */
export async function permitReading(
  context: Context,
  tx: Tx,
  {
    person,
    purpose,
    operator,
  }: { readonly person: string; readonly purpose: string; readonly operator: string },
): Promise<Permit> {
  if (!(await lockPerson(tx, person)))
    throw new ProblemError("not-found", { detail: "there is no such person" });
  const facts = await loadFacts(tx, person, ABSENT);
  const data = [...LETTER_FIELDS, ...WRITER_FIELDS];
  const operation = { action: "use", by: "operator", purpose, data } as const;
  const asked = askPermit(context.gate, facts, operation, person);
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  const { clause } = asked.permit;
  const evidence = { by: "operator", purpose, fields: data };
  await recordEvent(context, tx, person, { kind: "letters-read", clause, facts: evidence });
  await noteAccess(tx, { person, kind: "read", party: operator, purpose, fields: data, at: context.now() });
  return asked.permit;
}

/** Whom a thread is with: the account's name and address, else the correspondent's. */
export async function openWriter(
  context: Context,
  tx: Tx,
  permit: Permit,
  person: string,
): Promise<{ readonly name: string; readonly email: string; readonly hasAccount: boolean }> {
  const held = await context.vault.holdings(tx, person);
  const of = (category: string) =>
    held.filter((one) => one.category === category).map(({ record }) => record);
  const hasAccount = of("contact").length > 0;
  const category = hasAccount ? "contact" : "correspondent";
  const opened = await openRecords(context, tx, permit, of(category));
  const values = new Map([...opened.values()].flatMap((record) => [...record]));
  return {
    name: values.get(`${category}.name`) ?? "",
    email: values.get(`${category}.email`) ?? "",
    hasAccount,
  };
}

function hintsIn(letter: Letter): Thread["letters"][number]["hints"] {
  if (letter.door === "staff") return [];
  const wishing = { subject: letter.subject, text: letter.text };
  return [
    ...(hintsAtStop(wishing) && letter.ended.length === 0 ? (["objection"] as const) : []),
    ...hintedRequests(wishing),
  ];
}

async function listRequests(tx: Tx, person: string): Promise<Thread["requests"]> {
  const rows = await tx
    .withTables<ServiceTables>()
    .selectFrom("thread_request")
    .select(["id", "letter", "request", "opened_at", "closed_at"])
    .where("person", "=", person)
    .orderBy("opened_at")
    .execute();
  return rows.map(({ opened_at, closed_at, ...row }) => ({
    ...row,
    openedAt: opened_at.toISOString(),
    closedAt: closed_at?.toISOString() ?? null,
  }));
}

async function listObjections(context: Context, tx: Tx, person: string): Promise<Thread["objectable"]> {
  const objections = await tx
    .withTables<ServiceTables>()
    .selectFrom("objection")
    .select(["purpose", "at"])
    .where("person", "=", person)
    .execute();
  return listObjectable(context).map(({ purpose, title }) => {
    const made = objections.find((row) => row.purpose === purpose);
    return { purpose, title: { ...title }, objectedAt: made?.at.toISOString() ?? null };
  });
}
