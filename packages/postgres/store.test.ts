import { inspect } from "node:util";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../tests/support/database.ts";
import { createDatabase, dropDatabase } from "./databases.ts";
import { checkServer, connect, type Store, supportedMajor } from "./store.ts";
import { transact } from "./transact.ts";

const nobodyThere = "postgres://nobody@127.0.0.1:1/none";
let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await openTestDatabase();
  store = database.store;
  await store.pool.query(
    "create table person (id int8 primary key, email text unique, age int check (age > 0))",
  );
});

afterAll(() => database.drop());

/** What a failed promise rejects with. */
async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => expect.unreachable("it did not fail"),
    (error) => error,
  );
}

describe("connect", () => {
  it("an int8 is a number, and one that a number cannot hold fails its query instead of changing", async () => {
    const { rows } = await store.pool.query(
      "select 9007199254740991::int8 as most, count(*) as none from person",
    );
    expect(rows).toEqual([{ most: Number.MAX_SAFE_INTEGER, none: 0 }]);
    const beyond = store.pool.query("select 9007199254740992::int8");
    await expect(beyond).rejects.toMatchObject({ code: "int8-unsafe" });
    await expect(store.pool.query("select 1 as one")).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });

  it("an idle connection that is lost is told of, without its client, and replaced", async () => {
    const { promise: told, resolve } = Promise.withResolvers<Error>();
    const other = connect({ url: database.url, poolSize: 1, onIdleError: resolve });
    const { rows } = await other.pool.query("select pg_backend_pid() as pid");
    await store.pool.query("select pg_terminate_backend($1)", [rows[0].pid]);
    expect(await told).not.toHaveProperty("client");
    await expect(other.pool.query("select 1 as one")).resolves.toMatchObject({ rows: [{ one: 1 }] });
    await other.close();
  });

  it("the server knows the application by its name", async () => {
    const other = connect({ url: database.url, applicationName: "avow-test" });
    const { rows } = await other.pool.query("select current_setting('application_name') as name");
    expect(rows).toEqual([{ name: "avow-test" }]);
    await other.close();
    await other.close();
  });
});

describe("[law 6] no error that leaves the room holds a row's values", () => {
  const marker = "secret.person@example.org";

  const insert = (email: string, age: number | string) =>
    store.pool.query("insert into person values ($1, $2, $3)", [Math.trunc(Math.random() * 1e9), email, age]);

  it("a unique violation keeps its code, table and constraint, and loses the key", async () => {
    await insert(marker, 30);
    const error = await failureOf(insert(marker, 30));
    expect(error).toBeInstanceOf(pg.DatabaseError);
    expect(error).toMatchObject({ code: "23505", table: "person", constraint: "person_email_key" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(marker);
  });

  it.each([
    ["a check violation, whose detail is the whole row", "23514", () => insert(`${marker}.other`, -1)],
    ["a value of the wrong type, which the message quotes", "22P02", () => insert("c@example.org", marker)],
    [
      "an exception inside a function, whose context is a statement",
      "22012",
      () => store.pool.query(`do $$ begin execute 'select 1/0 --${marker}'; end $$`),
    ],
  ])("%s", async (_, code, fail) => {
    const error = await failureOf(fail());
    expect(error).toMatchObject({ code });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(marker);
  });

  it("the same within a transaction, and for a query that found nothing", async () => {
    const failures = [
      transact(store.db, (tx) => sql`insert into person values (1, ${marker}, 30)`.execute(tx)),
      transact(store.db, (tx) =>
        tx
          .withTables<{ person: { email: string } }>()
          .selectFrom("person")
          .select("email")
          .where("email", "=", `${marker}.none`)
          .executeTakeFirstOrThrow(),
      ),
    ];
    // All at once: a rejection that nobody awaits yet would end the run.
    for (const error of await Promise.all(failures.map(failureOf)))
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(marker);
  });
});

describe("checkServer", () => {
  it("tells the major version and whether the server syncs", async () => {
    const { version, fsync } = await checkServer(store);
    const { rows } = await store.pool.query("show fsync");
    expect(version).toBeGreaterThanOrEqual(15);
    expect(fsync).toBe(rows[0].fsync === "on");
  });

  it("a server before 15 is refused", () => {
    expect(() => supportedMajor(140_019)).toThrow(expect.objectContaining({ code: "postgres-too-old" }));
    expect(supportedMajor(150_000)).toBe(15);
  });

  it("[law 1] a server that cannot be reached is a retryable fault, one that turns us away is not", async () => {
    const nowhere = connect({ url: nobodyThere });
    await expect(checkServer(nowhere)).rejects.toMatchObject({ code: "store-unreachable", retryable: true });
    await nowhere.close();
    const missing = new URL(database.url);
    missing.pathname = "/no_such_database";
    const away = connect({ url: missing.href });
    await expect(checkServer(away)).rejects.toMatchObject({ code: "store-unreachable", retryable: false });
    await away.close();
  });
});

describe("createDatabase and dropDatabase", () => {
  it("a database is made once, found again, and gone after it is dropped, in spite of those connected", async () => {
    const name = `again_${process.pid}`;
    const url = await createDatabase(database.url, name);
    expect(await createDatabase(database.url, name)).toBe(url);
    const inside = connect({ url });
    await inside.pool.query("create table kept ()");
    await dropDatabase(database.url, name);
    await dropDatabase(database.url, name);
    await expect(checkServer(inside)).rejects.toMatchObject({ code: "store-unreachable" });
    await inside.close();
  });

  it("a name that would need quoting is refused, and an absent server is a fault", async () => {
    await expect(createDatabase(database.url, 'x"; drop')).rejects.toMatchObject({ code: "database-name" });
    await expect(createDatabase(nobodyThere, "x")).rejects.toMatchObject({ code: "store-unreachable" });
  });
});
