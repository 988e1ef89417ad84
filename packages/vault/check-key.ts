import { type Database, Fault } from "@avow/postgres";
import type { VaultKeys } from "./keys.ts";
import { keyWrong } from "./people.ts";
import { tablesOf } from "./tables.ts";

/** Wrapped for nobody: the nil UUID (RFC 9562 §5.9) is no person's. */
const NOBODY = "00000000-0000-0000-0000-000000000000";
const CANARY = Buffer.alloc(32, "canary");

/**
 * Holds the keys in hand against those the database was sealed under; the first call decides which they are.
 * @throws {Fault} `key-wrong`; `sealed-value-does-not-open` when what the first call left was changed
 */
export async function checkKey(db: Database, keys: VaultKeys): Promise<void> {
  const { kek, indexKey } = keys;
  const indexDigest = indexKey.digest("avow/canary", "canary");
  const meta = (await findMeta(db)) ?? (await writeMeta(db, keys, indexDigest));
  if (meta.kek_id !== kek.id) throw keyWrong(kek.id, meta.kek_id);
  await kek.unwrap(meta.canary, NOBODY);
  // Under another index key every look-up finds nobody, and one address can be claimed twice.
  if (!indexDigest.equals(meta.index_digest)) throw indexKeyWrong();
}

async function findMeta(db: Database) {
  return tablesOf(db)
    .selectFrom("vault_meta")
    .select(["kek_id", "canary", "index_digest"])
    .executeTakeFirst();
}

/** Of two who start at once the first decides, so what is there is read back. */
async function writeMeta(db: Database, { kek }: VaultKeys, indexDigest: Uint8Array) {
  const vault = tablesOf(db);
  const stranger = await vault
    .selectFrom("vault_person")
    .select("kek_id")
    .where("kek_id", "!=", kek.id)
    .where("wrapped_key", "is not", null)
    .limit(1)
    .executeTakeFirst();
  if (stranger !== undefined) throw keyWrong(kek.id, stranger.kek_id);
  await vault
    .insertInto("vault_meta")
    .values({
      single: true,
      kek_id: kek.id,
      canary: await kek.wrap(CANARY, NOBODY),
      index_digest: indexDigest,
    })
    .onConflict((conflict) => conflict.column("single").doNothing())
    .execute();
  return vault
    .selectFrom("vault_meta")
    .select(["kek_id", "canary", "index_digest"])
    .executeTakeFirstOrThrow();
}

function indexKeyWrong(): Fault {
  return new Fault({
    code: "key-wrong",
    message: "the vault's blind indexes were made under another index key",
    help: "start with the key file this database was sealed under, both of its keys",
  });
}
