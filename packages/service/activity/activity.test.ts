import { wordingOf } from "@avow/policy";
import { transact } from "@avow/postgres";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { erasePerson } from "../accounts/erase.ts";
import { findByCredentials, logIn } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import { choose } from "../choices/choices.ts";
import { createContactBench, mailboxes, PASSWORD } from "../contact/test-contact.ts";
import type { Context } from "../context.ts";
import { openDispute } from "../disputes/disputes.ts";
import { createApp } from "../http/app.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { checkAgain, createDailyCheck } from "../policy-versions/check-again.ts";
import { createActivity } from "./activity.ts";
import { countDecision, foldTally } from "./tally.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let test: TestContext;
let clock: number;
let app: Hono;
let context: Context;
beforeAll(async () => {
  clock = Date.parse("2026-11-22T08:30:00Z");
  test = await openTestContext({ now: () => new Date(clock) });
  context = test.context;
  app = createApp(context, {
    siteKey: "site",
    trustProxy: false,
    logFolder: test.dataDir,
    confirm: test.governing.current,
    report: (error) => test.reports.push(error),
    mountMore: () => {},
  });
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await test.drop();
});

type Counts = Readonly<Record<string, readonly [permitted: number, refused: number]>>;

/** What the tally holds, by clause. */
async function counts(): Promise<Counts> {
  await context.tally.flush();
  const { rows } = await test.database.store.pool.query<{
    clause: string;
    permitted: number;
    refused: number;
  }>(
    `select clause, sum(permitted)::int as permitted, sum(refused)::int as refused
     from decision_tally group by clause`,
  );
  return Object.fromEntries(rows.map(({ clause, permitted, refused }) => [clause, [permitted, refused]]));
}

/** What an act adds to the tally. */
async function countedBy(act: () => Promise<unknown>): Promise<Counts> {
  const before = await counts();
  await act();
  const after = await counts();
  const added = Object.entries(after).map(([clause, [permitted, refused]]) => {
    const [p, r] = before[clause] ?? [0, 0];
    return [clause, [permitted - p, refused - r]] as const;
  });
  return Object.fromEntries(added.filter(([, [permitted, refused]]) => permitted + refused > 0));
}

async function registered(): Promise<string> {
  const email = `${crypto.randomUUID()}@example.com`;
  await register(context, "registration", filledRegistration(email));
  return findByCredentials(context, email, PASSWORD);
}

const post = async (path: string, body: unknown) =>
  app.request(`http://localhost:4001${path}`, {
    method: "POST",
    headers: { authorization: "Bearer site", "content-type": "application/json" },
    body: JSON.stringify(body),
  });

describe("what is counted", () => {
  it("[2.1.1] is a registration, under its clause, and a field that was turned away at the door", async () => {
    const values = filledRegistration();
    expect(await countedBy(() => post("/v1/registrations", { form: "registration", values }))).toEqual({
      "2.1.1": [1, 0],
    });
    const odd = { ...values, "contact.birthday": "1990-01-01" };
    const refused = () => post("/v1/registrations", { form: "registration", values: odd });
    expect(await countedBy(refused)).toEqual({ "2.1.1": [0, 1] });
  });

  it("[2.2.6] [2.2.7] is a log-in, and the cookie that was set or was not", async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    await register(context, "registration", filledRegistration(email));
    const enter = (cookies: "accepted" | "refused") => () =>
      logIn(context, { email, password: PASSWORD, cookies });
    expect(await countedBy(enter("accepted"))).toEqual({ "2.2.7": [1, 0], "2.4.3": [1, 0] });
    expect(await countedBy(enter("refused"))).toEqual({ "2.2.6": [0, 1], "2.4.3": [1, 0] });
  });

  it("[2.4.8] [2.4.9] is a choice, a message that was sent, one that was refused and one that was stopped", async () => {
    const bench = createContactBench(test);
    const { person } = await bench.newPerson();
    expect(await countedBy(() => problemOf(bench.queue(person)))).toEqual({ "2.4.8": [0, 1] });
    const wording = wordingOf(context.bundle.purposes.marketing?.ask ?? {});
    const choice = (made: "agree" | "refuse") => () =>
      choose(context, person, "marketing", { choice: made, wording });
    expect(await countedBy(choice("agree"))).toEqual({ "2.4.8": [1, 0] });
    await bench.queue(person);
    await choice("refuse")();
    expect(await countedBy(() => bench.deliver(mailboxes(context.vault).email))).toEqual({
      "2.4.8": [0, 1],
    });
  });

  it("[1.2] is an erasure that was refused, once, though it is evidenced and answered", async () => {
    const person = await registered();
    await openDispute(context, { person, reference: "(2026) 1", operator: "Wei" });
    const session = { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) } as const;
    const counted = await countedBy(async () => {
      const problem = await problemOf(erasePerson(context, session, PASSWORD));
      expect(problem.receipt?.id).toMatch(/^[0-9a-f-]{36}$/);
    });
    expect(counted["1.2"]).toEqual([0, 1]);
  });

  it("[2.3.4] is a request that came in clear over a network; many of them are one row", async () => {
    const insecure = () => app.request("http://example.com/v1/me", { headers: { host: "example.com" } });
    const rows = async () =>
      (await test.database.store.pool.query("select from decision_tally where clause = '2.3.4'")).rowCount;
    expect(await countedBy(() => Promise.all(Array.from({ length: 25 }, insecure)))).toEqual({
      "2.3.4": [0, 25],
    });
    expect(await rows()).toBe(1);
  });

  it("is no question that anyone asks of the gate, and no mistake in a form", async () => {
    const operation = { action: "use", by: "nobody", purpose: "nothing", data: [] };
    const facts = { person: null, cookies: "not-asked" };
    const asks = () => post("/v1/decisions", { operation, facts });
    expect(await countedBy(asks)).toEqual({});
    const values = { ...filledRegistration(), "contact.email": "nowhere" };
    expect(await countedBy(() => post("/v1/registrations", { form: "registration", values }))).toEqual({});
  });

  it("[law 3] is in the transaction of its effect: what is undone was not counted", async () => {
    const undone = () =>
      transact(context.db, async (tx) => {
        await countDecision(context, tx, { clause: "2.4.3", effect: "permit" });
        throw new Error("undone");
      }).catch(() => {});
    expect(await countedBy(undone)).toEqual({});
  });

  it("[law 5] [law 6] tells of nobody: version, clause, hour and two numbers", async () => {
    const { rows } = await test.database.store.pool.query<{ column_name: string }>(
      "select column_name from information_schema.columns where table_name = 'decision_tally' order by 1",
    );
    expect(rows.map((row) => row.column_name)).toEqual(["clause", "hour", "permitted", "refused", "version"]);
    const { rows: hours } = await test.database.store.pool.query<{ hour: Date }>(
      "select hour from decision_tally",
    );
    expect(hours.length).toBeGreaterThan(5);
    for (const { hour } of hours) expect(hour.getTime() % HOUR_MS).toBe(0);
  });
});

