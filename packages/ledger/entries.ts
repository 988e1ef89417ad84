import { LONGEST_ENTRY } from "@avow/evidence";
import { type Database, Fault, type Tx } from "@avow/postgres";
import { sql } from "kysely";

type LedgerTables = {
  ledger_entry: { id: string; leaf: Uint8Array; index: number | null };
};

/** A row of the table. `index` is null until the entry is sequenced. */
export interface Entry {
  readonly leaf: Uint8Array;
  readonly index: number | null;
}

/** What was sequenced: an entry's id, and its place in the log. */
export interface Place {
  readonly id: string;
  readonly index: number;
}

/** Most entries that get their index in one transaction. */
export const BATCH_SIZE = 1024;

/** Adds a pending entry under a random id. @throws {RangeError} on a leaf longer than 65,535 bytes. */
export async function insertEntry(tx: Tx, leaf: Uint8Array): Promise<string> {
  if (leaf.length > LONGEST_ENTRY) throw new RangeError(`leaf is longer than ${LONGEST_ENTRY} bytes`);
  const id = crypto.randomUUID();
  await tx.withTables<LedgerTables>().insertInto("ledger_entry").values({ id, leaf, index: null }).execute();
  return id;
}

/** As {@link insertEntry}, of several at once; the ids are in the order of the leaves. */
export async function insertEntries(tx: Tx, leaves: readonly Uint8Array[]): Promise<readonly string[]> {
  if (leaves.length === 0) return [];
  if (leaves.some(({ length }) => length > LONGEST_ENTRY))
    throw new RangeError(`a leaf is longer than ${LONGEST_ENTRY} bytes`);
  const ids = leaves.map(() => crypto.randomUUID());
  await sql`
    insert into ledger_entry (id, leaf, index)
    select id, leaf, null from unnest(${ids}::uuid[], ${leaves}::bytea[]) as entry (id, leaf)`.execute(tx);
  return ids;
}

/**
 * Runs `work` on a connection made fit for `assignIndexes`: there the planner reads what is pending in the index's order,
 * which takes out of the index what is no longer. Its other plans meet every entry that ever was pending, until the next
 * vacuum.
 */
export async function whileSequencing(connection: Database, work: () => Promise<void>): Promise<void> {
  await sql`set enable_bitmapscan = off; set enable_seqscan = off`.execute(connection);
  try {
    await work();
  } finally {
    // On a lost connection this fails, and nobody gets to use it again.
    await sql`reset enable_bitmapscan; reset enable_seqscan`.execute(connection).catch(() => {});
  }
}

/**
 * Gives pending entries the indexes from `next` on, in the order of their ids: these are random, so the log does not tell
 * who acted next to whom. All in one statement, durable when this returns.
 * @throws when one of the entries or indexes is taken: another process sequenced; then nothing was assigned.
 */
export async function assignIndexes(connection: Database, next: number): Promise<readonly Place[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ledger_entry where index is null order by id limit ${BATCH_SIZE}`.execute(connection);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  await sql`
    update ledger_entry as entry set index = ${next}::bigint + batch.place - 1
    from unnest(${ids}::uuid[]) with ordinality as batch (id, place)
    where entry.id = batch.id`.execute(connection);
  return ids.map((id, place) => ({ id, index: next + place }));
}

/** One more than the highest index given: the size of the log that the table describes. */
export async function findNextIndex(db: Database): Promise<number> {
  const { highest } = await db
    .withTables<LedgerTables>()
    .selectFrom("ledger_entry")
    .select(({ fn }) => fn.max("index").as("highest"))
    .executeTakeFirstOrThrow();
  return highest === null ? 0 : highest + 1;
}

/**
 * The leaves from index `from` up to, not including, `to`, in order.
 * @throws {Fault} `ledger-fork` when the table lacks one of them.
 */
export async function getLeaves(db: Database, from: number, to: number): Promise<readonly Uint8Array[]> {
  const rows = await db
    .withTables<LedgerTables>()
    .selectFrom("ledger_entry")
    .select("leaf")
    .where("index", ">=", from)
    .where("index", "<", to)
    .orderBy("index")
    .execute();
  if (rows.length === to - from) return rows.map(({ leaf }) => leaf);
  throw new Fault({
    code: "ledger-fork",
    message: `the database has ${rows.length} of the entries ${from} to ${to - 1}`,
    help: "restore the newest backup of the database; rows are missing from ledger_entry",
  });
}

/** @throws {Fault} `ledger-entry-unknown` when no committed transaction appended `id`. */
export async function getEntry(db: Database, id: string): Promise<Entry> {
  checkId(id);
  const row = await db
    .withTables<LedgerTables>()
    .selectFrom("ledger_entry")
    .select(["leaf", "index"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw unknownEntry(id);
  return row;
}

/** Those of `ids` that are in the table, pending or not. */
export async function findEntries(
  db: Database,
  ids: readonly string[],
): Promise<readonly { readonly id: string; readonly index: number | null }[]> {
  const { rows } = await sql<{ id: string; index: number | null }>`
    select id, index from ledger_entry where id = any(${ids}::uuid[])`.execute(db);
  return rows;
}

/** @throws {Fault} `ledger-entry-unknown` when `id` is no id that `append` could have returned. */
export function checkId(id: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw unknownEntry(id);
}

/** The fault for an id that no committed transaction appended. */
export function unknownEntry(id: string): Fault {
  return new Fault({
    code: "ledger-entry-unknown",
    message: `no entry \`${id}\` was committed`,
    help: "ask after the transaction that appended it has committed",
  });
}
