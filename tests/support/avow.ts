import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtForStart } from "./built.ts";
import { openTestDatabase, type TestDatabase } from "./database.ts";
import { daytimeOffsetMs } from "./daytime.ts";

/** A running `avow start`, as a newcomer's shell would run it. */
export interface RunningAvow {
  readonly portal: string;
  readonly service: string;
  /** The stand-in for a payment provider. */
  readonly payments: string;
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The one made for it; `null` where the test gave it another, or it runs its own. */
  readonly database: TestDatabase | null;
  /** The one-time link that creates the first operator. */
  readonly firstLink: string;
  /** Everything it wrote so far. */
  output(): string;
  /** Sends a signal and waits for the end; returns the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Starts it again on the same data and ports. */
  restart(): Promise<RunningAvow>;
}

const MOVE_CLOCK = new URL("./move-clock.js", import.meta.url).href;
/** By how much every `avow start` of one test is ahead of the machine's clock, again after a restart. */
export const AHEAD_MS = daytimeOffsetMs();

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/**
 * Starts `avow start` on free ports and a fresh data folder in which what it builds is built already, over a fresh database of the run's
 * server, and waits until it says that it runs. With `DATABASE_URL` empty it runs a database of its own.
 */
export async function startAvow(more: Readonly<Record<string, string>> = {}): Promise<RunningAvow> {
  const [port, portalPort] = [await freePort(), await freePort()];
  const folder = await mkdtemp(join(tmpdir(), "avow-e2e-"));
  const dataDir = join(folder, "data");
  await cp(await builtForStart(), join(dataDir, "built"), { recursive: true });
  const database = more.DATABASE_URL === undefined ? await openTestDatabase() : null;
  const environment = {
    AVOW_DATA: dataDir,
    AVOW_PORT: `${port}`,
    AVOW_PORTAL_PORT: `${portalPort}`,
    AVOW_PAYMENTS_PORT: "0",
    ...(database === null ? {} : { DATABASE_URL: database.url }),
    ...more,
  };
  return launch(environment, database);
}

/** Removes what {@link startAvow} made. */
export async function removeData(avow: RunningAvow): Promise<void> {
  await avow.database?.drop();
  await rm(join(avow.dataDir, ".."), { recursive: true, force: true });
}

async function launch(
  environment: Readonly<Record<string, string>>,
  database: TestDatabase | null,
): Promise<RunningAvow> {
  const { child, output, done } = spawnAvow(environment);
  await until(() => output().includes("Ctrl-C stops everything."), done, output);
  return {
    portal: `http://localhost:${environment.AVOW_PORTAL_PORT}`,
    service: `http://localhost:${environment.AVOW_PORT}`,
    payments: /payments +(http\S+)\/,/.exec(output())?.[1] ?? "",
    dataDir: environment.AVOW_DATA ?? "",
    environment,
    database,
    firstLink: /http\S+\/console\/first#\S+/.exec(output())?.[0] ?? "",
    output,
    async stop(signal = "SIGINT") {
      child.kill(signal);
      return done;
    },
    restart: () => launch(environment, database),
  };
}

/** Runs `avow start` with this environment, further words and a working folder; `done` is its exit code. */
export function spawnAvow(
  environment: Readonly<Record<string, string>>,
  { words = [], cwd }: { readonly words?: readonly string[]; readonly cwd?: string } = {},
): {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly done: Promise<number | null>;
} {
  const program = fileURLToPath(new URL("../../packages/cli/bin/avow.js", import.meta.url));
  const child = spawn(process.execPath, ["--import", MOVE_CLOCK, program, "start", ...words], {
    cwd,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      MOVE_CLOCK_MS: `${AHEAD_MS}`,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (written += String(chunk)));
  const done = once(child, "exit").then(([code]) => code as number | null);
  return { child, output: () => written, done };
}

async function until(isSo: () => boolean, done: Promise<number | null>, output: () => string): Promise<void> {
  let ended = false;
  done.then(() => (ended = true));
  const deadline = Date.now() + 120_000;
  while (!isSo()) {
    if (ended || Date.now() > deadline) throw new Error(`avow did not start:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
