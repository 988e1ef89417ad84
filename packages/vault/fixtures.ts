import { randomBytes, randomUUID } from "node:crypto";
import type { Action, Permit } from "@avow/policy";
import { Permit as GatePermit } from "@avow/policy/grant";
import { type Database, migrate, type Tx, transact } from "@avow/postgres";
import { openTestDatabase } from "../../tests/support/database.ts";
import { createIndexKey, createLocalKey, type VaultKeys } from "./keys.ts";
import { vaultMigrations } from "./tables.ts";
import { createVault, type Vault } from "./vault.ts";

const LOOKUPS = { "contact.email": "email", "contact.telephone": "telephone" } as const;

/** A vault over an empty database, for one test file. */
export interface TestVault {
  readonly vault: Vault;
  readonly keys: VaultKeys;
  readonly db: Database;
  /** A new person with one record. */
  collect(
    category: string,
    values: Readonly<Record<string, string>>,
  ): Promise<{ person: string; record: string }>;
  /** Runs one call in a transaction of its own. */
  commit<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  drop(): Promise<void>;
}

export async function openTestVault(now: () => Date = () => new Date()): Promise<TestVault> {
  const database = await openTestDatabase();
  const { db } = database.store;
  await migrate(db, [vaultMigrations]);
  const keys = makeKeys();
  const vault = createVault(keys, { lookups: LOOKUPS, now });
  return {
    vault,
    keys,
    db,
    commit: (work) => transact(db, work),
    collect: (category, values) =>
      transact(db, async (tx) => {
        const person = await vault.createPerson(tx);
        const record = randomUUID();
        await vault.seal(tx, permitTo("collect", person, pathsOf(category, values)), {
          person,
          category,
          record,
          values,
        });
        return { person, record };
      }),
    drop: () => database.drop(),
  };
}

export function makeKeys(): VaultKeys {
  return { kek: createLocalKey(randomBytes(32)), indexKey: createIndexKey(randomBytes(32)) };
}

/** A permit as the gate makes it. */
export function permitTo(action: Action, person: string | null, data: readonly string[]): Permit {
  const operation = { action, by: "portal", purpose: "delivery", data };
  return new GatePermit({ operation, clause: "2.4.3", policy: "0".repeat(64), person });
}

export function pathsOf(category: string, values: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(values).map((name) => `${category}.${name}`);
}
