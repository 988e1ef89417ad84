import { createHash, randomUUID } from "node:crypto";
import { commit, personLeaf } from "@avow/evidence";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createIntake } from "./intake.ts";
import { varyIndexBundle } from "./vary-bundle.testing.ts";
import { MOST_WAITING } from "./visit-log.ts";
import { batchOf, CHROME, copyOut, openVisitBench, type VisitBench } from "./visits.testing.ts";
import { COLUMNS } from "./waiting.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let test: VisitBench;
beforeAll(async () => {
  test = await openVisitBench();
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await test.drop();
});

/** The rows of one page, with the pseudonym in hexadecimal. */
async function rowsOf(page: string) {
  return test.rows<Record<string, unknown>>(
    "select *, encode(visitor, 'hex') as pseudonym from visit where page = $1 order by at, place",
    [page],
  );
}

async function problemOf(response: Response) {
  return { status: response.status, ...((await response.json()) as { code?: string; clause?: string }) };
}

/** A page of a test's own. */
function newPage(): string {
  return `/${randomUUID()}`;
}

describe("what is recorded of a visit", () => {
  it("[2.2.1] [2.1.5] is what the policy declares, and the columns are exactly these", async () => {
    const page = newPage();
    const shown = [randomUUID()];
    const response = await test.send([
      test.visit({ page, shown, returning: true, address: "114.114.114.114" }),
    ]);
    expect([response.status, await response.json()]).toEqual([202, { accepted: 1 }]);
    const [row] = await rowsOf(page);
    expect(row).toMatchObject({
      page,
      section: "articles",
      access: "free",
      referrer: "news.example/today",
      referrer_host: "news.example",
      status: 200,
      duration_ms: 12,
      region: "CN",
      system: "Windows",
      system_version: "10",
      browser: "Chrome",
      browser_version: "141",
      shown,
      clicked: null,
      returned: true,
    });
    const columns = await test.rows<{ column_name: string }>(
      "select column_name from information_schema.columns where table_name = 'visit' order by ordinal_position",
    );
    expect(columns.map((column) => column.column_name)).toEqual(COLUMNS);
  });

  it("[2.2.1] leaves out a reading that the form of the policy does not declare", async () => {
    const page = newPage();
    const under = varyIndexBundle(test.context, ["visit.browser", "visit.referrer"]);
    const take = createIntake(under, { log: test.log, findRegion: () => null });
    await take(batchOf([test.visit({ page })]));
    expect((await rowsOf(page))[0]).toMatchObject({
      referrer: null,
      referrer_host: null,
      region: null,
      system: "Windows",
      browser: null,
      browser_version: null,
    });
  });

  it.each(["visit.page", "visit.access", "visit.status", "visit.address"])(
    "[2.2.1] [law 1] nothing is recorded where the form does not declare what every visit has: %s",
    async (field) => {
      const page = newPage();
      const under = varyIndexBundle(test.context, [field]);
      const take = createIntake(under, { log: test.log, findRegion: () => null });
      await expect(take(batchOf([test.visit({ page })]))).rejects.toMatchObject({
        details: { code: "field-undeclared" },
      });
      expect(await rowsOf(page)).toEqual([]);
    },
  );

  it("[2.1.5] [law 6] no column holds an address, an agent or a query, in any encoding", async () => {
    const address = "198.51.100.23";
    await test.send([test.visit({ address, agent: `${CHROME} Nothing/1` })]);
    const kept = await test.rows<{ row: string }>(`
      select visit::text as row from visit union all select visit_batch::text from visit_batch
      union all select visit_flush::text from visit_flush union all select vault_day::text from vault_day`);
    const all = kept.map(({ row }) => row).join("\n");
    const asBytes = Buffer.from(address);
    for (const sign of [
      address,
      asBytes.toString("hex"),
      asBytes.toString("base64"),
      "Nothing/1",
      "c6336417",
    ])
      expect(all).not.toContain(sign);
  });

  it("[2.1.5] a batch that one purpose of the form may not collect is refused, with the clause, and nothing is kept", async () => {
    const page = newPage();
    const { bundle, version } = test.context;
    const rules = bundle.rules.filter(({ form, purpose }) => form !== "visit" || purpose !== "statistics");
    const refused = await openVisitBench("2026-11-22T08:30:00Z", {
      under: { bundle: { ...bundle, rules }, version },
    });
    const problem = await problemOf(await refused.send([refused.visit({ page })]));
    expect(problem).toMatchObject({ status: 403, code: "refused" });
    expect(await refused.rows("select from visit")).toEqual([]);
    expect(await refused.rows("select from visit_batch")).toEqual([]);
    await refused.drop();
  });

  it("counts one decision a batch, under its clause", async () => {
    const counted = () =>
      test.rows(
        "select coalesce(sum(permitted), 0)::int as times from decision_tally where clause = '2.1.5'",
      );
    const [before] = (await counted()) as { times: number }[];
    await Promise.all([1, 2, 3].map(() => test.send([test.visit(), test.visit()])));
    expect(await counted()).toEqual([{ times: (before?.times ?? 0) + 3 }]);
  });
});

