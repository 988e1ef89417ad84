import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * The visit log, by UTC day: each table is cut into native partitions, one a day, so that a day's end is a drop. No column
 * holds a person, an account or a session, and none may be added (2.1.5).
 */
export type VisitTables = {
  visit: {
    at: Date;
    page: string;
    section: string;
    access: "free" | "paid" | "restricted";
    /** Host and path of the page before. */
    referrer: string | null;
    referrer_host: string | null;
    status: number;
    duration_ms: number;
    /** Country of the address, ISO 3166-1 alpha-2; `null` when unknown. */
    region: string | null;
    system: string | null;
    system_version: string | null;
    browser: string | null;
    /** Major number alone. */
    browser_version: string | null;
    /** Eight bytes that are the same for one address and agent until the UTC day ends, and never again. */
    visitor: Buffer;
    shown: string[];
    clicked: string | null;
    /** Whether a cookie of the register said that this browser had been here before. */
    returned: boolean | null;
    batch: string;
    /** Place in the batch, from 0: the addresses are sealed in this order. */
    place: number;
  };
  /** What arrived together. A batch that comes twice is there once. */
  visit_batch: {
    /** ISO 8601. */
    day: string;
    batch: string;
    /** The addresses, one a line, sealed under the day's key. */
    addresses: Buffer;
  };
  /** What was written together, and is one leaf of the log. */
  visit_flush: {
    day: string;
    /** Id of the ledger's entry. */
    entry: string;
    /** In the order in which their rows were hashed. */
    batches: string[];
    /** With the event it opens the commitment in the log. */
    opening: Buffer;
    /** Canonical JSON. */
    event: string;
  };
  /** Sums of finished hours, of which operators' figures are made. */
  visit_hour: {
    hour: Date;
    kind: VisitFigure;
    name: string;
    /** Of `slow`: number of the duration's bucket; else 0. */
    bucket: number;
    views: number;
    /** Of `hour`; else 0. */
    visitors: number;
  };
  /** One row: up to when hours are summed. */
  visit_summed: { single: boolean; until: Date };
};

/** What a row of `visit_hour` counts by name. */
export type VisitFigure =
  | "hour"
  | "page"
  | "referrer"
  | "system"
  | "browser"
  | "access"
  | "fault"
  | "slow"
  | "returning";

export const visitsMigration: Migration = {
  async up(db) {
    for (const statement of [visit, visitTimes, batch, sealed, flush, hour, summed])
      await statement.execute(db);
  },
};

const visit = sql`
  create table visit (
    at timestamptz not null,
    page text not null,
    section text not null,
    access text not null,
    referrer text,
    referrer_host text,
    status smallint not null,
    duration_ms integer not null,
    region text,
    system text,
    system_version text,
    browser text,
    browser_version text,
    visitor bytea not null,
    shown uuid[] not null,
    clicked uuid,
    returned boolean,
    batch uuid not null,
    place smallint not null
  ) partition by range (at)`;

/** Costs a write next to nothing, and an hour is found without reading its day. */
const visitTimes = sql`create index visit_at on visit using brin (at)`;

const batch = sql`
  create table visit_batch (
    day date not null,
    batch uuid not null,
    addresses bytea not null,
    primary key (day, batch)
  ) partition by list (day)`;

/** What is sealed does not get smaller, and nobody need try. */
const sealed = sql`alter table visit_batch alter column addresses set storage external`;

const flush = sql`
  create table visit_flush (
    day date not null,
    entry uuid not null,
    batches uuid[] not null,
    opening bytea not null,
    event text not null,
    primary key (day, entry)
  ) partition by list (day)`;

const hour = sql`
  create table visit_hour (
    hour timestamptz not null,
    kind text not null,
    name text not null,
    bucket smallint not null,
    views integer not null,
    visitors integer not null,
    primary key (hour, kind, name, bucket)
  )`;

const summed = sql`
  create table visit_summed (
    single boolean primary key check (single),
    until timestamptz not null
  )`;
