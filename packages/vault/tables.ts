import type { Database, MigrationSet } from "@avow/postgres";
import { type Kysely, sql } from "kysely";

/** The vault's tables, as queries see them. */
type VaultTables = {
  vault_person: {
    person: string;
    /** The person's data key under the key-encryption key; `null` once erased. */
    wrapped_key: Uint8Array | null;
    kek_id: string;
    created_at: Date;
    erased_at: Date | null;
  };
  vault_record: {
    person: string;
    record: string;
    category: string;
    /** Names without the category, in clear: they are the policy's, not the person's. */
    fields: string[];
    sealed: Uint8Array;
    collected_at: Date;
  };
  vault_lookup: {
    person: string;
    /** `category.field`. */
    field: string;
    digest: Uint8Array;
    /** The records that hold the value; the row goes with the last of them. */
    records: string[];
  };
  vault_evidence: { person: string; id: string; sealed: Uint8Array };
  /** One UTC day's secrets under the key-encryption key; each is `null` once destroyed. The row stays, so that none is made again. */
  vault_day: {
    /** ISO 8601. */
    day: string;
    wrapped_key: Uint8Array | null;
    wrapped_salt: Uint8Array | null;
    kek_id: string;
  };
  /** One row: what the first key check left. */
  vault_meta: { single: boolean; kek_id: string; canary: Uint8Array; index_digest: Uint8Array };
};

/** The vault's tables, through a connection or a transaction. */
export function tablesOf(db: Database): Kysely<VaultTables> {
  return db.$extendTables<VaultTables>();
}

/** The vault's tables, as `migrate` of `@avow/postgres` takes them. */
export const vaultMigrations: MigrationSet = {
  room: "vault",
  migrations: {
    "0001-vault": {
      async up(db) {
        for (const statement of [person, tombstones, record, lookup, evidence, meta])
          await statement.execute(db);
      },
    },
    "0002-collected": {
      async up(db) {
        await collected.execute(db);
      },
    },
    "0003-days": {
      async up(db) {
        await day.execute(db);
      },
    },
  },
};

const person = sql`
  create table vault_person (
    person uuid primary key,
    wrapped_key bytea,
    kek_id text not null,
    created_at timestamptz not null,
    erased_at timestamptz,
    constraint vault_person_key_or_erased check ((wrapped_key is null) = (erased_at is not null))
  )`;

const tombstones = sql`
  create index vault_person_erased on vault_person (person) where erased_at is not null`;

const record = sql`
  create table vault_record (
    person uuid not null references vault_person,
    record uuid not null,
    category text not null,
    fields text[] not null,
    sealed bytea not null,
    collected_at timestamptz not null,
    primary key (person, record)
  )`;

/** What was collected before a moment is found by category, the oldest first. */
const collected = sql`
  create index vault_record_collected on vault_record (category, collected_at, person, record)`;

const lookup = sql`
  create table vault_lookup (
    person uuid not null references vault_person,
    field text not null,
    digest bytea not null,
    records uuid[] not null,
    primary key (person, field, digest),
    constraint vault_lookup_one_person unique (field, digest)
  )`;

const evidence = sql`
  create table vault_evidence (
    person uuid not null references vault_person,
    id text not null,
    sealed bytea not null,
    primary key (person, id)
  )`;

const meta = sql`
  create table vault_meta (
    single boolean primary key check (single),
    kek_id text not null,
    canary bytea not null,
    index_digest bytea not null
  )`;

const day = sql`
  create table vault_day (
    day date primary key,
    wrapped_key bytea,
    wrapped_salt bytea,
    kek_id text not null,
    constraint vault_day_salt_first check (wrapped_key is not null or wrapped_salt is null)
  )`;
