import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { runShell } from "../../../tests/support/script.ts";
import { checkServer, connect } from "../store.ts";
import { serverUser, startElsewhere, watcherOf } from "./server.testing.ts";
import { type Embedded, startEmbedded } from "./start-embedded.ts";

const run = promisify(execFile);

let folder: string;
let dataDir: string;
/** Where the files of a server lie that was made, started and stopped, for tests that are not about how they are made. */
let made: string;

beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), "avow-made-"));
  const server = await startEmbedded({ dataDir: join(made, "postgres"), fsync: false });
  await server.stop();
});

afterAll(() => rm(made, { recursive: true }));

beforeEach(async (test) => {
  folder = await mkdtemp(join(tmpdir(), "avow-embedded-"));
  dataDir = join(folder, "postgres");
  test.onTestFinished(() => rm(folder, { recursive: true })); // the last of these: after every server was stopped
});

/** Puts the files of a server where the test has its own, owners and all. */
async function provideFiles(): Promise<void> {
  await run("cp", ["-pR", `${made}/.`, folder]);
}

/** Starts a server that syncs nothing and is stopped when the test ends. */
async function start(o: Partial<Parameters<typeof startEmbedded>[0]> = {}): Promise<Embedded> {
  const server = await startEmbedded({ dataDir, fsync: false, ...o });
  onTestFinished(() => server.stop());
  return server;
}

async function ask(url: string, question: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query(question).finally(() => client.end());
  return rows;
}

const hasStopped = () =>
  stat(join(dataDir, "postmaster.pid")).then(
    () => false,
    () => true,
  );

describe("a server", () => {
  it("[law 8] syncs what it acknowledges unless told otherwise, and keeps it over an orderly stop", async () => {
    const first = await startEmbedded({ dataDir });
    const store = connect({ url: first.url });
    expect(await checkServer(store)).toMatchObject({ fsync: true });
    await store.pool.query("create table kept as select 1 as one");
    await store.close();
    await Promise.all([first.stop(), first.stop()]);
    await first.exited;
    const second = await start();
    expect(await ask(second.url, "select one from kept")).toEqual([{ one: 1 }]);
  });

  it("speaks UTF-8, sorts by bytes, counts in UTC, knows the time zones and sorts on disk", async () => {
    await provideFiles();
    const server = await start({ settings: { work_mem: "64kB" } });
    const question = `select current_setting('server_encoding') as encoding, current_setting('timezone') as zone,
      (select datcollate from pg_database where datname = current_database()) as collation,
      (timestamptz '2026-01-01 00:00Z' at time zone 'Asia/Shanghai')::text as there`;
    expect(await ask(server.url, question)).toEqual([
      { encoding: "UTF8", zone: "UTC", collation: "C", there: "2026-01-01 08:00:00" },
    ]);
    const sort = "explain (analyze) select n from generate_series(1, 50000) n order by md5(n::text)";
    expect(JSON.stringify(await ask(server.url, sort))).toContain("external merge  Disk");
  });

  it("listens on 127.0.0.1 only, and lets in only who has the password", async () => {
    await provideFiles();
    const server = await start();
    const [bound] = await ask(
      server.url,
      "select current_setting('listen_addresses') || current_setting('unix_socket_directories') as bound",
    );
    expect(bound).toEqual({ bound: "127.0.0.1" });
    const password = await readFile(`${dataDir}.password`, "utf8");
    expect(server.url).toContain(password);
    expect((await stat(`${dataDir}.password`)).mode & 0o777).toBe(0o600);
    await expect(ask(server.url.replace(password, "guess"), "select 1")).rejects.toMatchObject({
      code: "28P01",
    });
  });

  it("gets a new password when the file is lost", async () => {
    await provideFiles();
    const first = await start();
    await first.stop();
    await rm(`${dataDir}.password`);
    const second = await start();
    expect(await ask(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await expect(
      ask(first.url.replace(`:${first.port}`, `:${second.port}`), "select 1"),
    ).rejects.toMatchObject({ code: "28P01" });
  });

  it("[law 8] is not confused by what a crash in the midst of its making left behind", async () => {
    await mkdir(`${dataDir}.new/base`, { recursive: true });
    await writeFile(`${dataDir}.new/PG_VERSION`, "18\n");
    const server = await start();
    expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("is not made in a folder that holds something else", async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, "letters.txt"), "keep me");
    await expect(start()).rejects.toMatchObject({
      code: "embedded-failed",
      help: expect.stringContaining("empty"),
    });
    expect(await readFile(join(dataDir, "letters.txt"), "utf8")).toBe("keep me");
  });

  it("that cannot start says why in the server's own words", async () => {
    await provideFiles();
    const failing = start({ settings: { shared_buffers: "no-size" } });
    await expect(failing).rejects.toMatchObject({
      code: "embedded-failed",
      help: expect.stringContaining("shared_buffers"),
    });
  });
});

describe("the port", () => {
  beforeEach(provideFiles);

  it("is the one given, and a fault names it when somebody else has it", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const address = other.address();
    const port = address && typeof address === "object" ? address.port : 0;
    await expect(start({ port })).rejects.toMatchObject({
      code: "port-in-use",
      message: expect.stringContaining(String(port)),
      help: expect.stringContaining("another port"),
    });
    await new Promise((resolve) => other.close(resolve));
    expect(await start({ port })).toMatchObject({ port });
  });
});

