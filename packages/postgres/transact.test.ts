import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../tests/support/database.ts";
import { asFault } from "./database-error.ts";
import { connect, type Database, type Tx } from "./store.ts";
import { transact } from "./transact.ts";

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await openTestDatabase();
  db = database.store.db;
  await sql`create table account (id int primary key, amount int8 not null)`.execute(db);
});

beforeEach(async () => {
  await sql`truncate account`.execute(db);
  await sql`insert into account values (1, 0), (2, 0)`.execute(db);
});

afterAll(() => database.drop());

const raise = (tx: Tx, id: number) =>
  sql`update account set amount = amount + 1 where id = ${id}`.execute(tx);

async function amounts(): Promise<number[]> {
  const { rows } = await sql<{ amount: number }>`select amount from account order by id`.execute(db);
  return rows.map((row) => row.amount);
}

it("[law 3] all of it is there when the promise fulfils, none when it rejects, and the error is the same one", async () => {
  await expect(transact(db, (tx) => raise(tx, 1).then(() => "done"))).resolves.toBe("done");
  const reason = new Error("changed my mind");
  const failing = transact(db, async (tx) => {
    await raise(tx, 1);
    throw reason;
  });
  await expect(failing).rejects.toBe(reason);
  expect(await amounts()).toEqual([1, 0]);
});

it("the transaction is read committed", async () => {
  const level = await transact(db, (tx) =>
    sql<{ transaction_isolation: string }>`show transaction_isolation`.execute(tx),
  );
  expect(level.rows).toEqual([{ transaction_isolation: "read committed" }]);
});

it("of two transactions that deadlock both happen, once: the one undone runs again", async () => {
  const bothHoldOne = Promise.withResolvers<void>();
  let holding = 0;
  let runs = 0;
  const cross = (first: number, second: number) =>
    transact(db, async (tx) => {
      runs++;
      await raise(tx, first);
      if (++holding === 2) bothHoldOne.resolve();
      await bothHoldOne.promise;
      await raise(tx, second);
    });
  await Promise.all([cross(1, 2), cross(2, 1)]);
  expect(await amounts()).toEqual([2, 2]);
  expect(runs).toBe(3);
});

it("a transaction that loses every time ends as a retryable fault after four runs", async () => {
  let runs = 0;
  const losing = transact(db, async (tx) => {
    runs++;
    await sql`do $$ begin raise serialization_failure; end $$`.execute(tx);
  });
  await expect(losing).rejects.toMatchObject({ code: "store-contended", retryable: true });
  expect(runs).toBe(4);
});

it("a violated constraint passes as the server's error and is not tried again", async () => {
  let runs = 0;
  const violating = transact(db, async (tx) => {
    runs++;
    await sql`insert into account values (1, 0)`.execute(tx);
  });
  await expect(violating).rejects.toMatchObject({ code: "23505", constraint: "account_pkey" });
  await expect(violating).rejects.toBeInstanceOf(pg.DatabaseError);
  expect(runs).toBe(1);
});

it("[law 1] a connection lost in the midst is a retryable fault, not a crash, and nothing is written", async () => {
  const losing = transact(db, async (tx) => {
    await raise(tx, 1);
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db);
    await goneFromServer(rows[0]?.pid);
    await raise(tx, 2);
  });
  await expect(losing).rejects.toMatchObject({ code: "store-unreachable", retryable: true });
  expect(await amounts()).toEqual([0, 0]);
});

async function goneFromServer(pid: number | undefined): Promise<void> {
  for (;;) {
    const { rows } = await sql`select from pg_stat_activity where pid = ${pid}`.execute(db);
    if (rows.length === 0) return;
  }
}

it("[law 1] a store that is not there is a retryable fault", async () => {
  const nowhere = connect({ url: "postgres://nobody@127.0.0.1:1/none" });
  await expect(transact(nowhere.db, (tx) => raise(tx, 1))).rejects.toMatchObject({
    code: "store-unreachable",
    retryable: true,
  });
  await nowhere.close();
});

it("a full disk is a retryable fault of its own", async () => {
  const full = transact(db, (tx) => sql`do $$ begin raise disk_full; end $$`.execute(tx));
  await expect(full).rejects.toMatchObject({ code: "disk-full", retryable: true });
});

it.each(["Connection terminated unexpectedly", "timeout exceeded when trying to connect"])(
  "the driver's `%s` means the store is unreachable",
  (message) => {
    expect(asFault(new Error(message))).toMatchObject({ code: "store-unreachable", retryable: true });
  },
);
