import { parseTrustPolicy, verifyReceipt } from "@avow/evidence";
import { transact } from "@avow/postgres";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Channel, Parcel } from "../channels/parcel.ts";
import { viewPerson } from "../contact/look-up.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { askAgain } from "../notices/ask-again.ts";
import { channelThat } from "../notices/notices.testing.ts";
import { noteAccess } from "../receipts/access-rows.ts";
import { listReceipts, receiptFile } from "../receipts/receipts.ts";
import type { Operator } from "../staff/operators.ts";
import { closeIncident, endHandling } from "./closing.ts";
import { composeNotice } from "./compose.ts";
import { incidentSubject } from "./groups.ts";
import { incidentKind } from "./incident-kind.ts";
import { type DeskBench, HOUR, MIN, openDeskBench, TEXTS, WEI } from "./incidents.testing.ts";
import { approveNotice, writeNotice } from "./notice.ts";
import { explainUntold, listPeople, namePeople, removePerson } from "./people.ts";
import { reportIncident } from "./report.ts";
import { freezeScope, previewScope, type ScopeBody, writeScope } from "./scope.ts";
import { pauseNotice, sendNotice } from "./send.ts";
import { countTestPeople, listTestPeople, markTest, readTestMark } from "./test-people.ts";
import { triageIncident } from "./triage.ts";

let bench: DeskBench;
beforeAll(async () => {
  bench = await openDeskBench();
});
afterAll(async () => {
  expect(bench.test.reports).toEqual([]);
  await bench.test.drop();
});

const context = () => bench.test.context;

function trustIn(text: string) {
  const parsed = parseTrustPolicy(text);
  if (!parsed.ok) throw new Error("the trust policy of the log cannot be read");
  return parsed.value;
}

/** A channel that keeps what it is given, or answers as told. */
function keeper(handover: (parcel: Parcel) => "accepted" | "refused" = () => "accepted") {
  const parcels: Parcel[] = [];
  const email = channelThat((parcel) => {
    if (handover(parcel) === "refused")
      return { kind: "not-accepted", permanent: true, why: "no such mailbox" };
    parcels.push(parcel);
    return { kind: "accepted" };
  });
  return { parcels, channels: { email } };
}

describe("a report", () => {
  it("[2.3.9] starts every clock when the company came to know, which is not when it was reported", async () => {
    const id = await bench.report({ knownForMs: 2 * HOUR });
    const { deadlines, knownAt, reportedAt } = await bench.view(id);
    expect(Date.parse(reportedAt) - Date.parse(knownAt)).toBe(2 * HOUR);
    for (const { startedAt } of deadlines) expect(startedAt).toBe(knownAt);
    const four = deadlines.find(({ rule }) => rule === "CN-IN-06");
    expect(Date.parse(four?.dueAt ?? "") - bench.now().getTime()).toBe(2 * HOUR);
  });

  it("[2.3.9] says when it became known: now or before, and never later", async () => {
    const body = { seen: "it", where: "", suspected: "", rehearsal: false };
    const later = new Date(bench.now().getTime() + 1000).toISOString();
    expect(await problemOf(reportIncident(context(), WEI, { ...body, knownAt: later }))).toMatchObject({
      code: "time-unfit",
    });
  });

  it("[law 6] keeps what staff wrote out of the database’s clear columns and the evidence", async () => {
    const id = await bench.report();
    expect((await bench.view(id)).report.seen).toContain("Zhang San");
    const { rows } = await bench.test.database.store.pool.query(
      "select row_to_json(incident)::text as text from incident union all select row_to_json(incident_step)::text from incident_step",
    );
    for (const { text } of rows) expect(text).not.toContain("Zhang");
  });
});

