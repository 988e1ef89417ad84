import { type ColumnType, sql } from "kysely";
import type { Migration } from "kysely/migration";
import type { Act, DeliveryState, NoticeKindName } from "./notice.ts";

type Moment = ColumnType<Date, Date, Date>;
type Words = Record<string, string>;

/** `paused` by an operator; `finished` when nobody's delivery is open, until people are added; `cancelled` for good. */
export type NoticeState = "draft" | "running" | "paused" | "finished" | "cancelled";

/** What is kept of a refusal. */
export interface KeptRefusal {
  readonly clause: string;
  readonly code: string;
  readonly reason: Readonly<Record<string, string>>;
}

/** Why a channel did not reach a person. */
export type AttemptOutcome =
  | "no-channel"
  | "no-address"
  | "not-yet"
  | "not-accepted"
  | "returned"
  | "unknown";

/** What is known of a copy that is not the latest. */
export type CopyOutcome = "unknown" | "returned" | "arrived";

export type NoticeTables = {
  notice: {
    id: string;
    kind: NoticeKindName;
    /** An id of the kind's own. */
    about: string | null;
    purpose: string;
    channels: string[];
    /** What a `message` says, by language; it holds nothing about a person. */
    subject: Words | null;
    body: Words | null;
    rehearsal: boolean;
    state: NoticeState;
    created_by: string;
    created_at: Moment;
    /** Nothing of it leaves before. */
    begins_at: Moment;
  };
  /** One person's share of a notice. It is open until `settled_at`. */
  delivery: {
    person: string;
    id: string;
    notice: string;
    state: DeliveryState;
    /** Place of `channel` among the notice's. */
    place: number;
    channel: string;
    /** How often it was begun through this channel; with the channel it tells one attempt from another. */
    attempts: number;
    due_at: Moment;
    /** When the latest attempt was begun, which was committed before anything left. */
    begun_at: Moment | null;
    settled_at: Moment | null;
    refusal: KeptRefusal | null;
    failure: string | null;
    /** SHA-256 of the latest attempt's token; `null` where there is nothing to end. */
    unsubscribe_hash: Buffer | null;
    reply_hash: Buffer | null;
  };
  /** Each channel that did not reach a person, and why the last time. */
  delivery_attempt: {
    person: string;
    delivery: string;
    channel: string;
    outcome: AttemptOutcome;
    failure: string;
    times: number;
    at: Moment;
  };
  /** What operators did to a notice: a chain of evidence of its own. */
  notice_act: {
    notice: string;
    sequence: number;
    /** Also the id of the ledger entry, and the name under which what opens it is kept. */
    id: string;
    /** Under which the vault seals what opens the entries of this notice, and the reasons. */
    key: string;
    kind: Act["kind"];
    /** Name of the operator. */
    by: string;
    at: Moment;
    /** Commitment of the event. */
    head: Buffer;
  };
  /**
   * A copy of a message that may have left before the one a delivery stands at: its tokens still lead back, and a report of it is still
   * understood. `unknown` until somebody says what became of it.
   */
  delivery_copy: {
    person: string;
    delivery: string;
    channel: string;
    attempt: number;
    outcome: CopyOutcome;
    reply_hash: Buffer;
    unsubscribe_hash: Buffer | null;
  };
  /** What is being handed over; see `handover-notes.ts`. It is gone when its batch is settled, and ties nothing to a person. */
  delivery_handover: {
    batch: string;
    wave: number;
    /** Ids of deliveries, and in the same order which attempt at each. */
    begun: string[];
    attempts: number[];
    /** Deliveries of the wave before that the channel accepted. */
    accepted: string[];
  };
};

export const noticesMigration: Migration = {
  async up(db) {
    for (const statement of [notice, noticeRecent, noticeAbout, noticeRunning]) await statement.execute(db);
    for (const statement of [delivery, deliveryOfNotice, deliveryWaiting, deliveryBegun, attempt, handover])
      await statement.execute(db);
    for (const statement of [carryNotices, carryDeliveries, carryHandovers, dropMessages])
      await statement.execute(db);
    for (const statement of [mailboxChannel, mailboxDelivery, mailboxWhole]) await statement.execute(db);
  },
};

/** What operators do to notices is kept; what was cancelled before is said to be withdrawn, as it is from now on. */
export const noticeActsMigration: Migration = {
  async up(db) {
    for (const statement of [noticeAct, noticeCancelled, carryCancelled]) await statement.execute(db);
  },
};

const noticeAct = sql`
  create table notice_act (
    notice uuid not null references notice,
    sequence integer not null,
    id uuid not null,
    key uuid not null,
    kind text not null check (kind in ('paused', 'resumed', 'cancelled')),
    by text not null,
    at timestamptz not null,
    head bytea not null,
    primary key (notice, sequence)
  )`;
const noticeCancelled = sql`create index notice_cancelled on notice (created_at) where state = 'cancelled'`;
const carryCancelled = sql`
  update delivery set state = 'withdrawn', failure = null where state = 'stopped' and failure = 'cancelled'`;

