import { chmod, cp, mkdir, readFile, rm, rmdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  entriesPath,
  formatVerifierKey,
  parseTrustPolicy,
  type TrustPolicy,
  tilePath,
  tilesFor,
} from "@avow/evidence";
import { describe, expect, it } from "vitest";
import { createSignerFile, openSignerFile, verifyLogFolder } from "./index.ts";
import {
  appendMany,
  faultCode,
  logMany,
  makeClosedLog,
  makeTestLog,
  meddle,
  type TestLog,
} from "./test-log.ts";

/** Every file that the checkpoint of `size` entries stands on. */
function filesOf(size: number): string[] {
  return tilesFor(size).flatMap(({ level, index, width }) => [
    tilePath(level, index, width),
    ...(level === 0 ? [entriesPath(index, width)] : []),
  ]);
}

/** Does `harm` to a file, runs `work`, and puts the file back. */
async function harmed(path: string, harm: () => Promise<void>, work: () => Promise<void>): Promise<void> {
  const bytes = await readFile(path);
  await harm();
  await work();
  await writeFile(path, bytes);
}

async function flipLastBit(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
  await writeFile(path, bytes);
}

interface Saved {
  readonly checkpoint: Buffer;
  readonly lastSigned: Buffer;
}

async function save({ dir, lastSignedFile }: TestLog): Promise<Saved> {
  return { checkpoint: await readFile(join(dir, "checkpoint")), lastSigned: await readFile(lastSignedFile) };
}

/** A closed log of 10 entries, and how its signed files stood at 5. */
async function makeGrownLog(): Promise<{ log: TestLog; atFive: Saved; atTen: Saved }> {
  const log = await makeClosedLog(5);
  const atFive = await save(log);
  const ledger = await log.start();
  await logMany(log, ledger, 5);
  await ledger.stop();
  return { log, atFive, atTen: await save(log) };
}

describe("a folder that was tampered with", () => {
  it("[L13] no file can be altered, shortened or removed without a refusal to start and a failed verification", async () => {
    const log = await makeClosedLog(600);
    expect(await verifyLogFolder(log.dir)).toMatchObject({ ok: true, size: 600 });
    const files = filesOf(600);
    expect(files).toHaveLength(7);
    for (const path of files.map((file) => join(log.dir, file))) {
      for (const harm of [() => flipLastBit(path), () => truncate(path, 31), () => rm(path)]) {
        await harmed(path, harm, async () => {
          expect(await faultCode(log.open()), path).toBe("ledger-tile-corrupt");
          expect(await verifyLogFolder(log.dir), path).toMatchObject({ ok: false });
        });
      }
    }
    expect(await faultCode(log.open())).toBeNull();
  });

  it("[L13] a checkpoint that is missing, malformed or signed by nobody trusted does not verify", async () => {
    const log = await makeClosedLog(3);
    const trusting = (key: TestLog["signer"]["verifier"]): TrustPolicy => {
      const trust = parseTrustPolicy(`log ${formatVerifierKey(key)}\nquorum none\n`);
      if (!trust.ok) throw new Error(trust.why);
      return trust.value;
    };
    expect(await verifyLogFolder(log.dir, trusting(log.signer.verifier))).toMatchObject({
      ok: true,
      size: 3,
    });
    await createSignerFile(`${log.keyFile}.other`, "shop.example/log");
    const other = await openSignerFile(`${log.keyFile}.other`);
    expect(await verifyLogFolder(log.dir, trusting(other.verifier))).toEqual({
      ok: false,
      why: "no signature by a known key",
    });
    const checkpoint = join(log.dir, "checkpoint");
    const note = await readFile(checkpoint, "utf8");
    await writeFile(checkpoint, note.replace("\n3\n", "\n2\n"));
    expect(await verifyLogFolder(log.dir)).toMatchObject({ ok: false });
    expect(await verifyLogFolder(log.dir, trusting(log.signer.verifier))).toMatchObject({ ok: false });
    await writeFile(checkpoint, "not a note");
    expect(await verifyLogFolder(log.dir)).toMatchObject({ ok: false });
    await rm(checkpoint);
    expect(await verifyLogFolder(log.dir)).toEqual({ ok: false, why: "there is no checkpoint" });
  });
});

