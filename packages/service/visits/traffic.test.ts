import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTraffic } from "./traffic.ts";
import { openVisitBench, type VisitBench } from "./visits.testing.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let test: VisitBench;
beforeAll(async () => {
  test = await openVisitBench("2026-11-22T08:30:00Z");
  const visits = [
    ...times(12, (n) => ({ page: "/en/", address: `203.0.113.${n}`, durationMs: 10 })),
    ...times(9, () => ({ page: "/en/rare", referrer: "https://rare.example/", access: "paid" as const })),
    ...times(11, () => ({ page: "/en/slow", durationMs: 900, referrer: "http://localhost:4000/en/" })),
    ...times(2, () => ({ page: "/en/broken", status: 503 })),
    ...times(10, () => ({ page: "/en/", returning: true, agent: "" })),
  ];
  for (const batch of [visits.slice(0, 20), visits.slice(20)])
    expect((await test.send(batch.map((change) => test.visit(change)))).status).toBe(202);
  test.clock += 10 * MINUTE_MS;
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await test.drop();
});

function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const read = (days = 1) => createTraffic(test.context)(days);

/** The one hour in which something was. */
const hourOf = (traffic: Awaited<ReturnType<typeof read>>) =>
  traffic.hours.find(({ at }) => at === "2026-11-22T08:00:00.000Z");

describe("what operators see of the traffic", () => {
  it("[2.2.2] [2.4.1] is sums: views, visitors, faults, pages, referrers, systems, browsers and how long it took", async () => {
    const traffic = await read();
    expect(hourOf(traffic)).toEqual({ at: "2026-11-22T08:00:00.000Z", views: 44, visitors: 13, faults: 2 });
    expect(traffic.hours).toHaveLength(25);
    expect(traffic.pages).toEqual([
      { name: "/en/", views: 22 },
      { name: "/en/slow", views: 11 },
    ]);
    expect(traffic.referrers).toEqual([{ name: "news.example", views: 24 }]);
    expect(traffic.systems).toEqual([{ name: "Windows", views: 34 }]);
    expect(traffic.browsers).toEqual([{ name: "Chrome 141", views: 34 }]);
    expect(traffic.access).toEqual([{ name: "free", views: 35 }]);
    expect(traffic.faults).toEqual([{ page: "/en/broken", status: 503, times: 2 }]);
    expect(traffic.returning).toEqual({ first: null, again: 10 });
    expect(traffic.least).toBe(10);
  });

  it("[2.4.1] of how long pages take, half and nineteen of twenty answers, to a fifth", async () => {
    const { slow } = await read();
    expect(slow.map(({ page }) => page)).toEqual(["/en/slow", "/en/"]);
    const [first] = slow;
    for (const figure of [first?.p50, first?.p95]) {
      expect(figure).toBeGreaterThanOrEqual(900);
      expect(figure).toBeLessThan(900 * 1.2);
    }
  });

  it("[2.2.2] leaves out what fewer than ten visits left, and never names an address or a visitor", async () => {
    const text = JSON.stringify(await read());
    for (const sign of ["rare", "203.0.113", "paid", 'visitor"']) expect(text).not.toContain(sign);
    const [row] = await test.rows<{ visitor: string }>("select encode(visitor, 'hex') as visitor from visit");
    expect(text).not.toContain(row?.visitor);
  });

  it("[2.2.2] is the same for five minutes, so that nothing is learnt from the difference of two answers", async () => {
    const traffic = createTraffic(test.context);
    const before = await traffic(1);
    await test.send([test.visit({ page: "/en/" })]);
    test.clock += 4 * MINUTE_MS;
    expect(await traffic(1)).toEqual(before);
    test.clock += MINUTE_MS;
    expect(hourOf(await traffic(1))?.views).toBe(45);
  });

  it("[2.2.2] is the same whether hours are summed yet or not, whoever sums them, and how often", async () => {
    const before = await read();
    test.clock += 3 * HOUR_MS;
    const logs = [test.another(), test.another(), test.another()];
    await Promise.all([test.log, ...logs].map((log) => log.keep(test.context)));
    const [summed] = await test.rows<{ until: Date }>("select until from visit_summed");
    expect(summed?.until.toISOString()).toBe("2026-11-22T10:00:00.000Z");
    const { asOf: _, hours: __, ...rest } = before;
    const after = await read();
    expect(after).toMatchObject(rest);
    expect(hourOf(after)).toEqual(hourOf(before));
    await Promise.all(logs.map((log) => log.stop()));
  });

  it("[2.2.2] is refused where the policy does not let operators use it, with the clause that would", async () => {
    const { bundle, version } = test.context;
    const rules = bundle.rules.filter(({ action, purpose }) => action !== "use" || purpose !== "operations");
    const closed = await openVisitBench("2026-11-22T08:30:00Z", {
      under: { bundle: { ...bundle, rules }, version },
    });
    await expect(createTraffic(closed.context)(7)).rejects.toMatchObject({ details: { code: "refused" } });
    await closed.drop();
  });

  it("[2.2.2] counts what asking was permitted, under its clause", async () => {
    const counted = () =>
      test.rows("select sum(permitted)::int as times from decision_tally where clause = '2.2.2'");
    const [before] = (await counted()) as { times: number }[];
    await read();
    expect(await counted()).toEqual([{ times: (before?.times ?? 0) + 1 }]);
  });

  it("an hour that a machine fills with pages nobody has costs no more than two hundred names", async () => {
    const visits = times(1000, () => test.visit({ page: `/${randomUUID()}`, status: 404 }));
    await test.send(visits);
    test.clock += 3 * HOUR_MS;
    await test.log.keep(test.context);
    const [most] = await test.rows<{ names: number }>(
      "select max(names) as names from (select count(distinct name) as names from visit_hour group by hour, kind) as each",
    );
    expect(most?.names).toBe(200);
  });
});