const notice = sql`
  create table notice (
    id uuid primary key,
    kind text not null,
    about text,
    purpose text not null,
    channels text[] not null check (cardinality(channels) > 0),
    subject jsonb,
    body jsonb,
    rehearsal boolean not null,
    state text not null,
    created_by text not null,
    created_at timestamptz not null,
    begins_at timestamptz not null,
    check ((subject is null) = (body is null))
  )`;
const noticeRecent = sql`create index notice_recent on notice (created_at desc)`;
const noticeAbout = sql`create index notice_about on notice (about) where about is not null`;
const noticeRunning = sql`create index notice_running on notice (begins_at) where state = 'running'`;

const delivery = sql`
  create table delivery (
    person uuid not null references account on delete cascade,
    id uuid not null,
    notice uuid not null references notice,
    state text not null,
    place smallint not null,
    channel text not null,
    attempts integer not null,
    due_at timestamptz not null,
    begun_at timestamptz,
    settled_at timestamptz,
    refusal jsonb,
    failure text,
    unsubscribe_hash bytea unique,
    reply_hash bytea unique,
    primary key (person, id),
    unique (person, notice)
  )`;
const deliveryOfNotice = sql`create index delivery_of_notice on delivery (notice, state, person)`;
/** What is to leave, in the order in which it falls due. An `unknown` one is there while it is to be repeated. */
const deliveryWaiting = sql`
  create index delivery_waiting on delivery (notice, channel, due_at)
  where settled_at is null and state in ('queued', 'unknown')`;
const deliveryBegun = sql`create index delivery_begun on delivery (channel, begun_at) where state = 'sending'`;

const attempt = sql`
  create table delivery_attempt (
    person uuid not null,
    delivery uuid not null,
    channel text not null,
    outcome text not null,
    failure text not null,
    times integer not null,
    at timestamptz not null,
    primary key (person, delivery, channel),
    foreign key (person, delivery) references delivery (person, id) on delete cascade
  )`;

/** Nothing refers to the delivery: its row is locked while its hand-over is noted. */
const handover = sql`
  create table delivery_handover (
    delivery uuid primary key,
    attempts integer not null,
    accepted boolean not null
  )`;

/** Each message becomes a notice to one person, under its own id. */
const carryNotices = sql`
  insert into notice
    (id, kind, about, purpose, channels, subject, body, rehearsal, state, created_by, created_at, begins_at)
  select id, 'message', null, purpose, array[channel], subject, body, false,
    case when settled_at is null then 'running' else 'finished' end, created_by, created_at, due_at
  from message`;
const carryDeliveries = sql`
  insert into delivery
    (person, id, notice, state, place, channel, attempts, due_at, begun_at, settled_at, refusal, failure,
     unsubscribe_hash, reply_hash)
  select person, id, id, state, 0, channel, attempts, due_at,
    case when state = 'sending' then due_at end, settled_at, refusal, failure, unsubscribe_hash, null
  from message`;
/** What was begun under the old code may have left. */
const carryHandovers = sql`
  insert into delivery_handover (delivery, attempts, accepted)
  select id, attempts, false from delivery where state = 'sending'`;
const dropMessages = sql`drop table message`;
const mailboxChannel = sql`
  alter table mailbox add column channel text not null default 'email', add column delivery uuid`;
/** What was kept of a message before was kept under the message's id. */
const mailboxDelivery = sql`update mailbox set delivery = id`;
const mailboxWhole = sql`
  alter table mailbox alter column channel drop default, alter column delivery set not null`;

export const copiesMigration: Migration = {
  async up(db) {
    await copy.execute(db);
    await deliveryAwaiting.execute(db);
  },
};

const copy = sql`
  create table delivery_copy (
    person uuid not null,
    delivery uuid not null,
    channel text not null,
    attempt integer not null,
    outcome text not null check (outcome in ('unknown', 'returned', 'arrived')),
    reply_hash bytea not null unique,
    unsubscribe_hash bytea unique,
    primary key (person, delivery, channel, attempt),
    foreign key (person, delivery) references delivery (person, id) on delete cascade
  )`;
/** Until when a report is awaited is where the others have when they fall due. */
const deliveryAwaiting = sql`
  create index delivery_awaiting on delivery (channel, due_at) where state = 'awaits-report'`;

/** Hand-overs are noted a wave at a time. What a process that died had noted stays known, each as a batch of its own. */
export const handoverWavesMigration: Migration = {
  async up(db) {
    for (const statement of [keepHandovers, handoverWaves, carryWaves, dropHandovers])
      await statement.execute(db);
  },
};

const keepHandovers = sql`alter table delivery_handover rename to delivery_handover_before`;
const handoverWaves = sql`
  create table delivery_handover (
    batch uuid not null,
    wave smallint not null,
    begun uuid[] not null,
    attempts integer[] not null,
    accepted uuid[] not null,
    check (cardinality(begun) = cardinality(attempts)),
    constraint delivery_handover_wave primary key (batch, wave)
  )`;
const carryWaves = sql`
  insert into delivery_handover (batch, wave, begun, attempts, accepted)
  select delivery, 0, array[delivery], array[attempts], case when accepted then array[delivery] else '{}' end
  from delivery_handover_before`;
const dropHandovers = sql`drop table delivery_handover_before`;
