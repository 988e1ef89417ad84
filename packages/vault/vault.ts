import type { Permit, Personal } from "@avow/policy";
import type { Database, Tx } from "@avow/postgres";
import { findPerson, indexRecord, type Lookups } from "./blind-index.ts";
import { checkKey } from "./check-key.ts";
import {
  READING,
  requireAction,
  requireCategories,
  requireFields,
  requireIs,
  requirePerson,
  requireUuid,
} from "./covers.ts";
import { type Day, destroyDays, destroySalts, type OpenDay, openDay } from "./days.ts";
import { putEvidence, putEvidenceOfMany, readEvidence } from "./evidence.ts";
import type { VaultKeys } from "./keys.ts";
import { createPerson, destroyPerson } from "./people.ts";
import {
  type CollectedRecord,
  deleteRecords,
  type Holding,
  listCategories,
  listCollectedBefore,
  listHoldings,
  putRecord,
  readChosenRecords,
  readRecords,
  readRecordsOfMany,
  type VaultRecord,
} from "./records.ts";
import { createNonces } from "./seal.ts";

export interface VaultOptions {
  /** The fields that can be looked up, by `category.field`. None unless given. */
  readonly lookups?: Lookups;
  /** The clock that says when something was collected or erased; the machine's unless given. */
  readonly now?: () => Date;
}

/**
 * Sealed personal data. Everything is written through the caller's transaction: it is there when that commits, and
 * a caller whose call rejects rolls back. An id given as `person` or `record` is a UUID in lower case, or the call
 * throws a `TypeError` that does not quote it.
 */
export interface Vault {
  /**
   * Holds the keys against those the database was sealed under; the first call decides which they are. Call it before
   * anything is served.
   * @throws {Fault} `key-wrong`; `sealed-value-does-not-open`
   */
  checkKey(db: Database): Promise<void>;

  /** Adds a person with a key of their own, and returns their id, a random UUID. */
  createPerson(tx: Tx): Promise<string>;

  /**
   * Seals what was collected. A record id that is there already is replaced whole, and counts as collected now.
   * @param permit to `collect` every one of the fields from this very person
   * @throws {Fault} `permit-does-not-cover`; `lookup-taken` when a value that is looked up is another person's;
   * `record-elsewhere` when the id is of another category; `value-not-text`; `person-unknown`; `person-erased`
   */
  seal(tx: Tx, permit: Permit, record: VaultRecord): Promise<void>;

  /**
   * What is held of the permit's person in the permit's fields, by `category.field`, the oldest record's value first.
   * Each value opens only in a sink for the permit's purpose. Empty for a person who is erased.
   * @param permit to `use`, `contact`, `disclose`, `transfer` or `publish`
   * @throws {Fault} `permit-does-not-cover`; `sealed-value-does-not-open`; `key-wrong`
   */
  read(tx: Tx, permit: Permit): Promise<ReadonlyMap<string, readonly Personal[]>>;

