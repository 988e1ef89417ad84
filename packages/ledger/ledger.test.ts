import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  decodeBundle,
  hashLeaf,
  makeSigner,
  openNote,
  parseSignerKey,
  parseTrustPolicy,
  verifierKeyOf,
  verifyInclusion,
} from "@avow/evidence";
import { transact } from "@avow/postgres";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { verifyLogFolder } from "./index.ts";
import {
  appendMany,
  extendsCheckpoint,
  faultCode,
  headOf,
  logMany,
  makeTestLog,
  meddle,
  type TestLog,
} from "./test-log.ts";

/** Each entry's leaf hash by its id, straight from the table. */
async function leafHashes({ database }: TestLog): Promise<Map<string, Uint8Array>> {
  const { rows } = await sql<{ id: string; leaf: Uint8Array }>`select id, leaf from ledger_entry`.execute(
    database.store.db,
  );
  return new Map(rows.map(({ id, leaf }) => [id, hashLeaf(leaf)]));
}

async function indexesOf(log: TestLog): Promise<readonly number[]> {
  const { rows } = await sql<{ index: number }>`select index from ledger_entry order by index`.execute(
    log.database.store.db,
  );
  return rows.map(({ index }) => index);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

describe("entries", () => {
  it("[L1] an entry is there when its transaction committed, and not when it rolled back", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    let lost = "";
    const work = transact(log.database.store.db, async (tx) => {
      lost = await ledger.append(tx, randomBytes(33));
      throw new Error("changed my mind");
    });
    await expect(work).rejects.toThrow("changed my mind");
    expect(await faultCode(ledger.state(lost))).toBe("ledger-entry-unknown");
    expect(await faultCode(ledger.sequenced(lost))).toBe("ledger-entry-unknown");
    const [kept = ""] = await logMany(log, ledger, 1);
    expect(await ledger.sequenced(kept)).toBe(0);
    expect(await indexesOf(log)).toEqual([0]);
  });

  it("[L2] indexes begin at 0, have no gaps, and each entry has one", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    const batches = await Promise.all(upTo(20).map((i) => appendMany(log, ledger, i)));
    const ids = batches.flat();
    const indexes = await Promise.all(ids.map((id) => ledger.sequenced(id)));
    expect(indexes.toSorted((a, b) => a - b)).toEqual(upTo(190));
    expect(await Promise.all(ids.map((id) => ledger.sequenced(id)))).toEqual(indexes);
  });

  it("[L3] the log does not tell in which order the entries of a batch were appended", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    const ids = await appendMany(log, ledger, 100);
    const indexes = await Promise.all(ids.map((id) => ledger.sequenced(id)));
    expect(indexes).not.toEqual(upTo(100)); // by chance once in 100!
  });

  it("[L4] the database refuses to change, remove or place an entry in any other way", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    await logMany(log, ledger, 2);
    const waiting = `insert into ledger_entry (id, leaf) values (gen_random_uuid(), '\\x01')`;
    for (const statement of [
      "update ledger_entry set leaf = '\\x00'",
      "update ledger_entry set index = index + 10",
      "update ledger_entry set index = null",
      "update ledger_entry set id = gen_random_uuid()",
      "delete from ledger_entry",
      "truncate ledger_entry",
      "insert into ledger_entry (id, leaf, index) values (gen_random_uuid(), '\\x01', 7)",
      `${waiting}; update ledger_entry set leaf = '\\x02', index = 2 where index is null`,
    ]) {
      await expect(sql.raw(statement).execute(log.database.store.db), statement).rejects.toThrow(
        "append-only",
      );
    }
    expect(await indexesOf(log)).toEqual([0, 1]);
  });

  it("[L4] a leaf that no bundle could hold is refused before it is stored", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    const work = transact(log.database.store.db, (tx) => ledger.append(tx, new Uint8Array(65_536)));
    await expect(work).rejects.toThrow(RangeError);
    const many = [new Uint8Array(1), new Uint8Array(65_536)];
    const several = transact(log.database.store.db, (tx) => ledger.appendMany(tx, many));
    await expect(several).rejects.toThrow(RangeError);
    await transact(log.database.store.db, (tx) => ledger.append(tx, new Uint8Array(65_535)));
    await ledger.stop();
    expect(await verifyLogFolder(log.dir)).toMatchObject({ ok: true, size: 1 });
  });
});

