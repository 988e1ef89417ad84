import { createSecretKey, randomUUID } from "node:crypto";
import { transact } from "@avow/postgres";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeKeys, openTestVault, permitTo, type TestVault } from "./fixtures.ts";
import { open } from "./seal.ts";
import { createVault } from "./vault.ts";

const FIELD = "visit.address";
const PLAIN = Buffer.from("203.0.113.7");
const collects = permitTo("collect", null, [FIELD]);
const dayIsOver = expect.objectContaining({ name: "Fault", code: "day-over", retryable: false });
const doesNotOpen = expect.objectContaining({ code: "sealed-value-does-not-open" });

let test: TestVault;
beforeAll(async () => {
  test = await openTestVault();
});
afterAll(() => test.drop());

/** What the row of a day holds. */
async function rowOf(day: string) {
  const { rows } = await sql<{ wrapped_key: Buffer | null; wrapped_salt: Buffer | null }>`
    select wrapped_key, wrapped_salt from vault_day where day = ${day}`.execute(test.db);
  return rows[0] ?? { wrapped_key: null, wrapped_salt: null };
}

/** The key of a day, as only this room could take it. */
async function keyOf(day: string) {
  const { wrapped_key } = await rowOf(day);
  return createSecretKey(await test.keys.kek.unwrap(wrapped_key ?? Buffer.alloc(0), `day key ${day}`));
}

it("[V40] what is sealed for a day opens under that day's key, for its field and id, and under no other", async () => {
  const id = randomUUID();
  const today = await test.vault.openDay(test.db, "2026-05-01");
  await test.vault.openDay(test.db, "2026-05-02");
  const sealed = today.seal(collects, { field: FIELD, id, bytes: PLAIN });
  expect(sealed.includes(PLAIN)).toBe(false);
  const [key, other] = [await keyOf("2026-05-01"), await keyOf("2026-05-02")];
  const opened = (of: { key?: typeof key; day?: string; field?: string; id?: string }) =>
    open({
      key: of.key ?? key,
      context: ["avow/vault/day/1", of.day ?? "2026-05-01", of.field ?? FIELD, of.id ?? id],
      sealed,
    });
  expect(opened({})).toEqual(PLAIN);
  for (const wrong of [{ key: other }, { day: "2026-05-02" }, { field: "visit.page" }, { id: randomUUID() }])
    expect(() => opened(wrong)).toThrow(doesNotOpen);
});

it("[V40] [V11] nothing is sealed for a day but under a permit to collect its field", async () => {
  const day = await test.vault.openDay(test.db, "2026-05-01");
  const value = { field: FIELD, id: randomUUID(), bytes: PLAIN };
  const notCovered = expect.objectContaining({ code: "permit-does-not-cover" });
  for (const permit of [permitTo("use", null, [FIELD]), permitTo("collect", null, ["visit.page"])])
    expect(() => day.seal(permit, value)).toThrow(notCovered);
});

it("[V41] a pseudonym is eight bytes, the same on one day in every process, and another the next day", async () => {
  const again = createVault(test.keys);
  const first = (await test.vault.openDay(test.db, "2026-05-03")).pseudonym("somebody");
  expect(first).toHaveLength(8);
  expect((await again.openDay(test.db, "2026-05-03")).pseudonym("somebody")).toEqual(first);
  expect((await again.openDay(test.db, "2026-05-03")).pseudonym("somebody else")).not.toEqual(first);
  expect((await again.openDay(test.db, "2026-05-04")).pseudonym("somebody")).not.toEqual(first);
});

it("[V42] of several that open a day first at once, one makes its secrets", async () => {
  const vaults = Array.from({ length: 8 }, () => createVault(test.keys));
  const days = await Promise.all(vaults.map((vault) => vault.openDay(test.db, "2026-05-05")));
  expect(new Set(days.map((day) => day.pseudonym("somebody").toString("hex"))).size).toBe(1);
});

it("[V43] [law 7] a salt that is destroyed is gone from the row, and none is made for that day again", async () => {
  await test.vault.openDay(test.db, "2026-04-01");
  expect(await transact(test.db, (tx) => test.vault.destroySalts(tx, "2026-04-02"))).toBe(1);
  expect(await transact(test.db, (tx) => test.vault.destroySalts(tx, "2026-04-02"))).toBe(0);
  const row = await rowOf("2026-04-01");
  expect([row.wrapped_salt, row.wrapped_key === null]).toEqual([null, false]);
  await expect(test.vault.openDay(test.db, "2026-04-01")).rejects.toThrow(dayIsOver);
});

it("[V43] [law 7] a day's key is destroyed with its salt, and the days after it stay", async () => {
  for (const day of ["2026-03-01", "2026-03-02"]) await test.vault.openDay(test.db, day);
  expect(await transact(test.db, (tx) => test.vault.destroyDays(tx, "2026-03-02"))).toBe(1);
  expect(await rowOf("2026-03-01")).toEqual({ wrapped_key: null, wrapped_salt: null });
  await expect(test.vault.openDay(test.db, "2026-03-01")).rejects.toThrow(dayIsOver);
  await expect(test.vault.openDay(test.db, "2026-03-02")).resolves.toBeDefined();
});

it("[V32] [V43] a destruction that is rolled back destroys nothing", async () => {
  await test.vault.openDay(test.db, "2026-02-01");
  const undone = transact(test.db, async (tx) => {
    await test.vault.destroyDays(tx, "2026-02-02");
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  await expect(test.vault.openDay(test.db, "2026-02-01")).resolves.toBeDefined();
});

it("[V44] a wrapped secret put into another day's row, or in the other's place, opens nothing", async () => {
  for (const day of ["2026-06-01", "2026-06-02"]) await test.vault.openDay(test.db, day);
  await sql`
    update vault_day set wrapped_salt = other.wrapped_salt from vault_day as other
    where vault_day.day = '2026-06-01' and other.day = '2026-06-02'`.execute(test.db);
  await expect(test.vault.openDay(test.db, "2026-06-01")).rejects.toThrow(doesNotOpen);
  await sql`update vault_day set wrapped_salt = wrapped_key where day = '2026-06-02'`.execute(test.db);
  await expect(test.vault.openDay(test.db, "2026-06-02")).rejects.toThrow(doesNotOpen);
});

it("[V10] a day opens under the keys it was made under, and under no others", async () => {
  await test.vault.openDay(test.db, "2026-07-01");
  const stranger = createVault(makeKeys());
  await expect(stranger.openDay(test.db, "2026-07-01")).rejects.toThrow(
    expect.objectContaining({ code: "key-wrong" }),
  );
});

it.each(["", "today", "2026-05-01; drop table vault_day", "203.0.113.7"])(
  "[V16] what is no day is refused, and not quoted: `%s`",
  async (day) => {
    await expect(test.vault.openDay(test.db, day)).rejects.toThrow(/^`day` is not a day such as 2026-11-22$/);
  },
);
