import type { Permit, Personal } from "@avow/policy";
import type { Database, Tx } from "@avow/postgres";
import { findPerson, indexRecord, type Lookups } from "./blind-index.ts";
import { checkKey } from "./check-key.ts";
import { READING, requireAction, requireFields, requireIs, requirePerson, requireUuid } from "./covers.ts";
import { putEvidence, readEvidence } from "./evidence.ts";
import type { VaultKeys } from "./keys.ts";
import { createPerson, destroyPerson } from "./people.ts";
import { type Holding, listHoldings, putRecord, readRecords, type VaultRecord } from "./records.ts";
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
   * Keeps evidence the person may ask for, such as the opening of a ledger entry, under the person's own key.
   * It is no category of any policy, and needs no permit.
   * @throws {Fault} `evidence-exists` when `id` is kept already; `person-unknown`; `person-erased`
   */
  keepEvidence(tx: Tx, person: string, id: string, bytes: Uint8Array): Promise<void>;

  /**
   * What was kept, or `null` when nothing was or the person is erased.
   * @throws {Fault} `sealed-value-does-not-open`; `key-wrong`
   */
  openEvidence(tx: Tx, person: string, id: string): Promise<Uint8Array | null>;
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

    async keepEvidence(tx, person, id, bytes) {
      requireUuid("person", person);
      await putEvidence({ tx, kek, nonce }, { person, id, bytes });
    },

    async openEvidence(tx, person, id) {
      requireUuid("person", person);
      return readEvidence({ tx, kek }, { person, id });
    },
  };
}

function pathsOf({ category, values }: VaultRecord): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${category}.${name}`, value]));
}
