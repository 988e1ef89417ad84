import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { createSink, type Permit } from "@avow/policy";
import { transact } from "@avow/postgres";
import fc from "fast-check";
import { type RawBuilder, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeKeys, openTestVault, pathsOf, permitTo, type TestVault } from "./fixtures.ts";
import { createVault } from "./vault.ts";

let clock = new Date("2026-05-01T08:00:00Z");
let test: TestVault;
beforeAll(async () => {
  test = await openTestVault(() => clock);
});
afterAll(() => test.drop());

const ADDRESS = { street: "12 Elm Row", city: "Bath" };
const notCovered = expect.objectContaining({
  name: "Fault",
  code: "permit-does-not-cover",
  retryable: false,
});
const doesNotOpen = expect.objectContaining({
  name: "Fault",
  code: "sealed-value-does-not-open",
  retryable: false,
});

/** Everything a permit to `use` these fields opens, by field. */
async function readAll(
  person: string,
  fields: readonly string[],
): Promise<Record<string, readonly string[]>> {
  const found = await test.commit((tx) => test.vault.read(tx, permitTo("use", person, fields)));
  const sink = createSink<string, string>({ purpose: "delivery", fields });
  return Object.fromEntries(
    [...found].map(([field, values]) => [field, values.map((value) => sink.open(value))]),
  );
}

describe("sealing", () => {
  it("[V1] a record opens to the very text that was sealed, whatever text it is", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 200 });
    const awkward = fc.constantFrom(
      "",
      "\u0000",
      "\uFEFF",
      "__proto__",
      "'; drop table vault_person; --",
      "🦊",
      "e\u0301",
    );
    const name = fc.oneof(
      fc.stringMatching(/^[a-z]{1,8}$/),
      fc.constantFrom("__proto__", "constructor", "toString"),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, fc.oneof(text, awkward), { minKeys: 1 }), async (values) => {
        const { person } = await test.collect("notes", values);
        const expected = Object.entries(values).map(([name, value]) => [`notes.${name}`, [value]]);
        expect(await readAll(person, pathsOf("notes", values))).toEqual(Object.fromEntries(expected));
      }),
      { numRuns: 60 },
    );
  });

  it("[V2] any byte of a stored seal changed, and the record does not open", async () => {
    const { person } = await test.collect("address", ADDRESS);
    const { length } = await onlyRow(
      sql<{ length: number }>`select length(sealed) from vault_record where person = ${person}`,
    );
    for (let at = 0; at < length; at++) {
      const flip = sql`update vault_record set sealed = set_byte(sealed, ${at}, get_byte(sealed, ${at}) # 1)
                       where person = ${person}`;
      await flip.execute(test.db);
      await expect(readAll(person, ["address.city"])).rejects.toThrow(doesNotOpen);
      await flip.execute(test.db);
    }
    expect(await readAll(person, ["address.city"])).toEqual({ "address.city": ["Bath"] });
  });

  const moves = {
    "another record": (a: string) =>
      sql`update vault_record set record = ${randomUUID()} where person = ${a}`,
    "another category": (a: string) => sql`update vault_record set category = 'billing' where person = ${a}`,
    "another person": (a: string, b: string) =>
      sql`update vault_record set sealed = (select sealed from vault_record where person = ${b}) where person = ${a}`,
    "another person, with its id": (a: string, b: string) => sql`
      with gone as (delete from vault_record where person = ${a})
      insert into vault_record select ${a}::uuid, record, category, fields, sealed, collected_at
      from vault_record where person = ${b}`,
    "another person, with its key": (a: string, b: string) => sql`
      with gone as (delete from vault_record where person = ${a}), moved as (
        insert into vault_record select ${a}::uuid, record, category, fields, sealed, collected_at
        from vault_record where person = ${b})
      update vault_person set wrapped_key = (select wrapped_key from vault_person where person = ${b})
      where person = ${a}`,
  };
  it.each(Object.entries(moves))("[V3] [V4] a sealed value moved to %s does not open", async (_, move) => {
    const a = await test.collect("address", ADDRESS);
    const b = await test.collect("address", { street: "1 High Street", city: "Leeds" });
    await move(a.person, b.person).execute(test.db);
    await expect(readAll(a.person, ["address.city", "billing.city"])).rejects.toThrow(doesNotOpen);
    expect(await readAll(b.person, ["address.city"])).toEqual({ "address.city": ["Leeds"] });
  });

  it("[V3] one record's seal put in the place of another of the same person does not open", async () => {
    const { person } = await test.collect("address", ADDRESS);
    await seal(person, "address", randomUUID(), { street: "1 High Street", city: "Leeds" });
    await sql`update vault_record set sealed = (select sealed from vault_record where person = ${person} limit 1)
              where person = ${person}`.execute(test.db);
    await expect(readAll(person, ["address.city"])).rejects.toThrow(doesNotOpen);
  });

  it("[V6] every person has a key of their own, so that one value sealed for two shares no bytes", async () => {
    const people = [await test.collect("address", ADDRESS), await test.collect("address", ADDRESS)];
    const rows = await Promise.all(
      people.map(({ person }) =>
        onlyRow(sql<{
          sealed: Buffer;
          wrapped_key: Buffer;
        }>`select sealed, wrapped_key from vault_record join vault_person using (person)
                    where person = ${person}`),
      ),
    );
    const pieces = rows.flatMap(({ sealed, wrapped_key }) =>
      [sealed, wrapped_key].flatMap((bytes) => chunks(bytes.subarray(1), 8)),
    );
    expect(new Set(pieces).size).toBe(pieces.length);
  });

  it("[V24] half a surrogate pair is refused, naming the field", async () => {
    const refused = test.collect("address", { street: "12 Elm Row", city: "Ba\ud83e" });
    await expect(refused).rejects.toMatchObject({
      code: "value-not-text",
      message: expect.stringContaining("`address.city`"),
    });
  });
});

