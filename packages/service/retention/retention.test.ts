import { prepareGate } from "@avow/gate";
import { startOfSpan } from "@avow/policy";
import { transact } from "@avow/postgres";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { logIn } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import { closeDispute, openDispute } from "../disputes/disputes.ts";
import { listOwnSubmissions } from "../submissions/describe.ts";
import { createFormsBench, type FormsBench, PASSWORD } from "../submissions/submissions.testing.ts";
import { startRetention } from "./retention-beat.ts";
import { type RetentionRun, runRetention } from "./retention-run.ts";

const START = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;
let now = START;
let test: TestContext;
let bench: FormsBench;
beforeAll(async () => {
  test = await openTestContext({ now: () => new Date(now) });
  bench = createFormsBench(test);
});
afterAll(() => test.drop());

const QUIET: RetentionRun = {
  goesOn: () => true,
  report: (fault) => expect.unreachable(String(fault)),
};
const run = (watched = QUIET) => runRetention(test.context, watched);

/** A person with an order (five years), a letter (two), a vote (six months) and a comment (as long as the account). */
async function withEverything() {
  const session = await bench.newSession();
  await bench.hand(session, "order", { "order.item": "Atlas", "order.price": "CNY 1" });
  await bench.hand(session, "contact", { "letter.text": "Dear editors" });
  await bench.hand(session, "poll", { "poll.option": "green" }, { agree: ["projects"] });
  await bench.comment(session, "Well said");
  return session;
}

const formsOf = async (session: Awaited<ReturnType<typeof withEverything>>) =>
  (await listOwnSubmissions(test.context, session, {})).map(({ form }) => form).sort();
const held = async (person: string) =>
  (await transact(test.context.db, (tx) => test.context.vault.holdings(tx, person)))
    .map(({ category }) => category)
    .sort();

describe("the retention run", () => {
  it("[2.1.4] erases each category when its declared time is over, not before, with evidence and without a value", async () => {
    now = START;
    const session = await withEverything();
    now = Date.UTC(2027, 4, 22) - 1;
    expect(await run()).toBe(0);
    now = Date.UTC(2027, 4, 22) + 1;
    expect(await run()).toBe(1);
    expect(await formsOf(session)).toEqual(["comment", "contact", "order"]);
    now = Date.UTC(2028, 10, 22) + 1;
    expect(await run()).toBe(1);
    expect(await held(session.person)).toEqual(["account", "comment", "contact", "order"]);
    now = Date.UTC(2031, 10, 22) + 1;
    expect(await run()).toBe(1);
    expect(await held(session.person)).toEqual(["account", "comment", "contact"]);
    expect(await formsOf(session)).toEqual(["comment"]);
    expect((await bench.events(session.person)).slice(-3)).toEqual(
      Array.from({ length: 3 }, () => "retention-ended"),
    );
    expect(await run()).toBe(0);
  });

  it("[2.1.4] [1.2] erases nothing a dispute holds, and all of it when the dispute is over", async () => {
    now = START;
    const [session, other] = [await withEverything(), await withEverything()];
    const { person } = session;
    const { id } = await openDispute(test.context, { person, reference: "1", operator: "Wei" });
    now = Date.UTC(2032, 0, 1);
    expect(await run()).toBe(3);
    expect(await formsOf(session)).toHaveLength(4);
    expect(await formsOf(other)).toEqual(["comment"]);
    await closeDispute(test.context, { id, operator: "Min" });
    expect(await run()).toBe(3);
    expect(await formsOf(session)).toEqual(["comment"]);
  });

  it("[2.1.4] [law 8] several at once erase each thing once, and leave one evidence of it", async () => {
    now = START;
    const sessions = [await withEverything(), await withEverything(), await withEverything()];
    now = Date.UTC(2032, 0, 1);
    const erased = await Promise.all([1, 2, 3].map(() => run()));
    expect(erased.reduce((sum, one) => sum + one)).toBe(9);
    for (const { person } of sessions)
      expect((await bench.events(person)).filter((kind) => kind === "retention-ended")).toHaveLength(3);
  });

  it("[2.1.4] [law 8] stopped anywhere, the next one goes on where it was", async () => {
    now = START;
    for (let person = 0; person < 3; person += 1) await withEverything();
    now = Date.UTC(2032, 0, 1);
    const answers = [true, true];
    const first = await run({ ...QUIET, goesOn: () => answers.pop() ?? false });
    expect(first).toBe(2);
    expect(await run()).toBe(7);
  });

  it("[2.1.4] [law 7] what a restored backup brings back goes at the next start", async () => {
    now = START;
    const session = await withEverything();
    await sql`create table backup as select * from vault_record where person = ${session.person}`.execute(
      test.context.db,
    );
    now = Date.UTC(2032, 0, 1);
    expect(await run()).toBe(3);
    await sql`insert into vault_record select * from backup on conflict do nothing`.execute(test.context.db);
    expect(await held(session.person)).toContain("order");
    const retention = startRetention(async () => test.context, QUIET.report as (error: unknown) => void);
    await expect.poll(() => held(session.person)).toEqual(["account", "comment", "contact"]);
    await retention.stop();
  });

  it("[2.1.4] says what no rule lets anybody erase, and goes on with the rest", async () => {
    now = START;
    const session = await withEverything();
    now = Date.UTC(2032, 0, 1);
    const { bundle } = test.context;
    const rules = bundle.rules.map((rule) =>
      rule.action === "erase"
        ? { ...rule, data: rule.data.filter((path) => !path.startsWith("poll.")) }
        : rule,
    );
    const narrow = { ...bundle, rules };
    const reports: string[] = [];
    const context = { ...test.context, bundle: narrow, gate: prepareGate(narrow, test.context.version) };
    expect(await runRetention(context, { ...QUIET, report: ({ code }) => reports.push(code) })).toBe(2);
    expect(reports).toEqual(["retention-not-permitted"]);
    expect(await held(session.person)).toContain("poll");
    expect(await run()).toBe(1);
  });

  it("removes sessions that have ended, and no others", async () => {
    now = START;
    const email = `${crypto.randomUUID()}@example.com`;
    await register(test.context, "registration", filledRegistration(email));
    const enter = () => logIn(test.context, { email, password: PASSWORD, cookies: "refused" });
    await enter();
    now = START + DAY;
    await enter();
    await run();
    const { rows } = await sql<{ left: number }>`select count(*)::int as left from session`.execute(
      test.context.db,
    );
    expect(rows[0]?.left).toBe(1);
  });
});

describe("the start of what is kept", () => {
  it.each([
    ["2026-11-22T10:30:00Z", "P5Y", "2021-11-22T10:30:00Z"],
    ["2026-03-31T10:30:00Z", "P1M", "2026-02-28T10:30:00Z"],
    ["2026-08-31T10:30:00Z", "P6M", "2026-02-28T10:30:00Z"],
    ["2028-02-29T10:30:00Z", "P1Y", "2027-02-28T10:30:00Z"],
    ["2026-01-15T10:30:00Z", "P2M10D", "2025-11-05T10:30:00Z"],
    ["2026-01-01T00:10:00Z", "PT12H20M", "2025-12-31T11:50:00Z"],
  ] as const)("of %s for %s is %s", (at, keep, start) => {
    expect(startOfSpan(Date.parse(at), keep)).toBe(Date.parse(start));
  });

  it("is never guessed", () => {
    for (const keep of ["P", "PT", "Pfive", "P1W", "P1.5Y"] as const)
      expect(() => startOfSpan(0, keep)).toThrow(RangeError);
  });
});
