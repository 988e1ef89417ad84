import { type ColumnType, type Generated, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Moment = ColumnType<Date, Date, Date>;

/** How a person of an incident stands; who of them an announcement covers is worked out (`groups.ts`). */
export type PersonState = "told" | "waiting" | "not-asked" | "refused" | "failed" | "returned" | "unknown";

export type IncidentTables = {
  /**
   * Its id is also that of its key in the vault, under which every text of it is sealed: what staff write of an incident may
   * name people. What stands here in clear are numbers, names of the policy, and who of the staff did what.
   */
  incident: {
    id: string;
    number: number;
    rehearsal: boolean;
    known_at: Moment;
    reported_by: string;
    reported_at: Moment;
    /** JSON of `IncidentFacts`; `null` until it is triaged. */
    facts: string | null;
    /** JSON of the `IncidentGrade` that was proposed. */
    proposed: string | null;
    rank: number | null;
    triaged_by: string | null;
    triaged_at: Moment | null;
    /** Which of the sealed reasons is the last. */
    triage_version: Generated<number>;
    /** JSON of a `ScopeFilter`. */
    scope_filter: string | null;
    scope_categories: string[] | null;
    scope_by: string | null;
    scope_at: Moment | null;
    /** The last account that was looked at; meaningless once `scope_done`. */
    scope_cursor: string | null;
    scope_done: Generated<boolean>;
    notice_version: Generated<number>;
    /** Ids of the operators of whose writing something stands in it. */
    notice_authors: Generated<string[]>;
    notice_by: string | null;
    notice_at: Moment | null;
    approved_by: string | null;
    approved_at: Moment | null;
    /** SHA-256 of how the notice read, in every language, when it was approved. */
    approved_digest: string | null;
    /** Its id among the notices, from the moment it was first sent. */
    notice: string | null;
    paused: Generated<boolean>;
    /** When nobody was left to be told; `null` again when something comes back. */
    told_at: Moment | null;
    report_version: Generated<number>;
    handling_ended_at: Moment | null;
    closed_by: string | null;
    closed_at: Moment | null;
  };
  incident_person: {
    person: string;
    incident: string;
    /** Those of the scope's categories that are held of this person; all of them where none is any more. */
    categories: string[];
    named: boolean;
    state: PersonState;
    state_at: Moment;
    /** The announcement that stands for telling them, for every channel was tried in vain. */
    announcement: string | null;
    removed_at: Moment | null;
  };
  /** Why a group stays untold, and for how many people that was said. The reason is sealed. */
  incident_reason: {
    incident: string;
    state: PersonState;
    version: number;
    people: number;
    by: string;
    at: Moment;
  };
  /** A stage of the report that was handed in; the document as it was is sealed. */
  incident_filing: {
    incident: string;
    id: string;
    stage: "first" | "further" | "summary";
    deadlines: string[];
    recipient: string;
    reference: string;
    by: string;
    at: Moment;
    recorded_at: Moment;
    document: string;
  };
  incident_alarm: {
    incident: string;
    deadline: string;
    left: "half" | "quarter" | "none";
    at: Moment;
    /** Ids of the operators whose mail a server has taken. */
    told: Generated<string[]>;
    /** When nobody was left to be told of it; `null` while somebody is. */
    told_at: Moment | null;
  };
  /** That somebody has recorded why a time passed, or was met late. The reason is sealed. */
  incident_lateness: {
    incident: string;
    deadline: string;
    version: number;
    by: string;
    at: Moment;
  };
  /** An incident's own chain of evidence. */
  incident_step: {
    incident: string;
    sequence: number;
    /** Also the id of the ledger entry. */
    id: string;
    kind: string;
    /** Name of the operator; `null` for what the desk did by itself. */
    by: string | null;
    at: Moment;
    /** Commitment of the event. */
    head: Buffer;
  };
  /** Whom a rehearsal may reach. */
  test_person: {
    person: string;
    marked_by: string;
    marked_at: Moment;
    /** The receipt that says so; `null` of a mark older than this column. */
    receipt: string | null;
  };
};

export const incidentsMigration: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await statement.execute(db);
  },
};

