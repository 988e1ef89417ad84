import { type ChannelName, wordingOf } from "@avow/policy";
import { transact } from "@avow/postgres";
import fc from "fast-check";
import { Hono } from "hono";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { keepRegistration } from "../accounts/register.ts";
import type { Channels, Handover, KeepingChannel, Parcel, SendingChannel } from "../channels/parcel.ts";
import { createAliyunSms } from "../channels/sms/aliyun.ts";
import {
  ACCOUNT,
  aliyunPush,
  type SmsStandIn,
  startAliyun,
  startTwilio,
  type TakenSms,
  twilioCallback,
} from "../channels/sms/sms.testing.ts";
import { createSmsChannel } from "../channels/sms/sms.ts";
import { createTwilioSms } from "../channels/sms/twilio.ts";
import { choose } from "../choices/choices.ts";
import { findPerson } from "../contact/look-up.ts";
import { unsubscribe } from "../contact/unsubscribe.ts";
import { createParser, type Parser } from "../correspondence/parser.ts";
import { createReceiver } from "../correspondence/receive.ts";
import { problemResponse } from "../http/problem.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import type { NoticeKind, Said } from "../notices/notice.ts";
import {
  channelThat,
  createNoticeBench,
  type NoticeBench,
  offsetToNoon,
} from "../notices/notices.testing.ts";
import type { ServiceTables } from "../tables.ts";
import { makeTwilioReportUrl, type SmsReporting } from "./report-address.ts";
import { mountSmsReports } from "./routes.ts";

const HOUR_MS = 3_600_000;
const TOKEN = "t".repeat(43);
const INBOUND = "in.index.example";

/** A kind whose messages are owed: what may not have arrived is sent again after six hours. */
const owedKind: NoticeKind = {
  name: "incident",
  repeat: { windowHours: 6 },
  prepare: async () => ({
    facts: (_person, base) => base,
    say: () => ({ subject: "Notice", paragraphs: ["It happened."] }),
  }),
};

let offsetMs = offsetToNoon();

/** Puts the clock back when the test ends: advertising has its hours. */
function keepClock(): void {
  const before = offsetMs;
  onTestFinished(() => {
    offsetMs = before;
  });
}

let test: TestContext;
let bench: NoticeBench;
let parser: Parser;
beforeAll(async () => {
  test = await openTestContext({ now: () => new Date(Date.now() + offsetMs) });
  const report = (error: unknown): void => void test.reports.push(error);
  bench = createNoticeBench({ governing: test.governing, now: test.context.now, kinds: [owedKind], report });
  parser = createParser({ lanes: 1, patienceMs: 20_000 });
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await parser.close();
  await test.drop();
});

const tables = () => test.context.db.withTables<ServiceTables>();

async function addPerson(willing = false): Promise<{ readonly person: string; readonly email: string }> {
  const { context } = test;
  const email = `${crypto.randomUUID()}@marker.example`;
  const values = { ...filledRegistration(email), "contact.telephone": "+86 138 0000 0000" };
  await keepRegistration(context, "registration", new Map(Object.entries(values)));
  const person = await findPerson(context, email);
  const wording = wordingOf(context.bundle.purposes.marketing?.ask ?? {});
  if (willing) await choose(context, person, "marketing", { choice: "agree", wording });
  return { person, email };
}

interface Asked {
  readonly channels: readonly ChannelName[];
  readonly kind?: NoticeKind["name"];
  readonly purpose?: string;
}

function notify(
  person: string,
  { channels, kind = "incident", purpose = "incident" }: Asked,
): Promise<string> {
  const { context } = test;
  const words = { subject: { en: "News", zh: "消息" }, body: { en: "There is news.", zh: "有新消息。" } };
  return transact(context.db, async (tx) => {
    const request = { kind, about: null, purpose, channels, rehearsal: false, by: "operator-1" };
    const id = await bench.notices.create(context, tx, {
      ...request,
      beginsAt: context.now(),
      ...(kind === "message" ? { words } : {}),
    });
    await bench.notices.addPeople(tx, id, [person]);
    await bench.notices.start(tx, id);
    return id;
  });
}

