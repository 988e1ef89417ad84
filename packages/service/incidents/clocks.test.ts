import { findRuleSet, RULE_SETS } from "@avow/policy";
import { transact } from "@avow/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Handover, Parcel } from "../channels/parcel.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { channelThat } from "../notices/notices.testing.ts";
import type { Operator } from "../staff/operators.ts";
import { alertOperators } from "./alert-operators.ts";
import { fileReport, makeReport, writeReport } from "./authority-report.ts";
import { closeIncident, endHandling } from "./closing.ts";
import { type ClockState, findAlarm, listDeadlines } from "./deadlines.ts";
import { findDrill } from "./drill.ts";
import { DUTIES } from "./duties.ts";
import { type DeskBench, FIRST_REPORT, HOUR, MIN, openDeskBench, WEI } from "./incidents.testing.ts";
import { explainLateness } from "./lateness.ts";
import { REPORT_ITEMS } from "./report-items.ts";
import { markTest } from "./test-people.ts";

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

/** The operators there are. */
const staff = (operators: readonly Operator[]) => ({ list: async () => operators });

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

/** Where the law's number is counted from, and when its first alarm is due: half of it, long before it passes. */
describe.each([
  { rule: "CN-IN-07", law: "CN", hours: 1, flags: ["critical-infrastructure"] },
  { rule: "CN-IN-08", law: "CN", hours: 2, flags: ["state-organ"] },
  { rule: "CN-IN-06", law: "CN", hours: 4, flags: [] },
  { rule: "CN-IN-05", law: "CN", hours: 24, flags: ["defect"] },
  { rule: "EU-16", law: "EU", hours: 72, flags: [] },
  { rule: "UK-05", law: "UK", hours: 72, flags: [] },
  { rule: "JP-01", law: "JP", hours: 30 * 24, flags: [] },
  { rule: "CN-IN-12", law: "CN", hours: 30 * 24, flags: [] },
  { rule: "CA-18", law: "CA", hours: 30 * 24, flags: [] },
] as const)("the $hours h of $rule", ({ rule, law, hours, flags }) => {
  const KNOWN = new Date("2026-11-23T02:00:00Z");
  const ENDED = new Date("2026-11-25T02:00:00Z");
  const state: ClockState = {
    knownAt: KNOWN,
    triagedAt: KNOWN,
    handlingEndedAt: ENDED,
    toldAt: null,
    facts: { rank: 1, people: 1001, flags: [...flags] },
    filings: [],
    alarms: [],
    lateness: [],
  };
  const isSummary = rule === "CN-IN-12";
  const start = isSummary ? ENDED : KNOWN;
  const at = (now: Date) =>
    listDeadlines(
      { ...context().bundle, law: { ...context().bundle.law, governing: law, also: [] } },
      state,
      now,
    ).filter((one) => one.rule === rule);

  it("[2.3.9] stands in the law’s data, runs from its own trigger, and alarms at half of it", () => {
    const found = at(start).at(-1);
    expect(found).toMatchObject({ limit: "law", state: "running", startedAt: start.toISOString() });
    const due = Date.parse(found?.dueAt ?? "");
    const span = due - start.getTime();
    // Days end with the last of them, in the law's own time zone (PRC Civil Code 201; Regulation 1182/71).
    expect(span).toBeGreaterThanOrEqual(hours * HOUR);
    expect(span).toBeLessThanOrEqual(
      hours * HOUR + (hours > 72 ? 24 : law === "EU" || law === "UK" ? 1 : 0) * HOUR,
    );
    const before = new Date(start.getTime() + span / 2 - 1);
    const half = new Date(start.getTime() + span / 2);
    expect([before, half].map((now) => found && findAlarm(found, now))).toEqual([null, "half"]);
    expect(at(new Date(due)).at(-1)).toMatchObject({ state: "passed" });
  });
});

