import { randomBytes, randomUUID } from "node:crypto";
import { Fault, type Tx } from "@avow/postgres";
import { sql } from "kysely";
import { KEY_BYTES, type KeyEncryptionKey } from "./keys.ts";
import { tablesOf } from "./tables.ts";

interface KeyRow {
  readonly wrapped_key: Uint8Array;
  readonly kek_id: string;
}

/**
 * The wrapped keys of people whose rows a transaction has locked: until it ends nobody else changes them, so it need not
 * ask again. They are forgotten with the transaction.
 */
const locked = new WeakMap<Tx, Map<string, KeyRow>>();

function rememberLocked(tx: Tx, person: string, row: KeyRow): void {
  const rows = locked.get(tx) ?? new Map<string, KeyRow>();
  locked.set(tx, rows.set(person, row));
}

/** Adds a person with a random data key, and returns the person's id, a random UUID. */
export async function createPerson(tx: Tx, kek: KeyEncryptionKey, at: Date): Promise<string> {
  const person = randomUUID();
  const dataKey = randomBytes(KEY_BYTES);
  try {
    const wrapped_key = await kek.wrap(dataKey, person);
    await tablesOf(tx)
      .insertInto("vault_person")
      .values({ person, wrapped_key, kek_id: kek.id, created_at: at, erased_at: null })
      .execute();
    rememberLocked(tx, person, { wrapped_key, kek_id: kek.id });
    return person;
  } finally {
    dataKey.fill(0);
  }
}

interface KeyUse {
  readonly tx: Tx;
  readonly kek: KeyEncryptionKey;
  readonly person: string;
}

/**
 * What `work` makes of the person's data key, which is zeroed when it returns; `null` when the person is unknown
 * or erased.
 * @throws {Fault} `key-wrong`; `sealed-value-does-not-open` when the wrapped key was changed or moved
 */
export async function readWithKey<T>(use: KeyUse, work: (dataKey: Uint8Array) => T): Promise<T | null> {
  const row = locked.get(use.tx)?.get(use.person) ?? (await selectKey(use).executeTakeFirst());
  return row === undefined || row.wrapped_key === null ? null : unwrapped(use, row, row.wrapped_key, work);
}

/**
 * As {@link readWithKey}, and until the transaction ends nobody else writes for this person or erases them, so that
 * nothing is sealed behind an erasure's back.
 * @throws {Fault} `person-unknown`; `person-erased`
 */
export async function writeWithKey<T>(use: KeyUse, work: (dataKey: Uint8Array) => T): Promise<T> {
  const known = locked.get(use.tx)?.get(use.person);
  if (known !== undefined) return unwrapped(use, known, known.wrapped_key, work);
  const row = await selectKey(use).forNoKeyUpdate().executeTakeFirst();
  if (row === undefined) throw new Fault({ code: "person-unknown", message: "the vault has no such person" });
  if (row.wrapped_key === null)
    throw new Fault({
      code: "person-erased",
      message: "the person is erased, and nothing can be sealed for them",
    });
  rememberLocked(use.tx, use.person, { wrapped_key: row.wrapped_key, kek_id: row.kek_id });
  return unwrapped(use, row, row.wrapped_key, work);
}

/**
 * Takes the lock that {@link writeWithKey} takes, of several people in the order of their ids, in one query: it asks no more for
 * each of them.
 */
export async function lockKeys(tx: Tx, people: readonly string[]): Promise<void> {
  const rows = await tablesOf(tx)
    .selectFrom("vault_person")
    .select(["person", "wrapped_key", "kek_id"])
    .where("person", "=", sql<string>`any(${people}::uuid[])`)
    .orderBy("person")
    .forNoKeyUpdate()
    .execute();
  for (const { person, wrapped_key, kek_id } of rows)
    if (wrapped_key !== null) rememberLocked(tx, person, { wrapped_key, kek_id });
}

function selectKey({ tx, person }: KeyUse) {
  return tablesOf(tx)
    .selectFrom("vault_person")
    .select(["wrapped_key", "kek_id"])
    .where("person", "=", person);
}

/** What `work` makes of the data key in a row that is in hand, as {@link readWithKey} does. */
export async function unwrapped<T>(
  { kek, person }: Pick<KeyUse, "kek" | "person">,
  { kek_id }: { readonly kek_id: string },
  wrapped: Uint8Array,
  work: (dataKey: Uint8Array) => T,
): Promise<T> {
  if (kek_id !== kek.id) throw keyWrong(kek.id, kek_id);
  const dataKey = await kek.unwrap(wrapped, person);
  try {
    return work(dataKey);
  } finally {
    dataKey.fill(0);
  }
}

/** The Fault for data sealed under another key than the one in hand. */
export function keyWrong(had: string, wanted: string): Fault {
  return new Fault({
    code: "key-wrong",
    message: `the vault is sealed under key \`${wanted}\`, and the key in hand is \`${had}\``,
    help: "start with the key file this database was sealed under, or with the database this key file belongs to",
  });
}

/**
 * Destroys a person's wrapped key and everything sealed under it; the row stays, without key, so that the id is never
 * used again. Returns how many records were destroyed: 0 for a person who is unknown or already erased.
 */
export async function destroyPerson(tx: Tx, person: string, at: Date): Promise<number> {
  const vault = tablesOf(tx);
  locked.get(tx)?.delete(person);
  // First: it waits for whoever writes for this person, and the deletes below then see what they wrote.
  await vault
    .updateTable("vault_person")
    .set({ wrapped_key: null, erased_at: at })
    .where("person", "=", person)
    .where("wrapped_key", "is not", null)
    .execute();
  await vault.deleteFrom("vault_lookup").where("person", "=", person).execute();
  await vault.deleteFrom("vault_evidence").where("person", "=", person).execute();
  const { numDeletedRows } = await vault
    .deleteFrom("vault_record")
    .where("person", "=", person)
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