describe("permits", () => {
  const person = randomUUID();
  const record = { person, category: "address", record: randomUUID(), values: ADDRESS };
  const both = ["address.street", "address.city"];
  const insufficient: readonly [why: string, permit: Permit][] = [
    ["another action", permitTo("use", person, both)],
    ["another person", permitTo("collect", randomUUID(), both)],
    ["nobody", permitTo("collect", null, both)],
    ["fewer fields", permitTo("collect", person, ["address.city"])],
    ["another category", permitTo("collect", person, ["billing.street", "billing.city"])],
  ];
  it.each(insufficient)("[V11] nothing is sealed under a permit for %s", async (_, permit) => {
    await expect(test.commit((tx) => test.vault.seal(tx, permit, record))).rejects.toThrow(notCovered);
  });

  it("[V12] a permit opens its own fields of its own person, each for its own purpose", async () => {
    const { person } = await test.collect("address", ADDRESS);
    await test.collect("address", ADDRESS);
    const found = await test.commit((tx) =>
      test.vault.read(tx, permitTo("disclose", person, ["address.city"])),
    );
    expect([...found.keys()]).toEqual(["address.city"]);
    expect(found.get("address.city")).toHaveLength(1);
    expect(String(found.get("address.city")?.[0])).toBe("[personal address.city for delivery]");
  });

  it("[V12] values of several records come oldest first, of the permit's categories only", async () => {
    const { person } = await test.collect("address", ADDRESS);
    clock = new Date(clock.getTime() - 60_000);
    await seal(person, "address", randomUUID(), { city: "Leeds" });
    await seal(person, "billing", randomUUID(), { city: "York" });
    expect(await readAll(person, ["address.city"])).toEqual({ "address.city": ["Leeds", "Bath"] });
    expect(await readAll(person, ["address.city", "billing.city"])).toMatchObject({
      "billing.city": ["York"],
    });
    expect(await readAll(person, [])).toEqual({});
  });

  it.each(["use", "contact", "disclose", "transfer", "publish"] as const)(
    "[V12] a permit to %s reads",
    async (action) => {
      const { person } = await test.collect("address", ADDRESS);
      const found = await test.commit((tx) =>
        test.vault.read(tx, permitTo(action, person, ["address.city"])),
      );
      expect(found.size).toBe(1);
    },
  );

  it.each(["collect", "store", "release", "keep", "erase"] as const)(
    "[V12] a permit to %s reads nothing",
    async (action) => {
      const { person } = await test.collect("address", ADDRESS);
      const permit = permitTo(action, person, ["address.city"]);
      await expect(test.commit((tx) => test.vault.read(tx, permit))).rejects.toThrow(notCovered);
    },
  );

  it("[V12] [law 1] a permit about nobody reads nothing", async () => {
    const permit = permitTo("use", null, ["address.city"]);
    await expect(test.commit((tx) => test.vault.read(tx, permit))).rejects.toThrow(notCovered);
  });

  it("[V13] what only looks like a permit opens no door", async () => {
    const { person } = await test.collect("address", ADDRESS);
    const forge = (real: Permit): Permit =>
      Object.assign(Object.create(Object.getPrototypeOf(real)), { ...real });
    const calls = await Promise.allSettled([
      test.commit((tx) => test.vault.read(tx, forge(permitTo("use", person, ["address.city"])))),
      test.commit((tx) => test.vault.erase(tx, forge(permitTo("erase", person, ["address.city"])))),
      test.commit((tx) =>
        test.vault.find(
          tx,
          forge(permitTo("use", null, ["contact.email"])),
          "contact.email",
          "a@example.com",
        ),
      ),
      test.commit((tx) =>
        test.vault.seal(tx, forge(permitTo("collect", person, both)), { ...record, person }),
      ),
    ]);
    for (const call of calls) expect(call).toEqual({ status: "rejected", reason: notCovered });
    expect(await readAll(person, ["address.city"])).toEqual({ "address.city": ["Bath"] });
  });

  it("[V16] [law 6] what arrives in place of an id is refused and not quoted", async () => {
    const address = "ann@example.com";
    const { person } = await test.collect("address", ADDRESS);
    const calls = await Promise.allSettled([
      test.commit((tx) => test.vault.holdings(tx, address)),
      test.commit((tx) => test.vault.openEvidence(tx, address, "1")),
      test.commit((tx) => test.vault.keepEvidence(tx, address, "1", Buffer.from("x"))),
      test.commit((tx) => test.vault.read(tx, permitTo("use", address, ["address.city"]))),
      test.commit((tx) => test.vault.erase(tx, permitTo("erase", address, []))),
      test.commit((tx) =>
        test.vault.seal(tx, permitTo("collect", address, both), { ...record, person: address }),
      ),
      test.commit((tx) =>
        test.vault.seal(tx, permitTo("collect", person, both), { ...record, person, record: address }),
      ),
      test.commit((tx) => test.vault.holdings(tx, person.toUpperCase())),
    ]);
    for (const call of calls) {
      expect(call).toMatchObject({ status: "rejected", reason: expect.any(TypeError) });
      expect(inspect(call, { depth: null })).not.toMatch(/ann@example/i);
    }
  });
});

