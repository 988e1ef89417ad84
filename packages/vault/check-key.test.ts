import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeKeys, openTestVault, permitTo, type TestVault } from "./fixtures.ts";
import { createIndexKey } from "./keys.ts";
import { createVault } from "./vault.ts";

let test: TestVault;
beforeEach(async () => {
  test = await openTestVault();
});
afterEach(() => test.drop());

it("[V10] the first check decides the keys, and the same keys pass ever after", async () => {
  await test.vault.checkKey(test.db);
  await test.vault.checkKey(test.db);
  const other = makeKeys();
  await expect(createVault(other).checkKey(test.db)).rejects.toMatchObject({
    name: "Fault",
    code: "key-wrong",
    retryable: false,
    message: expect.stringMatching(`${test.keys.kek.id}.*${other.kek.id}`),
    help: expect.stringContaining("key file"),
  });
});

it("[V10] another index key is refused, though the key-encryption key is right", async () => {
  await test.vault.checkKey(test.db);
  const half = { kek: test.keys.kek, indexKey: createIndexKey(randomBytes(32)) };
  await expect(createVault(half).checkKey(test.db)).rejects.toMatchObject({ code: "key-wrong" });
});

it("[V10] of two who start at once with different keys, one is refused", async () => {
  const vaults = [createVault(makeKeys()), createVault(makeKeys())];
  const outcomes = await Promise.allSettled(vaults.map((vault) => vault.checkKey(test.db)));
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "key-wrong" },
  });
});

it("[V10] another key is refused where people are sealed, even before any check", async () => {
  await test.collect("address", { city: "Bath" });
  await expect(createVault(makeKeys()).checkKey(test.db)).rejects.toMatchObject({ code: "key-wrong" });
  await test.vault.checkKey(test.db);
});

it("[V10] a key under the right id that does not open the canary is refused", async () => {
  await test.vault.checkKey(test.db);
  const impostor = { ...makeKeys(), kek: { ...makeKeys().kek, id: test.keys.kek.id } };
  await expect(createVault(impostor).checkKey(test.db)).rejects.toMatchObject({
    code: "sealed-value-does-not-open",
  });
});

it("[V10] a person sealed under another key is not read as if nothing were held", async () => {
  const { person } = await test.collect("address", { city: "Bath" });
  await sql`update vault_person set kek_id = '0123456789abcdef' where person = ${person}`.execute(test.db);
  const read = test.commit((tx) => test.vault.read(tx, permitTo("use", person, ["address.city"])));
  await expect(read).rejects.toMatchObject({ code: "key-wrong" });
});
