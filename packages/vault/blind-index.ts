import { Fault, type Tx } from "@avow/postgres";
import { sql } from "kysely";
import type { IndexKey } from "./keys.ts";
import { type LookupKind, normalise } from "./lookup.ts";
import { tablesOf } from "./tables.ts";

/** Which fields can be looked up, by `category.field`, and how their values are normalised. */
export type Lookups = Readonly<Record<string, LookupKind>>;

interface Index {
  readonly key: IndexKey;
  readonly lookups: Lookups;
}

/** What a value is found by, or `null` when there is nothing to find: the field is not looked up, or the value is empty. */
function digestOf({ key, lookups }: Index, field: string, value: string): Uint8Array | null {
  if (!Object.hasOwn(lookups, field)) return null;
  const normalised = normalise(lookups[field] ?? "text", value);
  return normalised === "" ? null : key.digest(field, normalised);
}

/**
 * Makes `person` found by the values of one record, and no longer by what the record held before. The caller has
 * locked the person.
 * @param record.values by `category.field`
 * @throws {Fault} `lookup-taken` when a value finds somebody else
 */
export async function indexRecord(
  tx: Tx,
  index: Index,
  record: {
    readonly person: string;
    readonly record: string;
    readonly values: Readonly<Record<string, string>>;
    /** Whether a record of this id was there before, and may be found by what it held then. */
    readonly replaced: boolean;
  },
): Promise<void> {
  if (record.replaced) await forgetRecord(tx, record);
  // In one order, so that two who claim each other's values do not wait for each other.
  for (const field of Object.keys(record.values).sort()) {
    const digest = digestOf(index, field, record.values[field] ?? "");
    if (digest !== null) await claim(tx, { person: record.person, field, digest, record: record.record });
  }
}

/** Makes nobody found by what this record held, unless another record of theirs holds it too. */
export async function forgetRecord(
  tx: Tx,
  of: { readonly person: string; readonly record: string },
): Promise<void> {
  const vault = tablesOf(tx);
  await vault
    .updateTable("vault_lookup")
    .set({ records: sql`array_remove(records, ${of.record})` })
    .where("person", "=", of.person)
    .where(sql<boolean>`${of.record} = any(records)`)
    .execute();
  await vault
    .deleteFrom("vault_lookup")
    .where("person", "=", of.person)
    .where(sql<boolean>`records = '{}'`)
    .execute();
}

async function claim(
  tx: Tx,
  of: {
    readonly person: string;
    readonly field: string;
    readonly digest: Uint8Array;
    readonly record: string;
  },
): Promise<void> {
  const held = await tablesOf(tx)
    .insertInto("vault_lookup")
    .values({ person: of.person, field: of.field, digest: of.digest, records: [of.record] })
    .onConflict((conflict) =>
      conflict
        .columns(["field", "digest"])
        .doUpdateSet({ records: sql`vault_lookup.records || excluded.records` })
        .whereRef("vault_lookup.person", "=", "excluded.person"),
    )
    .returning("person")
    .executeTakeFirst();
  if (held !== undefined) return;
  throw new Fault({
    code: "lookup-taken",
    message: `the value of \`${of.field}\` is another person's`,
    help: "tell nobody but its owner: write to the address, rather than answer whoever typed it",
  });
}

/** The person who is found by `value`, or `null`. */
export async function findPerson(
  tx: Tx,
  index: Index,
  of: { field: string; value: string },
): Promise<string | null> {
  const digest = digestOf(index, of.field, of.value);
  if (digest === null) return null;
  const row = await tablesOf(tx)
    .selectFrom("vault_lookup")
    .select("person")
    .where("field", "=", of.field)
    .where("digest", "=", digest)
    .executeTakeFirst();
  return row?.person ?? null;
}
