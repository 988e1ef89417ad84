import type { LETTER_REQUESTS } from "@avow/contract";
import { type ColumnType, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { EnclosureMark } from "./judge-enclosure.ts";

type Moment = ColumnType<Date, Date, Date>;

/** By which way a letter came, or that it is ours. */
export type LetterDoor = "mail" | "site" | "staff";

/** What shows that a letter is the person's: a reply address that only they were told, or nothing but the address it names. */
export type LetterProof = "token" | "claimed";

/** What staff may be asked for in a letter, until each has a desk of its own. */
export type RequestName = (typeof LETTER_REQUESTS)[number];

/**
 * Letters beside the submissions they are: a letter is a submission of form `mail` or `contact`, so that its records are kept,
 * shown and erased as every other's. What is written in it is in the vault; here stands how it came.
 */
export type CorrespondenceTables = {
  letter: {
    person: string;
    /** Of its submission. */
    id: string;
    door: LetterDoor;
    proof: LetterProof | null;
    at: Moment;
    /** Written by a machine (RFC 3834). */
    automatic: boolean;
    /** It could not be taken apart, and is kept as it came. */
    unreadable: boolean;
    /** SHA-256 of the message as it came, so that one that comes twice is kept once; `null` for what did not come by mail. */
    fingerprint: Buffer | null;
    /** Record of the vault with its addresses and Message-IDs. */
    envelope: string | null;
    /** Records of the vault with the whole of it as it came, in order; none for what did not come by mail. */
    original: string[];
    /** Bytes of the original. */
    size: number;
    /** Purposes it ended, by a word in it. */
    ended: string[];
    /** The notice by which it leaves; `null` for one that came. */
    notice: string | null;
  };
  /** What was sent with a letter. Its content is in the original alone. */
  enclosure: {
    person: string;
    /** Record of the vault with its name and type. */
    record: string;
    letter: string;
    /** Counted from 0, as the original is taken apart. */
    place: number;
    /** Bytes. */
    size: number;
    mark: EnclosureMark;
  };
  /** Until when staff have dealt with a person's letters. */
  thread_settled: {
    person: string;
    at: Moment;
  };
  /** A request that staff found in a letter. */
  thread_request: {
    person: string;
    id: string;
    letter: string;
    request: RequestName;
    /** An operator's id. */
    opened_by: string;
    opened_at: Moment;
    closed_at: Moment | null;
  };
};

export const correspondenceMigration: Migration = {
  async up(db) {
    for (const statement of [letter, letterOfNotice, enclosure, settled, request])
      await statement.execute(db);
  },
};

const letter = sql`
  create table letter (
    person uuid not null,
    id uuid not null,
    door text not null check (door in ('mail', 'site', 'staff')),
    proof text check (proof in ('token', 'claimed')),
    at timestamptz not null,
    automatic boolean not null,
    unreadable boolean not null,
    fingerprint bytea unique,
    envelope uuid,
    original uuid[] not null,
    size integer not null,
    ended text[] not null,
    notice uuid,
    primary key (person, id),
    check ((door = 'staff') = (proof is null)),
    foreign key (person, id) references submission (person, id) on delete cascade
  )`;

const letterOfNotice = sql`create index letter_notice on letter (notice) where notice is not null`;

const enclosure = sql`
  create table enclosure (
    person uuid not null,
    record uuid not null,
    letter uuid not null,
    place integer not null,
    size integer not null,
    mark text not null check (mark in ('inert', 'unknown', 'mismatched', 'executable')),
    primary key (person, record),
    foreign key (person, letter) references letter (person, id) on delete cascade
  )`;

const settled = sql`
  create table thread_settled (
    person uuid primary key references account on delete cascade,
    at timestamptz not null
  )`;

const request = sql`
  create table thread_request (
    person uuid not null references account on delete cascade,
    id uuid not null,
    letter uuid not null,
    request text not null,
    opened_by text not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    primary key (person, id)
  )`;
