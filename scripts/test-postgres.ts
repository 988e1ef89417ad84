/**
 * Runs every test against an ordinary PostgreSQL of this machine instead of the embedded one: that of
 * `AVOW_TEST_DATABASE_URL`, or one started in a temporary folder from binaries found here. Without either it says so and
 * exits 0. Arguments go to vitest.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, globSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { checkServer, connect } from "@avow/postgres";

/** Folder of the binaries, and their major version. */
interface Binaries {
  readonly bin: string;
  readonly major: number;
}

const OLDEST_MAJOR = 15;

/** The newest PostgreSQL there is on this machine, if it is new enough. */
function findBinaries(): Binaries | null {
  const folders = [
    ...globSync("/usr/lib/postgresql/*/bin"),
    ...globSync("/usr/pgsql-*/bin"),
    ...globSync("/opt/homebrew/opt/postgresql@*/bin"),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  const found = folders.flatMap((bin): Binaries[] => {
    const major = majorOf(bin);
    return major === null || major < OLDEST_MAJOR ? [] : [{ bin, major }];
  });
  return found.toSorted((a, b) => b.major - a.major)[0] ?? null;
}

function majorOf(bin: string): number | null {
  const versions = ["initdb", "postgres"].map(
    (program) =>
      spawnSync(join(bin, program), ["--version"], { encoding: "utf8" }).stdout?.match(/\) (\d+)/)?.[1],
  );
  const [initdb, postgres] = versions;
  return initdb === undefined || initdb !== postgres ? null : Number(initdb);
}

/** PostgreSQL refuses to be root; nobody will do. */
function account(): { readonly uid: number; readonly gid: number } | Record<string, never> {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has no port");
  return address.port;
}

interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

/** An empty server in a temporary folder that takes connections from this machine. */
async function startServer({ bin }: Binaries): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "avow-postgres-"));
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  const identity = account();
  if (identity.uid !== undefined)
    for (const path of [folder, data]) chownSync(path, identity.uid, identity.gid);
  const init = [
    "-D",
    data,
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
  ];
  execFileSync(join(bin, "initdb"), init, { ...identity, cwd: folder, stdio: "ignore" });
  const port = await freePort();
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "fsync=off",
  ].flatMap((setting) => ["-c", setting]);
  const child = spawn(join(bin, "postgres"), ["-D", data, ...settings], {
    ...identity,
    cwd: folder,
    stdio: "ignore",
  });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await untilReady(url, child);
  return {
    url,
    async stop() {
      const gone = once(child, "close");
      child.kill("SIGINT");
      await gone;
      rmSync(folder, { recursive: true });
    },
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const store = connect({ url, poolSize: 1 });
  try {
    for (;;) {
      if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}`);
      const ready = await checkServer(store).then(
        () => true,
        () => false,
      );
      if (ready) return;
      await setTimeout(100);
    }
  } finally {
    await store.close();
  }
}

async function describeServer(url: string): Promise<string> {
  const store = connect({ url, poolSize: 1 });
  try {
    return `PostgreSQL ${(await checkServer(store)).version}`;
  } finally {
    await store.close();
  }
}

function runTests(url: string): number {
  const vitest = join("node_modules", "vitest", "vitest.mjs");
  const { status } = spawnSync(process.execPath, [vitest, "run", ...process.argv.slice(2)], {
    env: { ...process.env, AVOW_TEST_DATABASE_URL: url },
    stdio: "inherit",
  });
  return status ?? 1;
}

async function main(): Promise<number> {
  const given = process.env.AVOW_TEST_DATABASE_URL;
  const binaries = given ? null : findBinaries();
  if (!given && binaries === null) {
    process.stdout.write(
      `no PostgreSQL ${OLDEST_MAJOR} or newer was found on this machine: nothing was tested\n` +
        "  help: install one, or set AVOW_TEST_DATABASE_URL to a server on which databases may be created\n",
    );
    return 0;
  }
  const server = binaries === null ? { url: given ?? "", stop: async () => {} } : await startServer(binaries);
  try {
    process.stdout.write(`tests run against ${await describeServer(server.url)}\n`);
    return runTests(server.url);
  } finally {
    await server.stop();
  }
}

process.exitCode = await main();
