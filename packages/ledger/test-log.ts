import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  equalBytes,
  nodesFromTiles,
  parseCheckpoint,
  parseNote,
  proveConsistency,
  verifyConsistency,
} from "@avow/evidence";
import { type Fault, migrate, transact } from "@avow/postgres";
import { sql } from "kysely";
import { onTestFinished } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../tests/support/database.ts";
import {
  createLedger,
  createSignerFile,
  type Ledger,
  type LedgerOptions,
  type LogSigner,
  ledgerMigrations,
  openSignerFile,
} from "./index.ts";
import { createTileReader } from "./log-folder.ts";

/** A log of one test: its database, its files, and ledgers over them. */
export interface TestLog {
  readonly database: TestDatabase;
  readonly dir: string;
  readonly lastSignedFile: string;
  readonly keyFile: string;
  readonly signer: LogSigner;
  /** What ledgers told `onFault`, all of them in order. */
  readonly faults: Error[];
  /** A ledger over the log, not started. Stopped when the test ends. */
  open(o?: Partial<LedgerOptions>): Promise<Ledger>;
  /** One that is started. */
  start(o?: Partial<LedgerOptions>): Promise<Ledger>;
}

/** Checkpoints far more often than in life, so that tests wait little. */
const CHECKPOINT_EVERY_MS = 20;

/** A migrated database, an empty folder and a new key; all gone when the test ends. */
export async function makeTestLog(): Promise<TestLog> {
  const database = await openTestDatabase();
  const home = await mkdtemp(join(tmpdir(), "avow-ledger-"));
  onTestFinished(async () => {
    await database.drop();
    await rm(home, { recursive: true });
  });
  await migrate(database.store.db, [ledgerMigrations]);
  const keyFile = join(home, "ledger.key");
  await createSignerFile(keyFile, "shop.example/log");
  const signer = await openSignerFile(keyFile);
  const log = {
    database,
    dir: join(home, "log"),
    lastSignedFile: join(home, "last-signed"),
    keyFile,
    signer,
  };
  const faults: Error[] = [];
  const open = async (o: Partial<LedgerOptions> = {}) => {
    const ledger = await createLedger({
      db: database.store.db,
      dir: log.dir,
      lastSignedFile: log.lastSignedFile,
      signer,
      now: () => new Date("2026-11-22T14:41:00Z"),
      checkpointEveryMs: CHECKPOINT_EVERY_MS,
      onFault: (fault) => faults.push(fault),
      ...o,
    });
    onTestFinished(() => ledger.stop());
    return ledger;
  };
  const start = async (o: Partial<LedgerOptions> = {}) => {
    const ledger = await open(o);
    await ledger.start();
    return ledger;
  };
  return { ...log, faults, open, start };
}

/** Appends `count` random leaves in one transaction; returns their ids in the order of appending. */
export async function appendMany(log: TestLog, ledger: Ledger, count: number): Promise<string[]> {
  const ids = await transact(log.database.store.db, async (tx) => {
    const appended: string[] = [];
    for (let i = 0; i < count; i += 1) appended.push(await ledger.append(tx, randomBytes(33)));
    return appended;
  });
  ledger.kick();
  return ids;
}

/** Appends, and waits until all are logged; returns their ids. */
export async function logMany(log: TestLog, ledger: Ledger, count: number): Promise<string[]> {
  const ids = await appendMany(log, ledger, count);
  await Promise.all(ids.map((id) => ledger.logged(id)));
  return ids;
}

/** A log of `count` entries whose ledger has been stopped. */
export async function makeClosedLog(count: number): Promise<TestLog> {
  const log = await makeTestLog();
  const ledger = await log.start();
  await logMany(log, ledger, count);
  await ledger.stop();
  return log;
}

/** Runs a statement as the superuser whom no trigger stops. */
export async function meddle(log: TestLog, statement: string): Promise<void> {
  await log.database.store.db.connection().execute(async (connection) => {
    await sql`set session_replication_role = replica`.execute(connection);
    await sql.raw(statement).execute(connection);
    await sql`reset session_replication_role`.execute(connection);
  });
}

/** The code of the fault that `promise` rejects with, or `null` when it fulfils. */
export function faultCode(promise: Promise<unknown>): Promise<string | null> {
  return promise.then(
    () => null,
    (fault: Fault) => fault.code,
  );
}

/** Size and root in a signed checkpoint. */
export function headOf(note: string): { readonly size: number; readonly root: Uint8Array } {
  const parsed = parseNote(note);
  const head = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  if (!head.ok) throw new Error(head.why);
  return { size: Number(head.value.size), root: head.value.root };
}

/** Whether the log in `dir` proves that its checkpoint extends `earlier`. */
export async function extendsCheckpoint(dir: string, earlier: string): Promise<boolean> {
  const old = headOf(earlier);
  const now = headOf(await readFile(join(dir, "checkpoint"), "utf8"));
  if (old.size === now.size) return equalBytes(old.root, now.root);
  if (old.size === 0) return true;
  const proof = await proveConsistency(old.size, now.size, nodesFromTiles(now.size, createTileReader(dir)));
  return verifyConsistency({
    oldSize: old.size,
    newSize: now.size,
    oldRoot: old.root,
    newRoot: now.root,
    proof,
  });
}
