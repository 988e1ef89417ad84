import { type Operation, Personal } from "@avow/policy";
import { Fault, type Tx } from "@avow/postgres";
import { sql } from "kysely";
import type { KeyEncryptionKey } from "./keys.ts";
import { readWithKey, writeWithKey } from "./people.ts";
import { type Context, open, seal } from "./seal.ts";
import { tablesOf } from "./tables.ts";

/** What is collected at once in one category; sealed, read and replaced as a whole. */
export interface VaultRecord {
  readonly person: string;
  readonly category: string;
  /** A UUID the caller chose. */
  readonly record: string;
  /** By field name, without the category. */
  readonly values: Readonly<Record<string, string>>;
}

/** That something is held, without what. */
export interface Holding {
  readonly category: string;
  readonly record: string;
  /** Names without the category. */
  readonly fields: readonly string[];
  readonly collectedAt: Date;
}

interface Sealing {
  readonly tx: Tx;
  readonly kek: KeyEncryptionKey;
  readonly nonce: () => Uint8Array;
  readonly at: Date;
}

/**
 * Seals a record, or replaces the one of that id whole; returns which of the two it did.
 * @throws {Fault} `value-not-text`; `record-elsewhere` when the id is one of another category
 */
export async function putRecord(
  { tx, kek, nonce, at }: Sealing,
  record: VaultRecord,
): Promise<"new" | "replaced"> {
  const { person, category, values } = record;
  const context = contextOf(person, category, record.record);
  const plain = printValues(record);
  const sealed = await writeWithKey({ tx, kek, person }, (key) =>
    seal({ key, nonce: nonce(), context, plain }),
  ).finally(() => plain.fill(0));
  const written = await tablesOf(tx)
    .insertInto("vault_record")
    .values({
      person,
      record: record.record,
      category,
      fields: Object.keys(values).sort(),
      sealed,
      collected_at: at,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["person", "record"])
        .doUpdateSet({
          fields: sql`excluded.fields`,
          sealed: sql`excluded.sealed`,
          collected_at: sql`excluded.collected_at`,
        })
        .whereRef("vault_record.category", "=", "excluded.category"),
    )
    // A row that this statement inserted has no transaction that ended it (PostgreSQL manual, system columns).
    .returning(sql<boolean>`xmax = 0`.as("inserted"))
    .executeTakeFirst();
  if (written !== undefined) return written.inserted ? "new" : "replaced";
  throw new Fault({
    code: "record-elsewhere",
    message: `the record belongs to another category than \`${category}\``,
    help: "give what is collected in another category a record id of its own",
  });
}

/**
 * The operation's fields as held of `person`, oldest record first.
 * @throws {Fault} `sealed-value-does-not-open`
 */
export async function readRecords(
  { tx, kek }: { readonly tx: Tx; readonly kek: KeyEncryptionKey },
  person: string,
  { data, purpose }: Operation,
): Promise<ReadonlyMap<string, readonly Personal[]>> {
  const found = new Map<string, Personal[]>();
  const rows = await selectRecords(tx, person, data);
  await readWithKey({ tx, kek, person }, (key) => {
    for (const { record, category, sealed } of rows) {
      const plain = open({ key, context: contextOf(person, category, record), sealed });
      for (const [name, value] of parseValues(plain)) {
        const field = `${category}.${name}`;
        if (!data.includes(field)) continue;
        const values = found.get(field) ?? [];
        found.set(field, [...values, new Personal(field, purpose, value)]);
      }
    }
  });
  return found;
}

/** The sealed records of the categories that `fields` are of. */
async function selectRecords(tx: Tx, person: string, fields: readonly string[]) {
  const categories = [...new Set(fields.map((field) => field.slice(0, field.lastIndexOf("."))))];
  if (categories.length === 0) return [];
  return tablesOf(tx)
    .selectFrom("vault_record")
    .select(["record", "category", "sealed"])
    .where("person", "=", person)
    .where("category", "in", categories)
    .orderBy("collected_at")
    .orderBy("record")
    .execute();
}

/** What is held of `person`, oldest first; nothing is opened. */
export async function listHoldings(tx: Tx, person: string): Promise<readonly Holding[]> {
  const rows = await tablesOf(tx)
    .selectFrom("vault_record")
    .select(["category", "record", "fields", "collected_at"])
    .where("person", "=", person)
    .orderBy("collected_at")
    .orderBy("record")
    .execute();
  return rows.map(({ collected_at, ...row }) => ({ ...row, collectedAt: collected_at }));
}

function contextOf(person: string, category: string, record: string): Context {
  return ["avow/vault/1", person, category, record];
}

/** The values as JSON with their names in order: one text for one record. */
function printValues({ category, values }: VaultRecord): Buffer {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  const broken = entries.find(([, value]) => !value.isWellFormed());
  if (broken !== undefined) throw notText(`${category}.${broken[0]}`);
  return Buffer.from(JSON.stringify(Object.fromEntries(entries)), "utf8");
}

/** What {@link printValues} was given; `plain` is zeroed. Its seal says that it wrote it. */
function parseValues(plain: Buffer): readonly [name: string, value: string][] {
  const values = JSON.parse(plain.toString("utf8")) as Record<string, string>;
  plain.fill(0);
  return Object.entries(values);
}

function notText(field: string): Fault {
  return new Fault({
    code: "value-not-text",
    message: `the value of \`${field}\` holds half a surrogate pair, which no file or message can carry`,
    help: "check values at the door with `isWellFormed`",
  });
}
