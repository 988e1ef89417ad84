import { transact } from "@avow/postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createIntake } from "./intake.ts";
import { listRetentions } from "./retention.ts";
import type { VisitLog } from "./visit-log.ts";
import { batchOf, openVisitBench, type VisitBench } from "./visits.testing.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NOON = "2026-11-22T12:00:00Z";
const PARTITIONED = ["visit", "visit_batch", "visit_flush"];

let test: VisitBench;
let log: VisitLog;
beforeAll(async () => {
  test = await openVisitBench();
});
afterAll(() => test.drop());

/** Every test begins at noon, with a log that knows nothing, in tables in which nothing is. */
beforeEach(async () => {
  test.clock = Date.parse(NOON);
  log = test.another();
  for (const day of await daysThere())
    for (const table of PARTITIONED) await test.rows(`drop table ${table}_${day}`);
  for (const table of ["vault_day", "visit_hour", "visit_summed"]) await test.rows(`delete from ${table}`);
});
afterEach(async () => {
  expect(test.reports).toEqual([]);
  await log.stop();
});

/** The pseudonym a visit from here leaves now. */
async function pseudonym(address = "203.0.113.7", by = log): Promise<string> {
  const take = createIntake(test.context, { log: by, findRegion: () => null });
  const page = `/${crypto.randomUUID()}`;
  await take(batchOf([test.visit({ page, address })]));
  const [row] = await test.rows<{ visitor: Buffer }>("select visitor from visit where page = $1", [page]);
  return row?.visitor.toString("hex") ?? "";
}

/** What of a day's secrets is left. */
async function secretsOf(day: string) {
  const [row] = await test.rows<{ key: boolean; salt: boolean }>(
    "select wrapped_key is not null as key, wrapped_salt is not null as salt from vault_day where day = $1",
    [day],
  );
  return row;
}

async function daysThere(): Promise<readonly string[]> {
  const tables = await test.rows<{ name: string }>(
    "select relname as name from pg_class join pg_inherits on inhrelid = pg_class.oid where inhparent = 'visit'::regclass order by 1",
  );
  return tables.map(({ name }) => name.slice("visit_".length));
}

describe("who came", () => {
  it("[2.1.5] is the same on one day in every process, and nobody the next day", async () => {
    const first = await pseudonym();
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    const other = test.another();
    expect(await pseudonym(undefined, other)).toBe(first);
    expect(await pseudonym("203.0.113.8")).not.toBe(first);
    test.clock += DAY_MS;
    expect(await pseudonym()).not.toBe(first);
    await other.stop();
  });

  it("[2.1.5] of two processes that see the day first at once, one makes its salt", async () => {
    const logs = [test.another(), test.another(), test.another()];
    const seen = await Promise.all(logs.map((each) => pseudonym("203.0.113.7", each)));
    expect(new Set(seen).size).toBe(1);
    await Promise.all(logs.map((each) => each.stop()));
  });

  it("[2.1.5] [law 7] cannot be told any more an hour after the day: its salt is destroyed, and made no more", async () => {
    await pseudonym();
    test.clock = Date.parse("2026-11-23T00:54:59Z");
    await log.keep(test.context);
    expect(await secretsOf("2026-11-22")).toEqual({ key: true, salt: true });
    test.clock = Date.parse("2026-11-23T00:55:00Z");
    await log.keep(test.context);
    expect(await secretsOf("2026-11-22")).toEqual({ key: true, salt: false });
    await expect(test.context.vault.openDay(test.context.db, "2026-11-22")).rejects.toMatchObject({
      code: "day-over",
    });
  });

  it("[2.1.5] a service that was down when the day ended destroys its salt when it starts", async () => {
    await pseudonym();
    test.clock += 9 * DAY_MS;
    const started = test.another();
    await started.keep(test.context);
    expect(await secretsOf("2026-11-22")).toEqual({ key: true, salt: false });
    await started.stop();
  });

  it("[2.1.5] no column of the log could hold a person, an account or a session, and none refers to one", async () => {
    const columns = await test.rows<{ column_name: string }>(
      "select column_name from information_schema.columns where table_name like 'visit%' group by 1",
    );
    expect(
      columns.filter(({ column_name }) => /person|account|session|token|email/.test(column_name)),
    ).toEqual([]);
    const references = await test.rows(
      "select from pg_constraint where contype = 'f' and conrelid::regclass::text like 'visit%'",
    );
    expect(references).toEqual([]);
  });
});

describe("how long the log is kept", () => {
  it("[2.1.5] is what the policy says and the law demands, whichever is longer", () => {
    const { data, law } = test.context.bundle;
    expect(listRetentions({ data, law })).toEqual(["P6M", "P6M"]);
    expect(listRetentions({ data, law: { ...law, applied: [] } })).toEqual(["P6M"]);
    expect(listRetentions({ data: {}, law })).toEqual(["P6M"]);
  });

  it("[1.1] [2.1.5] a day is there for six months wherever it is counted, and then is dropped with its key", async () => {
    await pseudonym();
    test.clock = Date.parse("2027-05-23T23:59:00Z");
    await log.keep(test.context);
    expect(await daysThere()).toContain("20261122");
    expect((await secretsOf("2026-11-22"))?.key).toBe(true);
    test.clock = Date.parse("2027-05-24T00:00:00Z");
    await log.keep(test.context);
    expect(await daysThere()).not.toContain("20261122");
    expect(await secretsOf("2026-11-22")).toEqual({ key: false, salt: false });
    for (const table of PARTITIONED) expect(await test.rows(`select from ${table}`)).toEqual([]);
  });

  it("[1.1] [law 10] a policy that promises less is held to what the law demands", async () => {
    await pseudonym();
    const { bundle } = test.context;
    const { visit } = bundle.data;
    if (visit === undefined) throw new Error("the policy has no visits");
    const shorter = { ...visit, retention: { ...visit.retention, keep: "P1M" } } as const;
    const hasty = { ...test.context, bundle: { ...bundle, data: { ...bundle.data, visit: shorter } } };
    test.clock = Date.parse("2027-05-23T00:00:00Z");
    await log.keep(hasty);
    expect(await daysThere()).toContain("20261122");
    const unbound = { ...hasty, bundle: { ...hasty.bundle, law: { ...bundle.law, applied: [] } } };
    test.clock += MINUTE_MS;
    await log.keep(unbound);
    expect(await daysThere()).not.toContain("20261122");
  });

  it("[law 7] an address that comes back with a backup is unreadable once its day's key is destroyed", async () => {
    await pseudonym();
    const [kept] = await test.rows<{ addresses: Buffer }>("select addresses from visit_batch");
    expect(kept?.addresses.includes(Buffer.from("203.0.113.7"))).toBe(false);
    await transact(test.context.db, (tx) => test.context.vault.destroyDays(tx, "2026-11-23"));
    const [row] = await test.rows("select wrapped_key, wrapped_salt from vault_day where day = '2026-11-22'");
    expect(row).toEqual({ wrapped_key: null, wrapped_salt: null });
  });

  it("days are made ahead, and several processes keep them at once", async () => {
    const logs = Array.from({ length: 4 }, () => test.another());
    await Promise.all(logs.map((each) => each.keep(test.context)));
    expect(await daysThere()).toEqual(["20261122", "20261123"]);
    test.clock += 300 * DAY_MS;
    await Promise.all(logs.map((each) => each.keep(test.context)));
    expect(await daysThere()).toEqual(["20270918", "20270919"]);
    await Promise.all(logs.map((each) => each.stop()));
  });
});
