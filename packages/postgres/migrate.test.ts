import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../tests/support/database.ts";
import { runScript } from "../../tests/support/script.ts";
import { migrate } from "./migrate.ts";
import { connect, type Database } from "./store.ts";

let database: TestDatabase;
let db: Database;

beforeEach(async () => {
  database = await openTestDatabase();
  db = database.store.db;
});

afterEach(() => database.drop());

const creates = (table: string): Migration => ({
  up: async (db: Kysely<never>) => {
    await db.schema.createTable(table).addColumn("id", "integer").execute();
  },
});

const fails: Migration = { up: (db: Kysely<never>) => sql`select from nowhere`.execute(db).then(() => {}) };

async function tables(): Promise<string[]> {
  const found = await db.introspection.getTables();
  return found.map((table) => table.name).sort();
}

it("migrations run once, in the order of their numbers across rooms, then of the rooms", async () => {
  const vault = {
    room: "vault",
    migrations: { "0002-keys": creates("keys"), "0001-people": creates("people") },
  };
  const ledger = {
    room: "ledger",
    migrations: { "0001-leaves": creates("leaves"), "0002-keys": creates("signers") },
  };
  expect(await migrate(db, [vault, ledger])).toEqual([
    "ledger/0001-leaves",
    "vault/0001-people",
    "ledger/0002-keys",
    "vault/0002-keys",
  ]);
  expect(await migrate(db, [ledger, vault])).toEqual([]);
  expect(await tables()).toEqual(["keys", "leaves", "people", "signers"]);
});

it("a room may add a number below what another room has run", async () => {
  await migrate(db, [{ room: "vault", migrations: { "0005-people": creates("people") } }]);
  const later = [
    { room: "vault", migrations: { "0005-people": creates("people") } },
    { room: "ledger", migrations: { "0001-leaves": creates("leaves") } },
  ];
  expect(await migrate(db, later)).toEqual(["ledger/0001-leaves"]);
});

it("old code starts on a database that newer code has migrated", async () => {
  const old = { "0001-people": creates("people") };
  await migrate(db, [{ room: "vault", migrations: { ...old, "0002-keys": creates("keys") } }]);
  expect(await migrate(db, [{ room: "vault", migrations: old }])).toEqual([]);
});

it("old code that starts while newer code migrates waits for it, and then starts", async () => {
  const old = { "0001-people": creates("people") };
  const gate: Migration = {
    up: (db: Kysely<never>) => sql`select pg_advisory_lock(1)`.execute(db).then(() => {}),
  };
  const blocked = async () => {
    const { rows } = await sql`select from pg_locks where locktype = 'advisory' and not granted`.execute(db);
    return rows.length;
  };
  const [newer, older] = await db.connection().execute(async (holder) => {
    await sql`select pg_advisory_lock(1)`.execute(holder);
    const newer = migrate(db, [{ room: "vault", migrations: { ...old, "0002-gate": gate } }]);
    await expect.poll(blocked).toBe(1);
    const older = migrate(db, [{ room: "vault", migrations: old }]);
    await expect.poll(blocked).toBe(2);
    await sql`select pg_advisory_unlock(1)`.execute(holder);
    return Promise.all([newer, older]);
  });
  expect([newer.length, older.length]).toEqual([2, 0]);
});

it("[law 8] a migration that fails is named, nothing of its batch stays, and the lock is free", async () => {
  const batch = { "0001-people": creates("people"), "0002-broken": fails };
  await expect(migrate(db, [{ room: "vault", migrations: batch }])).rejects.toMatchObject({
    code: "migration-failed",
    message: "migration `vault/0002-broken` failed",
  });
  expect(await tables()).toEqual([]);
  const repaired = { ...batch, "0002-broken": creates("mended") };
  expect(await migrate(db, [{ room: "vault", migrations: repaired }])).toHaveLength(2);
});

it("a name without a number, or given twice, is refused before anything runs", async () => {
  const unnumbered = [{ room: "vault", migrations: { people: creates("people") } }];
  await expect(migrate(db, unnumbered)).rejects.toMatchObject({ code: "migration-name" });
  const set = { room: "vault", migrations: { "0001-people": creates("people") } };
  await expect(migrate(db, [set, set])).rejects.toMatchObject({ code: "migration-name" });
  expect(await tables()).toEqual([]);
});

it("one connection is enough", async () => {
  const narrow = connect({ url: database.url, poolSize: 1 });
  await migrate(narrow.db, [{ room: "vault", migrations: { "0001-people": creates("people") } }]);
  await narrow.close();
  expect(await tables()).toEqual(["people"]);
});

it("[law 8] of three processes that migrate at once each change is made by exactly one", async () => {
  const index = JSON.stringify(join(import.meta.dirname, "index.ts"));
  const code = `
    import { connect, migrate } from ${index};
    const store = connect({ url: ${JSON.stringify(database.url)} });
    const names = Array.from({ length: 20 }, (_, at) => String(at + 1).padStart(4, "0") + "-step");
    const create = (name) => (db) => db.schema.createTable("t" + name).addColumn("id", "integer").execute();
    const migrations = Object.fromEntries(names.map((name) => [name, { up: create(name) }]));
    console.log(JSON.stringify(await migrate(store.db, [{ room: "vault", migrations }])));
    await store.close();
  `;
  const scripts = [runScript(code), runScript(code), runScript(code)];
  const made = await Promise.all(scripts.map(async (script) => JSON.parse(await script.nextLine())));
  expect(made.map((names) => names.length).sort()).toEqual([0, 0, 20]);
  expect(await tables()).toHaveLength(20);
});
