import { createLedger, ledgerMigrations } from "@avow/ledger";
import type { PolicySource } from "@avow/policy";
import { checkServer, migrate, type Store } from "@avow/postgres";
import { createErasureJournal, createVault, type ErasureJournal, vaultMigrations } from "@avow/vault";
import { sql } from "kysely";
import { forgetErased } from "./accounts/forget-erased.ts";
import { createTally } from "./activity/tally.ts";
import { dataPaths } from "./config.ts";
import type { Context } from "./context.ts";
import { type Keys, openKeys } from "./keys.ts";
import { serviceMigrations } from "./migrations.ts";
import { isPublished, publishFirst, readFirst } from "./policy-versions/first-version.ts";
import { createGoverning, type Governing } from "./policy-versions/governing.ts";
import { getLookups } from "./policy-versions/lookups.ts";

export interface ContextOptions {
  /**
   * Reads the policy in the folder the service is started with; `null` where it cannot be read. It becomes the first version
   * where none was ever published; later it governs nothing until it is.
   */
  readonly readFolder: () => Promise<PolicySource | null>;
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
  /** Under the version that governed at the start; while the service runs, `governing` knows. */
  readonly context: Context;
  readonly governing: Governing;
  readonly keys: Keys;
  /** Stops the ledger and closes the journal; the store stays open. */
  close(): Promise<void>;
}

/**
 * Opens keys, database, vault, journal, ledger and the policy in force, in an order in which nothing is served before it is
 * known to be whole: the key is the one this database was sealed under, erasures are replayed, the log is not forked, the policy
 * is the one that was published.
 * @throws {Fault} of the room that found something wrong
 */
export async function createContext(options: ContextOptions): Promise<OpenedContext> {
  const { store, publicUrl } = options;
  const paths = dataPaths(options.dataDir);
  await checkServer(store);
  const fresh = await isFresh(store);
  const keys = await openKeys(paths, originOf(publicUrl), fresh);
  await migrate(store.db, [vaultMigrations, ledgerMigrations, serviceMigrations]);
  await createVault(keys.vault).checkKey(store.db);
  const erasures = await createErasureJournal(paths.erasures);
  try {
    return await openOver(options, keys, erasures);
  } catch (error) {
    await erasures.close();
    throw error;
  }
}

/** The rest, once the journal is open: erasures, the ledger, and the version in force. */
async function openOver(
  options: ContextOptions,
  keys: Keys,
  erasures: ErasureJournal,
): Promise<OpenedContext> {
  const { now, readFolder, publicUrl, consoleUrl } = options;
  const { db } = options.store;
  const paths = dataPaths(options.dataDir);
  await forgetErased(db, erasures);
  const ledger = await createLedger({
    db,
    dir: paths.log,
    lastSignedFile: paths.lastSigned,
    signer: keys.ledger,
    now,
    onFault: options.report,
  });
  await ledger.start();
  try {
    if (!(await isPublished(db))) await publishFirst({ db, ledger, now }, await readFirst(readFolder));
    const vault = createVault(keys.vault, { lookups: await getLookups(db), now });
    const tally = createTally({ db, now });
    const standing = { db, vault, ledger, erasures, tally, now, readFolder, publicUrl, consoleUrl };
    const governing = createGoverning(standing);
    return {
      context: await governing.current(),
      governing,
      keys,
      async close() {
        await ledger.stop();
        await erasures.close();
      },
    };
  } catch (error) {
    await ledger.stop();
    throw error;
  }
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
