import { randomUUID } from "node:crypto";
import { appendFile, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transact } from "@avow/postgres";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { runScript } from "../../tests/support/script.ts";
import { createErasureJournal, type Erasure, type ErasureJournal } from "./erasure-journal.ts";
import { openTestVault, permitTo, type TestVault } from "./fixtures.ts";
import { replayErasures } from "./replay-erasures.ts";

const CLOCK = new Date("2026-05-01T08:00:00.123Z");
let test: TestVault;
let folder: string;
let path: string;
beforeAll(async () => {
  test = await openTestVault(() => CLOCK);
  folder = await mkdtemp(join(tmpdir(), "avow-journal-"));
});
afterAll(async () => {
  await test.drop();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  path = join(folder, randomUUID());
});

/** A person with everything a person can leave. */
async function collectAll(): Promise<{ person: string; email: string }> {
  const email = `${randomUUID()}@example.com`;
  const { person } = await test.collect("contact", { email });
  await test.commit(async (tx) => {
    const address = { person, category: "address", record: randomUUID(), values: { city: "Bath" } };
    await test.vault.seal(tx, permitTo("collect", person, ["address.city"]), address);
    await test.vault.keepEvidence(tx, person, "entry-1", Buffer.from("opening"));
  });
  return { person, email };
}

function erase(person: string): Promise<{ readonly records: number }> {
  return test.commit((tx) => test.vault.erase(tx, permitTo("erase", person, ["contact.email"])));
}

async function whatIsLeft(person: string, email: string): Promise<unknown> {
  return test.commit(async (tx) => ({
    values: (await test.vault.read(tx, permitTo("use", person, ["contact.email", "address.city"]))).size,
    holdings: (await test.vault.holdings(tx, person)).length,
    found: await test.vault.find(tx, permitTo("use", null, ["contact.email"]), "contact.email", email),
    evidence: await test.vault.openEvidence(tx, person, "entry-1"),
  }));
}
const NOTHING = { values: 0, holdings: 0, found: null, evidence: null };

async function readJournal(journal: ErasureJournal): Promise<readonly Erasure[]> {
  const erasures: Erasure[] = [];
  for await (const erasure of journal.erasures()) erasures.push(erasure);
  return erasures;
}