describe("triage", () => {
  it("[2.3.9] runs every clock that may apply until somebody has decided, and then those that do", async () => {
    const id = await bench.report();
    const rules = async () => (await bench.view(id)).deadlines.map(({ id: deadline }) => deadline).sort();
    expect(await rules()).toEqual([
      "CN-IN-01/authority",
      "CN-IN-01/people",
      "CN-IN-03/people",
      "CN-IN-05/authority",
      "CN-IN-06/authority",
      "CN-IN-07/authority",
      "CN-IN-08/authority",
      "CN-MI-04/authority",
      "CN-MI-04/people",
    ]);
    await bench.triage(id);
    expect(await rules()).toEqual(["CN-IN-01/authority", "CN-IN-01/people", "CN-IN-03/people"]);
    await bench.triage(id, { flags: ["harm-prevented", "critical-infrastructure"] });
    expect(await rules()).toEqual(["CN-IN-01/authority"]);
    await bench.triage(id, { flags: ["harm-prevented", "critical-infrastructure"], rank: 1 });
    expect(await rules()).toEqual(["CN-IN-01/authority", "CN-IN-07/authority"]);
    await bench.triage(id, { flags: ["harm-prevented", "state-organ"], rank: 1 });
    expect(await rules()).toEqual(["CN-IN-01/authority", "CN-IN-08/authority"]);
    await bench.triage(id, { flags: ["harm-prevented"], rank: 1 });
    expect(await rules()).toEqual(["CN-IN-01/authority", "CN-IN-06/authority"]);
  });

  it("[2.3.9] proposes the level by the law’s numbers, and takes a lower one with a reason only", async () => {
    const id = await bench.report();
    const facts = { peopleAffected: 12_000_000, lossCny: 6_000_000, flags: [] };
    const decide = (rank: number, reason: string) =>
      triageIncident(context(), WEI, { id, facts, rank, reason });
    expect(await problemOf(decide(1, ""))).toMatchObject({ code: "reason-missing" });
    expect(await problemOf(decide(9, "x"))).toMatchObject({ code: "body-malformed" });
    await decide(2, "");
    expect((await bench.view(id)).triage).toMatchObject({
      level: { rank: 2, title: { en: "major", zh: "重大" } },
      proposed: { because: [{ rule: "CN-IN-09" }, { rule: "CN-IN-10" }] },
    });
    expect(await problemOf(decide(0, ""))).toMatchObject({ code: "reason-missing" });
    await decide(0, "counted twice");
    expect((await bench.view(id)).triage).toMatchObject({ level: { rank: 0 }, reason: "counted twice" });
  });
});

