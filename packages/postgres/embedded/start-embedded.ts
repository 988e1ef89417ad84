import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { extname, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Fault } from "../fault.ts";
import { lockFile } from "../lock-folder.ts";
import { accountFor } from "./account.ts";
import { findBinaries } from "./binaries.ts";
import { ensureCluster, ensurePassword } from "./cluster.ts";
import { isReady, shutDown, stopFormer } from "./postmaster.ts";
import { keepLastLines, type Programs, programFault, spawnProgram } from "./server-program.ts";

/** A PostgreSQL of this process's own. */
export interface Embedded {
  /** Of the superuser, with the password, to the database `postgres`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Fulfils when the server is gone, whether it was stopped or died. */
  readonly exited: Promise<void>;
  /**
   * Ends what is connected and waits until the server is gone. May be called again.
   * @throws {Fault} `embedded-failed` (retryable) when it does not go within ten seconds
   */
  stop(): Promise<void>;
}

interface Options {
  readonly dataDir: string;
  readonly port?: number;
  readonly fsync?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  readonly onLog?: (line: string) => void;
}

/**
 * Starts PostgreSQL on `dataDir`, made when absent, and waits until it takes connections. It listens on 127.0.0.1 only,
 * asks for the password kept beside the folder (`<dataDir>.password`, mode 0600), and does not outlive this
 * process, however that ends. Its log holds no row's values and no statements, whatever `settings` say.
 * @param o.port a free one is chosen when absent
 * @param o.fsync false loses data at a power cut: for tests only
 * @param o.settings of postgresql.conf
 * @param o.onLog receives each line the server logs
 * @throws {Fault} `already-running` when the folder's server belongs to a living process; `port-in-use`; `disk-full`
 * (retryable); `embedded-failed`, `-missing`, `-unreachable`, `-unsupported`; `folder-unusable`
 * @example const server = await startEmbedded({ dataDir: "data/postgres" })
 */
export async function startEmbedded(o: Options): Promise<Embedded> {
  const dataDir = resolve(o.dataDir);
  const account = await accountFor(dataDir);
  const programs = { account, binaries: await findBinaries(account) };
  const lock = await lockFile(`${dataDir}.lock`); // so `stopFormer` never meets a server whose parent lives
  try {
    await stopFormer(dataDir);
    await ensureCluster(programs, dataDir, o.fsync ?? true);
    const password = await ensurePassword(programs, dataDir);
    const { child, pid, port } = await startOnSomePort(programs, { ...o, dataDir });
    const exited = hasExited(child).then(() => lock.release());
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      port,
      pid,
      exited,
      stop: () => shutDown(pid, dataDir).then(() => exited),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
}

/** How often a start is tried: the port may be taken between its choice and its use, a dead server's children linger. */
const ATTEMPTS = 40;
const RETRY_DELAY_MS = 250;

async function startOnSomePort(programs: Programs, o: Options): Promise<Running> {
  for (let attempt = 1; ; attempt++) {
    const port = o.port ?? (await findFreePort());
    const outcome = await startOnce(programs, o, port);
    if ("child" in outcome) return outcome;
    const isPortTaken = outcome.lines.some((line) => line.includes("could not bind"));
    if (isPortTaken && o.port !== undefined) throw portInUse(o.port);
    const isLingering = outcome.lines.some((line) => line.includes("pre-existing shared memory block"));
    if (attempt === ATTEMPTS || !(isPortTaken || isLingering)) throw programFault("postgres", outcome.lines);
    await setTimeout(RETRY_DELAY_MS);
  }
}

async function startOnce(
  programs: Programs,
  o: Options,
  port: number,
): Promise<Running | { lines: readonly string[] }> {
  const watcher = startWatcher(o.dataDir);
  const child = spawnProgram(programs, { program: "postgres", folder: o.dataDir, args: serverArgs(o, port) });
  const lines = keepLastLines(child, o.onLog);
  const exited = hasExited(child).finally(() => watcher.stdin?.end());
  const { pid } = child;
  if (pid === undefined) return await exited.then(() => ({ lines }));
  watcher.stdin?.write(String(pid));
  child.stdin?.end();
  if (!(await becomesReady(pid, o.dataDir, exited))) return { lines };
  return { child, pid, port };
}

/** The watcher is told the pid and then waits for the end of its input, which it holds for this process's own. */
function startWatcher(dataDir: string): ChildProcess {
  const program = join(import.meta.dirname, `watcher${extname(import.meta.filename)}`);
  const watcher = spawn(process.execPath, [program, dataDir], {
    detached: true,
    env: {},
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.on("error", () => {});
  watcher.stdin?.on("error", () => {});
  watcher.unref();
  return watcher;
}

/** Fulfils when `child` has ended and everything it said was read; also when it could not be started. */
async function hasExited(child: ChildProcess): Promise<void> {
  await once(child, "close").catch(() => {});
}

const POLL_MS = 10;

async function becomesReady(pid: number, dataDir: string, exited: Promise<void>): Promise<boolean> {
  let isGone = false;
  void exited.then(() => {
    isGone = true;
  });
  while (!isGone) {
    if (await isReady(pid, dataDir)) return true;
    await setTimeout(POLL_MS);
  }
  return false;
}

function serverArgs(o: Options, port: number): string[] {
  const settings = {
    timezone: "UTC",
    ...o.settings,
    ...(o.fsync === false ? { fsync: "off", full_page_writes: "off", synchronous_commit: "off" } : {}),
    ...SILENCE,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port: String(port),
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/**
 * Keeps personal values out of the log. A session's errors are not logged at all, since the message itself can quote
 * a value (`invalid input syntax for type integer: "…"`) and the client has it anyway: in this scale `log`
 * stands above `error` and below `fatal`. Terse leaves out DETAIL, where keys and statements would stand.
 */
const SILENCE = {
  log_destination: "stderr",
  logging_collector: "off",
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_statement: "none",
  log_min_duration_statement: "-1",
  log_min_duration_sample: "-1",
  log_transaction_sample_rate: "0",
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
};

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has no port");
  return address.port;
}

function portInUse(port: number): Fault {
  return new Fault({
    code: "port-in-use",
    message: `port ${port} of 127.0.0.1 is in use`,
    help: "stop what listens there, give another port, or give none: a free one is then chosen",
  });
}
