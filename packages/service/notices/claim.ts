import { randomBytes } from "node:crypto";
import type { ChannelName } from "@avow/policy";
import type { Database, Tx } from "@avow/postgres";
import { type Selectable, sql } from "kysely";
import { hashToken } from "../accounts/sessions.ts";
import { anyOf } from "../people/person.ts";
import type { ServiceTables } from "../tables.ts";

export type StoredDelivery = Selectable<ServiceTables["delivery"]>;
export type StoredNotice = Selectable<ServiceTables["notice"]>;

/** One attempt at a delivery: the channel and its number tell it from every other. */
export interface Attempt {
  readonly person: string;
  readonly id: string;
  readonly channel: string;
  readonly attempts: number;
  readonly replyToken: string;
  /** `null` where there is nothing to end. */
  readonly unsubscribeToken: string | null;
}

/** Ids of the notices that have something due through a channel, those that began first first. */
export async function listDueNotices(
  db: Database,
  channel: ChannelName,
  at: Date,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from notice
    where state = 'running' and begins_at <= ${at} and exists (
      select from delivery
      where notice = notice.id and channel = ${channel}
        and settled_at is null and state in ('queued', 'unknown') and due_at <= ${at})
    order by begins_at, id`.execute(db);
  return rows.map(({ id }) => id);
}

const REPLY_BYTES = 16;
/** Of a delivery's reply token and the one that ends its messages. */
const TOKENS_BYTES = REPLY_BYTES + 32;

/**
 * Takes up to `most` of a notice's due deliveries, so that nobody else does, and commits that they are begun: whoever finds them so
 * later knows that they may have left. Nobody is waited for.
 */
export async function claimDue(
  db: Database,
  of: {
    readonly notice: string;
    readonly channel: ChannelName;
    readonly at: Date;
    readonly most: number;
    /** Whether its messages bear a link that ends them. */
    readonly ends: boolean;
  },
): Promise<readonly Attempt[]> {
  const random = randomBytes(of.most * TOKENS_BYTES);
  const tokens = Array.from({ length: of.most }, (_, place) => {
    const [from, end] = [place * TOKENS_BYTES, (place + 1) * TOKENS_BYTES];
    return {
      reply: random.toString("hex", from, from + REPLY_BYTES),
      unsubscribe: of.ends ? random.toString("base64url", from + REPLY_BYTES, end) : null,
    };
  });
  const replies = tokens.map(({ reply }) => hashToken(reply));
  const ends = tokens.map(({ unsubscribe }) => (unsubscribe === null ? null : hashToken(unsubscribe)));
  const { rows } = await sql<{ person: string; id: string; attempts: number; place: number }>`
    with due as (
      select person, id from delivery
      where notice = ${of.notice} and channel = ${of.channel}
        and settled_at is null and state in ('queued', 'unknown') and due_at <= ${of.at}
      order by due_at limit ${of.most} for update skip locked
    ), numbered as (
      select person, id, row_number() over () as place from due
    )
    update delivery set state = 'sending', attempts = attempts + 1, begun_at = ${of.at},
      reply_hash = token.reply, unsubscribe_hash = token.ends
    from numbered join unnest(${replies}::bytea[], ${ends}::bytea[]) with ordinality as token (reply, ends, place)
      using (place)
    where delivery.person = numbered.person and delivery.id = numbered.id
    returning delivery.person, delivery.id, delivery.attempts, numbered.place::int as place`.execute(db);
  return rows.map(({ person, id, attempts, place }) => {
    const token = tokens[place - 1];
    if (token === undefined) throw new TypeError("as many are claimed as were asked for");
    const { reply: replyToken, unsubscribe: unsubscribeToken } = token;
    return { person, id, channel: of.channel, attempts, replyToken, unsubscribeToken };
  });
}

/**
 * Takes a notice's turn together with others who send of it, until `tx` ends: {@link lockNotice} waits for them, and they for it.
 * It is asked for before any person's lock.
 */
export async function shareNotice(tx: Tx, notice: string): Promise<StoredNotice | null> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${`notice ${notice}`}, 0))`.execute(tx);
  return findNotice(tx, notice);
}

/** Takes a notice's turn alone, until `tx` ends: nothing of it is being handed over meanwhile. Before any person's lock. */
export async function lockNotice(tx: Tx, notice: string): Promise<StoredNotice | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`notice ${notice}`}, 0))`.execute(tx);
  return findNotice(tx, notice);
}

export async function findNotice(db: Database, notice: string): Promise<StoredNotice | null> {
  const row = await db
    .withTables<ServiceTables>()
    .selectFrom("notice")
    .selectAll()
    .where("id", "=", notice)
    .executeTakeFirst();
  return row ?? null;
}

/** Locks the people and then their deliveries, in the order of the people's ids; whoever is gone is left out. */
export async function lockDeliveries(
  tx: Tx,
  of: readonly { readonly person: string; readonly id: string }[],
): Promise<readonly StoredDelivery[]> {
  const people = of.map(({ person }) => person);
  const tables = tx.withTables<ServiceTables>();
  await tables
    .selectFrom("account")
    .select("person")
    .where("person", "=", anyOf(people))
    .orderBy("person")
    .forUpdate()
    .execute();
  return tables
    .selectFrom("delivery")
    .selectAll()
    .where("person", "=", anyOf(people))
    .where("id", "=", anyOf(of.map(({ id }) => id)))
    .orderBy("person")
    .forUpdate()
    .execute();
}
