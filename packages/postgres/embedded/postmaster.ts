import { execFile } from "node:child_process";
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { Fault } from "../fault.ts";

/** How long a server may take over an orderly stop before it is told to drop everything. */
const PATIENCE_MS = 5_000;
const POLL_MS = 20;

/**
 * Frees `dataDir` of a server whose parent was killed. Only a live postgres that works in this very folder is
 * stopped; a pid that meanwhile belongs to another program is left alone and its claim removed. Whether an answer on
 * the old port comes from our server is never asked: it proves nothing.
 * @throws {Fault} `embedded-failed` (retryable) when it does not stop
 */
export async function stopFormer(dataDir: string): Promise<void> {
  const pid = (await readPidFile(dataDir))?.pid;
  if (pid === undefined) return;
  if (await isPostmaster(pid, dataDir)) return await shutDown(pid, dataDir);
  // A claim of a dead process postgres clears by itself; a live stranger's pid would keep it from starting.
  if (isAlive(pid)) await rm(join(dataDir, "postmaster.pid"), { force: true });
}

/**
 * Stops the server `pid` on `dataDir` and waits until it is gone: in order first, at once if that takes too long. It is
 * then as after a crash: nothing acknowledged is lost. (PostgreSQL 18 never ends when told to stop just as it recovers
 * from the death of a backend.)
 * @throws {Fault} `embedded-failed` (retryable) when it does not stop at all
 */
export async function shutDown(pid: number, dataDir: string): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    try {
      if (await isPostmaster(pid, dataDir)) process.kill(pid, signal);
    } catch {
      // It went between the question and the signal; the next look tells.
    }
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += POLL_MS) {
      if (!(await isPostmaster(pid, dataDir))) return;
      await setTimeout(POLL_MS);
    }
  }
  throw new Fault({
    code: "embedded-failed",
    message: `the PostgreSQL of process ${pid} does not let go of \`${dataDir}\``,
    retryable: true,
    help: "stop that process",
  });
}

/** True once the server `pid` has written into `dataDir` that it takes connections. */
export async function isReady(pid: number, dataDir: string): Promise<boolean> {
  const found = await readPidFile(dataDir);
  return found?.pid === pid && found.status === "ready";
}

/** What `postmaster.pid` says: the pid stands on its first line, the status on its eighth. */
async function readPidFile(
  dataDir: string,
): Promise<{ pid: number; status: string | undefined } | undefined> {
  const text = await readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  return Number.isSafeInteger(pid) && pid > 0 ? { pid, status: lines[7]?.trim() } : undefined;
}

/**
 * True when `pid` is a living postgres that works in `dataDir`; false for a zombie.
 * Folders are compared by inode: one started by root knows no path to its own.
 */
async function isPostmaster(pid: number, dataDir: string): Promise<boolean> {
  try {
    const folder = await (process.platform === "linux" ? folderFromProc(pid) : folderFromLsof(pid));
    if (folder === undefined) return false;
    const [its, ours] = await Promise.all([stat(folder), stat(dataDir)]);
    return its.dev === ours.dev && its.ino === ours.ino;
  } catch {
    return false; // there is no such process, or it is a stranger's
  }
}

async function folderFromProc(pid: number): Promise<string | undefined> {
  const command = await readFile(`/proc/${pid}/comm`, "utf8");
  return command.trim() === "postgres" ? `/proc/${pid}/cwd` : undefined;
}

/** macOS has no `/proc`; its own lsof prints the working folder on a line that begins with n. */
async function folderFromLsof(pid: number): Promise<string | undefined> {
  const args = ["-a", "-p", String(pid), "-c", "postgres", "-d", "cwd", "-Fn"];
  const { stdout } = await promisify(execFile)("lsof", args, { env: { PATH: "/usr/sbin:/usr/bin:/bin" } });
  return /^n(.+)$/m.exec(stdout)?.[1];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