describe("waiting", () => {
  it("[L5] an entry goes from pending to sequenced to logged, with a proof only then", async () => {
    const log = await makeTestLog();
    const ledger = await log.open({ checkpointEveryMs: 3_600_000 });
    const [id = ""] = await appendMany(log, ledger, 1);
    expect(await ledger.state(id)).toEqual({ state: "pending" });
    expect(await ledger.proof(id)).toBeNull();
    await ledger.start();
    expect(await ledger.sequenced(id)).toBe(0);
    const [second = ""] = await appendMany(log, ledger, 1);
    expect(await ledger.sequenced(second)).toBe(1);
    expect(await ledger.state(second)).toEqual({ state: "sequenced", index: 1 });
    expect(await ledger.proof(second)).toBeNull();
    expect(ledger.health()).toMatchObject({ size: 2, lag: 2, fault: null });
    await ledger.stop();
    expect(await ledger.state(second)).toEqual({ state: "logged", index: 1, size: 2 });
    expect(await ledger.proof(second)).toMatchObject({ index: 1, checkpoint: ledger.checkpoint() });
    expect(ledger.health()).toEqual({
      size: 2,
      signedSize: 2,
      lastCheckpointAt: new Date("2026-11-22T14:41:00Z"),
      lag: 0,
      fault: null,
    });
  });

  it("[L6] waiting ends when the caller gives up and when the ledger stops", async () => {
    const log = await makeTestLog();
    const ledger = await log.open();
    const [id = ""] = await appendMany(log, ledger, 1);
    const gaveUp = ledger.sequenced(id, { signal: AbortSignal.abort(new Error("enough")) });
    await expect(gaveUp).rejects.toThrow("enough");
    const controller = new AbortController();
    const givesUp = ledger.sequenced(id, { signal: controller.signal });
    controller.abort(new Error("enough of this"));
    await expect(givesUp).rejects.toThrow("enough of this");
    await ledger.start();
    await ledger.stop();
    expect(await faultCode(ledger.sequenced(crypto.randomUUID()))).toBe("ledger-stopped");
    expect(await faultCode(ledger.start())).toBe("ledger-stopped");
  });

  it("[L6] an id that no append returned is unknown, whatever it looks like", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    for (const id of ["", "0", "'; drop table ledger_entry", crypto.randomUUID()]) {
      expect(await faultCode(ledger.sequenced(id))).toBe("ledger-entry-unknown");
      expect(await faultCode(ledger.proof(id))).toBe("ledger-entry-unknown");
    }
  });

  it("[L7] what was committed before a stop is sequenced and signed, and a commit nobody told of is found", async () => {
    const log = await makeTestLog();
    const ledger = await log.start({ checkpointEveryMs: 3_600_000 });
    const ids = await transact(log.database.store.db, async (tx) => [
      await ledger.append(tx, randomBytes(33)),
    ]);
    expect(await ledger.sequenced(ids[0] ?? "")).toBe(0);
    await appendMany(log, ledger, 3000);
    await ledger.stop();
    expect(await verifyLogFolder(log.dir)).toMatchObject({ ok: true, size: 3001 });
  });
});