describe("a notice", () => {
  it("[2.3.6] that lacks an element in one language is not approved: element and rule are named", async () => {
    const id = await bench.report();
    await bench.freeze(id);
    for (const element of ["happened", "cause", "impact", "taken", "coming", "advice", "remedy"] as const) {
      const over = (await bench.view(id)).notice?.version ?? 0;
      const texts = { ...TEXTS, [element]: { en: "This is it.", zh: "  " } };
      const { version, lacking } = await writeNotice(context(), WEI, { id, texts, over });
      expect(lacking).toMatchObject([{ element, language: "zh", clause: "2.3.6" }]);
      expect(await problemOf(approveNotice(context(), MIN, { id, version }))).toMatchObject({
        code: "notice-incomplete",
        clause: "2.3.6",
        source: expect.stringMatching(/^CN-IN-/),
        errors: [{ at: `/texts/${element}/zh` }],
      });
    }
  });

  it("[2.3.6] says nothing before it is known which data it is about", async () => {
    const id = await bench.report();
    const { version, lacking } = await writeNotice(context(), WEI, { id, texts: TEXTS, over: 0 });
    expect(lacking.map(({ element }) => element)).toEqual(["categories", "categories"]);
    expect(await problemOf(approveNotice(context(), MIN, { id, version }))).toMatchObject({
      code: "notice-incomplete",
    });
  });

  it("[2.3.6] is approved by somebody who wrote nothing of it, and any change takes the approval back", async () => {
    const id = await bench.report();
    await bench.freeze(id);
    const first = await writeNotice(context(), WEI, { id, texts: TEXTS, over: 0 });
    expect(await problemOf(approveNotice(context(), WEI, { id, version: 1 }))).toMatchObject({
      code: "approval-own",
      clause: "2.3.6",
    });
    expect(first.mayApprove).toBe(false);
    expect(await approveNotice(context(), MIN, { id, version: 1 })).toMatchObject({ state: "approved" });
    const texts = { ...TEXTS, cause: { en: "Another cause.", zh: "另一原因。" } };
    const second = await writeNotice(context(), MIN, { id, texts, over: 1 });
    expect(second).toMatchObject({ state: "draft", approvedBy: null });
    for (const operator of [WEI, MIN])
      expect(await problemOf(approveNotice(context(), operator, { id, version: 2 }))).toMatchObject({
        code: "approval-own",
      });
    const desk = { notices: bench.machinery.notices, jobs: bench.jobs };
    expect(await problemOf(sendNotice(context(), desk, MIN, id))).toMatchObject({ code: "state-unfit" });
    expect(await problemOf(writeNotice(context(), WEI, { id, texts, over: 1 }))).toMatchObject({
      code: "words-changed",
    });
  });

  it("[2.3.6] is not sent when it reads otherwise than it did when it was approved", async () => {
    const id = await bench.report();
    await bench.freeze(id);
    await bench.agree(id);
    await bench.triage(id, { flags: ["minors"] });
    const desk = { notices: bench.machinery.notices, jobs: bench.jobs };
    expect(await problemOf(sendNotice(context(), desk, MIN, id))).toMatchObject({
      code: "state-unfit",
      detail: "the notice reads otherwise than it did when it was approved",
    });
  });

  it("[2.3.6] tells each person in their language every element and the categories that concern them", async () => {
    const [zh, en] = [await bench.newPerson("zh"), await bench.newPerson()];
    const id = await bench.report();
    await bench.freeze(id, {
      filter: { kind: "people", people: [zh.person, en.person] },
      categories: ["contact", "order"],
    });
    await bench.agree(id);
    const { parcels, channels } = keeper();
    await bench.send(id, channels);
    const toZh = parcels.find(({ person }) => person === zh.person);
    const toEn = parcels.find(({ person }) => person === en.person);
    expect(parcels).toHaveLength(2);
    expect(toZh?.subject).toBe("关于涉及您个人信息的安全事件的通知");
    expect(toZh?.body).toContain("涉及您的个人信息种类：联系方式");
    expect(toZh?.body).toContain("原因：cause如下。");
    expect(toEn?.body).toContain("Data of yours that is concerned: Contact details");
    expect(toEn?.body.join("\n")).toContain("privacy@index.example");
    const view = await bench.view(id);
    expect(view.groups).toEqual([{ group: "told", people: 2, reason: null }]);
    expect(view.untold).toBe(0);
    const listed = await listPeople(context(), { id, group: "told", after: undefined, limit: 1 });
    expect(listed.people).toMatchObject([{ tried: [{ channel: "email", outcome: "sent" }] }]);
    expect(listed.next).toBe(listed.people[0]?.person);
  });

  it("[2.3.6] reads in the order of the law: what happened, which data, why, what it may do, what is done, what they can do, whom to ask", () => {
    const { bundle } = context();
    const composing = { texts: TEXTS, categories: ["contact"], minors: false, rehearsal: false };
    const headings = (governing: string, language: string) =>
      composeNotice({ ...bundle, law: { ...bundle.law, governing, also: [] } }, composing, language)
        .paragraphs.slice(1)
        .map((paragraph) => /^([^:：]*)[:：]/.exec(paragraph)?.[1] ?? "");
    // PIPL 57: categories, cause and possible harm; what was done and what they can do; the contact.
    expect(headings("CN", "zh")).toEqual([
      "事件情况",
      "涉及您的个人信息种类",
      "原因",
      "可能造成的影响和危害",
      "我们已采取的措施",
      "我们将采取的措施",
      "您可以采取的措施",
      "补救办法",
      "联系方式",
    ]);
    // California Civil Code 1798.82(d)(1).
    expect(headings("CA", "en").filter((heading) => heading !== "")).toEqual([
      "What Happened",
      "What Information Was Involved",
      "What We Are Doing",
      "What You Can Do",
      "For More Information",
    ]);
    expect(headings("CA", "zh")).toEqual(headings("CN", "zh"));
  });

  it("[2.3.6] that is held sends nothing until it goes on", async () => {
    const { person } = await bench.newPerson();
    const id = await bench.report();
    await bench.freeze(id, { filter: { kind: "people", people: [person] } });
    await bench.agree(id);
    const desk = { notices: bench.machinery.notices, jobs: bench.jobs };
    await sendNotice(context(), desk, MIN, id);
    await pauseNotice(context(), bench.machinery.notices, MIN, id);
    await bench.doJobs();
    const { parcels, channels } = keeper();
    await bench.machinery.worker(channels).sendDue();
    expect(parcels).toEqual([]);
    await bench.send(id, channels);
    expect(parcels).toHaveLength(1);
  });
});

