import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { equalBytes } from "@avow/evidence";
import { Fault } from "@avow/postgres";

/** A file of the log: its path below the log's folder, and what stands in it. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Whether `error` is a system error called `code`, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** The file's bytes, or `null` when there is none. @throws {Fault} `ledger-disk` (retryable). */
export async function findFile(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    // A folder of the path may be absent, or be a file in a folder that was tampered with.
    if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return null;
    throw diskFault(path, "read", error);
  }
}

/**
 * Replaces the file at `path`, whole or not at all; durable when this returns, its folder's entry included. One writer
 * at a time. A crash may leave `path` with `.tmp` appended beside it.
 * @throws {Fault} `ledger-disk` (retryable); then the file is the old or the new one.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await putFile(path, bytes);
    await syncFolder(dirname(path));
  } catch (error) {
    throw diskFault(path, "written", error);
  }
}

/**
 * Writes files that never change, below `root`. Those already there must hold the same bytes. Durable when this returns.
 * @throws {Fault} `ledger-disk` (retryable); `ledger-fork` when a file is there with other bytes.
 */
export async function writeOnce(root: string, files: readonly LogFile[]): Promise<void> {
  const folders = new Set<string>([root]);
  for (const { path } of files) {
    for (let folder = dirname(path); folder !== "."; folder = dirname(folder))
      folders.add(join(root, folder));
  }
  await Promise.all(files.map((file) => writeNew(root, file)));
  try {
    await Promise.all([...folders].map(syncFolder));
  } catch (error) {
    throw diskFault(root, "written", error);
  }
}

async function writeNew(root: string, { path, bytes }: LogFile): Promise<void> {
  const whole = join(root, path);
  const present = await findFile(whole);
  if (present === null) {
    try {
      await mkdir(dirname(whole), { recursive: true });
      await putFile(whole, bytes);
    } catch (error) {
      throw diskFault(path, "written", error);
    }
  } else if (!equalBytes(present, bytes)) {
    throw new Fault({
      code: "ledger-fork",
      message: `\`${path}\` is there already and holds something else than the database's entries`,
      help: "the database was restored from a backup, or belongs to another log: restore its newest state",
    });
  }
}

async function putFile(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.tmp`;
  const file = await open(draft, "w", 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** Makes `folder`, and those above it, where they are missing. @throws {Fault} `ledger-disk` (retryable). */
export async function makeFolder(folder: string): Promise<void> {
  try {
    const first = await mkdir(folder, { recursive: true });
    if (first !== undefined) await syncFolder(dirname(first));
  } catch (error) {
    throw diskFault(folder, "written", error);
  }
}

/** Makes the names in `folder` durable. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return; // Windows cannot open a folder to sync it
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function diskFault(path: string, done: "read" | "written", cause: unknown): Fault {
  const reason = cause instanceof Error && "code" in cause ? `: ${String(cause.code)}` : "";
  return new Fault({
    code: "ledger-disk",
    message: `\`${path}\` cannot be ${done}${reason}`,
    retryable: true,
    help: "check the disk of the ledger's folder; entries keep their index, and are logged once it can be written",
    cause,
  });
}
