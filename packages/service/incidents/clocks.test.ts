import { findRuleSet, RULE_SETS } from "@avow/policy";
import { transact } from "@avow/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { problemOf } from "../contact/test-contact.ts";
import { channelThat } from "../notices/notices.testing.ts";
import { fileReport, makeReport, writeReport } from "./authority-report.ts";
import { closeIncident, endHandling } from "./closing.ts";
import { DUTIES } from "./duties.ts";
import { type DeskBench, FIRST_REPORT, HOUR, MIN, openDeskBench, WEI } from "./incidents.testing.ts";
import { findDrill, markTest } from "./rehearsal.ts";

let bench: DeskBench;
beforeAll(async () => {
  bench = await openDeskBench();
});
afterAll(async () => {
  expect(bench.test.reports).toEqual([]);
  await bench.test.drop();
});

const context = () => bench.test.context;
const deadlineOf = async (id: string, deadline: string) =>
  (await bench.view(id)).deadlines.find((one) => one.id === deadline);

const file = (id: string, o: Partial<Parameters<typeof fileReport>[2]> = {}) =>
  fileReport(context(), MIN, {
    id,
    stage: "first",
    language: "zh",
    deadlines: ["CN-IN-01/authority"],
    to: "浙江省网信办",
    reference: "2026-17",
    ...o,
  });

/** A triaged incident of one person, frozen, whose first report is written. */
async function ready(flags: Parameters<DeskBench["triage"]>[1] = {}): Promise<string> {
  const { person } = await bench.newPerson("zh");
  const id = await bench.report();
  await bench.triage(id, flags);
  await bench.freeze(id, { filter: { kind: "people", people: [person] } });
  await writeReport(context(), WEI, { id, items: FIRST_REPORT });
  return id;
}

describe("the duties of an incident", () => {
  it("[2.3.9] are rules of the law’s data, each with the clock it names", () => {
    const rules = new Map(
      Object.values(RULE_SETS).flatMap((set) => set.rules.map((rule) => [rule.id, rule] as const)),
    );
    for (const { rule, clock } of DUTIES) {
      const clocks = (rules.get(rule)?.clocks ?? []).filter(({ start }) => start === clock.start);
      expect([rule, clocks.length > (clock.place ?? 0)]).toEqual([rule, true]);
    }
  });

  it("[2.3.9] leave out no rule of the governing law that an incident starts a clock of", () => {
    const timed = (findRuleSet("CN")?.rules ?? [])
      .filter(({ clocks = [] }) =>
        clocks.some(({ start }) => ["incident-known", "risk-found", "handling-ended"].includes(start)),
      )
      .map(({ id }) => id);
    expect(timed.filter((id) => !DUTIES.some(({ rule }) => rule === id))).toEqual([]);
    expect(timed.length).toBeGreaterThan(7);
  });
});

