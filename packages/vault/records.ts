import { type Operation, Personal } from "@avow/policy";
import { Fault, type Tx } from "@avow/postgres";
import { sql } from "kysely";
import { forgetRecord } from "./blind-index.ts";
import type { KeyEncryptionKey } from "./keys.ts";
import { readWithKey, unwrapped, writeWithKey } from "./people.ts";
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
  operation: Operation,
): Promise<ReadonlyMap<string, readonly Personal[]>> {
  const rows = await selectRecords(tx, person, operation.data);
  const found = await readWithKey({ tx, kek, person }, (key) => openAll(key, person, rows, operation));
  return found ?? new Map();
}

/**
 * As {@link readRecords}, of several people, in one query for all of them.
 * @throws {Fault} `sealed-value-does-not-open`
 */
export async function readRecordsOfMany(
  { tx, kek }: { readonly tx: Tx; readonly kek: KeyEncryptionKey },
  wanted: ReadonlyMap<string, Operation>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, readonly Personal[]>>> {
  const categories = new Set([...wanted.values()].flatMap(({ data }) => data.map(categoryOf)));
  const { rows } = await sql<SealedRow>`
    select record.person, record.record, record.category, record.sealed, owner.wrapped_key, owner.kek_id
    from vault_record as record join vault_person as owner using (person)
    where record.person = any(${[...wanted.keys()]}::uuid[]) and record.category = any(${[...categories]}::text[])
      and owner.wrapped_key is not null
    order by record.collected_at, record.record`.execute(tx);
  const found = new Map<string, ReadonlyMap<string, readonly Personal[]>>();
  for (const [person, own] of Map.groupBy(rows, (row) => row.person)) {
    const [first] = own;
    const operation = wanted.get(person);
    if (first === undefined || operation === undefined) continue;
    const values = await unwrapped({ kek, person }, first, first.wrapped_key, (key) =>
      openAll(key, person, own, operation),
    );
    found.set(person, values);
  }
  return found;
}

interface SealedRow {
  readonly person: string;
  readonly record: string;
  readonly category: string;
  readonly sealed: Uint8Array;
  readonly wrapped_key: Uint8Array;
  readonly kek_id: string;
}

/** The operation's fields in the rows of one person, in the order of the rows. */
function openAll(
  key: Uint8Array,
  person: string,
  rows: readonly Pick<SealedRow, "record" | "category" | "sealed">[],
  { data, purpose }: Operation,
): ReadonlyMap<string, readonly Personal[]> {
  const found = new Map<string, Personal[]>();
  for (const { record, category, sealed } of rows) {
    const plain = open({ key, context: contextOf(person, category, record), sealed });
    for (const [name, value] of parseValues(plain)) {
      const field = `${category}.${name}`;
      if (!data.includes(field)) continue;
      found.set(field, [...(found.get(field) ?? []), new Personal(field, purpose, value)]);
    }
  }
  return found;
}

/**
 * The operation's fields in these records of `person`, by record and then by `category.field`; a record that is not there,
 * or holds none of the fields, is absent.
 * @throws {Fault} `sealed-value-does-not-open`
 */
export async function readChosenRecords(
  { tx, kek }: { readonly tx: Tx; readonly kek: KeyEncryptionKey },
  person: string,
  { data, purpose }: Operation,
  records: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, Personal>>> {
  const found = new Map<string, ReadonlyMap<string, Personal>>();
  const rows = await selectRecords(tx, person, data, records);
  await readWithKey({ tx, kek, person }, (key) => {
    for (const { record, category, sealed } of rows) {
      const plain = open({ key, context: contextOf(person, category, record), sealed });
      const values = parseValues(plain).flatMap(([name, value]) => {
        const field = `${category}.${name}`;
        return data.includes(field) ? [[field, new Personal(field, purpose, value)] as const] : [];
      });
      if (values.length > 0) found.set(record, new Map(values));
    }
  });
  return found;
}

/** The sealed records of the categories that `fields` are of. */
async function selectRecords(
  tx: Tx,
  person: string,
  fields: readonly string[],
  among: readonly string[] | null = null,
) {
  const categories = [...new Set(fields.map(categoryOf))];
  if (categories.length === 0 || among?.length === 0) return [];
  const rows = tablesOf(tx)
    .selectFrom("vault_record")
    .select(["record", "category", "sealed"])
    .where("person", "=", person)
    .where("category", "in", categories)
    .orderBy("collected_at")
    .orderBy("record");
  return (among === null ? rows : rows.where("record", "in", [...among])).execute();
}

/** The category of `category.field`. */
function categoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("."));
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

/** Where a walk through {@link listCollectedBefore} stands: after this record. */
export interface CollectedRecord {
  readonly person: string;
  readonly record: string;
  readonly collectedAt: Date;
}

/** Records of one category, of whomever, that were collected before a moment, the oldest first; nothing is opened. */
export async function listCollectedBefore(
  tx: Tx,
  of: {
    readonly category: string;
    readonly before: Date;
    readonly after: CollectedRecord | null;
    readonly limit: number;
  },
): Promise<readonly CollectedRecord[]> {
  const { after } = of;
  const rows = tablesOf(tx)
    .selectFrom("vault_record")
    .select(["person", "record", "collected_at"])
    .where("category", "=", of.category)
    .where("collected_at", "<", of.before)
    .orderBy("collected_at")
    .orderBy("person")
    .orderBy("record")
    .limit(of.limit);
  const walked =
    after === null
      ? rows
      : rows.where(
          sql<boolean>`(collected_at, person, record) > (${after.collectedAt}, ${after.person}::uuid, ${after.record}::uuid)`,
        );
  return (await walked.execute()).map(({ collected_at, ...row }) => ({ ...row, collectedAt: collected_at }));
}

/** Removes these records of `person` with what they are found by; returns those that were there. */
export async function deleteRecords(
  tx: Tx,
  person: string,
  records: readonly string[],
): Promise<readonly string[]> {
  if (records.length === 0) return [];
  const gone = await tablesOf(tx)
    .deleteFrom("vault_record")
    .where("person", "=", person)
    .where("record", "in", [...records])
    .returning("record")
    .execute();
  for (const { record } of gone) await forgetRecord(tx, { person, record });
  return gone.map(({ record }) => record);
}

/** The categories of these records of `person`, each once. */
export async function listCategories(
  tx: Tx,
  person: string,
  records: readonly string[],
): Promise<readonly string[]> {
  if (records.length === 0) return [];
  const rows = await tablesOf(tx)
    .selectFrom("vault_record")
    .select("category")
    .distinct()
    .where("person", "=", person)
    .where("record", "in", [...records])
    .execute();
  return rows.map(({ category }) => category);
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
