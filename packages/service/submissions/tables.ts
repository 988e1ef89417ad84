import { type ColumnType, type Generated, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Moment = ColumnType<Date, Date, Date>;

/** What people fill in beyond registration. Values are in the vault; here stands what they are of. */
export type SubmissionTables = {
  submission: {
    person: string;
    id: string;
    form: string;
    /** In the site's own names; it holds no personal value. */
    about: string | null;
    at: Moment;
    /** The site's own word, or `withdrawn`. */
    state: string;
  };
  submission_record: {
    person: string;
    /** A record of the vault. */
    record: string;
    /** In the order in which they were collected. */
    place: Generated<string>;
    submission: string;
    category: string;
    /** For which it was collected. */
    purpose: string;
    /** When its ground went while a dispute held it: it is then kept for the dispute alone, and erased after. */
    ended_at: Moment | null;
  };
  /** What was chosen about one submission, for purposes that are asked about each thing anew. */
  submission_choice: {
    person: string;
    submission: string;
    purpose: string;
    state: "granted" | "refused" | "withdrawn";
    at: Moment;
    wording: string;
    policy: string;
  };
  /** Keys under which a site has attached something: each does once. */
  submission_attachment: {
    person: string;
    submission: string;
    form: string;
    /** SHA-256, for a key may be somebody else's reference. */
    key_hash: Buffer;
    at: Moment;
  };
  /** What stands beside a person's publications instead of their name. Drawn at random: it says nothing of them. */
  pseudonym: {
    person: string;
    number: number;
  };
  /** The days on which staff read a person's submissions of a form for a purpose; each has left its evidence. */
  case_read: {
    person: string;
    form: string;
    purpose: string;
    /** ISO 8601. */
    day: ColumnType<Date, string, never>;
  };
};

export const submissionsMigration: Migration = {
  async up(db) {
    for (const statement of [
      submission,
      publishedByForm,
      record,
      endedRecords,
      choice,
      attachment,
      pseudonym,
      caseRead,
      signal,
    ])
      await statement.execute(db);
  },
};

const submission = sql`
  create table submission (
    person uuid not null references account on delete cascade,
    id uuid not null unique,
    form text not null,
    about text,
    at timestamptz not null,
    state text not null,
    primary key (person, id)
  )`;

const publishedByForm = sql`create index submission_form on submission (form, about, at)`;

const record = sql`
  create table submission_record (
    person uuid not null,
    record uuid not null,
    place bigint generated always as identity,
    submission uuid not null,
    category text not null,
    purpose text not null,
    ended_at timestamptz,
    primary key (person, record),
    foreign key (person, submission) references submission (person, id) on delete cascade
  )`;

const endedRecords = sql`
  create index submission_record_ended on submission_record (person) where ended_at is not null`;

const choice = sql`
  create table submission_choice (
    person uuid not null,
    submission uuid not null,
    purpose text not null,
    state text not null check (state in ('granted', 'refused', 'withdrawn')),
    at timestamptz not null,
    wording text not null,
    policy text not null,
    primary key (person, submission, purpose),
    foreign key (person, submission) references submission (person, id) on delete cascade
  )`;

const attachment = sql`
  create table submission_attachment (
    person uuid not null,
    submission uuid not null,
    form text not null,
    key_hash bytea not null,
    at timestamptz not null,
    primary key (person, submission, form, key_hash),
    foreign key (person, submission) references submission (person, id) on delete cascade
  )`;

const pseudonym = sql`
  create table pseudonym (
    person uuid primary key references account on delete cascade,
    number integer not null unique
  )`;

const caseRead = sql`
  create table case_read (
    person uuid not null references account on delete cascade,
    form text not null,
    purpose text not null,
    day date not null,
    primary key (person, form, purpose, day)
  )`;

const signal = sql`alter table session add column signal text check (signal in ('gpc', 'dnt'))`;