describe("what is not taken", () => {
  it.each([
    ["an address that is none", { address: "somewhere" }],
    ["a page with a query", { page: "/search?q=name" }],
    ["a referrer with a query", { referrer: "https://a.example/?q=name" }],
    ["a referrer with a name in it", { referrer: "https://lin:yue@a.example/" }],
    ["a status that is none", { status: 42 }],
    ["a member that would name a person", { person: randomUUID() }],
    ["a session", { session: "token" }],
    ["a day that is not in the calendar", { at: "2026-02-30T08:30:00.000Z" }],
  ])("[law 1] %s: the batch is refused, says where, and nothing of it is kept", async (_, change) => {
    const page = newPage();
    const visits = [test.visit({ page }), { ...test.visit({ page }), ...change }];
    const response = await test.send(visits);
    const text = await response.text();
    expect([response.status, JSON.parse(text).code]).toEqual([400, "body-malformed"]);
    expect(text).toContain("/visits/1");
    for (const value of Object.values(change)) expect(text).not.toContain(String(value));
    expect(await rowsOf(page)).toEqual([]);
  });

  it.each([
    ["more than five minutes ahead", 5 * MINUTE_MS + 1, 400],
    ["five minutes ahead", 5 * MINUTE_MS, 202],
    ["fifty minutes late", -50 * MINUTE_MS, 202],
    ["later than fifty minutes", -50 * MINUTE_MS - 1, 400],
  ])("a visit whose clock says %s: %#", async (_, skew, status) => {
    const at = new Date(test.clock + skew).toISOString();
    expect((await test.send([test.visit({ at })])).status).toBe(status);
  });

  it.each([
    ["an agent beyond all measure", { agents: ["a".repeat(1001)] }, "/agents/0"],
    ["a visit whose agent is not there", { agents: [] }, "/visits/0/agent"],
    ["more agents than visits can have", { agents: Array(1001).fill("a") }, "/agents"],
    ["no agents", { agents: undefined }, "/agents"],
    ["a batch without visits", { visits: [] }, "/visits"],
  ])("[law 1] %s: the batch is refused, and says where", async (_, more, where) => {
    const response = await test.send([test.visit()], more);
    const { errors } = (await response.json()) as { errors: readonly { at: string }[] };
    expect([response.status, errors[0]?.at]).toEqual([400, where]);
  });

  it("a site without its key is turned away before anything is read", async () => {
    const response = await test.app.request("http://localhost:4001/v1/visits", { method: "POST", body: "{" });
    expect(await problemOf(response)).toMatchObject({ status: 401, code: "site-key-wrong" });
  });

  it("what is not JSON, and a batch of a thousand and one", async () => {
    const headers = { authorization: "Bearer site" };
    const notJson = await test.app.request("http://localhost:4001/v1/visits", {
      method: "POST",
      headers,
      body: "{",
    });
    expect(await problemOf(notJson)).toMatchObject({ status: 400, code: "body-malformed" });
    expect((await test.send(Array(1001).fill(test.visit()))).status).toBe(400);
    expect((await test.send(Array(1000).fill(test.visit({ agent: "a".repeat(1000) })))).status).toBe(202);
  });
});