const send = (channels: Channels) => bench.worker(channels).sendDue();
const standing = (notice: string) =>
  tables()
    .selectFrom("delivery")
    .select(["state", "channel", "attempts", "failure"])
    .where("notice", "=", notice)
    .executeTakeFirstOrThrow();
const tried = (notice: string) =>
  tables()
    .selectFrom("delivery_attempt")
    .innerJoin("delivery", "delivery.id", "delivery_attempt.delivery")
    .select(["delivery_attempt.channel", "delivery_attempt.outcome", "delivery_attempt.failure"])
    .where("delivery.notice", "=", notice)
    .execute();
const told = async (notice: string) =>
  (await transact(test.context.db, (tx) => bench.notices.progress(tx, notice))).states.sent;

async function events(person: string): Promise<readonly string[]> {
  const rows = await tables()
    .selectFrom("receipt")
    .select("kind")
    .where("person", "=", person)
    .where("kind", "like", "message-%")
    .orderBy("sequence")
    .execute();
  return rows.map(({ kind }) => kind);
}

/** A provider on this machine, the channel over it, and what it reports of a message. */
interface Provider {
  readonly standIn: SmsStandIn;
  readonly channels: { readonly sms: SendingChannel; readonly telephone: KeepingChannel };
  /** Posts a report as the provider does; its status is the answer's. */
  report(of: TakenSms | undefined, said: "arrived" | "failed"): Promise<number>;
  /** The same by somebody who is not the provider. */
  forge(of: TakenSms | undefined): Promise<number>;
}

function appOf(reporting: SmsReporting): Hono {
  const app = new Hono();
  app.onError((error) => problemResponse(error, (broken) => test.reports.push(broken)));
  mountSmsReports(app, test.context, { notices: bench.notices, reporting });
  return app;
}

const REPORTED = { sign: "Index", law: "CN", reportedWithinMs: 6 * HOUR_MS } as const;
const telephone: KeepingChannel = { kind: "keeps", name: "telephone", with: "staff", keep: async () => {} };

async function openAliyun(): Promise<Provider> {
  const standIn = await startAliyun();
  const account = { ...ACCOUNT, from: "因得思", template: "SMS_1", endpoint: standIn.url, reportUrl: null };
  const provider = createAliyunSms(account, { now: test.context.now });
  const app = appOf({ provider: "aliyun", token: TOKEN });
  const push = async (token: string, of: TakenSms | undefined, success: boolean) => {
    const code = success ? "DELIVERED" : "MOBILE_SEND_LIMIT";
    const pushed = [
      { reference: "67890", success: true, code: "DELIVERED" },
      { reference: of?.reference ?? null, success, code },
    ];
    return (await app.request(`/v1/reports/sms/aliyun/${token}`, aliyunPush(pushed))).status;
  };
  return {
    standIn,
    channels: { sms: createSmsChannel({ ...REPORTED, provider }), telephone },
    report: (of, said) => push(TOKEN, of, said === "arrived"),
    forge: (of) => push("u".repeat(43), of, true),
  };
}

async function openTwilio(): Promise<Provider> {
  const standIn = await startTwilio();
  const reportUrl = makeTwilioReportUrl(test.context.publicUrl);
  const provider = createTwilioSms({
    ...ACCOUNT,
    from: "+15005550006",
    template: null,
    endpoint: standIn.url,
    reportUrl,
  });
  const app = appOf({ provider: "twilio", authToken: ACCOUNT.secret });
  const call = async (of: TakenSms | undefined, status: string, secret?: string) => {
    const callback = of?.callback ?? `${reportUrl}/${"x".repeat(43)}`;
    const request = twilioCallback(callback, {
      status,
      ...(status === "delivered" ? {} : { code: "30003" }),
      ...(secret === undefined ? {} : { secret }),
    });
    return (await app.request(new URL(callback).pathname, request)).status;
  };
  return {
    standIn,
    channels: { sms: createSmsChannel({ ...REPORTED, provider }), telephone },
    async report(of, said) {
      await call(of, "sent");
      return call(of, said === "arrived" ? "delivered" : "undelivered");
    },
    forge: (of) => call(of, "delivered", "another"),
  };
}

