import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Fault } from "./fault.ts";

/** A lock this process holds. */
export interface Lock {
  /** Gives the lock up; a second call does nothing. */
  release(): Promise<void>;
}

/**
 * Takes `dir` for this process alone, until `release()` or the process's end, however it ends: the kernel lets
 * go of the lock after a kill -9 too. The folder is made when it is missing.
 * @throws {Fault} `already-running` naming the holder's pid; `folder-unusable` when the folder cannot be written
 */
export async function lockFolder(dir: string): Promise<Lock> {
  return await lockFile(join(dir, "running.lock"));
}

/**
 * Takes an exclusive lock on `file`, which is made when it is missing, its folder too, and stays.
 *
 * Node has no flock. SQLite's write lock is the same kernel lock on every platform, and unlike a socket's name it
 * holds between containers that share only the folder. The file is an empty database whose `user_version`
 * is the holder's pid: a RESERVED lock keeps other writers out and still lets them read that.
 * @throws {Fault} as {@link lockFolder}
 */
export async function lockFile(file: string): Promise<Lock> {
  let database: DatabaseSync | undefined;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec(`begin immediate; pragma user_version = ${process.pid}; commit; begin immediate`);
  } catch (error) {
    const fault = isBusy(error) ? alreadyRunning(file, database) : unusable(file, error);
    database?.close();
    throw fault;
  }
  const held = database;
  heldLocks.add(held);
  return {
    async release() {
      if (heldLocks.delete(held)) held.close();
    },
  };
}

// A database nobody refers to is collected, and closed with it: the lock would end with its owner's variable.
const heldLocks = new Set<DatabaseSync>();

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}

function alreadyRunning(file: string, database: DatabaseSync | undefined): Fault {
  const pid = readHolder(database);
  return new Fault({
    code: "already-running",
    message: `\`${file}\` is held by ${pid ? `process ${pid}` : "another process"}`,
    help: "stop it first, or give this one a folder of its own",
  });
}

function readHolder(database: DatabaseSync | undefined): number | undefined {
  try {
    return Number(database?.prepare("pragma user_version").get()?.user_version) || undefined;
  } catch {
    return undefined; // the holder is writing its pid at this moment
  }
}

function unusable(path: string, cause: unknown): Fault {
  return new Fault({
    code: "folder-unusable",
    message: `\`${path}\` cannot be opened for writing`,
    help: "check that the folder's disk is there, has space, and belongs to the user who runs this",
    cause,
  });
}
