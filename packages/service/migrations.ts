import type { MigrationSet } from "@avow/postgres";
import { sql } from "kysely";
import { announcementsMigration } from "./announcements/tables.ts";
import { changesMigration } from "./changes/tables.ts";
import { outreachMigration } from "./channels/outreach-tables.ts";
import { correspondenceMigration } from "./correspondence/tables.ts";
import { devicesMigration } from "./devices/tables.ts";
import { alarmsMigration, incidentsMigration } from "./incidents/tables.ts";
import { marketingMigration } from "./marketing/tables.ts";
import {
  copiesMigration,
  handoverWavesMigration,
  noticeActsMigration,
  noticesMigration,
} from "./notices/tables.ts";
import { statisticsMigration } from "./statistics/tables.ts";
import { submissionsMigration } from "./submissions/tables.ts";
import { visitsMigration } from "./visits/tables.ts";

/** The service's own tables. Every table that grows with people carries the person as its first key. */
export const serviceMigrations: MigrationSet = {
  room: "service",
  migrations: {
    "0001-accounts": {
      async up(db) {
        await sql`
          create table account (
            person uuid primary key,
            created_at timestamptz not null
          )`.execute(db);
        await sql`
          create table session (
            token_hash bytea primary key,
            person uuid not null references account on delete cascade,
            cookies text not null check (cookies in ('accepted', 'refused')),
            created_at timestamptz not null,
            expires_at timestamptz not null
          )`.execute(db);
        await sql`create index session_person on session (person)`.execute(db);
      },
    },
    "0002-choices": {
      async up(db) {
        await sql`
          create table choice (
            person uuid not null references account on delete cascade,
            purpose text not null,
            state text not null check (state in ('granted', 'refused', 'withdrawn')),
            at timestamptz not null,
            wording text not null,
            policy text not null,
            primary key (person, purpose)
          )`.execute(db);
        await sql`
          create table objection (
            person uuid not null references account on delete cascade,
            purpose text not null,
            at timestamptz not null,
            policy text not null,
            primary key (person, purpose)
          )`.execute(db);
      },
    },
    "0003-receipts": {
      async up(db) {
        await sql`
          create table evidence_head (
            person uuid primary key references account on delete cascade,
            sequence integer not null,
            head bytea
          )`.execute(db);
        await sql`
          create table receipt (
            person uuid not null references account on delete cascade,
            id uuid not null,
            sequence integer not null,
            kind text not null,
            clause text not null,
            at timestamptz not null,
            primary key (person, id),
            unique (person, sequence)
          )`.execute(db);
      },
    },
    "0004-messages": {
      async up(db) {
        await sql`
          create table message (
            person uuid not null references account on delete cascade,
            id uuid not null,
            purpose text not null,
            channel text not null,
            subject jsonb not null,
            body jsonb not null,
            state text not null,
            attempts integer not null,
            created_by text not null,
            created_at timestamptz not null,
            due_at timestamptz not null,
            settled_at timestamptz,
            refusal jsonb,
            failure text,
            unsubscribe_hash bytea unique,
            primary key (person, id)
          )`.execute(db);
        await sql`create index message_recent on message (created_at desc)`.execute(db);
        await sql`
          create table mailbox (
            person uuid not null references account on delete cascade,
            id uuid not null,
            at timestamptz not null,
            primary key (person, id)
          )`.execute(db);
      },
    },
    "0005-versions": {
      async up(db) {
        await sql`
          create table policy_version (
            version text primary key,
            policy text not null,
            bundle text not null,
            first_run_at timestamptz not null,
            entry uuid not null
          )`.execute(db);
        await sql`
          create table first_operator_link (
            id integer generated always as identity primary key,
            token_hash bytea not null unique,
            created_at timestamptz not null,
            used_at timestamptz
          )`.execute(db);
      },
    },
    "0006-disputes": {
      async up(db) {
        await sql`
          create table dispute (
            person uuid not null references account on delete cascade,
            id uuid not null unique,
            reference text not null,
            opened_by text not null,
            opened_at timestamptz not null,
            closed_by text,
            closed_at timestamptz,
            primary key (person, id),
            check ((closed_at is null) = (closed_by is null))
          )`.execute(db);
        await sql`create index dispute_open on dispute (person) where closed_at is null`.execute(db);
      },
    },
    "0007-publication": {
      async up(db) {
        await sql`
          create table policy_proposal (
            id uuid primary key,
            version text not null,
            bundle text not null,
            source text not null,
            diagnostics text not null,
            effective_at timestamptz not null,
            proposed_by text,
            proposed_by_name text,
            proposed_at timestamptz not null,
            approved_by text,
            approved_by_name text,
            approved_at timestamptz,
            withdrawn_at timestamptz,
            entered_at timestamptz,
            check (approved_by is null or approved_by <> proposed_by),
            check (approved_at is null or proposed_by is null or approved_by is not null),
            check (entered_at is null or (approved_at is not null and withdrawn_at is null))
          )`.execute(db);
        await sql`
          create unique index policy_proposal_one_at_a_time on policy_proposal (effective_at)
          where approved_at is not null and withdrawn_at is null`.execute(db);
        await sql`
          create table policy_check (
            version text primary key,
            at timestamptz not null,
            errors integer not null,
            warnings integer not null
          )`.execute(db);
        await sql`
          create table decision_tally (
            version text not null,
            clause text not null,
            hour timestamptz not null,
            permitted integer not null,
            refused integer not null
          )`.execute(db);
      },
    },
    "0008-invitations": {
      async up(db) {
        await sql`
          create table operator_invitation (
            id uuid primary key,
            token_hash bytea not null unique,
            invited_by text not null,
            invited_at timestamptz not null,
            expires_at timestamptz not null,
            used_at timestamptz,
            operator text unique
          )`.execute(db);
      },
    },
    "0009-submissions": submissionsMigration,
    "0010-visits": visitsMigration,
    "0011-statistics": statisticsMigration,
    "0012-devices": devicesMigration,
    "0017-announcements": announcementsMigration,
    "0013-notices": noticesMigration,
    "0014-outreach": outreachMigration,
    "0015-correspondence": correspondenceMigration,
    "0016-incidents": incidentsMigration,
    "0018-marketing": marketingMigration,
    "0019-changes": changesMigration,
    "0020-notice-acts": noticeActsMigration,
    "0021-copies": copiesMigration,
    "0022-incident-alarms": alarmsMigration,
    "0023-handover-waves": handoverWavesMigration,
  },
};
