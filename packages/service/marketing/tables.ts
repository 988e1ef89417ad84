import type { ChannelName } from "@avow/policy";
import { type ColumnType, sql } from "kysely";
import type { Migration } from "kysely/migration";

type Moment = ColumnType<Date, Date, Date>;

/** What advertising rests on beside the policy. */
export type MarketingTables = {
  /** People known to be under age; who is not here is not known to be. */
  minor: {
    person: string;
    /** Id of the operator who marked them; `null` where they did so themselves. */
    marked_by: string | null;
    at: Moment;
  };
  /** What a third party may have passed on to people, and until when. Never changed but by its end. */
  licence: {
    id: string;
    holder: string;
    purpose: string;
    /** Kinds of products it may be about. */
    kinds: ColumnType<readonly string[], string, never>;
    /** Messages in all. */
    most: number;
    from_at: Moment;
    until_at: Moment;
    created_by: string;
    created_at: Moment;
    ended_by: string | null;
    ended_at: Moment | null;
  };
  campaign: {
    id: string;
    purpose: string;
    licence: string | null;
    /** The kind of product it is about; `null` for none in particular. */
    about: string | null;
    subject: ColumnType<Record<string, string>, string, never>;
    body: ColumnType<Record<string, string>, string, never>;
    channels: ColumnType<readonly ChannelName[], string, never>;
    audience: ColumnType<Audience, string, never>;
    created_by: string;
    created_at: Moment;
    notice: string | null;
    started_at: Moment | null;
    /** The last person who was asked about for its notice, from whom it goes on. */
    cursor: string | null;
    /** People added to its notice, each of whom takes up one message of its licence. */
    gathered: number;
    /** People the gate would have let it go to, had its licence allowed more messages. */
    beyond: number;
    /** When everybody it goes to had been added. */
    gathered_at: Moment | null;
  };
  /** Who would get a campaign and who would not: counted a page of people at a time, and nothing about one of them is kept. */
  campaign_preview: {
    campaign: string;
    id: string;
    /** How many people there were to ask about when it began. */
    people: number;
    asked: number;
    /** The last person asked about, from whom it goes on. */
    cursor: string | null;
    would_get: number;
    /** JSON of a list of `Exclusion`. */
    excluded: ColumnType<readonly Exclusion[], string, string>;
    begun_at: Moment;
    finished_at: Moment | null;
  };
};

/** Whom a campaign is for, of those whom it may go to. */
export interface Audience {
  readonly language: string | null;
  /** The kind of product they are to have bought recently. */
  readonly bought: string | null;
}

/** How many are left out for one reason. `clause` is `null` for who is none of the campaign's audience. */
export interface Exclusion {
  readonly clause: string | null;
  readonly code: string;
  readonly people: number;
}

export const marketingMigration: Migration = {
  async up(db) {
    for (const statement of [minor, licence, campaign, campaignOfLicence, preview, consentReceipt])
      await statement.execute(db);
  },
};

const minor = sql`
  create table minor (
    person uuid primary key references account on delete cascade,
    marked_by text,
    at timestamptz not null
  )`;

const licence = sql`
  create table licence (
    id uuid primary key,
    holder text not null,
    purpose text not null,
    kinds jsonb not null,
    most integer not null check (most > 0),
    from_at timestamptz not null,
    until_at timestamptz not null,
    created_by text not null,
    created_at timestamptz not null,
    ended_by text,
    ended_at timestamptz,
    check (from_at < until_at),
    check ((ended_at is null) = (ended_by is null))
  )`;

const campaign = sql`
  create table campaign (
    id uuid primary key,
    purpose text not null,
    licence uuid references licence,
    about text,
    subject jsonb not null,
    body jsonb not null,
    channels jsonb not null,
    audience jsonb not null,
    created_by text not null,
    created_at timestamptz not null,
    notice uuid unique,
    started_at timestamptz,
    cursor uuid,
    gathered integer not null,
    beyond integer not null,
    gathered_at timestamptz,
    check ((notice is null) = (started_at is null))
  )`;

const campaignOfLicence = sql`create index campaign_of_licence on campaign (licence) where licence is not null`;

/** The receipt that proves a consent, for who asks to see one; `null` for what was chosen before it was kept here. */
const consentReceipt = sql`alter table choice add column receipt uuid`;

const preview = sql`
  create table campaign_preview (
    campaign uuid primary key references campaign on delete cascade,
    id uuid not null,
    people integer not null,
    asked integer not null,
    cursor uuid,
    would_get integer not null,
    excluded jsonb not null,
    begun_at timestamptz not null,
    finished_at timestamptz
  )`;
