import { type ColumnType, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Moment = ColumnType<Date, Date, Date>;

export type ChangeTables = {
  /** Whether one version permits anything that another does not; no row where nobody has compared them. */
  policy_step: {
    earlier: string;
    later: string;
    widens: boolean;
  };
  /** What people said last of a version's term. There is no row for silence, which is no answer. */
  change_answer: {
    person: string;
    /** Id of the version's proposal: a version that comes back is answered anew. */
    term: string;
    answer: "agreed" | "refused";
    /** SHA-256 of the sentences that were shown. */
    wording: string;
    at: Moment;
    receipt: string;
  };
  /** How far the telling of one approved version is. */
  change_telling: {
    term: string;
    /** `null` where the policy in force gave no way to tell people. */
    notice: string | null;
    /** `known`: of those who were there at the approval; `later`: of those who came after; `done`. */
    stage: "known" | "later" | "done";
    /** Everybody up to this person has been looked at. */
    reached: string | null;
    /** Whom it concerns, and of them who is asked, as far as they have been looked at. */
    concerned: number;
    asked: number;
  };
};

export const changesMigration: Migration = {
  async up(db) {
    for (const statement of [beganUnder, step, answer, answerOfTerm, telling]) await statement.execute(db);
  },
};

/** The version under which an account was opened; accounts from before this was kept have none. */
const beganUnder = sql`alter table account add column policy text`;

const step = sql`
  create table policy_step (
    earlier text not null,
    later text not null,
    widens boolean not null,
    primary key (later, earlier)
  )`;

const answer = sql`
  create table change_answer (
    person uuid not null references account on delete cascade,
    term uuid not null references policy_proposal,
    answer text not null check (answer in ('agreed', 'refused')),
    wording text not null,
    at timestamptz not null,
    receipt uuid not null,
    primary key (person, term)
  )`;
const answerOfTerm = sql`create index change_answer_of_term on change_answer (term, answer)`;

const telling = sql`
  create table change_telling (
    term uuid primary key references policy_proposal,
    notice uuid references notice,
    stage text not null check (stage in ('known', 'later', 'done')),
    reached uuid,
    concerned integer not null,
    asked integer not null
  )`;