describe("records", () => {
  it("[V22] a record sealed again is replaced whole, and counts as collected then", async () => {
    const { person, record } = await test.collect("address", ADDRESS);
    clock = new Date("2026-06-01T08:00:00Z");
    await seal(person, "address", record, { city: "Leeds" });
    expect(await readAll(person, ["address.city", "address.street"])).toEqual({ "address.city": ["Leeds"] });
    expect(await test.commit((tx) => test.vault.holdings(tx, person))).toEqual([
      { category: "address", record, fields: ["city"], collectedAt: clock },
    ]);
  });

  it("[V22] a record id of another category is refused, and what it holds stays", async () => {
    const { person, record } = await test.collect("address", ADDRESS);
    await expect(seal(person, "billing", record, { city: "Leeds" })).rejects.toMatchObject({
      code: "record-elsewhere",
    });
    expect(await readAll(person, ["address.city", "billing.city"])).toEqual({ "address.city": ["Bath"] });
  });

  it("[V23] holdings tell what is held and since when, and need no key", async () => {
    const { person, record } = await test.collect("address", ADDRESS);
    const held = await test.commit((tx) => createVault(makeKeys()).holdings(tx, person));
    expect(held).toEqual([{ category: "address", record, fields: ["city", "street"], collectedAt: clock }]);
    expect(await test.commit((tx) => test.vault.holdings(tx, randomUUID()))).toEqual([]);
    clock = new Date(clock.getTime() - 60_000);
    await seal(person, "billing", randomUUID(), { city: "York" });
    const both = await test.commit((tx) => test.vault.holdings(tx, person));
    expect(both.map(({ category }) => category)).toEqual(["billing", "address"]);
  });

  it("[V26] nothing is sealed for a person the vault does not know", async () => {
    await expect(seal(randomUUID(), "address", randomUUID(), ADDRESS)).rejects.toMatchObject({
      code: "person-unknown",
    });
  });
});

