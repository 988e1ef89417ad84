import { randomBytes } from "node:crypto";
import { access, chown, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Fault } from "../fault.ts";
import { type Programs, runProgram } from "./server-program.ts";

/** This machine only, and only with the password. */
const HOST_BASED_ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n";

/**
 * Makes the database files in `dataDir` unless they are there. They are made beside it and renamed when they are
 * whole and on the disk, so a crash leaves them absent.
 * @throws {Fault} `disk-full` (retryable); `embedded-failed`
 */
export async function ensureCluster(programs: Programs, dataDir: string, fsync: boolean): Promise<void> {
  if (await exists(join(dataDir, "PG_VERSION"))) return;
  const staging = `${dataDir}.new`;
  try {
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { mode: 0o700 });
    if (programs.account) await chown(staging, programs.account.uid, programs.account.gid);
    const durability = fsync ? [] : ["--no-sync"];
    await runProgram(programs, { program: "initdb", folder: staging, args: [...INITDB_ARGS, ...durability] });
    await writeFile(join(staging, "pg_hba.conf"), HOST_BASED_ACCESS, { flush: fsync });
    await rename(staging, dataDir);
    if (fsync) await syncFolder(dirname(dataDir));
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error instanceof Fault ? error : notMade(dataDir, error);
  }
}

// Nobody is let in until our own pg_hba.conf replaces the one that initdb writes.
const INITDB_ARGS = [
  "--username=postgres",
  "--auth=reject",
  "--locale=C",
  "--encoding=UTF8",
  "--no-instructions",
];

/**
 * The superuser's password, from the file beside `dataDir` that only this user can read. A missing file is replaced:
 * the server, which must not run, is given a new password first.
 * @throws {Fault} `disk-full` (retryable); `embedded-failed`
 */
export async function ensurePassword(programs: Programs, dataDir: string): Promise<string> {
  const file = `${dataDir}.password`;
  const kept = await readFile(file, "utf8").catch(() => "");
  if (kept !== "") return kept;
  const password = randomBytes(24).toString("hex");
  await runProgram(programs, {
    program: "postgres",
    folder: dataDir,
    args: ["--single", "postgres"],
    input: `alter role postgres password '${password}'\n`,
  });
  await writeFile(`${file}.new`, password, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return password;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

function notMade(dataDir: string, cause: unknown): Fault {
  return new Fault({
    code: "embedded-failed",
    message: `the database files cannot be made in \`${dataDir}\``,
    help: "the folder must be empty or absent, and the one above it must be writable",
    cause,
  });
}