describe("who owns the folder", () => {
  beforeEach(provideFiles);

  it("a server whose parent lives is refused, and left running", async () => {
    const server = await start();
    await expect(startEmbedded({ dataDir })).rejects.toMatchObject({ code: "already-running" });
    expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("[law 8] a server does not outlive a parent killed with -9, and the folder can be used at once", async () => {
    const parent = startElsewhere(dataDir);
    const { url } = await parent.started();
    await ask(url, "create table kept as select 1 as one");
    await parent.kill();
    const server = await start();
    expect(await ask(server.url, "select one from kept")).toEqual([{ one: 1 }]);
  });

  it("the death watch alone stops the server", async () => {
    const parent = startElsewhere(dataDir);
    await parent.started();
    expect(await hasStopped()).toBe(false);
    await parent.kill();
    await expect.poll(hasStopped, { timeout: 15_000 }).toBe(true);
  });

  it("a server that lost parent and death watch is stopped by its successor", async () => {
    const parent = startElsewhere(dataDir);
    const { url, pid } = await parent.started();
    await ask(url, "create table kept as select 1 as one");
    process.kill(await watcherOf(dataDir), "SIGKILL");
    await parent.kill();
    expect(await ask(url, "select one from kept")).toEqual([{ one: 1 }]);
    const server = await start();
    expect(server.pid).not.toBe(pid);
    expect(await ask(server.url, "select one from kept")).toEqual([{ one: 1 }]);
  });

  it("what a killed server still has at work is waited for", async () => {
    const parent = startElsewhere(dataDir);
    const { url, pid } = await parent.started();
    const busy = ask(url, "do $$ begin for turn in 1..30000000 loop end loop; end $$").catch(() => {});
    const working = () =>
      ask(url, "select from pg_stat_activity where query like 'do $$%' and state = 'active'");
    await expect.poll(working).toHaveLength(1);
    process.kill(pid, "SIGKILL");
    await parent.kill();
    const server = await start();
    expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await busy;
  });

  it("a claim whose pid now belongs to another program neither blocks nor harms that program", async () => {
    const first = await start();
    const claim = await readFile(join(dataDir, "postmaster.pid"), "utf8");
    await first.stop();
    const stranger = runShell("echo here; while :; do echo alive; sleep 0.05; done", serverUser());
    expect(await stranger.nextLine()).toBe("here");
    await writeFile(join(dataDir, "postmaster.pid"), claim.replace(String(first.pid), String(stranger.pid)), {
      mode: 0o644,
    });
    const server = await start();
    expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(await stranger.nextLine()).toBe("alive");
    await stranger.kill();
  });

  it("the terminal's Ctrl-C reaches neither the server nor its death watch: both lead groups of their own", async (test) => {
    test.skip(process.platform !== "linux", "reads /proc");
    const { pid } = await start();
    for (const each of [pid, await watcherOf(dataDir)]) {
      const fields = (await readFile(`/proc/${each}/stat`, "utf8")).split(" ");
      expect(Number(fields[4])).toBe(each);
    }
  });
});

it("a stop that comes while the server recovers from a killed backend, which PostgreSQL can miss, ends it too", async () => {
  await provideFiles();
  const recovering = Promise.withResolvers<void>();
  const onLog = (line: string) => line.includes("reinitializing") && recovering.resolve();
  const server = await start({ onLog });
  const [backend] = await ask(
    server.url,
    "select pid from pg_stat_activity where backend_type = 'walwriter'",
  );
  process.kill((backend as { pid: number }).pid, "SIGKILL");
  await recovering.promise;
  await server.stop();
  expect(await hasStopped()).toBe(true);
});

it("[law 8] kill -9 of the server, five times under four writers: all that was acknowledged is there, once", async () => {
  await provideFiles();
  const acknowledged = new Set<string>();
  let server = await startEmbedded({ dataDir });
  await ask(server.url, "create table entry (writer int, number int, primary key (writer, number))");
  for (let round = 1; round <= 5; round++) {
    const { url, pid, exited } = server;
    const target = acknowledged.size + 100;
    const write = async (writer: number) => {
      const store = connect({ url, poolSize: 1 });
      try {
        for (let number = round * 10_000; ; number++) {
          await store.pool.query("insert into entry values ($1, $2)", [writer, number]);
          acknowledged.add(`${writer}:${number}`);
          if (acknowledged.size === target) process.kill(pid, "SIGKILL");
        }
      } catch {
        await store.close();
      }
    };
    await Promise.all([1, 2, 3, 4].map(write));
    await exited;
    server = await startEmbedded({ dataDir });
    const rows = await ask(server.url, "select writer || ':' || number as entry from entry");
    const stored = new Set(rows.map((row) => (row as { entry: string }).entry));
    expect([...acknowledged].filter((entry) => !stored.has(entry))).toEqual([]);
    expect(stored.size - acknowledged.size).toBeLessThanOrEqual(4 * round); // those under way at each kill
  }
  await server.stop();
  expect(acknowledged.size).toBeGreaterThanOrEqual(500);
});

describe("[law 6] the server's log", () => {
  beforeEach(provideFiles);

  it("holds no value of a row, no statement and no parameter, whatever the settings ask for", async () => {
    const marker = "secret.person@example.org";
    const lines: string[] = [];
    const loose = {
      log_statement: "all",
      log_min_messages: "debug1",
      log_min_error_statement: "debug1",
      log_error_verbosity: "verbose",
      log_min_duration_statement: "0",
      log_parameter_max_length: "-1",
      log_parameter_max_length_on_error: "-1",
    };
    const server = await start({ settings: loose, onLog: (line) => lines.push(line) });
    const store = connect({ url: server.url });
    const query = (text: string, values?: unknown[]) => store.pool.query(text, values).catch(() => {});
    await query("create table person (email text unique, age int check (age > 0))");
    await query("insert into person values ($1, 1)", [marker]);
    await query("insert into person values ($1, 1)", [marker]);
    await query("insert into person values ($1, -1)", [`${marker}2`]);
    await query("select $1::int", [marker]);
    await query(`select '${marker}'::int`);
    await query(`do $$ begin raise warning '${marker}'; end $$`);
    // A server process that dies at work: the log would name the statement it was at.
    const dying = query(`select pg_sleep(60), '${marker}'`);
    const found = () =>
      ask(server.url, "select pid from pg_stat_activity where query like 'select pg_sleep%'");
    await expect.poll(found).toHaveLength(1);
    const [{ pid }] = (await found()) as [{ pid: number }];
    process.kill(pid, "SIGKILL");
    await dying;
    await expect.poll(() => lines.join("\n")).toContain("terminated by signal 9");
    const recoveries = () => lines.filter((line) => line.includes("ready to accept connections"));
    await expect.poll(recoveries, { timeout: 10_000 }).toHaveLength(2);
    expect(lines.join("\n")).not.toContain(marker);
    await store.close();
  });
});