describe("a batch", () => {
  it("[law 8] that is sent again, even at once, is kept once", async () => {
    const page = newPage();
    const again = { batch: randomUUID() };
    const visits = [test.visit({ page }), test.visit({ page })];
    const answers = await Promise.all([1, 2, 3].map(() => test.send(visits, again)));
    answers.push(await test.send(visits, again));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(await rowsOf(page)).toHaveLength(2);
  });

  it("[law 8] that two nodes take at once is kept once, and each makes no day twice", async () => {
    const page = newPage();
    test.clock += 3 * DAY_MS;
    const [one, two] = [test.another(), test.another()];
    const batch = randomUUID();
    const intakes = [one, two].map((log) => createIntake(test.context, { log, findRegion: () => null }));
    await Promise.all(intakes.map((take) => take({ batch, ...batchOf([test.visit({ page })]) })));
    const rows = await rowsOf(page);
    expect(rows).toHaveLength(1);
    await Promise.all([one.stop(), two.stop()]);
    test.clock -= 3 * DAY_MS;
  });

  it("may reach over midnight, and then lies in both days", async () => {
    const page = newPage();
    const before = test.clock;
    test.clock = Date.parse("2026-11-23T00:00:10Z");
    const late = test.visit({ page, at: "2026-11-22T23:59:59.900Z" });
    expect((await test.send([late, test.visit({ page })])).status).toBe(202);
    const [first, second] = await rowsOf(page);
    expect(first?.pseudonym).not.toEqual(second?.pseudonym);
    expect(await test.rows("select from visit_20261122 where page = $1", [page])).toHaveLength(1);
    expect(await test.rows("select from visit_20261123 where page = $1", [page])).toHaveLength(1);
    test.clock = before;
  });

  it("[law 8] waits for nobody without bound: what is more is sent back, with when to come again, and not kept", async () => {
    const page = newPage();
    const full = Array(1000).fill(test.visit({ page }));
    await test.send([test.visit()]);
    const more = MOST_WAITING / full.length + 10;
    const holder = await test.database.store.pool.connect();
    await holder.query("begin");
    await holder.query("lock table visit_batch in access exclusive mode");
    const answers = Array.from({ length: more }, () => test.send(full));
    await Promise.any(answers);
    await holder.query("rollback");
    holder.release();
    const back = (await Promise.all(answers)).filter(({ status }) => status !== 202);
    expect(back.length).toBeGreaterThan(0);
    for (const answer of back) {
      expect(answer.headers.get("retry-after")).toBe("1");
      expect(await problemOf(answer)).toMatchObject({ status: 503, code: "visits-waiting" });
    }
    const [count] = await test.rows<{ rows: number }>("select count(*) as rows from visit where page = $1", [
      page,
    ]);
    expect(count?.rows).toBe((more - back.length) * 1000);
  });
});

describe("what is evidenced", () => {
  it("[law 5] each flush is a leaf that commits to its rows, and COPY gives back what was hashed", async () => {
    const visits = [
      test.visit({ referrer: null, at: new Date(test.clock).toISOString() }),
      test.visit({ clicked: randomUUID(), returning: false, agent: "" }),
      test.visit({ address: "2001:db8::7", section: "", at: new Date(test.clock - 877).toISOString() }),
    ];
    const batch = randomUUID();
    await test.send(visits, { batch });
    const [flush] = await test.rows<{ entry: string; batches: string[]; opening: Buffer; event: string }>(
      "select entry, batches, opening, event from visit_flush where $1 = any(batches)",
      [batch],
    );
    const event = JSON.parse(flush?.event ?? "{}");
    expect(event).toMatchObject({
      kind: "visits-recorded",
      clause: "2.1.5",
      policy: test.context.version,
      count: 3,
    });
    const lines = await copyOut(test, flush?.batches ?? []);
    expect(event.rows).toBe(createHash("sha256").update(lines).digest("hex"));
    const [entry] = await test.rows<{ leaf: Buffer }>("select leaf from ledger_entry where id = $1", [
      flush?.entry,
    ]);
    const commitment = commit({
      opening: new Uint8Array(flush?.opening ?? []),
      event: new TextEncoder().encode(flush?.event),
    });
    expect(entry?.leaf).toEqual(Buffer.from(personLeaf(commitment)));
    await test.context.ledger.logged(flush?.entry ?? "");
  });

  it("[law 5] a row that is changed, added or taken away shows", async () => {
    const batch = randomUUID();
    await test.send([test.visit(), test.visit()], { batch });
    const [flush] = await test.rows<{ event: string }>(
      "select event from visit_flush where $1 = any(batches)",
      [batch],
    );
    const { rows } = JSON.parse(flush?.event ?? "{}");
    const hashed = async () =>
      createHash("sha256")
        .update(await copyOut(test, [batch]))
        .digest("hex");
    expect(await hashed()).toBe(rows);
    await test.rows("update visit set status = 201 where batch = $1 and place = 1", [batch]);
    expect(await hashed()).not.toBe(rows);
    await test.rows("delete from visit where batch = $1", [batch]);
  });
});