describe("a notice that is cancelled", () => {
  it("[2.3.6] leaves everybody it has not reached untold: it needs a reason, closing is refused, and the next one tells them", async () => {
    const [told, waits] = [await bench.newPerson(), await bench.newPerson()];
    const id = await bench.report();
    await bench.triage(id);
    await bench.freeze(id, { filter: { kind: "people", people: [told.person, waits.person] } });
    await bench.agree(id);
    const { notices } = bench.machinery;
    const desk = { notices, jobs: bench.jobs };
    const { parcels, channels } = keeper();
    await sendNotice(context(), desk, MIN, id);
    await bench.doJobs();
    const first = (await bench.view(id)).notice?.notice ?? "";
    const act = (verb: "pause" | "resume", by: Operator) =>
      transact(context().db, (tx) => notices[verb](context(), tx, { notice: first, by }));
    // Whoever holds it at the list of notices holds it at the desk, and the other way round.
    await act("pause", WEI);
    expect((await bench.view(id)).notice?.state).toBe("paused");
    await sendNotice(context(), desk, MIN, id);
    // One of them is not due yet.
    const later = new Date(bench.now().getTime() + HOUR);
    await sql`update delivery set due_at = ${later} where notice = ${first} and person = ${waits.person}`.execute(
      context().db,
    );
    await bench.machinery.worker(channels).sendDue();
    const reason = "It names the wrong day.";
    await transact(context().db, (tx) => notices.cancel(context(), tx, { notice: first, by: WEI, reason }));
    expect((await problemOf(bench.agree(id))).code).toBe("words-changed"); // it is a draft again, as it read
    const { notice } = await bench.view(id);
    await writeNotice(context(), WEI, { id, texts: TEXTS, over: notice?.version ?? 0 });
    await approveNotice(context(), MIN, { id, version: (notice?.version ?? 0) + 1 });
    expect((await problemOf(sendNotice(context(), desk, MIN, id))).code).toBe("state-unfit");
    await bench.machinery.worker(channels).sendDue();
    expect((await bench.view(id)).groups).toEqual([
      { group: "told", people: 1, reason: null },
      { group: "not-asked", people: 1, reason: null },
    ]);
    expect((await problemOf(closeIncident(context(), MIN, id))).code).toBe("incident-unfinished");
    const steps = (await bench.view(id)).steps.map(({ kind, by }) => `${kind} ${by}`);
    for (const step of ["notice-paused Wei", "notice-resumed Min", "notice-cancelled Wei"])
      expect(steps).toContain(step);
    await bench.send(id, channels);
    expect((await bench.view(id)).groups).toEqual([{ group: "told", people: 2, reason: null }]);
    expect(parcels.map(({ person }) => person).sort()).toEqual([told.person, waits.person].sort());
  });
});

