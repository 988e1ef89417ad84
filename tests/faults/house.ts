import { randomBytes } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createDatabase, dropDatabase, Fault, type Store } from "@avow/postgres";
import { dataPaths } from "@avow/service";
import { inject } from "vitest";
import { findByCredentials } from "../../packages/service/accounts/log-in.ts";
import { register } from "../../packages/service/accounts/register.ts";
import { createContext, type OpenedContext } from "../../packages/service/create-context.ts";
import { filledRegistration } from "../support/context.ts";
import { loadIndexPolicy } from "../support/index-policy.ts";

export const PASSWORD = "correct horse battery";

/** A backup of what an operator would back up: the database, the log and what was signed last. Neither keys nor journal. */
export interface Backup {
  readonly database: string;
  readonly folder: string;
}

/** A data folder and a database that can be closed, meddled with and opened again. */
export interface House {
  readonly dataDir: string;
  readonly paths: ReturnType<typeof dataPaths>;
  /** The name of its database. */
  database(): string;
  /** Opens it as a start of the service does. */
  open(): Promise<OpenedContext>;
  /** Asks its database past everything else. */
  query(text: string, values: readonly unknown[]): Promise<readonly unknown[]>;
  /** Copies a closed house. */
  backUp(): Promise<Backup>;
  restoreDatabase(backup: Backup): Promise<void>;
  restoreLog(backup: Backup): Promise<void>;
  drop(): Promise<void>;
}

export async function createHouse(): Promise<House> {
  const server = inject("postgresUrl");
  const dataDir = await mkdtemp(join(tmpdir(), "avow-house-"));
  const paths = dataPaths(dataDir);
  const names = [makeName()];
  const folders = [dataDir];
  let url = await createDatabase(server, names[0] ?? "");
  const copyDatabase = async (from: string): Promise<string> => {
    const name = makeName();
    names.push(name);
    const { pool, close } = connect({ url: server, poolSize: 1 });
    await pool.query(`create database "${name}" template "${from}"`).finally(close);
    return name;
  };
  return {
    dataDir,
    paths,
    database: () => databaseOf(url),
    async open() {
      const store = connect({ url });
      try {
        return await openOver(store, dataDir);
      } catch (error) {
        await store.close();
        throw error;
      }
    },
    async query(text, values) {
      const { pool, close } = connect({ url, poolSize: 1 });
      const { rows } = await pool.query(text, [...values]).finally(close);
      return rows;
    },
    async backUp() {
      const folder = await mkdtemp(join(tmpdir(), "avow-backup-"));
      folders.push(folder);
      await cp(paths.log, join(folder, "log"), { recursive: true });
      await cp(paths.lastSigned, join(folder, "last-signed"));
      return { folder, database: await copyDatabase(databaseOf(url)) };
    },
    async restoreDatabase(backup) {
      const restored = new URL(url);
      restored.pathname = await copyDatabase(backup.database);
      url = restored.href;
    },
    async restoreLog({ folder }) {
      await rm(paths.log, { recursive: true });
      await cp(join(folder, "log"), paths.log, { recursive: true });
      await cp(join(folder, "last-signed"), paths.lastSigned);
    },
    async drop() {
      for (const name of names) await dropDatabase(server, name);
      for (const folder of folders) await rm(folder, { recursive: true });
    },
  };
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

function makeName(): string {
  return `test_${randomBytes(8).toString("hex")}`;
}

/** What a house keeps, opened over a store that the caller closes. */
export function openContextOver(store: Store, dataDir: string): Promise<OpenedContext> {
  return createContext({
    readFolder: loadIndexPolicy,
    store,
    dataDir,
    publicUrl: "http://localhost:4000",
    consoleUrl: "http://localhost:4001",
    now: () => new Date(),
    report: () => {},
  });
}

async function openOver(store: Store, dataDir: string): Promise<OpenedContext> {
  const opened = await openContextOver(store, dataDir);
  return {
    ...opened,
    async close() {
      await opened.close();
      await store.close();
    },
  };
}

/** Registers somebody in an open house. */
export async function moveIn({ context }: OpenedContext): Promise<{ email: string; person: string }> {
  const email = `${crypto.randomUUID()}@example.com`;
  const { id } = await register(context, "registration", filledRegistration(email));
  await context.ledger.logged(id);
  return { email, person: await findByCredentials(context, email, PASSWORD) };
}

/** The fault a start ends in. */
export async function faultOf(act: Promise<unknown>): Promise<Fault> {
  const error = await act.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Fault)) throw new Error(`expected a fault, got ${String(error)}`);
  return error;
}