describe("the folder", () => {
  it("[L8] is byte for byte what Tessera writes for the same entries and key", async () => {
    const fixture = (path: string) => readFileSync(new URL(`fixtures/${path}`, import.meta.url));
    const key = parseSignerKey(JSON.parse(fixture("tessera-key.json").toString()).signer);
    const bundle = decodeBundle(fixture("tessera-log/tile/entries/000.p/15"));
    if (!key.ok || !bundle.ok) throw new Error("the fixture does not parse");
    const log = await makeTestLog();
    const signer = { ...makeSigner(key.value), verifier: verifierKeyOf(key.value) };
    const expectSame = async (...paths: string[]) => {
      for (const path of paths) {
        const ours = await readFile(join(log.dir, path));
        expect(ours, path).toEqual(fixture(`tessera-log/${path}`));
      }
    };
    for (const size of [0, 7, 15]) {
      const ledger = await log.start({ signer });
      for (const entry of bundle.value.slice(ledger.health().size, size)) {
        const id = await transact(log.database.store.db, (tx) => ledger.append(tx, entry));
        await ledger.sequenced(id); // one at a time, so that no shuffle changes their order
      }
      await ledger.stop();
      expect(await readFile(join(log.dir, "checkpoint"))).toEqual(fixture(`tessera-log/checkpoint.${size}`));
      if (size > 0) await expectSame(`tile/0/000.p/${size}`, `tile/entries/000.p/${size}`);
    }
  });

  it("[L9] has every tile of its checkpoint, and partial tiles only until the full one is signed", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    await logMany(log, ledger, 255);
    expect(readdirSync(join(log.dir, "tile/0/000.p"))).toContain("255");
    await logMany(log, ledger, 1);
    await ledger.stop();
    expect(readdirSync(join(log.dir, "tile/0"))).toEqual(["000"]);
    expect(readdirSync(join(log.dir, "tile/entries"))).toEqual(["000"]);
    expect(readdirSync(join(log.dir, "tile/1/000.p"))).toEqual(["1"]);
  });

  it("[L10] nothing new, no new checkpoint; and each extends the one before", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    const seen = [ledger.checkpoint() ?? ""];
    for (let i = 0; i < 12; i += 1) {
      await logMany(log, ledger, 1 + 31 * (i % 4));
      seen.push(ledger.checkpoint() ?? "");
    }
    await ledger.stop();
    expect(ledger.checkpoint()).toBe(seen.at(-1));
    expect(await readFile(join(log.dir, "checkpoint"), "utf8")).toBe(seen.at(-1));
    for (const checkpoint of seen) expect(await extendsCheckpoint(log.dir, checkpoint)).toBe(true);
  });
});

describe("proofs", () => {
  it("[L11] [law 5] every entry's proof verifies under the log's public key at every size from 0 to past two bundles", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    const trust = parseTrustPolicy(ledger.trustPolicy());
    if (!trust.ok) throw new Error(trust.why);
    expect(ledger.trustPolicy()).toBe(`log ${ledger.verifierKey}\nquorum none\n`);
    const keys = trust.value.logs.map(({ key }) => key);
    const ids: string[] = [];
    for (const step of [0, 1, 1, 253, 1, 1, 200, 55, 1, 187]) {
      ids.push(...(await logMany(log, ledger, step)));
      const hashes = await leafHashes(log);
      const proofs = await Promise.all(ids.map((id) => ledger.proof(id)));
      for (const [i, id] of ids.entries()) {
        const proved = proofs[i];
        if (!proved) throw new Error("a logged entry has a proof");
        const { size, root } = headOf(proved.checkpoint);
        const leafHash = hashes.get(id) ?? new Uint8Array(0);
        expect(verifyInclusion({ ...proved, size, root, leafHash })).toBe(true);
      }
      expect(openNote(ledger.checkpoint() ?? "", keys)).toMatchObject({ ok: true, others: [] });
    }
    expect(await verifyLogFolder(log.dir, trust.value)).toMatchObject({ ok: true, size: 700 });
  });

  it("[L12] a proof that does not verify is a fault and never handed out", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    const [id = "", other = ""] = await logMany(log, ledger, 2);
    await meddle(log, `update ledger_entry set leaf = '\\x00' where id = '${id}'`);
    expect(await faultCode(ledger.proof(id))).toBe("ledger-tile-corrupt");
    expect(await faultCode(ledger.proof(other))).toBeNull();
  });
});