  /**
   * As {@link read}, under the permits of several people, each their own, in one query for all. A person of whom nothing is held in
   * the fields, or who is erased, is absent or has no values.
   * @throws {Fault} `permit-does-not-cover`; `sealed-value-does-not-open`; `key-wrong`
   */
  readOfMany(
    tx: Tx,
    permits: readonly Permit[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, readonly Personal[]>>>;

  /**
   * As {@link read}, of these records alone: by record and then by `category.field`. A record that is gone, another person's,
   * or without one of the fields is absent.
   * @param permit to `use`, `contact`, `disclose`, `transfer` or `publish`
   * @throws {Fault} `permit-does-not-cover`; `sealed-value-does-not-open`; `key-wrong`
   */
  readRecords(
    tx: Tx,
    permit: Permit,
    records: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, Personal>>>;

  /**
   * Records of one category that were collected before a moment, of whomever, the oldest first, as a walk that goes on after
   * the last one it gave; nothing is opened.
   */
  collectedBefore(
    tx: Tx,
    of: {
      readonly category: string;
      readonly before: Date;
      readonly after: CollectedRecord | null;
      readonly limit: number;
    },
  ): Promise<readonly CollectedRecord[]>;

  /** That something is held of `person`, without what; the oldest first. */
  holdings(tx: Tx, person: string): Promise<readonly Holding[]>;

  /**
   * The person whose `field` holds `value`, however they spelt it; `null` for nobody, and for anybody but the permit's
   * person when it is about one.
   * @param permit to `collect` `field` or to read it
   * @throws {Fault} `permit-does-not-cover`
   * @throws {TypeError} when `field` is not among {@link VaultOptions.lookups}
   */
  find(tx: Tx, permit: Permit, field: string, value: string): Promise<string | null>;

  /**
   * Destroys the person's key and everything sealed under it, whatever fields the permit names: a field that no policy
   * declares any more must go too. Returns how many records went; 0 the second time. The erasure is finished when it
   * is in the journal: see {@link ErasureJournal}.
   * @param permit to `erase`, of one person
   * @throws {Fault} `permit-does-not-cover`
   */
  erase(tx: Tx, permit: Permit): Promise<{ readonly records: number }>;

  /**
   * Removes these records of the permit's person, and what the person was found by through them. Returns those that were
   * there; none the second time. The rows are gone at commit; the person's key stays, so that whoever has it and a copy of
   * the database from before can still open the copy.
   * @param permit to `erase`, of one person, at least one field of the category of each record: a field that no policy
   * declares any more goes with the others
   * @throws {Fault} `permit-does-not-cover`
   */
  eraseRecords(tx: Tx, permit: Permit, records: readonly string[]): Promise<readonly string[]>;

  /**
   * Keeps evidence the person may ask for, such as the opening of a ledger entry, under the person's own key.
   * It is no category of any policy, and needs no permit.
   * @throws {Fault} `evidence-exists` when `id` is kept already; `person-unknown`; `person-erased`
   */
  keepEvidence(tx: Tx, person: string, id: string, bytes: Uint8Array): Promise<void>;

  /**
   * As {@link keepEvidence}, of several people in as many statements as of one; takes their locks in the order of their ids.
   * @throws {Fault} `evidence-exists`; `person-unknown`; `person-erased`
   */
  keepEvidenceOfMany(
    tx: Tx,
    kept: readonly { readonly person: string; readonly id: string; readonly bytes: Uint8Array }[],
  ): Promise<void>;

  /**
   * What was kept, or `null` when nothing was or the person is erased.
   * @throws {Fault} `sealed-value-does-not-open`; `key-wrong`
   */
  openEvidence(tx: Tx, person: string, id: string): Promise<Uint8Array | null>;

  /**
   * Opens the secrets of one UTC day, made at first use by whichever process comes first: a key that seals what is collected
   * of nobody in particular, and a salt by which one visitor is told from another until the day ends.
   * @throws {Fault} `day-over` when they were destroyed; `key-wrong`; `sealed-value-does-not-open`
   */
  openDay(db: Database, day: Day): Promise<OpenDay>;

  /** Destroys the salts of every day before `day`; returns of how many. A day's key stays. */
  destroySalts(tx: Tx, day: Day): Promise<number>;

  /** Destroys the keys of every day before `day`, so that nothing sealed under them opens; returns of how many. */
  destroyDays(tx: Tx, day: Day): Promise<number>;
}

/**
 * Opens the vault over the keys of one key file.
 * @example createVault(await openKeyFile("data/vault.key"), { lookups: { "contact.email": "email" } })
 */
export function createVault(keys: VaultKeys, options: VaultOptions = {}): Vault {
  const { kek } = keys;
  const { lookups = {}, now = () => new Date() } = options;
  const index = { key: keys.indexKey, lookups };
  const nonce = createNonces();
  return {
    checkKey: (db) => checkKey(db, keys),
    createPerson: (tx) => createPerson(tx, kek, now()),

    async seal(tx, permit, record) {
      const paths = pathsOf(record);
      requireUuid("record", record.record);
      requireAction(permit, ["collect"]);
      requireIs(permit, record.person);
      requireFields(permit, Object.keys(paths));
      const written = await putRecord({ tx, kek, nonce, at: now() }, record);
      await indexRecord(tx, index, {
        person: record.person,
        record: record.record,
        values: paths,
        replaced: written === "replaced",
      });
    },

    async read(tx, permit) {
      requireAction(permit, READING);
      return readRecords({ tx, kek }, requirePerson(permit), permit.operation);
    },

    async readOfMany(tx, permits) {
      for (const permit of permits) requireAction(permit, READING);
      const wanted = permits.map((permit) => [requirePerson(permit), permit.operation] as const);
      return readRecordsOfMany({ tx, kek }, new Map(wanted));
    },

    async readRecords(tx, permit, records) {
      for (const record of records) requireUuid("record", record);
      requireAction(permit, READING);
      return readChosenRecords({ tx, kek }, requirePerson(permit), permit.operation, records);
    },

    collectedBefore: (tx, of) => listCollectedBefore(tx, of),

    async holdings(tx, person) {
      requireUuid("person", person);
      return listHoldings(tx, person);
    },

    async find(tx, permit, field, value) {
      if (!Object.hasOwn(lookups, field)) throw new TypeError(`\`${field}\` is not looked up`);
      requireAction(permit, ["collect", ...READING]);
      requireFields(permit, [field]);
      const found = await findPerson(tx, index, { field, value });
      return permit.person === null || permit.person === found ? found : null;
    },

    async erase(tx, permit) {
      requireAction(permit, ["erase"]);
      return { records: await destroyPerson(tx, requirePerson(permit), now()) };
    },

    async eraseRecords(tx, permit, records) {
      for (const record of records) requireUuid("record", record);
      requireAction(permit, ["erase"]);
      const person = requirePerson(permit);
      requireCategories(permit, await listCategories(tx, person, records));
      return deleteRecords(tx, person, records);
    },

    async keepEvidence(tx, person, id, bytes) {
      requireUuid("person", person);
      await putEvidence({ tx, kek, nonce }, { person, id, bytes });
    },

    async keepEvidenceOfMany(tx, kept) {
      for (const { person } of kept) requireUuid("person", person);
      await putEvidenceOfMany({ tx, kek, nonce }, kept);
    },

    async openEvidence(tx, person, id) {
      requireUuid("person", person);
      return readEvidence({ tx, kek }, { person, id });
    },

    openDay: (db, day) => openDay(db, kek, day),
    destroySalts,
    destroyDays,
  };
}

function pathsOf({ category, values }: VaultRecord): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${category}.${name}`, value]));
}
