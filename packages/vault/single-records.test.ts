import { randomUUID } from "node:crypto";
import { createSink } from "@avow/policy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestVault, pathsOf, permitTo, type TestVault } from "./fixtures.ts";

let clock = new Date("2026-05-01T08:00:00.123Z");
let test: TestVault;
beforeAll(async () => {
  test = await openTestVault(() => clock);
});
afterAll(() => test.drop());

const CITY = ["address.city"];
const sink = createSink<string, string>({ purpose: "delivery", fields: ["address.city", "contact.email"] });

/** One more record of a person; returns its id. */
async function collectMore(
  person: string,
  category: string,
  values: Readonly<Record<string, string>>,
): Promise<string> {
  const record = randomUUID();
  const permit = permitTo("collect", person, pathsOf(category, values));
  await test.commit((tx) => test.vault.seal(tx, permit, { person, category, record, values }));
  return record;
}

const erase = (person: string | null, records: readonly string[], data: readonly string[] = CITY) =>
  test.commit((tx) => test.vault.eraseRecords(tx, permitTo("erase", person, data), records));
const held = async (person: string) =>
  (await test.commit((tx) => test.vault.holdings(tx, person))).map(({ record }) => record);
const find = (email: string) =>
  test.commit((tx) => test.vault.find(tx, permitTo("use", null, ["contact.email"]), "contact.email", email));

describe("erasing single records", () => {
  it("[V34] removes those named, of this person alone, and the second time finds nothing", async () => {
    const { person, record } = await test.collect("address", { city: "Bath" });
    const stays = await collectMore(person, "address", { city: "Leeds" });
    const other = await test.collect("address", { city: "York" });
    expect(await erase(person, [record, other.record, randomUUID()])).toEqual([record]);
    expect(await held(person)).toEqual([stays]);
    expect(await held(other.person)).toEqual([other.record]);
    expect(await erase(person, [record])).toEqual([]);
    expect(await erase(person, [])).toEqual([]);
  });

  it("[V34] [V19] a value finds its person for as long as another record of theirs holds it", async () => {
    const email = `${randomUUID()}@example.com`;
    const { person, record } = await test.collect("contact", { email });
    const second = await collectMore(person, "contact", { email });
    await erase(person, [record], ["contact.email"]);
    expect(await find(email)).toBe(person);
    await erase(person, [second], ["contact.email"]);
    expect(await find(email)).toBeNull();
  });

  it("[V34] a field that the permit leaves out goes with its record, but no other category does", async () => {
    const { person, record } = await test.collect("address", { city: "Bath", street: "High Street" });
    const contact = await collectMore(person, "contact", { note: "x" });
    const beyond = erase(person, [record, contact]);
    await expect(beyond).rejects.toMatchObject({ code: "permit-does-not-cover" });
    expect(await held(person)).toHaveLength(2);
    expect(await erase(person, [record])).toEqual([record]);
  });

  it("[V34] [V15] needs a permit to erase, about one person", async () => {
    const { person, record } = await test.collect("address", { city: "Bath" });
    const using = test.commit((tx) => test.vault.eraseRecords(tx, permitTo("use", person, CITY), [record]));
    await expect(using).rejects.toMatchObject({ code: "permit-does-not-cover" });
    await expect(erase(null, [record])).rejects.toMatchObject({ code: "permit-does-not-cover" });
    expect(await held(person)).toEqual([record]);
  });

  it("[V34] [V16] what arrives in place of an id is refused, and not quoted", async () => {
    const { person } = await test.collect("address", { city: "Bath" });
    await expect(erase(person, ["lin@example.com"])).rejects.toThrow("`record` is not a UUID in lower case");
  });
});

describe("reading chosen records", () => {
  it("[V35] gives each record's own values, of the permit's fields and person, and nothing else", async () => {
    const { person, record } = await test.collect("address", { city: "Bath", street: "High Street" });
    const second = await collectMore(person, "address", { city: "Leeds" });
    await collectMore(person, "address", { city: "Ripon" });
    const contact = await collectMore(person, "contact", { email: `${randomUUID()}@example.com` });
    const other = await test.collect("address", { city: "York" });
    const chosen = [record, second, contact, other.record, randomUUID()];
    const read = await test.commit((tx) => test.vault.readRecords(tx, permitTo("use", person, CITY), chosen));
    const opened = [...read].map(([id, values]) => [
      id,
      [...values].map(([path, value]) => [path, sink.open(value)]),
    ]);
    expect(Object.fromEntries(opened)).toEqual({
      [record]: [["address.city", "Bath"]],
      [second]: [["address.city", "Leeds"]],
    });
  });

  it("[V35] [V12] needs a permit to read", async () => {
    const { person, record } = await test.collect("address", { city: "Bath" });
    for (const permit of [permitTo("erase", person, CITY), permitTo("use", null, CITY)]) {
      const read = test.commit((tx) => test.vault.readRecords(tx, permit, [record]));
      await expect(read).rejects.toMatchObject({ code: "permit-does-not-cover" });
    }
  });
});

describe("walking what was collected", () => {
  it("[V36] gives every record of a category before a moment once, the oldest first, however short the steps", async () => {
    const category = "parcel";
    const days = [3, 1, 2, 1, 5, 4];
    const people: { readonly day: number; readonly record: string }[] = [];
    for (const day of days) {
      clock = new Date(Date.UTC(2026, 5, day));
      const { record } = await test.collect(category, { weight: "1" });
      people.push({ day, record });
    }
    const before = new Date(Date.UTC(2026, 5, 5));
    const walk = async (limit: number): Promise<readonly string[]> => {
      const found: string[] = [];
      let after: Awaited<ReturnType<typeof test.vault.collectedBefore>>[number] | null = null;
      for (;;) {
        const step: Awaited<ReturnType<typeof test.vault.collectedBefore>> = await test.commit((tx) =>
          test.vault.collectedBefore(tx, { category, before, after, limit }),
        );
        found.push(...step.map(({ record }) => record));
        after = step.at(-1) ?? null;
        if (after === null) return found;
      }
    };
    const all = await walk(100);
    const dayOf = new Map(people.map(({ day, record }) => [record, day]));
    expect(all.map((record) => dayOf.get(record))).toEqual([1, 1, 2, 3, 4]);
    expect(await walk(1)).toEqual(all);
    expect(await walk(2)).toEqual(all);
  });
});