/** Alarms that are kept until operators were told of them, reasons for times that have passed, and the receipts of marks. */
export const alarmsMigration: Migration = {
  async up(db) {
    for (const statement of LATER_STATEMENTS) await statement.execute(db);
  },
};

const LATER_STATEMENTS = [
  sql`alter table incident_alarm add column told text[] not null default '{}', add column told_at timestamptz`,
  // Whoever was to hear of these was told, or could not be, when they sounded.
  sql`update incident_alarm set told_at = at`,
  sql`create index incident_alarm_untold on incident_alarm (at) where told_at is null`,
  sql`
    create table incident_lateness (
      incident uuid not null references incident,
      deadline text not null,
      version integer not null,
      by text not null,
      at timestamptz not null,
      primary key (incident, deadline)
    )`,
  sql`alter table test_person add column receipt uuid`,
];

const STATEMENTS = [
  sql`
    create table incident (
      id uuid primary key,
      number integer not null,
      rehearsal boolean not null,
      known_at timestamptz not null,
      reported_by text not null,
      reported_at timestamptz not null,
      facts text,
      proposed text,
      rank integer,
      triaged_by text,
      triaged_at timestamptz,
      triage_version integer not null default 0,
      scope_filter text,
      scope_categories text[],
      scope_by text,
      scope_at timestamptz,
      scope_cursor uuid,
      scope_done boolean not null default false,
      notice_version integer not null default 0,
      notice_authors text[] not null default '{}',
      notice_by text,
      notice_at timestamptz,
      approved_by text,
      approved_at timestamptz,
      approved_digest text,
      notice uuid unique,
      paused boolean not null default false,
      told_at timestamptz,
      report_version integer not null default 0,
      handling_ended_at timestamptz,
      closed_by text,
      closed_at timestamptz,
      unique (rehearsal, number),
      check (known_at <= reported_at),
      check ((closed_at is null) = (closed_by is null)),
      check ((approved_at is null) = (approved_digest is null))
    )`,
  sql`
    create table incident_person (
      person uuid not null references account on delete cascade,
      incident uuid not null references incident,
      categories text[] not null,
      named boolean not null,
      state text not null,
      state_at timestamptz not null,
      announcement uuid,
      removed_at timestamptz,
      primary key (person, incident)
    )`,
  sql`create index incident_person_state on incident_person (incident, state, person) where removed_at is null`,
  sql`
    create table incident_reason (
      incident uuid not null references incident,
      state text not null,
      version integer not null,
      people integer not null,
      by text not null,
      at timestamptz not null,
      primary key (incident, state)
    )`,
  sql`
    create table incident_filing (
      incident uuid not null references incident,
      id uuid not null,
      stage text not null check (stage in ('first', 'further', 'summary')),
      deadlines text[] not null,
      recipient text not null,
      reference text not null,
      by text not null,
      at timestamptz not null,
      recorded_at timestamptz not null,
      document text not null,
      primary key (incident, id)
    )`,
  sql`
    create table incident_alarm (
      incident uuid not null references incident,
      deadline text not null,
      "left" text not null check ("left" in ('half', 'quarter', 'none')),
      at timestamptz not null,
      primary key (incident, deadline, "left")
    )`,
  sql`
    create table incident_step (
      incident uuid not null references incident,
      sequence integer not null,
      id uuid not null,
      kind text not null,
      by text,
      at timestamptz not null,
      head bytea not null,
      primary key (incident, sequence)
    )`,
  sql`
    create table test_person (
      person uuid primary key references account on delete cascade,
      marked_by text not null,
      marked_at timestamptz not null
    )`,
  sql`
    create table data_access (
      person uuid not null references account on delete cascade,
      day date not null,
      kind text not null check (kind in ('read', 'disclosed')),
      party text not null,
      purpose text not null,
      categories text[] not null,
      first_at timestamptz not null,
      last_at timestamptz not null,
      primary key (person, day, kind, party, purpose)
    )`,
  sql`create index data_access_party on data_access (kind, party, first_at)`,
  // Receipts are written in the order of time, so that a few pages say where a stretch of it lies.
  sql`create index receipt_at on receipt using brin (at) with (pages_per_range = 32)`,
  sql`create index submission_at on submission (form, at)`,
];
