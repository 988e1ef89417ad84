import { sql } from "kysely";
import type { Migration } from "kysely/migration";

export type StatisticsTables = {
  advertiser: {
    id: string;
    name: string;
    /** SHA-256 of the key; the key itself is never kept. */
    key_hash: Buffer;
    created_at: Date;
    closed_at: Date | null;
  };
  placement: {
    id: string;
    advertiser: string;
    name: string;
    target: string;
    section: string;
    created_at: Date;
  };
  /** Every answer ever published: written once, never changed, never removed. */
  statistic: {
    /** The question in its one spelling. */
    question: string;
    /** ISO 8601. */
    day: string;
    placement: string | null;
    /** The answer's bytes. */
    answer: string;
    /** What it cost of the budget of its day's year, in parts of rho. */
    parts: number;
    /** Whether the reserve paid for it. */
    standard: boolean;
    /** Id of the ledger's entry. */
    entry: string;
  };
};

export const statisticsMigration: Migration = {
  async up(db) {
    for (const statement of [advertiser, placement, statistic, statisticDays, refuse, written, truncated])
      await statement.execute(db);
  },
};

const advertiser = sql`
  create table advertiser (
    id uuid primary key,
    name text not null,
    key_hash bytea not null unique,
    created_at timestamptz not null,
    closed_at timestamptz
  )`;

const placement = sql`
  create table placement (
    id uuid primary key,
    advertiser uuid not null references advertiser,
    name text not null,
    target text not null,
    section text not null,
    created_at timestamptz not null
  )`;

const statistic = sql`
  create table statistic (
    question text primary key,
    day date not null,
    placement uuid references placement,
    answer text not null,
    parts integer not null check (parts > 0),
    standard boolean not null,
    entry uuid not null
  )`;

const statisticDays = sql`create index statistic_day on statistic (day)`;

/** A second answer to one question would average the noise away, and a removed one would give its price back. */
const refuse = sql`
  create function statistic_published_once() returns trigger language plpgsql as $$
  begin
    raise exception 'a published statistic stays as it is' using errcode = 'restrict_violation';
  end $$`;

const written = sql`
  create trigger statistic_published_once before update or delete on statistic
  for each row execute function statistic_published_once()`;

const truncated = sql`
  create trigger statistic_never_truncated before truncate on statistic
  for each statement execute function statistic_published_once()`;