describe("what is shown", () => {
  const clause = "2.4.3";
  const count = (times: number, effect: "permit" | "refuse") =>
    transact(context.db, async (tx) => {
      for (let time = 0; time < times; time += 1) await countDecision(context, tx, { clause, effect });
    });
  const read = async () => {
    const activity = await createActivity(context)();
    const found = activity.clauses.find((one) => one.clause === clause);
    return { day: found?.day, month: found?.month };
  };

  it("[2.6.1] is withheld below ten, and else rounded down to tens; the hour that runs is left out", async () => {
    clock += 90 * DAY_MS;
    await count(9, "refuse");
    await count(10, "permit");
    expect(await read()).toEqual({
      day: { permitted: null, refused: null },
      month: { permitted: null, refused: null },
    });
    clock += HOUR_MS;
    expect(await read()).toEqual({
      day: { permitted: 10, refused: null },
      month: { permitted: 10, refused: null },
    });
    await count(19, "refuse");
    clock += HOUR_MS;
    expect((await read()).day).toEqual({ permitted: 10, refused: 20 });
    clock += DAY_MS;
    expect(await read()).toEqual({
      day: { permitted: null, refused: null },
      month: { permitted: 10, refused: 20 },
    });
    clock += 30 * DAY_MS;
    expect((await read()).month).toEqual({ permitted: null, refused: null });
  });

  it("[2.6.1] names every clause of the version in force, and stays the same for a whole hour", async () => {
    const activity = createActivity(context);
    const first = await activity();
    expect(first.clauses.map((one) => one.clause)).toEqual(context.bundle.clauses.map(({ id }) => id));
    expect(first.asOf).toBe(new Date(Math.floor(clock / HOUR_MS) * HOUR_MS).toISOString());
    await count(40, "permit");
    clock += HOUR_MS - 1 - (clock % HOUR_MS);
    expect(await activity()).toEqual(first);
    clock += 1;
    const next = await activity();
    expect(next.clauses.find((one) => one.clause === clause)?.day.permitted).toBe(40);
  });

  it("folds to one row an hour and clause, whoever folds, and nothing is lost or counted twice", async () => {
    await count(12, "permit");
    await count(5, "refuse");
    const before = await counts();
    clock += HOUR_MS;
    await Promise.all(Array.from({ length: 4 }, () => foldTally(context.db, new Date(clock))));
    expect(await counts()).toEqual(before);
    const { rows } = await test.database.store.pool.query(
      "select permitted, refused from decision_tally where hour = $1",
      [new Date((Math.floor(clock / HOUR_MS) - 1) * HOUR_MS)],
    );
    expect(rows).toEqual([{ permitted: 12, refused: 5 }]);
    clock += 40 * DAY_MS;
    await foldTally(context.db, new Date(clock));
    expect(await counts()).toEqual({});
  });
});

describe("the check of the version in force", () => {
  it("[2.6.1] is made at the start and daily, and noted", async () => {
    const { lastCheck } = await createActivity(context)();
    expect(lastCheck).toMatchObject({ version: context.version, errors: 0 });
    const reports: unknown[] = [];
    const daily = createDailyCheck((fault) => reports.push(fault));
    const checkedAt = async () => (await createActivity(context)()).lastCheck.at;
    clock += 5 * DAY_MS;
    await daily(context);
    const first = new Date(clock).toISOString();
    expect(await checkedAt()).toBe(first);
    clock += DAY_MS - 1;
    await daily(context);
    expect(await checkedAt()).toBe(first);
    clock += 1;
    await daily(context);
    expect(await checkedAt()).toBe(new Date(clock).toISOString());
    expect(reports).toEqual([]);
  });

  it("[2.6.1] says when what was published passes no longer, and goes on under it", async () => {
    const { pool } = test.database.store;
    const { rows } = await pool.query<{ source: string }>("select source from policy_proposal");
    const kept = rows[0]?.source ?? "";
    await pool.query("update policy_proposal set source = $1", [
      kept.replaceAll("{{effective}}", "{{effect}}"),
    ]);
    const reports: unknown[] = [];
    await createDailyCheck((fault) => reports.push(fault))(context);
    expect(reports).toMatchObject([{ code: "policy-unsound" }]);
    expect((await checkAgain(context)).errors).toBeGreaterThan(0);
    await pool.query("update policy_proposal set source = $1", [kept]);
    expect(await checkAgain(context)).toMatchObject({ errors: 0 });
    expect((await test.governing.current()).version).toBe(context.version);
  });
});