describe("closing", () => {
  it("[2.3.6] [2.3.9] is refused while people are untold, until the reason is recorded for as many as there are", async () => {
    const people = [await bench.newPerson(), await bench.newPerson()].map(({ person }) => person);
    const id = await bench.report();
    await bench.triage(id, { flags: ["harm-prevented"] });
    await bench.freeze(id, { filter: { kind: "people", people: people.slice(0, 1) } });
    await endHandling(context(), WEI, { id, at: undefined });
    await bench.agree(id);
    const { channels } = keeper(() => "refused");
    await bench.send(id, channels);
    expect((await bench.view(id)).groups).toMatchObject([{ group: "failed", people: 1 }]);
    const close = () => problemOf(closeIncident(context(), WEI, id));
    expect(await close()).toMatchObject({ code: "incident-unfinished", clause: "2.3.6" });
    await explainUntold(context(), WEI, {
      id,
      group: "failed",
      reason: "Her mailbox is full, and she left no other address.",
    });
    expect(await close()).toMatchObject({ code: "incident-unfinished", clause: "2.3.9" });
    await namePeople(context(), bench.machinery.notices, WEI, {
      id,
      people: people.slice(1),
      reason: "Named by the bank.",
    });
    expect(await close()).toMatchObject({ code: "incident-unfinished", clause: "2.3.6" });
    await bench.exhaust(channels);
    expect((await bench.view(id)).groups).toMatchObject([{ group: "failed", people: 2, reason: null }]);
    expect(await close()).toMatchObject({ code: "incident-unfinished", clause: "2.3.6" });
  });

  it("[2.3.6] may be covered by an announcement for those who cannot be told, and nobody else", async () => {
    const [lost, told] = [await bench.newPerson(), await bench.newPerson()];
    const id = await bench.report();
    await bench.freeze(id, { filter: { kind: "people", people: [lost.person, told.person] } });
    const standing = () => transact(context().db, (tx) => incidentSubject.standing(context(), tx, id));
    expect(await standing()).toEqual({ people: 2, told: 0, untried: 2, rehearsal: false });
    await bench.agree(id);
    const { channels } = keeper(({ person }) => (person === lost.person ? "refused" : "accepted"));
    await bench.send(id, channels);
    expect(await standing()).toEqual({ people: 2, told: 1, untried: 0, rehearsal: false });
    const announcement = crypto.randomUUID();
    await transact(context().db, async (tx) =>
      incidentSubject.published?.(context(), tx, { id, announcement }),
    );
    expect((await bench.view(id)).groups).toMatchObject([
      { group: "told", people: 1 },
      { group: "announced", people: 1 },
    ]);
    await transact(context().db, async (tx) =>
      incidentSubject.withdrawn?.(context(), tx, { id, announcement }),
    );
    expect((await bench.view(id)).untold).toBe(1);
  });
});

