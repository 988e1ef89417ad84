import { wordingOf } from "@avow/policy";
import { transact } from "@avow/postgres";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { makeParcel } from "../channels/make-parcel.testing.ts";
import { createTelephoneGateway, isSignedCall, signCall } from "../channels/telephone/gateway.ts";
import { GATEWAY_SECRET as SECRET, startGateway } from "../channels/telephone/telephone.testing.ts";
import { choose, listChoices, setObjection } from "../choices/choices.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { type OutreachBench, openOutreachBench } from "../letters/outreach.testing.ts";
import { describeSubmissions } from "../submissions/describe.ts";
import { listSubmissions } from "../submissions/rows.ts";
import { takeCallReport } from "./call-report.ts";
import { countCalls } from "./call-rows.ts";
import { endCall, type Said } from "./end-call.ts";
import { takeCall } from "./take-call.ts";
import { takeTelephoneNote } from "./telephone-note.ts";

const WEI = { id: "wei", name: "Wei", email: "wei@index.example" };
const ANN = { id: "ann", name: "Ann", email: "ann@index.example" };

let bench: OutreachBench;
beforeAll(async () => {
  bench = await openOutreachBench();
});
afterAll(async () => {
  expect(bench.reports).toEqual([]);
  await bench.drop();
});

const take = async (operator = WEI) => (await takeCall(bench.context, bench, operator)).call;
const end = (id: string, said: Partial<Said>, operator = WEI) =>
  endCall(bench.context, bench.notices, {
    id,
    operator,
    said: { outcome: "reached", note: "", objectTo: [], ...said },
  });

async function callSomebody(language: "en" | "zh" = "en", channels = ["telephone", "letter"] as const) {
  const person = await bench.newPerson(language);
  await bench.giveAddress(person);
  const notice = await bench.notify(person, { channels });
  return { person, notice };
}

describe("the call list", () => {
  it("[2.3.7] opens the next call for one operator: name, number and what to say in the person's language, with evidence", async () => {
    const { person, notice } = await callSomebody("zh");
    const call = await take();
    expect(call).toMatchObject({
      name: "Lin Yue",
      number: "+86 571 5550 0101",
      language: "zh",
      subject: "安全事件",
      paragraphs: ["数据副本被窃取。", "请修改密码。"],
      clause: "2.3.7",
      unanswered: 0,
    });
    expect(await bench.events(person)).toContain("call-opened");
    expect(await take(ANN)).toBeNull();
    expect((await take())?.id).toBe(call?.id);
    expect(await end(call?.id ?? "", {})).toEqual({ outcome: "reached" });
    expect(await bench.delivery(person, notice)).toMatchObject({ state: "sent", channel: "telephone" });
    expect(await take()).toBeNull();
  });

  it("[law 3] [2.4.9] shows nobody the number of a person who objected while the call waited", async () => {
    const person = await bench.newPerson();
    const wording = wordingOf(bench.context.bundle.purposes.marketing?.ask ?? {});
    await choose(bench.context, person.person, "marketing", { choice: "agree", wording });
    const notice = await bench.notify(person, { channels: ["telephone"], purpose: "marketing" });
    expect(await bench.delivery(person, notice)).toMatchObject({ state: "with-staff" });
    await setObjection(bench.context, person.person, "marketing", true);
    expect(await take()).toBeNull();
    expect(await bench.events(person)).not.toContain("call-opened");
    expect((await bench.delivery(person, notice)).state).not.toBe("with-staff");
  });

  it("[law 8] gives a call to another when its time is over, and takes the first one's word no more", async () => {
    await callSomebody();
    const first = await take();
    bench.pass(16 * 60_000);
    const second = await take(ANN);
    expect(second?.id).toBe(first?.id);
    expect(await problemOf(end(first?.id ?? "", {}))).toMatchObject({ code: "state-unfit" });
    await end(second?.id ?? "", {}, ANN);
    expect(await problemOf(end(second?.id ?? "", {}, ANN))).toMatchObject({ code: "state-unfit" });
  });

  it("[2.3.7] tries again later where nobody answers, and after three times the next channel follows", async () => {
    const { person, notice } = await callSomebody();
    for (let unanswered = 0; unanswered < 3; unanswered += 1) {
      const call = await take();
      expect(call?.unanswered).toBe(unanswered);
      expect((await bench.delivery(person, notice)).state).toBe("with-staff");
      await end(call?.id ?? "", { outcome: "no-answer" });
      expect(await take()).toBeNull();
      bench.pass(4 * 3_600_000 + 1000);
    }
    await bench.sendDue();
    expect(await bench.delivery(person, notice)).toMatchObject({ state: "with-staff", channel: "letter" });
    expect(await countCalls(bench.context.db, bench.context.now())).toEqual({ due: 0, later: 0, taken: 0 });
  });

  it("[2.3.7] a number that is somebody else's counts as not told, and the next channel follows", async () => {
    const { person, notice } = await callSomebody();
    await end((await take())?.id ?? "", { outcome: "wrong-number" });
    await bench.sendDue();
    expect(await bench.delivery(person, notice)).toMatchObject({ state: "with-staff", channel: "letter" });
  });

  it("[2.4.9] takes an objection at once, and says the door it came by", async () => {
    const { person } = await callSomebody();
    const { id = "" } = (await take()) ?? {};
    expect(await problemOf(end(id, { outcome: "objected" }))).toMatchObject({ code: "field-missing" });
    await end(id, { outcome: "objected", objectTo: ["marketing"], note: "Wants no calls." });
    const choices = await transact(bench.context.db, (tx) => listChoices(bench.context, tx, person.person));
    expect(choices.find(({ purpose }) => purpose === "marketing")?.objection?.at).not.toBeNull();
    expect(await bench.events(person)).toEqual(
      expect.arrayContaining(["objection-made", "call-noted", "call-made"]),
    );
  });
});