describe("an alarm", () => {
  beforeEach(async () => {
    await bench.alarms();
  });

  it("[2.3.9] sounds before a time passes, at half and at a quarter, once each, and when it has passed", async () => {
    const id = await ready({ flags: ["critical-infrastructure"] });
    const heard = async () => (await bench.alarms()).filter((one) => one.startsWith("CN-IN-07"));
    expect(await heard()).toEqual([]);
    bench.pass(HOUR / 2);
    expect(await heard()).toEqual(["CN-IN-07/authority half"]);
    expect(await deadlineOf(id, "CN-IN-07/authority")).toMatchObject({ state: "near" });
    expect(await heard()).toEqual([]);
    bench.pass(HOUR / 4);
    expect(await heard()).toEqual(["CN-IN-07/authority quarter"]);
    bench.pass(HOUR / 4 - 1);
    expect(await heard()).toEqual([]);
    bench.pass(1);
    expect(await heard()).toEqual(["CN-IN-07/authority none"]);
    expect(await deadlineOf(id, "CN-IN-07/authority")).toMatchObject({ state: "passed", metAt: null });
    const kinds = (await bench.view(id)).steps.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "deadline-near")).toHaveLength(2);
    expect(kinds.filter((kind) => kind === "deadline-passed")).toHaveLength(1);
  });

  it("[2.3.9] of a service that slept says what is so now, in one of two processes", async () => {
    await ready({ flags: ["critical-infrastructure"] });
    bench.pass(2 * HOUR);
    const both = await Promise.all([bench.alarms(), bench.alarms()]);
    expect(both.flat().filter((one) => one.startsWith("CN-IN-07"))).toEqual(["CN-IN-07/authority none"]);
  });

  it("[2.3.9] is silent about what was met, in time or late, which stays to be seen", async () => {
    const id = await ready({ flags: ["critical-infrastructure"] });
    await file(id, { deadlines: ["CN-IN-07/authority"] });
    bench.pass(2 * HOUR);
    expect((await bench.alarms()).filter((one) => one.startsWith("CN-IN-07"))).toEqual([]);
    expect(await deadlineOf(id, "CN-IN-07/authority")).toMatchObject({ state: "met" });
    bench.pass(30 * HOUR);
    await file(id);
    expect(await deadlineOf(id, "CN-IN-01/authority")).toMatchObject({ state: "met-late" });
  });

  it("[2.3.9] of the summary is counted from the end of the handling, thirty days of the law’s own zone", async () => {
    const id = await ready({ peopleAffected: 2 });
    await bench.triage(id, { flags: ["critical-infrastructure"] });
    expect(await deadlineOf(id, "CN-IN-12/summary")).toBeUndefined();
    await endHandling(context(), WEI, { id, at: undefined });
    const due = Date.parse((await deadlineOf(id, "CN-IN-12/summary"))?.dueAt ?? "");
    const days = (due - bench.now().getTime()) / (24 * HOUR);
    expect(days).toBeGreaterThan(30);
    expect(days).toBeLessThanOrEqual(31);
    expect(new Date(due).toISOString()).toMatch(/T16:00:00/);
  });

  it("[2.3.9] of telling people is met when the last of them is told, and again open when something comes back", async () => {
    const id = await ready();
    await bench.agree(id);
    const email = channelThat(() => ({ kind: "accepted" }));
    await bench.send(id, { email });
    await bench.alarms();
    expect(await deadlineOf(id, "CN-IN-01/people")).toMatchObject({ state: "met" });
    const { rows } = await bench.test.database.store.pool.query(
      "select person, id from delivery where notice = (select notice from incident where id = $1)",
      [id],
    );
    await transact(context().db, (tx) =>
      bench.machinery.notices.settle(
        context(),
        tx,
        { person: rows[0].person, delivery: rows[0].id },
        { kind: "returned", why: "no such mailbox" },
      ),
    );
    await bench.alarms();
    expect(await deadlineOf(id, "CN-IN-01/people")).toMatchObject({ metAt: null });
    expect((await bench.view(id)).groups).toMatchObject([{ group: "waiting", people: 1 }]);
    await bench.exhaust({});
    expect((await bench.view(id)).untold).toBe(1);
  });
});

describe("the report to the authority", () => {
  it("[2.3.9] stands in the order of items of the law, and is not handed in while one of its stage lacks", async () => {
    const { person } = await bench.newPerson();
    const id = await bench.report();
    const row = (await bench.view(id)).items;
    expect(row.slice(0, 7).map(({ key }) => key)).toEqual([
      "cn-unit",
      "cn-system",
      "cn-time",
      "cn-type",
      "cn-level",
      "cn-impact",
      "cn-measures",
    ]);
    expect(await problemOf(file(id))).toMatchObject({ code: "report-incomplete", clause: "2.3.9" });
    await bench.triage(id);
    await bench.freeze(id, { filter: { kind: "people", people: [person] } });
    await writeReport(context(), WEI, { id, items: FIRST_REPORT });
    const filing = await file(id);
    expect(filing).toMatchObject({ stage: "first", by: "Min", to: "浙江省网信办" });
    const { markdown, html, title } = await makeReport(context(), { id, stage: "first", language: "zh" });
    expect(title).toMatch(/^网络安全事件报告（首报） 2026-\d+$/);
    expect(markdown).toContain("涉及 1 人，已告知 0 人");
    expect(html).toContain("数据泄露");
    expect(await problemOf(file(id, { stage: "summary" }))).toMatchObject({ code: "report-incomplete" });
    expect(await problemOf(file(id, { deadlines: ["CN-IN-99"] }))).toMatchObject({ code: "body-malformed" });
    const later = new Date(bench.now().getTime() + 1000).toISOString();
    expect(await problemOf(file(id, { at: later }))).toMatchObject({ code: "time-unfit" });
    expect(await problemOf(writeReport(context(), WEI, { id, items: { "cn-level": "x" } }))).toMatchObject({
      code: "body-malformed",
    });
  });
});

describe("a rehearsal", () => {
  it("[2.3.6] held as a drill moves the day of the next one", async () => {
    expect(await findDrill(context())).toMatchObject({ lastHeldAt: null, overdue: true });
    const { person } = await bench.newPerson();
    await markTest(context(), WEI, { person, test: true });
    const id = await bench.report({ rehearsal: true });
    await bench.triage(id);
    await bench.freeze(id);
    await bench.agree(id);
    await bench.send(id, { email: channelThat(() => ({ kind: "accepted" })) });
    await writeReport(context(), WEI, { id, items: FIRST_REPORT });
    await file(id);
    await endHandling(context(), WEI, { id, at: undefined });
    await closeIncident(context(), WEI, id);
    expect(await findDrill(context())).toMatchObject({
      overdue: false,
      dueAt: expect.stringMatching(/^2027-/),
    });
  });
});