describe.each([
  ["Alibaba Cloud", openAliyun, 200],
  ["Twilio", openTwilio, 204],
] as const)("a text message that %s took", (_name, open, taken) => {
  async function openHere(): Promise<Provider> {
    const provider = await open();
    onTestFinished(() => provider.standIn.close());
    return provider;
  }

  async function sendOne(kind: NoticeKind["name"] = "incident") {
    const provider = await openHere();
    keepClock();
    const { person } = await addPerson(true);
    const notice = await notify(person, { channels: ["sms", "telephone"], purpose: "marketing", kind });
    await send(provider.channels);
    return { ...provider, person, notice, sms: provider.standIn.taken.at(-1) };
  }

  it("[2.3.7] counts as notice when it is reported to have arrived, and not before", async () => {
    const { person, notice, sms, report } = await sendOne();
    expect(await standing(notice)).toMatchObject({ state: "awaits-report", channel: "sms" });
    expect(await told(notice)).toBe(0);
    expect(await events(person)).toEqual(["message-handed-over"]);
    expect(await report(sms, "arrived")).toBe(taken);
    expect(await standing(notice)).toMatchObject({ state: "sent", channel: "sms" });
    expect(await told(notice)).toBe(1);
    expect(await report(sms, "arrived")).toBe(taken);
    expect(await report(sms, "failed")).toBe(taken);
    expect(await told(notice)).toBe(1);
    expect(await events(person)).toEqual(["message-handed-over", "message-sent"]);
  });

  it("[2.3.7] and that failed counts as not told: the next channel follows, with evidence, whatever is reported later", async () => {
    const { person, notice, sms, report, channels } = await sendOne();
    expect(await report(sms, "failed")).toBe(taken);
    expect(await standing(notice)).toMatchObject({ state: "queued", channel: "telephone" });
    expect(await events(person)).toEqual(["message-handed-over", "message-returned"]);
    await send(channels);
    expect(await report(sms, "failed")).toBe(taken);
    expect(await report(sms, "arrived")).toBe(taken);
    expect(await standing(notice)).toMatchObject({ state: "with-staff", channel: "telephone" });
    expect(await told(notice)).toBe(0);
    expect((await events(person)).slice(2)).toEqual(["message-given-to-staff"]);
    const [attempt] = await tried(notice);
    expect(attempt).toMatchObject({ channel: "sms", outcome: "returned" });
    expect(attempt?.failure).toMatch(/reported (30003|MOBILE_SEND_LIMIT)$/);
  });

  it("[2.3.7] and never reports does not count: after the declared span the next channel follows, and a report that comes then still tells", async () => {
    const { person, notice, sms, report, channels } = await sendOne();
    offsetMs += 6 * HOUR_MS - 60_000;
    await send(channels);
    expect(await standing(notice)).toMatchObject({ state: "awaits-report" });
    offsetMs += 120_000;
    await send(channels);
    await send(channels);
    expect(await standing(notice)).toMatchObject({ state: "with-staff", channel: "telephone" });
    expect(await told(notice)).toBe(0);
    expect(await report(sms, "arrived")).toBe(taken);
    expect(await standing(notice)).toMatchObject({ state: "sent", channel: "sms" });
    expect(await events(person)).toEqual([
      "message-handed-over",
      "message-outcome-unknown",
      "message-given-to-staff",
      "message-sent",
    ]);
  });

  it("[2.4.9] counts for the pace of its purpose while its report is awaited", async () => {
    const { person, channels } = await sendOne();
    const most = test.context.bundle.purposes.marketing?.pace?.most ?? 0;
    for (let sent = 1; sent < most; sent += 1)
      await notify(person, { channels: ["sms"], purpose: "marketing" });
    await send(channels);
    const one = await notify(person, { channels: ["sms"], purpose: "marketing" });
    await send(channels);
    expect(await standing(one)).toMatchObject({ state: "stopped" });
  });

  it("[2.4.9] and never reports is nothing to send again where it is not owed", async () => {
    const { notice, channels, person } = await sendOne("message");
    offsetMs += 7 * HOUR_MS;
    await send(channels);
    expect(await standing(notice)).toMatchObject({ state: "unknown", channel: "sms" });
    const { bundle } = test.context;
    expect(bundle.purposes.marketing?.basis).toBe("consent");
    const { rows } = await test.database.store.pool.query(
      "select kind from receipt where person = $1 order by sequence",
      [person],
    );
    const kinds: readonly string[] = rows.map(({ kind }) => kind);
    // The receipt of the consent stands before what rests on it, in the person's own evidence.
    expect(kinds.indexOf("consent-given")).toBeGreaterThan(-1);
    expect(kinds.indexOf("consent-given")).toBeLessThan(kinds.indexOf("message-handed-over"));
  });

  it("[law 8] is settled by a report that comes before it is written down that it was taken", async () => {
    const { channels, standIn, report } = await openHere();
    const { person } = await addPerson(true);
    const notice = await notify(person, { channels: ["sms"], purpose: "marketing" });
    let reported: Promise<number> | undefined;
    const sms = channelThat(async (parcel) => {
      const answer = await channels.sms.send(parcel);
      reported = report(standIn.taken.at(-1), "arrived");
      return answer;
    }, "sms");
    await send({ sms });
    expect(await reported).toBe(taken);
    expect(await standing(notice)).toMatchObject({ state: "sent" });
    expect(await events(person)).toEqual(["message-handed-over", "message-sent"]);
  });

  it("[law 8] is settled by its report though the process that handed it over died", async () => {
    const { person, notice, sms, report, channels } = await sendOne();
    const { db, now } = test.context;
    await sql`
      update delivery set state = 'sending', begun_at = ${new Date(now().getTime() - 60_000)}
      where notice = ${notice}`.execute(db);
    await sql`
      insert into delivery_handover (batch, wave, begun, attempts, accepted)
      select id, 0, array[id], array[attempts], '{}' from delivery where notice = ${notice}`.execute(db);
    expect(await report(sms, "arrived")).toBe(taken);
    await send(channels);
    expect(await standing(notice)).toMatchObject({ state: "sent", attempts: 1 });
    expect((await events(person)).at(-1)).toBe("message-sent");
    const { rows } = await sql`select begun from delivery_handover`.execute(db);
    expect(rows).toEqual([]);
  });

  it("[2.3.7] is reported by the provider alone, and an answer tells nobody which messages are known", async () => {
    const { notice, sms, report, forge } = await sendOne();
    expect(await forge(sms)).toBe(await forge(undefined));
    expect(await forge(sms)).toBeGreaterThanOrEqual(401);
    expect(await standing(notice)).toMatchObject({ state: "awaits-report" });
    expect(await report(undefined, "arrived")).toBe(taken);
    expect(await standing(notice)).toMatchObject({ state: "awaits-report" });
  });
});

