import type { Observed } from "@avow/contract";
import { type ColumnType, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Moment = ColumnType<Date, Date, Date>;

export type DeviceTables = {
  /** The choice of a visitor without an account; it names nobody, and its id is only in the visitor's own cookie. */
  device_choice: {
    id: string;
    /** Of the try; the same try again is kept once. */
    key: string;
    /** The choice it replaced. */
    previous: string | null;
    at: Moment;
    /** When the cookie ends that keeps it on the device, and the record with it. */
    ends_at: Moment;
    choices: Readonly<Record<string, boolean>>;
    wording: string;
    /** The version that was shown. */
    policy: string;
    language: string;
    signal: "gpc" | "dnt" | null;
    cookie: string;
    /** Id of the ledger's entry. */
    entry: string;
    /** What opens the commitment there. */
    evidence: Buffer;
  };
  /** What pages met and the policy did not declare: names, masked. */
  observed_name: {
    kind: Observed["kind"];
    name: string;
    first_seen: Moment;
    last_seen: Moment;
    times: number;
  };
};

export const devicesMigration: Migration = {
  async up(db) {
    await sql`
      create table device_choice (
        id uuid primary key,
        key uuid not null unique,
        previous uuid,
        at timestamptz not null,
        ends_at timestamptz not null,
        choices jsonb not null,
        wording text not null,
        policy text not null,
        language text not null,
        signal text check (signal in ('gpc', 'dnt')),
        cookie text not null,
        entry uuid not null,
        evidence bytea not null
      )`.execute(db);
    await sql`
      create index device_choice_previous on device_choice (previous) where previous is not null`.execute(db);
    await sql`create index device_choice_ends on device_choice (ends_at)`.execute(db);
    await sql`
      create table observed_name (
        kind text not null,
        name text not null,
        first_seen timestamptz not null,
        last_seen timestamptz not null,
        times integer not null,
        primary key (kind, name)
      )`.execute(db);
  },
};