describe("a note of a call", () => {
  it("[2.4.9] that somebody made to us records what they object to, and is theirs to read", async () => {
    const person = await bench.newPerson();
    const noted = await takeTelephoneNote(bench.context, person.person, {
      note: "Rang to say: no more advertising.",
      objectTo: ["marketing", "marketing", "partner-marketing"],
    });
    expect(noted).toEqual({ objections: 2, noted: true });
    expect((await bench.events(person)).filter((kind) => kind === "objection-made")).toHaveLength(2);
    const own = await transact(bench.context.db, async (tx) =>
      describeSubmissions(
        bench.context,
        tx,
        person,
        await listSubmissions(tx, { form: "call", person: person.person }, 10),
      ),
    );
    expect(own[0]?.values).toEqual({ "call.note": "Rang to say: no more advertising." });
  });

  it("[2.1.4] takes no card number, and then nothing of it is kept", async () => {
    const person = await bench.newPerson();
    const given = { note: "card 4111 1111 1111 1111", objectTo: ["marketing"] };
    expect(await problemOf(takeTelephoneNote(bench.context, person.person, given))).toMatchObject({
      code: "card-number",
    });
    expect(await bench.events(person)).not.toContain("objection-made");
  });

  it("of nothing, to nobody, or about no purpose is refused", async () => {
    const { person } = await bench.newPerson();
    const note = (given: { note: string; objectTo: string[] }, to = person) =>
      problemOf(takeTelephoneNote(bench.context, to, given));
    expect(await note({ note: " ", objectTo: [] })).toMatchObject({ code: "field-missing" });
    expect(await note({ note: "x", objectTo: [] }, crypto.randomUUID())).toMatchObject({ code: "not-found" });
    expect(await note({ note: "", objectTo: ["incident"] })).toMatchObject({ code: "purpose-unknown" });
  });
});

describe("a telephony gateway", () => {
  const options = {
    secret: SECRET,
    law: "CN",
    reportUrl: "https://index.example/v1/reports/calls",
    now: () => new Date(),
  };

  it("[2.3.7] is asked with a signature, once for each delivery, and its refusals are told apart", async () => {
    const gateway = await startGateway();
    onTestFinished(() => gateway.close());
    const channel = createTelephoneGateway({ ...options, url: gateway.url });
    const parcel = makeParcel();
    expect(await channel.send(parcel)).toEqual({ kind: "awaits-report", withinMs: 24 * 3_600_000 });
    expect(gateway.taken).toEqual([
      {
        id: parcel.id,
        key: parcel.id,
        number: "+8613800000000",
        name: "Lin Yue",
        language: "en",
        title: parcel.subject,
        text: parcel.body,
        report: { url: options.reportUrl, token: parcel.replyToken },
      },
    ]);
    for (const [status, expected] of [
      [422, { kind: "not-accepted", permanent: true }],
      [429, { kind: "not-accepted", permanent: false }],
      [500, { kind: "unknown" }],
    ] as const) {
      gateway.status = status;
      expect(await channel.send(parcel)).toMatchObject(expected);
    }
    const wrong = createTelephoneGateway({ ...options, url: gateway.url, secret: "another" });
    expect(await wrong.send(parcel)).toMatchObject({ kind: "not-accepted", permanent: false });
    const to = { name: "Lin", address: "12345" };
    expect(await channel.send({ ...parcel, to })).toMatchObject({ kind: "not-accepted", permanent: true });
  });

  it("has its reports taken only when they are signed, by it, now", async () => {
    const body = JSON.stringify({ token: "x", outcome: "reached" });
    const now = bench.context.now();
    const report = (signature: string, secret: string | null = SECRET) =>
      takeCallReport(bench.context, bench.notices, { body, signature, secret });
    await report(signCall(body, SECRET, now));
    for (const signature of [
      "",
      "t=1,v1=",
      signCall(`${body} `, SECRET, now),
      signCall(body, SECRET, new Date(now.getTime() - 301_000)),
    ])
      expect(await problemOf(report(signature))).toMatchObject({ code: "report-unsigned" });
    expect(await problemOf(report(signCall(body, SECRET, now), null))).toMatchObject({
      code: "report-unsigned",
    });
    expect(isSignedCall(body, signCall(body, SECRET, now), { secret: "other", at: now })).toBe(false);
    const odd = "[]";
    const signature = signCall(odd, SECRET, now);
    expect(
      await problemOf(takeCallReport(bench.context, bench.notices, { body: odd, signature, secret: SECRET })),
    ).toMatchObject({ code: "body-malformed" });
  });
});