describe("evidence", () => {
  it("[V31] what is kept opens for its person, and is never replaced", async () => {
    const { person } = await test.collect("address", ADDRESS);
    const bytes = Buffer.from([0, 1, 254, 255]);
    await test.commit((tx) => test.vault.keepEvidence(tx, person, "entry-7", bytes));
    const kept = () => test.commit((tx) => test.vault.openEvidence(tx, person, "entry-7"));
    expect(Buffer.from((await kept()) ?? [])).toEqual(bytes);
    const again = test.commit((tx) => test.vault.keepEvidence(tx, person, "entry-7", Buffer.from("other")));
    await expect(again).rejects.toMatchObject({ code: "evidence-exists" });
    expect(Buffer.from((await kept()) ?? [])).toEqual(bytes);
  });

  it("[V31] what was never kept, and whom nobody knows, give null", async () => {
    const { person } = await test.collect("address", ADDRESS);
    expect(await test.commit((tx) => test.vault.openEvidence(tx, person, "entry-7"))).toBeNull();
    expect(await test.commit((tx) => test.vault.openEvidence(tx, randomUUID(), "entry-7"))).toBeNull();
  });

  it("[V3] evidence moved to another id does not open", async () => {
    const { person } = await test.collect("address", ADDRESS);
    await test.commit((tx) => test.vault.keepEvidence(tx, person, "entry-7", Buffer.from("x")));
    await sql`update vault_evidence set id = 'entry-8' where person = ${person}`.execute(test.db);
    const moved = test.commit((tx) => test.vault.openEvidence(tx, person, "entry-8"));
    await expect(moved).rejects.toThrow(doesNotOpen);
  });
});

describe("transactions", () => {
  it("[V32] [law 8] what is rolled back leaves nothing of anything", async () => {
    const before = await counts();
    const undone = transact(test.db, async (tx) => {
      const person = await test.vault.createPerson(tx);
      const values = { email: "undone@example.com" };
      await test.vault.seal(tx, permitTo("collect", person, ["contact.email"]), {
        person,
        category: "contact",
        record: randomUUID(),
        values,
      });
      await test.vault.keepEvidence(tx, person, "1", Buffer.from("x"));
      const inside = await test.vault.find(
        tx,
        permitTo("use", null, ["contact.email"]),
        "contact.email",
        values.email,
      );
      expect(inside).toBe(person);
      throw new Error("undo");
    });
    await expect(undone).rejects.toThrow("undo");
    expect(await counts()).toEqual(before);
  });

  it("[V32] [law 8] an erasure rolled back leaves everything readable", async () => {
    const { person } = await test.collect("address", ADDRESS);
    const undone = transact(test.db, async (tx) => {
      expect(await test.vault.erase(tx, permitTo("erase", person, ["address.city"]))).toEqual({ records: 1 });
      throw new Error("undo");
    });
    await expect(undone).rejects.toThrow("undo");
    expect(await readAll(person, ["address.city"])).toEqual({ "address.city": ["Bath"] });
  });
});

async function seal(
  person: string,
  category: string,
  record: string,
  values: Record<string, string>,
): Promise<void> {
  const permit = permitTo("collect", person, pathsOf(category, values));
  await test.commit((tx) => test.vault.seal(tx, permit, { person, category, record, values }));
}

async function onlyRow<T>(query: RawBuilder<T>): Promise<T> {
  const { rows } = await query.execute(test.db);
  const [row, ...more] = rows;
  if (row === undefined || more.length > 0) throw new Error(`expected one row, got ${rows.length}`);
  return row;
}

async function counts(): Promise<unknown> {
  return onlyRow(sql`select (select count(*) from vault_person) people, (select count(*) from vault_record) records,
                       (select count(*) from vault_lookup) lookups, (select count(*) from vault_evidence) evidence`);
}

function chunks(bytes: Buffer, size: number): string[] {
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size).toString("hex"),
  );
}
