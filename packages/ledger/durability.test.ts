import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { connect, migrate } from "@avow/postgres";
import { sql } from "kysely";
import { describe, expect, it, onTestFinished } from "vitest";
import { openTestDatabase } from "../../tests/support/database.ts";
import { runScript } from "../../tests/support/script.ts";
import { ledgerMigrations, verifyLogFolder } from "./index.ts";
import {
  appendMany,
  extendsCheckpoint,
  faultCode,
  headOf,
  logMany,
  makeTestLog,
  type TestLog,
} from "./test-log.ts";

/** How often the process is killed; `npm run test:long` does it more often. */
const KILLS = Number(process.env.AVOW_LEDGER_KILLS ?? 4);

/** A process that appends from four sides, as fast as it can, and prints every index and checkpoint it was given. */
function writerOf({ database, dir, lastSignedFile, keyFile }: TestLog): string {
  return `
    import { randomBytes } from "node:crypto";
    import { connect, transact } from "@avow/postgres";
    import { createLedger, openSignerFile } from "@avow/ledger";
    const store = connect({ url: ${JSON.stringify(database.url)} });
    const ledger = await createLedger({
      db: store.db,
      dir: ${JSON.stringify(dir)},
      lastSignedFile: ${JSON.stringify(lastSignedFile)},
      signer: await openSignerFile(${JSON.stringify(keyFile)}),
      now: () => new Date(),
      checkpointEveryMs: 1,
      onFault: (fault) => console.error(fault),
    });
    await ledger.start();
    async function write() {
      for (;;) {
        const id = await transact(store.db, (tx) => ledger.append(tx, randomBytes(33)));
        ledger.kick();
        const index = await ledger.sequenced(id);
        console.log(JSON.stringify({ id, index, checkpoint: ledger.checkpoint() }));
      }
    }
    await Promise.all([write(), write(), write(), write()]);`;
}

interface Acknowledged {
  readonly id: string;
  readonly index: number;
  readonly checkpoint: string;
}

async function indexById({ database }: TestLog): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; index: number }>`select id, index from ledger_entry`.execute(
    database.store.db,
  );
  return new Map(rows.map(({ id, index }) => [id, index]));
}

describe("a killed process", () => {
  it(
    "[L19] [law 8] loses no index it gave, forks nothing it signed, and leaves a folder that verifies",
    async () => {
      const log = await makeTestLog();
      const acknowledged: Acknowledged[] = [];
      for (let kill = 0; kill < KILLS; kill += 1) {
        const writer = runScript(writerOf(log), { cwd: import.meta.dirname });
        const lines = randomInt(1, 120);
        for (let line = 0; line < lines; line += 1) acknowledged.push(JSON.parse(await writer.nextLine()));
        await writer.kill();
        expect(await verifyLogFolder(log.dir)).toMatchObject({ ok: true });
        for (const checkpoint of new Set(acknowledged.map((one) => one.checkpoint))) {
          expect(await extendsCheckpoint(log.dir, checkpoint)).toBe(true);
        }
      }
      const ledger = await log.start();
      await logMany(log, ledger, 1);
      const indexes = await indexById(log);
      for (const { id, index } of acknowledged) expect(indexes.get(id)).toBe(index);
      expect(new Set(acknowledged.map(({ index }) => index)).size).toBe(acknowledged.length);
      for (const { id } of acknowledged.slice(-100)) expect(await ledger.proof(id)).not.toBeNull();
      expect(log.faults).toEqual([]);
    },
    60_000 + KILLS * 15_000,
  );
});

