import type { AnswerOf } from "@avow/contract";
import { type ColumnType, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Moment = ColumnType<Date, Date, Date>;
/** Empty until something has happened, and a row is made without it. */
type Later<T> = ColumnType<T | null, T | null | undefined, T | null>;
type Answer = AnswerOf<"draftAnnouncement">;

/** What is told to everyone, in words that hold nothing about a person. */
export type AnnouncementTables = {
  announcement: {
    id: string;
    subject_kind: Answer["subject"]["kind"];
    /** An incident's id; the hash of a version of the policy. */
    subject: string;
    rehearsal: boolean;
    reason: Answer["reason"];
    title: Answer["title"];
    elements: Answer["elements"];
    /** As it was asked for; from the approval on, when it is first shown. */
    shown_from: Moment;
    shown_until: Moment;
    drafted_by: string;
    drafted_by_name: string;
    drafted_at: Moment;
    approved_by: Later<string>;
    approved_by_name: Later<string>;
    approved_at: Later<Date>;
    /** How the people stood then: counts. */
    standing: Later<NonNullable<Answer["standing"]>>;
    withdrawn_by_name: Later<string>;
    withdrawn_at: Later<Date>;
    withdrawn_reason: Later<Answer["reason"]>;
    /** The ledger's entry that tells of its publication. */
    entry: Later<string>;
  };
};

export const announcementsMigration: Migration = {
  async up(db) {
    await sql`
      create table announcement (
        id uuid primary key,
        subject_kind text not null check (subject_kind in ('incident', 'policy-change')),
        subject text not null,
        rehearsal boolean not null,
        reason jsonb not null,
        title jsonb not null,
        elements jsonb not null,
        shown_from timestamptz not null,
        shown_until timestamptz not null,
        drafted_by text not null,
        drafted_by_name text not null,
        drafted_at timestamptz not null,
        approved_by text,
        approved_by_name text,
        approved_at timestamptz,
        standing jsonb,
        withdrawn_by_name text,
        withdrawn_at timestamptz,
        withdrawn_reason jsonb,
        entry uuid,
        check (approved_by <> drafted_by),
        check ((approved_at is null) = (approved_by is null)),
        check ((approved_at is null) = (entry is null)),
        check ((withdrawn_at is null) = (withdrawn_reason is null))
      )`.execute(db);
    await sql`create index announcement_subject on announcement (subject_kind, subject)`.execute(db);
    await sql`
      create index announcement_shown on announcement (shown_from desc)
      where approved_at is not null and not rehearsal`.execute(db);
  },
};