describe("an address for reports", () => {
  it("is none where no report is awaited, or another provider's is", async () => {
    const requests = [
      ["/v1/reports/sms/aliyun/x", aliyunPush([])],
      [
        "/v1/reports/sms/twilio/x",
        twilioCallback("http://localhost:4000/v1/reports/sms/twilio/x", { status: "sent" }),
      ],
    ] as const;
    for (const [path, request] of requests)
      expect((await appOf(null).request(path, request)).status).toBe(404);
    const [aliyun, twilio] = requests;
    expect((await appOf({ provider: "twilio", authToken: "a" }).request(...aliyun)).status).toBe(404);
    expect((await appOf({ provider: "aliyun", token: TOKEN }).request(...twilio)).status).toBe(404);
  });

  it("refuses what is no report, without repeating it or the token", async () => {
    const app = appOf({ provider: "aliyun", token: TOKEN });
    for (const body of ["", "{}", '{"out_id":"13800000000"}', "\u0000", "[1"]) {
      const answer = await app.request(`/v1/reports/sms/aliyun/${TOKEN}`, { method: "POST", body });
      expect(answer.status).toBe(400);
      expect(await answer.text()).not.toMatch(/1380|tttt/);
    }
    const answer = await app.request(`/v1/reports/sms/aliyun/${TOKEN}`, aliyunPush([]));
    expect(await answer.json()).toEqual({ code: 0, msg: "接收成功" });
    const twilio = appOf({ provider: "twilio", authToken: "a" });
    const long = { method: "POST", body: `MessageStatus=${"x".repeat(20_000)}` };
    expect((await twilio.request("/v1/reports/sms/twilio/x", long)).status).toBe(413);
  });
});