describe("a restored backup", () => {
  it("[L14] of the database, which lacks signed entries, is refused", async () => {
    const log = await makeClosedLog(10);
    await meddle(log, "delete from ledger_entry where index >= 7");
    await expect(log.open()).rejects.toMatchObject({
      code: "ledger-fork",
      retryable: false,
      message: "the log has 10 entries, the database has given out 7 indexes",
      help: expect.stringContaining("restore"),
    });
  });

  it("[L14] of the database, which then gave the lost indexes to others, is refused", async () => {
    const log = await makeClosedLog(10);
    await meddle(log, "update ledger_entry set leaf = '\\x00' where index = 8");
    await expect(log.open()).rejects.toMatchObject({
      code: "ledger-fork",
      message: "the database has something else than the log as entry 8",
    });
  });

  it("[L14] of the database, which lacks entries that stand in tiles not yet signed, is refused", async () => {
    const { log, atFive } = await makeGrownLog();
    await writeFile(log.lastSignedFile, atFive.lastSigned);
    await writeFile(join(log.dir, "checkpoint"), atFive.checkpoint);
    await meddle(log, "delete from ledger_entry where index >= 7");
    expect(await faultCode(log.open())).toBe("ledger-fork");
  });

  it("[L14] of the folder, which lacks signed entries, is refused", async () => {
    const log = await makeClosedLog(5);
    await cp(log.dir, `${log.dir}.backup`, { recursive: true });
    const ledger = await log.start();
    await logMany(log, ledger, 5);
    await ledger.stop();
    await rm(log.dir, { recursive: true });
    await cp(`${log.dir}.backup`, log.dir, { recursive: true });
    expect(await faultCode(log.open())).toBe("ledger-tile-corrupt");
    await rm(log.dir, { recursive: true });
    expect(await faultCode(log.open())).toBe("ledger-tile-corrupt");
  });

  it("[L14] of the last-signed file, which is older than the checkpoint, is refused", async () => {
    const { log, atFive } = await makeGrownLog();
    await writeFile(log.lastSignedFile, atFive.lastSigned);
    expect(await faultCode(log.open())).toBe("ledger-fork");
  });

  it("[L14] of the last-signed file while the ledger runs ends the ledger before it signs again", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    await logMany(log, ledger, 5);
    const saved = await save(log);
    await logMany(log, ledger, 5);
    await writeFile(log.lastSignedFile, saved.lastSigned);
    const before = await readFile(join(log.dir, "checkpoint"), "utf8");
    expect(await faultCode(logMany(log, ledger, 1))).toBe("ledger-fork");
    expect(await readFile(join(log.dir, "checkpoint"), "utf8")).toBe(before);
    expect(log.faults).toMatchObject([{ code: "ledger-signed-elsewhere" }, { code: "ledger-fork" }]);
    expect(ledger.health()).toMatchObject({ signedSize: 10, fault: expect.stringContaining("another tree") });
  });

  it("[L14] a file that is there already with something else is not written over", async () => {
    const log = await makeTestLog();
    const ledger = await log.start();
    await logMany(log, ledger, 5);
    const path = join(log.dir, tilePath(0, 0, 6));
    await writeFile(path, "something else");
    expect(await faultCode(logMany(log, ledger, 1))).toBe("ledger-fork");
    expect(await readFile(path, "utf8")).toBe("something else");
  });

  it("[L14] whole tiles of another log under this log's name are refused", async () => {
    const log = await makeClosedLog(5);
    const other = await makeClosedLog(5);
    await rm(join(log.dir, "tile"), { recursive: true });
    await cp(join(other.dir, "tile"), join(log.dir, "tile"), { recursive: true });
    expect(await faultCode(log.open())).toBe("ledger-fork");
  });
});

describe("the last-signed file", () => {
  it("[L15] is missing: refused, unless the operator adopts what the folder has", async () => {
    const log = await makeClosedLog(5);
    await rm(log.lastSignedFile);
    expect(await faultCode(log.open())).toBe("ledger-last-signed-missing");
    const adopting = await log.start({ adopt: true });
    await logMany(log, adopting, 1);
    await adopting.stop();
    const ledger = await log.start();
    await logMany(log, ledger, 1);
    expect(ledger.health()).toMatchObject({ signedSize: 7, fault: null });
  });

  it("[L15] is missing together with the folder: refused, since the database has given out indexes", async () => {
    const log = await makeClosedLog(5);
    await rm(log.lastSignedFile);
    await rm(log.dir, { recursive: true });
    expect(await faultCode(log.open())).toBe("ledger-last-signed-missing");
  });

  it("[L15] is the text of the checkpoint without signatures", async () => {
    const { atTen } = await makeGrownLog();
    expect(atTen.checkpoint.toString().startsWith(`${atTen.lastSigned}\n—`)).toBe(true);
    expect(atTen.lastSigned.toString().split("\n").slice(0, 2)).toEqual(["shop.example/log", "10"]);
  });
});