describe("erasing", () => {
  it("[V25] [law 7] an erased person is unreadable everywhere in the store, and the second time there is nothing", async () => {
    const { person, email } = await collectAll();
    expect(await whatIsLeft(person, email)).toMatchObject({ values: 2, holdings: 2, found: person });
    expect(await erase(person)).toEqual({ records: 2 });
    expect(await whatIsLeft(person, email)).toEqual(NOTHING);
    expect(await erase(person)).toEqual({ records: 0 });
    const { rows } =
      await sql`select wrapped_key, erased_at from vault_person where person = ${person}`.execute(test.db);
    expect(rows).toEqual([{ wrapped_key: null, erased_at: CLOCK }]);
  });

  it("[V25] [law 7] records that outlive the key, as a leak would, do not open", async () => {
    const { person, email } = await collectAll();
    await sql`create table leaked_record as select * from vault_record where person = ${person}`.execute(
      test.db,
    );
    await sql`create table leaked_evidence as select * from vault_evidence where person = ${person}`.execute(
      test.db,
    );
    await erase(person);
    await sql`insert into vault_record select * from leaked_record`.execute(test.db);
    await sql`insert into vault_evidence select * from leaked_evidence`.execute(test.db);
    expect(await whatIsLeft(person, email)).toMatchObject({ values: 0, holdings: 2, evidence: null });
  });

  it("[V25] one person's erasure leaves everybody else's data as it was", async () => {
    const [gone, stays] = [await collectAll(), await collectAll()];
    await erase(gone.person);
    expect(await whatIsLeft(stays.person, stays.email)).toMatchObject({
      values: 2,
      holdings: 2,
      found: stays.person,
    });
  });

  it("[V25] an erased person's address is free for whoever comes next", async () => {
    const { person, email } = await collectAll();
    await erase(person);
    const next = await test.collect("contact", { email });
    expect(next.person).not.toBe(person);
  });

  it("[V15] nobody is erased without a permit to erase that person", async () => {
    const { person, email } = await collectAll();
    for (const permit of [
      permitTo("use", person, ["contact.email"]),
      permitTo("erase", null, ["contact.email"]),
    ]) {
      const refused = test.commit((tx) => test.vault.erase(tx, permit));
      await expect(refused).rejects.toMatchObject({ code: "permit-does-not-cover" });
    }
    expect(await whatIsLeft(person, email)).toMatchObject({ values: 2 });
  });

  it("[V15] an unknown person is erased without ado", async () => {
    expect(await erase(randomUUID())).toEqual({ records: 0 });
  });

  it("[V26] [law 2] nothing is sealed or kept for an erased person", async () => {
    const { person } = await collectAll();
    await erase(person);
    const record = { person, category: "address", record: randomUUID(), values: { city: "Bath" } };
    const sealed = test.commit((tx) =>
      test.vault.seal(tx, permitTo("collect", person, ["address.city"]), record),
    );
    await expect(sealed).rejects.toMatchObject({ code: "person-erased" });
    const kept = test.commit((tx) => test.vault.keepEvidence(tx, person, "entry-2", Buffer.from("x")));
    await expect(kept).rejects.toMatchObject({ code: "person-erased" });
  });

  it("[V26] [law 3] a seal under way when a person is erased leaves nothing behind", async () => {
    const { person, email } = await collectAll();
    const { promise: erasing, resolve: startErasing } = Promise.withResolvers<void>();
    const sealing = transact(test.db, async (tx) => {
      const record = { person, category: "address", record: randomUUID(), values: { city: "Leeds" } };
      await test.vault.seal(tx, permitTo("collect", person, ["address.city"]), record);
      startErasing();
      await waitForBlocked();
    });
    await erasing;
    const erased = erase(person);
    await sealing;
    expect(await erased).toEqual({ records: 3 });
    expect(await whatIsLeft(person, email)).toEqual(NOTHING);
  });
});