describe("a scope", () => {
  it("[2.3.6] takes in whom its filter says, and not what it does not know", async () => {
    const [a, b] = [await bench.newPerson(), await bench.newPerson()];
    const id = await bench.report();
    const people = [a.person, b.person];
    const preview = (filter: Parameters<typeof previewScope>[2]["filter"]) =>
      previewScope(context(), id, { filter, categories: ["contact"] });
    const theirs = { kind: "people", people } as const;
    expect(await preview({ kind: "all", of: [theirs, { kind: "held", categories: ["contact"] }] })).toEqual({
      people: 2,
      categories: [{ category: "contact", title: { en: "Contact details", zh: "联系方式" }, people: 2 }],
    });
    expect(
      await preview({ kind: "all", of: [theirs, { kind: "held", categories: ["order"] }] }),
    ).toMatchObject({ people: 0 });
    expect(
      await preview({
        kind: "all",
        of: [theirs, { kind: "not", of: { kind: "people", people: [a.person] } }],
      }),
    ).toMatchObject({ people: 1 });
    expect(
      await preview({ kind: "all", of: [theirs, { kind: "event", events: ["person-registered"] }] }),
    ).toMatchObject({ people: 2 });
    const until = bench.now().toISOString();
    expect(await preview({ kind: "all", of: [theirs, { kind: "registered", until }] })).toMatchObject({
      people: 0,
    });
    expect(
      await preview({ kind: "any", of: [theirs, { kind: "people", people: [a.person] }] }),
    ).toMatchObject({ people: 2 });
    expect(await problemOf(preview({ kind: "held", categories: ["orders"] }))).toMatchObject({
      code: "body-malformed",
      errors: [{ at: "/filter/categories" }],
    });
  });

  it("[2.3.6] finds whom somebody read and whose data went where, by who, what, when and in which country", async () => {
    const { person } = await bench.newPerson();
    const id = await bench.report();
    const from = bench.now().toISOString();
    await viewPerson(context(), person, "op-curious");
    await transact(context().db, (tx) =>
      noteAccess(tx, {
        person,
        kind: "disclosed",
        party: "payments",
        purpose: "orders",
        fields: ["order.item"],
        at: bench.now(),
      }),
    );
    const count = async (filter: ScopeBody["filter"]) =>
      (await previewScope(context(), id, { filter, categories: ["contact"] })).people;
    const operators = ["op-curious"];
    expect(await count({ kind: "read", operators })).toBe(1);
    expect(
      await count({ kind: "read", operators, categories: ["contact"], purposes: ["account"], from }),
    ).toBe(1);
    expect(await count({ kind: "read", operators, categories: ["order"] })).toBe(0);
    expect(await count({ kind: "read", operators, until: from })).toBe(0);
    expect(await count({ kind: "read", operators: ["op-other"] })).toBe(0);
    expect(await count({ kind: "disclosed", countries: ["CN"] })).toBe(1);
    expect(await count({ kind: "disclosed", countries: ["US"] })).toBe(0);
    expect(await count({ kind: "disclosed", recipients: ["payments"], categories: ["order"], from })).toBe(1);
  });

  it("[2.3.6] is frozen once, goes on where it stopped, and leaves nobody out who is removed without a reason", async () => {
    const { person } = await bench.newPerson();
    const id = await bench.report();
    const scope: ScopeBody = { filter: { kind: "people", people: [person] }, categories: ["contact"] };
    await freezeScope(context(), bench.jobs, WEI, { id, scope });
    await Promise.all([writeScope(context(), id), writeScope(context(), id)]);
    expect((await bench.view(id)).scope).toMatchObject({ state: "frozen", people: 1 });
    expect(await problemOf(freezeScope(context(), bench.jobs, WEI, { id, scope }))).toMatchObject({
      code: "state-unfit",
    });
    await removePerson(context(), WEI, { id, person, reason: "A namesake." });
    expect((await bench.view(id)).scope).toMatchObject({ people: 0, removed: 1 });
    const again = await namePeople(context(), bench.machinery.notices, WEI, {
      id,
      people: [person],
      reason: "It was her.",
    });
    expect(again).toEqual({ added: 1, unknown: [] });
  });
});