describe("two ledgers at once", () => {
  it("[L20] over one database and folder: one keeps the log, both append, and no index is given twice", async () => {
    const log = await makeTestLog();
    const store = connect({ url: log.database.url });
    const first = await log.start();
    const second = await log.start({ db: store.db });
    onTestFinished(async () => {
      await second.stop();
      await store.close();
    });
    const ids: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      ids.push(...(await appendMany(log, first, 20)), ...(await appendMany(log, second, 20)));
    }
    const indexes = await Promise.all(ids.map((id, i) => (i % 2 === 0 ? first : second).sequenced(id)));
    expect(new Set(indexes).size).toBe(200);
    await Promise.all(ids.map((id) => second.logged(id)));
    expect(await second.proof(ids[0] ?? "")).not.toBeNull();
    expect(await verifyLogFolder(log.dir)).toMatchObject({ ok: true, size: 200 });
    expect(log.faults).toEqual([]);
  });

  it("[L20] when the keeper stops, the other takes over and the log goes on", async () => {
    const log = await makeTestLog();
    const store = connect({ url: log.database.url });
    const first = await log.start();
    const second = await log.start({ db: store.db });
    onTestFinished(async () => {
      await second.stop();
      await store.close();
    });
    await logMany(log, first, 5);
    const before = first.checkpoint() ?? "";
    await first.stop();
    await logMany(log, second, 5);
    expect(headOf(second.checkpoint() ?? "").size).toBe(10);
    expect(await extendsCheckpoint(log.dir, before)).toBe(true);
  });

  it("[L20] over two databases and one folder: the second never signs", async () => {
    const log = await makeTestLog();
    const other = await openTestDatabase();
    await migrate(other.store.db, [ledgerMigrations]);
    const first = await log.start();
    const second = await log.start({ db: other.store.db });
    onTestFinished(async () => {
      await second.stop();
      await other.drop();
    });
    expect(log.faults).toMatchObject([{ code: "ledger-held-elsewhere", retryable: true }]);
    await logMany(log, first, 3);
    await first.stop();
    const [id = ""] = await appendMany({ ...log, database: other }, second, 1);
    expect(await faultCode(second.logged(id))).toBe("ledger-fork");
    expect(await verifyLogFolder(log.dir)).toMatchObject({ ok: true, size: 3 });
  });

  it("[L20] a keeper that loses its connection goes on with another", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    await logMany(log, ledger, 3);
    await sql`
      select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (
        select oid from pg_database where datname = current_database())`.execute(log.database.store.db);
    await logMany(log, ledger, 3);
    expect(await verifyLogFolder(log.dir)).toMatchObject({ ok: true, size: 6 });
    expect(ledger.health().fault).toBeNull();
  });
});

describe("a full disk", () => {
  it("[L21] stops signing but neither appends nor indexes; what is owed is logged when there is space", async (test) => {
    const log = await makeTestLog();
    await mkdir(log.dir);
    const run = promisify(execFile);
    const mounted = await run("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", log.dir]).catch(
      () => null,
    );
    if (mounted === null) return test.skip("a small file system can be mounted by root only");
    onTestFinished(() => run("umount", ["--lazy", log.dir]).then(() => {}));
    const ledger = await log.start();
    await logMany(log, ledger, 3);
    const before = await readFile(join(log.dir, "checkpoint"), "utf8");

    const filler = join(log.dir, "filler");
    await expect(writeFile(filler, new Uint8Array(1 << 20))).rejects.toThrow("ENOSPC");
    const ids = await appendMany(log, ledger, 700);
    expect(await Promise.all(ids.map((id) => ledger.sequenced(id)))).toHaveLength(700);
    await expect.poll(() => ledger.health().fault).toContain("ENOSPC");
    expect(await readFile(join(log.dir, "checkpoint"), "utf8")).toBe(before);
    expect(ledger.health()).toMatchObject({ size: 703, signedSize: 3, lag: 700 });

    await rm(filler);
    await Promise.all(ids.map((id) => ledger.logged(id)));
    expect(ledger.health()).toMatchObject({ signedSize: 703, lag: 0, fault: null });
    expect(await verifyLogFolder(log.dir)).toMatchObject({ ok: true, size: 703 });
    expect(await extendsCheckpoint(log.dir, before)).toBe(true);
    expect(log.faults[0]).toMatchObject({ code: "ledger-disk", retryable: true });
  });
});