/** Until some session of this database waits for a lock. */
async function waitForBlocked(): Promise<void> {
  await expect
    .poll(async () => {
      const { rows } = await sql<{ count: number }>`
        select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(test.db);
      return rows[0]?.count;
    })
    .toBe(1);
}

describe("the journal", () => {
  it("[V27] what was appended is there in order, also when opened anew", async () => {
    const erasures = Array.from({ length: 20 }, (_, i) => ({ person: randomUUID(), at: new Date(i * 1000) }));
    const journal = await createErasureJournal(path);
    expect(await readJournal(journal)).toEqual([]);
    await Promise.all(erasures.map((erasure) => journal.append(erasure)));
    expect(await readJournal(journal)).toEqual(erasures);
    await journal.close();
    const reopened = await createErasureJournal(path);
    expect(await readJournal(reopened)).toEqual(erasures);
    await reopened.close();
  });

  it("[V27] [law 8] after kill -9 everything acknowledged is there, in order", async () => {
    const module = new URL("./erasure-journal.ts", import.meta.url).href;
    const script = runScript(`
      import { randomUUID } from "node:crypto";
      import { createErasureJournal } from ${JSON.stringify(module)};
      const journal = await createErasureJournal(${JSON.stringify(path)});
      for (;;) {
        const person = randomUUID();
        await journal.append({ person, at: new Date(0) });
        console.log(person);
      }`);
    const acknowledged: string[] = [];
    while (acknowledged.length < 30) acknowledged.push(await script.nextLine());
    await script.kill();
    const journal = await createErasureJournal(path);
    const people = (await readJournal(journal)).map(({ person }) => person);
    expect(people.slice(0, 30)).toEqual(acknowledged);
    await journal.close();
  });

  it("[V27] [law 8] what a crash left of a line is cut off, wherever it broke, and the next is whole", async () => {
    const first = { person: randomUUID(), at: CLOCK };
    const next = { person: randomUUID(), at: CLOCK };
    const line = await printLine({ person: randomUUID(), at: CLOCK });
    for (let length = 1; length < line.length; length++) {
      await writeFile(path, (await printLine(first)) + line.slice(0, length));
      const journal = await createErasureJournal(path);
      await journal.append(next);
      expect(await readJournal(journal)).toEqual([first, next]);
      await journal.close();
    }
  });

  it("[V27] [law 1] a line changed after it was written is refused by its number", async () => {
    const lines = [
      await printLine({ person: randomUUID(), at: CLOCK }),
      await printLine({ person: randomUUID(), at: CLOCK }),
    ];
    const damages = [
      (line: string) => line.replace(/^./, (digit) => (digit === "0" ? "1" : "0")),
      (line: string) => line.replace("2026", "2025"),
      (line: string) => line.replace(" ", "  "),
      () => "\n",
      () => "\0\0\0\0\n",
    ];
    for (const damage of damages) {
      await writeFile(path, [...lines, damage(lines[0] ?? ""), ...lines].join(""));
      const journal = await createErasureJournal(path);
      await expect(readJournal(journal)).rejects.toMatchObject({
        code: "erasure-journal-damaged",
        message: expect.stringContaining("line 3"),
      });
      await journal.close();
    }
  });

  it("[V27] [law 1] an end that no append of ours leaves is refused, and not cut off", async () => {
    const text = (await printLine({ person: randomUUID(), at: CLOCK })) + "\0".repeat(1000);
    await writeFile(path, text);
    const journal = await createErasureJournal(path);
    await expect(readJournal(journal)).rejects.toMatchObject({
      code: "erasure-journal-damaged",
      message: expect.stringContaining("line 2"),
    });
    await journal.close();
    expect(await readFile(path, "latin1")).toBe(text);
  });

  it("[V30] [law 8] once the disk has failed a sync, nothing is taken until the journal is opened anew", async () => {
    const journal = await createErasureJournal(path);
    const failure = { name: "Fault", code: "erasure-journal-unusable", retryable: false };
    const probe = await open(path);
    const sync = vi.spyOn(Object.getPrototypeOf(probe), "datasync").mockRejectedValueOnce(new Error("EIO"));
    await probe.close();
    const lost = journal.append({ person: randomUUID(), at: CLOCK });
    const queued = journal.append({ person: randomUUID(), at: CLOCK });
    await expect(lost).rejects.toMatchObject(failure);
    await expect(queued).rejects.toMatchObject(failure);
    await expect(journal.append({ person: randomUUID(), at: CLOCK })).rejects.toMatchObject(failure);
    expect(sync).toHaveBeenCalledTimes(1);
    sync.mockRestore();
    await journal.close();

    const reopened = await createErasureJournal(path);
    const erasure = { person: randomUUID(), at: CLOCK };
    await reopened.append(erasure);
    expect((await readJournal(reopened)).at(-1)).toEqual(erasure);
    await reopened.close();
  });

  it("[V30] a journal whose folder is missing does not open", async () => {
    const opened = createErasureJournal(join(folder, "absent", "journal"));
    await expect(opened).rejects.toMatchObject({ name: "Fault", code: "erasure-journal-unusable" });
  });

  it("[V16] [law 6] what is no id, or no time, is not written", async () => {
    const journal = await createErasureJournal(path);
    await expect(journal.append({ person: "ann@example.com", at: CLOCK })).rejects.toThrow(TypeError);
    await expect(journal.append({ person: randomUUID(), at: new Date(Number.NaN) })).rejects.toThrow(
      RangeError,
    );
    const erasure = { person: randomUUID(), at: CLOCK };
    await journal.append(erasure);
    expect(await readJournal(journal)).toEqual([erasure]);
    await journal.close();
  });

  /** A line as the journal writes it. */
  async function printLine(erasure: Erasure): Promise<string> {
    const scratch = join(folder, randomUUID());
    const journal = await createErasureJournal(scratch);
    await journal.append(erasure);
    await journal.close();
    return readFile(scratch, "utf8");
  }
});

describe("replaying", () => {
  const tables = ["vault_person", "vault_record", "vault_lookup", "vault_evidence"];

  async function backUp(): Promise<() => Promise<void>> {
    const copy = `backup_${randomUUID().replaceAll("-", "")}`;
    for (const table of tables)
      await sql`create table ${sql.table(`${copy}_${table}`)} as table ${sql.table(table)}`.execute(test.db);
    return async () => {
      for (const table of tables.toReversed()) await sql`delete from ${sql.table(table)}`.execute(test.db);
      for (const table of tables)
        await sql`insert into ${sql.table(table)} table ${sql.table(`${copy}_${table}`)}`.execute(test.db);
    };
  }

  it("[V28] [law 7] a person erased after the backup was taken is erased again when it is restored", async () => {
    const [gone, stays] = [await collectAll(), await collectAll()];
    const restore = await backUp();
    const journal = await createErasureJournal(path);
    await replayErasures(test.db, journal);
    await erase(gone.person);
    await journal.append({ person: gone.person, at: CLOCK });

    await restore();
    expect(await whatIsLeft(gone.person, gone.email)).toMatchObject({ values: 2, found: gone.person });
    expect(await replayErasures(test.db, journal)).toEqual({ erased: 1, journalled: 0 });
    expect(await whatIsLeft(gone.person, gone.email)).toEqual(NOTHING);
    expect(await whatIsLeft(stays.person, stays.email)).toMatchObject({ values: 2, found: stays.person });
    expect(await replayErasures(test.db, journal)).toEqual({ erased: 0, journalled: 0 });
    await journal.close();
  });

  it("[V28] more people than one batch are erased again, at the time the journal names", async () => {
    const people = await test.commit(async (tx) => {
      const created: string[] = [];
      for (let i = 0; i < 501; i++) created.push(await test.vault.createPerson(tx));
      return created;
    });
    const lines = await createErasureJournal(path);
    for (const person of people) await lines.append({ person, at: new Date("2026-04-01T00:00:00Z") });
    expect(await replayErasures(test.db, lines)).toMatchObject({ erased: 501 });
    const { rows } = await sql<{ count: number }>`
      select count(*) from vault_person where erased_at = '2026-04-01' and wrapped_key is null`.execute(
      test.db,
    );
    expect(rows).toEqual([{ count: 501 }]);
    await lines.close();
  });

  it("[V29] [law 8] an erasure that committed just before a crash is entered in the journal", async () => {
    const journal = await createErasureJournal(path);
    await replayErasures(test.db, journal);
    const { person } = await collectAll();
    await erase(person);
    expect(await replayErasures(test.db, journal)).toEqual({ erased: 0, journalled: 1 });
    expect((await readJournal(journal)).at(-1)).toEqual({ person, at: CLOCK });
    await journal.close();
  });

  it("[V29] [law 8] an erasure that did not commit erases nobody later", async () => {
    const journal = await createErasureJournal(path);
    await replayErasures(test.db, journal);
    const { person, email } = await collectAll();
    const undone = transact(test.db, async (tx) => {
      await test.vault.erase(tx, permitTo("erase", person, []));
      throw new Error("crash");
    });
    await expect(undone).rejects.toThrow("crash");
    expect(await replayErasures(test.db, journal)).toEqual({ erased: 0, journalled: 0 });
    expect(await whatIsLeft(person, email)).toMatchObject({ values: 2, found: person });
    await journal.close();
  });

  it("[V28] [law 1] a damaged journal stops the start", async () => {
    await appendFile(path, "no such line\n");
    const journal = await createErasureJournal(path);
    await expect(replayErasures(test.db, journal)).rejects.toMatchObject({ code: "erasure-journal-damaged" });
    await journal.close();
  });
});