describe("an alarm", () => {
  beforeEach(async () => {
    await bench.alarms();
  });

  it("[2.3.9] sounds before a time passes, at half and at a quarter, once each, and when it has passed", async () => {
    const id = await ready({ flags: ["critical-infrastructure"], rank: 1 });
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
    await ready({ flags: ["critical-infrastructure"], rank: 1 });
    bench.pass(2 * HOUR);
    const both = await Promise.all([bench.alarms(), bench.alarms()]);
    expect(both.flat().filter((one) => one.startsWith("CN-IN-07"))).toEqual(["CN-IN-07/authority none"]);
  });

  it("[2.3.9] is silent about what was met, in time or late, which stays to be seen", async () => {
    const id = await ready({ flags: ["critical-infrastructure"], rank: 1 });
    await file(id, { deadlines: ["CN-IN-07/authority"] });
    bench.pass(2 * HOUR);
    expect((await bench.alarms()).filter((one) => one.startsWith("CN-IN-07"))).toEqual([]);
    expect(await deadlineOf(id, "CN-IN-07/authority")).toMatchObject({ state: "met" });
    bench.pass(30 * HOUR);
    await file(id, { lateReason: "The office was closed." });
    expect(await deadlineOf(id, "CN-IN-01/authority")).toMatchObject({ state: "met-late" });
  });

  it("[2.3.9] is mailed to every operator before the time passes; after a crash or a server that took nothing, to whoever was not told", async () => {
    const id = await ready({ flags: ["critical-infrastructure"], rank: 1 });
    await alertOperators(context(), { channels: {}, operators: staff([]) });
    bench.pass(HOUR / 2);
    await bench.alarms();
    const dueAt = (await deadlineOf(id, "CN-IN-07/authority"))?.dueAt ?? "";
    const taken: Parcel[] = [];
    const tell = (answer: (parcel: Parcel) => Handover) =>
      alertOperators(context(), {
        channels: { email: channelThat(answer) },
        operators: staff([WEI, MIN]),
      });
    const later = { kind: "not-accepted", permanent: false, why: "come again" } as const;
    expect(await tell(({ person }) => (person === WEI.id ? { kind: "accepted" } : later))).toBe(false);
    const both = await Promise.all(
      [0, 1].map(() =>
        tell((parcel) => {
          taken.push(parcel);
          return { kind: "accepted" };
        }),
      ),
    );
    expect(both).toContain(true);
    const mine = taken.filter(({ subject }) => subject.includes("CN-IN-07"));
    expect(mine.map(({ person }) => person)).toEqual([MIN.id]);
    expect(mine[0]?.body.join()).toMatch(/a time runs out.*期限将至/);
    expect(mine[0]?.body.join()).toContain(dueAt);
    expect(bench.now().getTime()).toBeLessThan(Date.parse(dueAt));
    expect(await tell(() => later)).toBe(true);
  });

  it("[2.3.9] of the summary is counted from the end of the handling, thirty days of the law’s own zone", async () => {
    const id = await ready({ peopleAffected: 2 });
    await bench.triage(id, { flags: ["critical-infrastructure"], rank: 1 });
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

describe("a time that has passed", () => {
  it("[2.3.9] is not met without the reason, which stands in the incident, sealed, and in the evidence", async () => {
    const id = await ready({ flags: ["harm-prevented"] });
    const explain = (deadline: string, reason: string) =>
      explainLateness(context(), WEI, { id, deadline, reason });
    expect(await problemOf(explain("CN-IN-01/authority", "x"))).toMatchObject({ code: "state-unfit" });
    bench.pass(25 * HOUR);
    await bench.alarms();
    expect(await problemOf(file(id))).toMatchObject({
      code: "reason-missing",
      clause: "2.3.9",
      errors: [{ at: "/lateReason" }],
    });
    expect(await deadlineOf(id, "CN-IN-01/authority")).toMatchObject({ state: "passed", lateness: null });
    await file(id, { lateReason: "Zhang San of the office was away." });
    expect(await deadlineOf(id, "CN-IN-01/authority")).toMatchObject({
      state: "met-late",
      lateness: { reason: "Zhang San of the office was away.", by: "Min" },
    });
    await explain("CN-IN-01/authority", "Nobody was on duty.");
    expect((await deadlineOf(id, "CN-IN-01/authority"))?.lateness).toMatchObject({ by: "Wei" });
    const kinds = (await bench.view(id)).steps.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "lateness-explained")).toHaveLength(2);
    const { rows } = await bench.test.database.store.pool.query(
      "select row_to_json(incident_lateness)::text as text from incident_lateness where incident = $1",
      [id],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].text).not.toContain("duty");
  });

  it("[2.3.9] keeps an incident open, whoever was late in telling whom, until somebody has recorded why", async () => {
    const id = await ready();
    bench.pass(25 * HOUR);
    await file(id, { lateReason: "Nobody was on duty." });
    await bench.agree(id);
    await bench.send(id, { email: channelThat(() => ({ kind: "accepted" })) });
    await bench.alarms();
    await endHandling(context(), WEI, { id, at: undefined });
    expect(await problemOf(closeIncident(context(), WEI, id))).toMatchObject({
      code: "incident-unfinished",
      clause: "2.3.9",
    });
    for (const deadline of ["CN-IN-01/people", "CN-IN-03/people"])
      await explainLateness(context(), WEI, { id, deadline, reason: "Their addresses had to be found." });
    await closeIncident(context(), WEI, id);
    expect((await bench.view(id)).state).toBe("closed");
  });
});

describe("the report to the authority", () => {
  it("[2.3.9] stands in the order of items of the law, and is not handed in while one of its stage lacks", async () => {
    const { person } = await bench.newPerson();
    const id = await bench.report();
    const { items } = await bench.view(id);
    expect(items.map(({ key }) => key)).toEqual(REPORT_ITEMS.CN.map(({ key }) => key));
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

describe("the items of a report", () => {
  const titles = (law: keyof typeof REPORT_ITEMS, language: "en" | "zh") =>
    REPORT_ITEMS[law].map(({ title }) => title[language]);

  it("[2.3.9] in China are the eight of article 7 under their numbers, then those of PIPL 57, then the summary of article 8", () => {
    expect(titles("CN", "zh")).toEqual([
      "（一）涉事单位名称",
      "（一）涉事系统或者设施基本情况",
      "（二）发现或者发生的时间、地点",
      "（二）事件类型",
      "（二）事件级别",
      "（二）已造成的影响和危害",
      "（二）已采取的措施及效果",
      "（二）勒索软件攻击：要求支付赎金的金额、方式、日期等",
      "（三）事态发展趋势及可能造成的进一步影响和危害",
      "（四）事件原因初步分析意见",
      "（五）溯源调查工作线索，包括但不限于可能的攻击者信息、攻击路径、存在的漏洞等",
      "（六）拟进一步采取的应对措施以及请求支援事项",
      "（七）事件现场保护情况",
      "（八）其他应当报告的情况",
      "涉及的个人信息种类",
      "涉及人数及告知情况",
      "个人可以采取的减轻危害的措施",
      "个人信息处理者的联系方式",
      "事件发生原因",
      "应急处置措施",
      "造成的危害",
      "责任追究",
      "完善整改情况",
      "教训",
    ]);
  });

  it("[2.3.9] of which the first two may go first, and everything else follows", () => {
    const ofArticle7 = REPORT_ITEMS.CN.filter(({ rule }) => rule === "CN-IN-11");
    for (const { title, stage } of ofArticle7)
      expect([title.en, stage]).toEqual([title.en, /^\([12]\)/.test(title.en) ? "first" : "further"]);
    expect(ofArticle7.filter(({ optional }) => optional).map(({ key }) => key)).toEqual([
      "cn-ransom",
      "cn-other",
    ]);
  });

  it("[2.3.9] in the EU and the UK are (a) to (d) of article 33(3) in their order, and the reasons of a late one go with it", () => {
    const letters = titles("EU", "en").map((title) => /^\(([a-d])\)/.exec(title)?.[1] ?? "");
    expect(letters.join("")).toBe("aaaaabcd");
    expect(titles("UK", "en")).toEqual(titles("EU", "en"));
    expect(REPORT_ITEMS.EU.find(({ from }) => from === "delay")).toMatchObject({ stage: "first" });
    expect(new Set(REPORT_ITEMS.UK.map(({ rule }) => rule))).toEqual(new Set(["UK-05"]));
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
    const { title, markdown } = await makeReport(context(), { id, stage: "first", language: "zh" });
    expect(title).toMatch(/^【演练】/);
    expect(markdown).toContain("不得报送任何主管部门");
    await file(id);
    await endHandling(context(), WEI, { id, at: undefined });
    await closeIncident(context(), WEI, id);
    expect(await findDrill(context())).toMatchObject({
      overdue: false,
      dueAt: expect.stringMatching(/^2027-/),
    });
  });
});