describe("a rehearsal", () => {
  it("[2.3.6] reaches people marked as test alone, says that it is one, and numbers apart", async () => {
    const [test, other] = [await bench.newPerson("zh"), await bench.newPerson()];
    await markTest(context(), WEI, { person: test.person, test: true });
    const id = await bench.report({ rehearsal: true });
    await bench.freeze(id, { filter: { kind: "people", people: [test.person, other.person] } });
    await bench.agree(id);
    const { parcels, channels } = keeper();
    await bench.send(id, channels);
    expect(parcels.map(({ person }) => person)).toEqual([test.person]);
    expect(parcels[0]?.subject).toMatch(/^【演练】/);
    expect(parcels[0]?.body[0]).toBe("本消息为应急演练，下述情况并未实际发生。");
    expect(await bench.view(id)).toMatchObject({ number: 1, rehearsal: true, people: 1 });
    const named = await namePeople(context(), bench.machinery.notices, WEI, {
      id,
      people: [other.person],
      reason: "x",
    });
    expect(named).toEqual({ added: 0, unknown: [other.person] });
  });

  it("[2.3.6] [law 3] reaches nobody who is marked no more, or never was, however they came onto its list: at the hand-over and before a call", async () => {
    const people = [await bench.newPerson(), await bench.newPerson(), await bench.newPerson()];
    const [unmarked = "", byHand = "", called = ""] = people.map(({ person }) => person);
    for (const person of [unmarked, called]) await markTest(context(), WEI, { person, test: true });
    const id = await bench.report({ rehearsal: true });
    await bench.freeze(id, { filter: { kind: "people", people: [unmarked, called] } });
    await bench.agree(id);
    await markTest(context(), MIN, { person: unmarked, test: false });
    const desk = { notices: bench.machinery.notices, jobs: bench.jobs };
    const notice = (await sendNotice(context(), desk, MIN, id)).notice ?? "";
    await bench.doJobs();
    await transact(context().db, (tx) => bench.machinery.notices.addPeople(tx, notice, [byHand]));
    const { parcels, channels } = keeper(() => "refused");
    const calls: Channel = { kind: "keeps", name: "telephone", with: "staff", keep: async () => {} };
    await bench.exhaust({ ...channels, telephone: calls });
    expect(parcels).toEqual([]);
    expect((await bench.view(id)).groups).toMatchObject([
      { group: "waiting", people: 1 },
      { group: "refused", people: 1 },
    ]);
    const { rows } = await bench.test.database.store.pool.query(
      "select person, id, state, refusal from delivery where notice = $1",
      [notice],
    );
    const of = (person: string) => rows.find((row) => row.person === person);
    for (const person of [unmarked, byHand])
      expect(of(person)).toMatchObject({
        state: "stopped",
        refusal: { clause: "2.3.6", reason: { zh: expect.stringContaining("仅可发送给标记为测试的人员") } },
      });
    const ask = () =>
      transact(context().db, (tx) =>
        askAgain({ context: context(), kinds: new Map([["incident", incidentKind]]) }, tx, {
          person: called,
          delivery: of(called).id,
          channel: "telephone",
        }),
      );
    expect(await ask()).toMatchObject({ kind: "permitted" });
    await markTest(context(), WEI, { person: called, test: false });
    expect(await ask()).toMatchObject({ kind: "refused", refusal: { clause: "2.3.6" } });
  });
});

describe("the list of people marked as test", () => {
  it("[2.3.6] says who marked whom and since when, page by page; each mark is a receipt of the person that names the operator", async () => {
    const before = await countTestPeople(context());
    const people = [await bench.newPerson(), await bench.newPerson()].map(({ person }) => person).sort();
    const [one = "", two = ""] = people;
    expect(await readTestMark(context(), one)).toBeNull();
    const mark = await markTest(context(), WEI, { person: one, test: true });
    expect(mark).toMatchObject({ person: one, markedBy: "Wei", markedAt: bench.now().toISOString() });
    expect(await markTest(context(), MIN, { person: one, test: true })).toMatchObject({ markedBy: "Wei" });
    await markTest(context(), MIN, { person: two, test: true });
    expect(await countTestPeople(context())).toBe(before + 2);
    const listed: string[] = [];
    let after: string | undefined;
    do {
      const page = await listTestPeople(context(), { after, limit: 1 });
      listed.push(...page.people.map(({ person }) => person));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(listed).toEqual([...listed].sort());
    expect(listed).toHaveLength(before + 2);
    expect(listed).toEqual(expect.arrayContaining(people));
    expect(await markTest(context(), MIN, { person: one, test: false })).toBeNull();
    expect(
      await problemOf(markTest(context(), WEI, { person: crypto.randomUUID(), test: true })),
    ).toMatchObject({
      code: "not-found",
    });
    const [unmarking, marking] = await listReceipts(context(), one);
    expect([marking?.kind, unmarking?.kind]).toEqual(["test-marked", "test-unmarked"]);
    for (const [receipt, by] of [
      [marking, WEI.id],
      [unmarking, MIN.id],
    ] as const) {
      await context().ledger.logged(receipt?.id ?? "");
      const file = await receiptFile(context(), one, receipt?.id ?? "");
      expect(verifyReceipt(file, trustIn(context().ledger.trustPolicy()))).toMatchObject({
        verdict: "verifies",
        event: { facts: { by }, clause: "2.3.6" },
      });
    }
  });
});
