import { createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import type { Permit } from "@avow/policy";
import { type Database, Fault, type Tx } from "@avow/postgres";
import { requireAction, requireFields } from "./covers.ts";
import { KEY_BYTES, type KeyEncryptionKey } from "./keys.ts";
import { keyWrong } from "./people.ts";
import { createNonces, seal } from "./seal.ts";
import { tablesOf } from "./tables.ts";

const PSEUDONYM_BYTES = 8;

/** A UTC day, ISO 8601. */
export type Day = string;

/**
 * What one UTC day's secrets do, for what is collected of nobody in particular. They are in this process's memory for as long
 * as this is held: let go of it when the day is over.
 */
export interface OpenDay {
  /**
   * `bytes` sealed under the day's key, and bound to the day, the field and `id`.
   * @param permit to `collect` `field`, of nobody
   * @throws {Fault} `permit-does-not-cover`
   */
  seal(
    permit: Permit,
    value: { readonly field: string; readonly id: string; readonly bytes: Uint8Array },
  ): Buffer;
  /** Eight bytes of an HMAC-SHA256 under the day's salt: the same for one text on this day, and on no other. */
  pseudonym(text: string): Buffer;
}

/**
 * Opens a day; of all who open it first at once, one makes its secrets.
 * @throws {Fault} `day-over` when its salt or its key was destroyed; `key-wrong`; `sealed-value-does-not-open`
 */
export async function openDay(db: Database, kek: KeyEncryptionKey, day: Day): Promise<OpenDay> {
  requireDay(day);
  const row = (await findDay(db, day)) ?? (await makeDay(db, kek, day));
  if (row.wrapped_key === null || row.wrapped_salt === null) throw dayOver(day);
  if (row.kek_id !== kek.id) throw keyWrong(kek.id, row.kek_id);
  const key = await unwrap(kek, row.wrapped_key, keyOf(day));
  const salt = await unwrap(kek, row.wrapped_salt, saltOf(day));
  const nonce = createNonces();
  return {
    seal(permit, { field, id, bytes }) {
      requireAction(permit, ["collect"]);
      requireFields(permit, [field]);
      return seal({ key, nonce: nonce(), context: ["avow/vault/day/1", day, field, id], plain: bytes });
    },
    pseudonym: (text) => createHmac("sha256", salt).update(text).digest().subarray(0, PSEUDONYM_BYTES),
  };
}

/** Destroys the salts of every day before `day`; returns of how many. */
export async function destroySalts(tx: Tx, day: Day): Promise<number> {
  requireDay(day);
  const { numUpdatedRows } = await tablesOf(tx)
    .updateTable("vault_day")
    .set({ wrapped_salt: null })
    .where("day", "<", day)
    .where("wrapped_salt", "is not", null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

/** Destroys the keys of every day before `day`, and their salts; returns of how many. */
export async function destroyDays(tx: Tx, day: Day): Promise<number> {
  requireDay(day);
  const { numUpdatedRows } = await tablesOf(tx)
    .updateTable("vault_day")
    .set({ wrapped_key: null, wrapped_salt: null })
    .where("day", "<", day)
    .where("wrapped_key", "is not", null)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}

function findDay(db: Database, day: Day) {
  return tablesOf(db)
    .selectFrom("vault_day")
    .select(["wrapped_key", "wrapped_salt", "kek_id"])
    .where("day", "=", day)
    .executeTakeFirst();
}

async function makeDay(db: Database, kek: KeyEncryptionKey, day: Day) {
  const [key, salt] = [randomBytes(KEY_BYTES), randomBytes(KEY_BYTES)];
  try {
    await tablesOf(db)
      .insertInto("vault_day")
      .values({
        day,
        wrapped_key: await kek.wrap(key, keyOf(day)),
        wrapped_salt: await kek.wrap(salt, saltOf(day)),
        kek_id: kek.id,
      })
      .onConflict((conflict) => conflict.column("day").doNothing())
      .execute();
  } finally {
    key.fill(0);
    salt.fill(0);
  }
  return tablesOf(db)
    .selectFrom("vault_day")
    .select(["wrapped_key", "wrapped_salt", "kek_id"])
    .where("day", "=", day)
    .executeTakeFirstOrThrow();
}

async function unwrap(kek: KeyEncryptionKey, wrapped: Uint8Array, owner: string): Promise<KeyObject> {
  const bytes = await kek.unwrap(wrapped, owner);
  try {
    return createSecretKey(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** Whose a wrapped secret is, in place of a person: no UUID reads like these. */
function keyOf(day: Day): string {
  return `day key ${day}`;
}

function saltOf(day: Day): string {
  return `day salt ${day}`;
}

function requireDay(day: string): void {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new TypeError("`day` is not a day such as 2026-11-22");
}

function dayOver(day: Day): Fault {
  return new Fault({
    code: "day-over",
    message: `the secrets of ${day} are destroyed, and are never made again`,
    help: "compare the clocks of the service and of the site",
  });
}