describe("a publication", () => {
  it("[L16] [law 8] writes bundles and tiles, then the last-signed file, then the checkpoint: what fails stops the rest", async () => {
    const steps = [
      { blocked: (log: TestLog) => join(log.dir, entriesPath(0, 6)), changed: { lastSigned: false } },
      { blocked: (log: TestLog) => join(log.dir, tilePath(0, 0, 6)), changed: { lastSigned: false } },
      { blocked: (log: TestLog) => log.lastSignedFile, changed: { lastSigned: false } },
      { blocked: (log: TestLog) => join(log.dir, "checkpoint"), changed: { lastSigned: true } },
    ];
    for (const { blocked, changed } of steps) {
      const log = await makeClosedLog(5);
      const atFive = await save(log);
      await mkdir(`${blocked(log)}.tmp`, { recursive: true }); // where the file is drafted; so it cannot be written
      const ledger = await log.start();
      const [id = ""] = await appendMany(log, ledger, 1);
      expect(await ledger.sequenced(id)).toBe(5);
      await expect.poll(() => ledger.health().fault).toContain("EISDIR");
      const now = await save(log);
      expect(now.checkpoint).toEqual(atFive.checkpoint);
      expect(now.lastSigned.equals(atFive.lastSigned)).toBe(!changed.lastSigned);
      await rmdir(`${blocked(log)}.tmp`);
      await ledger.logged(id);
      expect(await verifyLogFolder(log.dir)).toMatchObject({ ok: true, size: 6 });
      await ledger.stop();
    }
  });
});

describe("a crash between two steps of a publication", () => {
  it("[L16] [law 8] after the last-signed file: the same checkpoint is signed again", async () => {
    const { log, atFive, atTen } = await makeGrownLog();
    await writeFile(join(log.dir, "checkpoint"), atFive.checkpoint);
    await (await log.start()).stop();
    expect(await save(log)).toEqual(atTen);
  });

  it("[L16] [law 8] after the tiles, or before all of them: they are found or written, and signed", async () => {
    const { log, atFive, atTen } = await makeGrownLog();
    for (const lost of [[], [tilePath(0, 0, 10)], [tilePath(0, 0, 10), entriesPath(0, 10)]]) {
      await writeFile(log.lastSignedFile, atFive.lastSigned);
      await writeFile(join(log.dir, "checkpoint"), atFive.checkpoint);
      for (const path of lost) await rm(join(log.dir, path));
      await (await log.start()).stop();
      expect(await save(log)).toEqual(atTen);
      expect(await verifyLogFolder(log.dir)).toMatchObject({ ok: true, size: 10 });
    }
  });

  it("[L16] [law 8] in the middle of writing a file: the half-written one is replaced", async () => {
    const { log, atFive, atTen } = await makeGrownLog();
    await writeFile(log.lastSignedFile, atFive.lastSigned);
    await writeFile(join(log.dir, "checkpoint"), atFive.checkpoint);
    await rm(join(log.dir, tilePath(0, 0, 10)));
    await writeFile(`${join(log.dir, tilePath(0, 0, 10))}.tmp`, "half");
    await writeFile(`${join(log.dir, "checkpoint")}.tmp`, "half");
    await writeFile(`${log.lastSignedFile}.tmp`, "half");
    await (await log.start()).stop();
    expect(await save(log)).toEqual(atTen);
  });
});

describe("the signer's file", () => {
  it("[L17] of another key or another origin than the log's is refused", async () => {
    const log = await makeClosedLog(5);
    for (const origin of ["shop.example/log", "other.example/log"]) {
      const path = `${log.keyFile}-${origin.slice(0, 5)}`;
      await createSignerFile(path, origin);
      const signer = await openSignerFile(path);
      expect(await faultCode(log.open({ signer }))).toBe("ledger-signer-mismatch");
      await rm(path);
    }
    await rm(join(log.dir, "checkpoint")); // then the last-signed file alone tells
    await createSignerFile(`${log.keyFile}.other`, "other.example/log");
    const signer = await openSignerFile(`${log.keyFile}.other`);
    expect(await faultCode(log.open({ signer }))).toBe("ledger-signer-mismatch");
  });

  it("[L18] is in Go's form, for its owner only, and never overwritten", async () => {
    const { keyFile, signer } = await makeTestLog();
    const text = await readFile(keyFile, "utf8");
    expect(text).toMatch(/^PRIVATE\+KEY\+shop\.example\/log\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}\n$/);
    expect((await openSignerFile(keyFile)).verifier).toEqual(signer.verifier);
    expect(await faultCode(createSignerFile(keyFile, "shop.example/log"))).toBe("signer-file-exists");
    expect(await readFile(keyFile, "utf8")).toBe(text);
    for (const name of ["", "two words", "a+b", "x".repeat(256), "line\nbreak"]) {
      expect(await faultCode(createSignerFile(`${keyFile}.new`, name)), name).toBe("signer-name");
    }
    expect(await faultCode(openSignerFile(`${keyFile}.new`))).toBe("signer-file-missing");
  });

  it("[L18] that others may read, or that is malformed, is refused without quoting it", async () => {
    const { keyFile } = await makeTestLog();
    await chmod(keyFile, 0o640);
    expect(await faultCode(openSignerFile(keyFile))).toBe("signer-file-too-open");
    await chmod(keyFile, 0o600);
    const text = await readFile(keyFile, "utf8");
    await writeFile(keyFile, text.replace("shop", "sh0p"));
    const refused = await openSignerFile(keyFile).catch((fault: Error) => fault);
    expect(refused).toMatchObject({ code: "signer-file-malformed" });
    expect(String(refused)).not.toContain(text.slice(-20).trim());
  });
});
