import { type ColumnType, type Generated, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Moment = ColumnType<Date, Date, Date>;

/**
 * Where a letter stands: it waits for a run, is in one, was posted, came back, or was dropped because it could not be printed or
 * was not permitted any more.
 */
export type LetterState = "waiting" | "in-run" | "posted" | "returned" | "dropped";

/** What staff post and whom they call. What is said is sealed under its person's key. */
export type OutreachTables = {
  paper_letter: {
    person: string;
    /** Also of the sealed letter. */
    id: string;
    delivery: string;
    /** Printed on it, with a check digit: by it a letter that comes back is known, without opening anything. */
    number: Generated<number>;
    state: LetterState;
    kept_at: Moment;
    run: string | null;
    printed_at: Moment | null;
    ended_at: Moment | null;
  };
  letter_run: {
    id: string;
    made_by: string;
    made_at: Moment;
    /** When staff said that it is in the post. */
    posted_at: Moment | null;
  };
  call: {
    person: string;
    /** Also of what is to be said, sealed. */
    id: string;
    delivery: string;
    kept_at: Moment;
    /** Nobody calls before. */
    due_at: Moment;
    /** Calls nobody answered. */
    unanswered: number;
    /** The operator who has it, until `taken_until`. */
    taken_by: string | null;
    taken_until: Moment | null;
    ended_at: Moment | null;
    outcome: string | null;
  };
};

export const outreachMigration: Migration = {
  async up(db) {
    for (const statement of [run, letter, letterWaiting, letterOfRun, letterOfDelivery, call, callDue])
      await statement.execute(db);
  },
};

const run = sql`
  create table letter_run (
    id uuid primary key,
    made_by text not null,
    made_at timestamptz not null,
    posted_at timestamptz
  )`;

const letter = sql`
  create table paper_letter (
    person uuid not null references account on delete cascade,
    id uuid not null,
    delivery uuid not null,
    number integer generated always as identity unique,
    state text not null check (state in ('waiting', 'in-run', 'posted', 'returned', 'dropped')),
    kept_at timestamptz not null,
    run uuid references letter_run,
    printed_at timestamptz,
    ended_at timestamptz,
    primary key (person, id),
    check ((state = 'waiting') = (run is null) or state = 'dropped')
  )`;
const letterWaiting = sql`create index paper_letter_waiting on paper_letter (kept_at) where state = 'waiting'`;
const letterOfRun = sql`create index paper_letter_of_run on paper_letter (run, number) where run is not null`;
const letterOfDelivery = sql`create index paper_letter_of_delivery on paper_letter (person, delivery)`;

const call = sql`
  create table call (
    person uuid not null references account on delete cascade,
    id uuid not null unique,
    delivery uuid not null,
    kept_at timestamptz not null,
    due_at timestamptz not null,
    unanswered integer not null,
    taken_by text,
    taken_until timestamptz,
    ended_at timestamptz,
    outcome text,
    primary key (person, id),
    check ((taken_by is null) = (taken_until is null)),
    check ((ended_at is null) = (outcome is null))
  )`;
const callDue = sql`create index call_due on call (due_at) where ended_at is null`;