describe("a copy that is not the latest", () => {
  const LOST = { kind: "unknown", why: "lost" } as const;
  const keepIn = (parcels: Parcel[], answer: Handover) =>
    channelThat((parcel) => {
      parcels.push(parcel);
      return answer;
    });
  const isOf = (person: string) => (parcel: Parcel) => parcel.person === person;

  /** A message of which the first copy may have arrived, and the second was handed over with this answer. */
  async function sendTwice(answer: Handover, { purpose = "incident" } = {}) {
    const someone = await addPerson(purpose === "marketing");
    const parcels: Parcel[] = [];
    const notice = await notify(someone.person, { channels: ["email"], purpose });
    await send({ email: keepIn(parcels, LOST) });
    offsetMs += 24 * HOUR_MS;
    await send({ email: keepIn(parcels, answer) });
    const [first, second] = parcels.filter(isOf(someone.person));
    if (first === undefined || second === undefined) throw new TypeError("two copies were handed over");
    expect(second.id).toBe(first.id);
    return { ...someone, notice, first, second };
  }

  const receive = (raw: string, recipient: string, sender: string | null = null) =>
    createReceiver({
      current: async () => test.context,
      notices: bench.notices,
      parser,
      report: (error) => test.reports.push(error),
    })({ sender, recipients: [recipient], raw: new Uint8Array(Buffer.from(raw.replaceAll("\n", "\r\n"))) });

  /** A report by a mail server, at the address its copy was sent from. */
  function report({ replyToken }: Parcel, action: "failed" | "delivered" | "delayed") {
    const to = `bounce+${replyToken}@${INBOUND}`;
    const status = { failed: "5.1.1", delivered: "2.0.0", delayed: "4.0.0" }[action];
    return receive(
      `From: MAILER-DAEMON@mx.reader.example
To: ${to}
Subject: Delivery Status Notification
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

--=_b
Content-Type: text/plain

What became of it.
--=_b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.reader.example

Final-Recipient: rfc822; lin@reader.example
Action: ${action}
Status: ${status}

--=_b--
`,
      to,
    );
  }

  it("[2.3.7] and came back changes nothing where a later one was taken, and leaves its evidence once", async () => {
    const { person, notice, first, second } = await sendTwice({ kind: "accepted" });
    expect(await standing(notice)).toMatchObject({ state: "sent", attempts: 2 });
    expect(await report(first, "delayed")).toEqual({ kind: "taken" });
    expect(await report(first, "failed")).toEqual({ kind: "taken" });
    expect(await report(first, "failed")).toEqual({ kind: "taken" });
    expect(await standing(notice)).toMatchObject({ state: "sent", attempts: 2 });
    expect(await events(person)).toEqual(["message-sent", "message-returned"]);
    expect(await tried(notice)).toEqual([
      { channel: "email", outcome: "returned", failure: "a mail server returned it (5.1.1)" },
    ]);
    expect(await report(second, "failed")).toEqual({ kind: "taken" });
    expect(await standing(notice)).toMatchObject({ state: "failed" });
    expect(await told(notice)).toBe(0);
  });

  it("[2.3.7] and arrived has told the person: nothing is sent again", async () => {
    const { person, notice, first, second } = await sendTwice({
      kind: "not-accepted",
      permanent: false,
      why: "busy",
    });
    expect(await standing(notice)).toMatchObject({ state: "queued", attempts: 2 });
    await report(first, "delivered");
    expect(await standing(notice)).toMatchObject({ state: "sent", attempts: 1 });
    offsetMs += HOUR_MS;
    const never = channelThat(() => {
      throw new Error("it was handed over again");
    });
    await send({ email: never });
    await report(second, "failed");
    expect(await told(notice)).toBe(1);
    expect(await events(person)).toEqual(["message-sent"]);
  });

  it("[2.1.2] [2.4.9] leads back as the latest does: an answer to it is its person's, and its link ends the messages", async () => {
    const { person, email, first, second } = await sendTwice({ kind: "accepted" }, { purpose: "marketing" });
    expect(first.replyToken).not.toBe(second.replyToken);
    const to = `reply+${first.replyToken}@${INBOUND}`;
    const mail = `From: Somebody <elsewhere-${email}>\nTo: ${to}\nSubject: Re: Notice\n\nThank you for the notice.\n`;
    expect(await receive(mail, to, `elsewhere-${email}`)).toEqual({ kind: "taken" });
    const letters = await tables()
      .selectFrom("letter")
      .select(["proof"])
      .where("person", "=", person)
      .execute();
    expect(letters).toEqual([{ proof: "token" }]);
    const link = (parcel: Parcel) => parcel.unsubscribeUrl?.split("/").at(-1) ?? "";
    expect(await unsubscribe(test.context, link(first))).toMatchObject({ purpose: "marketing" });
    expect(await unsubscribe(test.context, link(second))).toMatchObject({ purpose: "marketing" });
    expect(await problemOf(unsubscribe(test.context, "x".repeat(43)))).toMatchObject({
      code: "token-unknown",
    });
    const objections = tables().selectFrom("objection").select("purpose").where("person", "=", person);
    expect(await objections.execute()).toEqual([{ purpose: "marketing" }]);
  });

  it("[law 7] is gone with its person, and its report is nobody's", async () => {
    const { person, first } = await sendTwice({ kind: "accepted" });
    await tables().deleteFrom("account").where("person", "=", person).execute();
    const found = await transact(test.context.db, (tx) => bench.notices.findReply(tx, first.replyToken));
    expect(found).toBeNull();
  });

  it("[2.3.7] whatever the order of reports and however often each comes, the person is told when the first word about some copy is that it arrived", async () => {
    const word = fc.record({ copy: fc.integer({ min: 0, max: 1 }), arrived: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 5 }), async (words) => {
        const { notice, first, second } = await sendTwice(LOST);
        const firstWord = new Map<number, boolean>();
        for (const { copy, arrived } of words) {
          if (!firstWord.has(copy)) firstWord.set(copy, arrived);
          const said: Said = arrived
            ? { kind: "arrived", through: "test" }
            : { kind: "returned", why: "test", despite: false };
          await transact(test.context.db, async (tx) => {
            const found = await bench.notices.findReply(tx, [first, second][copy]?.replyToken ?? "");
            if (found === null) throw new TypeError("both copies are known");
            await bench.notices.settleCopy(test.context, tx, found, said);
          });
        }
        expect(await told(notice)).toBe([...firstWord.values()].includes(true) ? 1 : 0);
      }),
      { numRuns: 12 },
    );
  });
});
