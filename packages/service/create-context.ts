import { prepareGate } from "@avow/gate";
import { createLedger, ledgerMigrations } from "@avow/ledger";
import type { Bundle } from "@avow/policy";
import { checkServer, migrate, type Store } from "@avow/postgres";
import {
  createErasureJournal,
  createVault,
  type ErasureJournal,
  type LookupKind,
  type Vault,
  vaultMigrations,
} from "@avow/vault";
import { sql } from "kysely";
import { forgetErased } from "./accounts/forget-erased.ts";
import { dataPaths } from "./config.ts";
import type { Context } from "./context.ts";
import { type Keys, openKeys } from "./keys.ts";
import { serviceMigrations } from "./migrations.ts";
import { noteVersion } from "./policy-versions/policy-versions.ts";

export interface ContextOptions {
  readonly bundle: Bundle;
  /** SHA-256 of the bundle, hexadecimal. */
  readonly version: string;
  readonly store: Store;
  readonly dataDir: string;
  readonly publicUrl: string;
  readonly consoleUrl: string;
  readonly now: () => Date;
  /** Told of everything that broke, by code and message; never given a personal value. */
  readonly report: (error: unknown) => void;
}

/** Everything the capabilities stand on, opened and checked, and how to close it again. */
export interface OpenedContext {
  readonly context: Context;
  readonly keys: Keys;
  /** Stops the ledger and closes the journal; the store stays open. */
  close(): Promise<void>;
}

/**
 * Opens keys, database, vault, journal and ledger, in an order in which nothing is served before it is known to be whole:
 * the key is the one this database was sealed under, erasures are replayed, the log is not forked.
 * @throws {Fault} of the room that found something wrong
 */
export async function createContext(options: ContextOptions): Promise<OpenedContext> {
  const { bundle, store, now, publicUrl } = options;
  const paths = dataPaths(options.dataDir);
  await checkServer(store);
  const fresh = await isFresh(store);
  const keys = await openKeys(paths, originOf(publicUrl), fresh);
  await migrate(store.db, [vaultMigrations, ledgerMigrations, serviceMigrations]);
  const vault = createVault(keys.vault, { lookups: lookupsOf(bundle), now });
  await vault.checkKey(store.db);
  const erasures = await createErasureJournal(paths.erasures);
  try {
    return await openOver(options, { keys, vault, erasures });
  } catch (error) {
    await erasures.close();
    throw error;
  }
}

/** The rest, once the journal is open: erasures, the ledger, and the version in force. */
async function openOver(
  { bundle, version, store, dataDir, publicUrl, consoleUrl, now, report }: ContextOptions,
  {
    keys,
    vault,
    erasures,
  }: { readonly keys: Keys; readonly vault: Vault; readonly erasures: ErasureJournal },
): Promise<OpenedContext> {
  const paths = dataPaths(dataDir);
  await forgetErased(store.db, erasures);
  const ledger = await createLedger({
    db: store.db,
    dir: paths.log,
    lastSignedFile: paths.lastSigned,
    signer: keys.ledger,
    now,
    onFault: report,
  });
  await ledger.start();
  const context: Context = {
    bundle,
    version,
    gate: prepareGate(bundle, version),
    db: store.db,
    vault,
    ledger,
    erasures,
    now,
    publicUrl,
    consoleUrl,
  };
  await noteVersion(context);
  return {
    context,
    keys,
    async close() {
      await ledger.stop();
      await erasures.close();
    },
  };
}

/** Whether nothing was ever kept in this database. */
async function isFresh(store: Store): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass('vault_meta') is not null as there`.execute(store.db);
  return rows[0]?.there !== true;
}

/** The log's name: where people reach it, without a scheme (c2sp.org/tlog-tiles). */
function originOf(publicUrl: string): string {
  const { host } = new URL(publicUrl);
  return `${host}/log`;
}

function lookupsOf(bundle: Bundle): Record<string, LookupKind> {
  const lookups: Record<string, LookupKind> = {};
  for (const [category, { fields }] of Object.entries(bundle.data))
    for (const [name, field] of Object.entries(fields)) {
      if (!field.lookup) continue;
      if (field.type !== "email" && field.type !== "telephone")
        throw new TypeError(`\`${category}.${name}\` cannot be looked up: only e-mail and telephone can`);
      lookups[`${category}.${name}`] = field.type;
    }
  return lookups;
}
