import { type ChannelName, wordingOf } from "@avow/policy";
import { transact } from "@avow/postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  ACCOUNT,
  type SmsStandIn,
  startTwilio,
  twilioCallback,
} from "../../packages/service/channels/sms/sms.testing.ts";
import { signCall } from "../../packages/service/channels/telephone/gateway.ts";
import {
  GATEWAY_SECRET,
  type GatewayStandIn,
  startGateway,
} from "../../packages/service/channels/telephone/telephone.testing.ts";
import { choose } from "../../packages/service/choices/choices.ts";
import { messageKind } from "../../packages/service/contact/message-kind.ts";
import { createDaytime } from "../../packages/service/notices/notices.testing.ts";
import { createNotices } from "../../packages/service/notices/notices.ts";
import type { ServiceTables } from "../../packages/service/tables.ts";
import { filledRegistration } from "../support/context.ts";
import { answerOf, type OpenService, openService } from "./open-service.ts";

const SOON = { timeout: 20_000, interval: 50 };

let gateway: GatewayStandIn;
let twilio: SmsStandIn;
let service: OpenService;
const now = createDaytime();
beforeAll(async () => {
  [gateway, twilio] = await Promise.all([startGateway(), startTwilio()]);
  service = await openService({
    now,
    environment: {
      AVOW_CALLS_URL: gateway.url,
      AVOW_CALLS_SECRET: GATEWAY_SECRET,
      AVOW_LETTERS: "staff",
      AVOW_SMS_PROVIDER: "twilio",
      AVOW_SMS_KEY: ACCOUNT.key,
      AVOW_SMS_SECRET: ACCOUNT.secret,
      AVOW_SMS_FROM: "+15005550006",
      AVOW_SMS_ENDPOINT: twilio.url,
      AVOW_SMS_REPORT_HOURS: "6",
    },
  });
});
afterAll(async () => {
  expect(service.reports).toEqual([]);
  await service.close();
  await Promise.all([gateway.close(), twilio.close()]);
});

const tables = () => service.context.db.withTables<ServiceTables>();

/** Sends a notice to one person; returns its id. */
function notify(person: string, purpose: string, channels: readonly ChannelName[]): Promise<string> {
  const { context } = service;
  const notices = createNotices({ kinds: new Map([[messageKind.name, messageKind]]), now });
  const subject = { en: "An incident", zh: "安全事件" };
  const body = { en: "A copy was taken.", zh: "数据副本被窃取。" };
  return transact(context.db, async (tx) => {
    const request = { kind: "message", about: null, purpose, channels, rehearsal: false, by: "wei" } as const;
    const id = await notices.create(context, tx, { ...request, beginsAt: now(), words: { subject, body } });
    await notices.addPeople(tx, id, [person]);
    await notices.start(tx, id);
    return id;
  });
}

/** Where the one delivery of a notice stands. */
function standingOf(notice: string) {
  return tables()
    .selectFrom("delivery")
    .select(["id", "state", "channel"])
    .where("notice", "=", notice)
    .executeTakeFirstOrThrow();
}

async function untilReported(notice: string) {
  await vi.waitFor(async () => expect((await standingOf(notice)).state).toBe("awaits-report"), SOON);
}

async function eventsOf(person: string, like: string): Promise<readonly string[]> {
  const rows = await tables()
    .selectFrom("receipt")
    .select("kind")
    .where("person", "=", person)
    .where("kind", "like", like)
    .orderBy("sequence")
    .execute();
  return rows.map(({ kind }) => kind);
}

/** Somebody whom the house has just called through its gateway, and what the gateway was told to report by. */
async function callSomebody() {
  const person = await register();
  const notice = await notify(person, "incident", ["telephone", "email"]);
  await untilReported(notice);
  const { id } = await standingOf(notice);
  const call = gateway.taken.find(({ key }) => key === id);
  expect(call).toMatchObject({ name: "Lin Yue", report: { url: "http://localhost:4000/v1/reports/calls" } });
  return { person, notice, token: call?.report.token ?? "" };
}

async function register(): Promise<string> {
  const values = filledRegistration();
  answerOf(await service.ask("site", "register", { body: { form: "registration", values } }));
  const body = { email: values["contact.email"] ?? "" };
  return answerOf(await service.ask("operator", "findPerson", { body })).person;
}

/** As the gateway reports, at the address it was given: the portal's, where the public reaches the house. */
async function report(token: string, outcome: string, secret = GATEWAY_SECRET): Promise<number> {
  const body = JSON.stringify({ token, outcome });
  const headers = { "content-type": "application/json", "avow-signature": signCall(body, secret, now()) };
  return (await service.visit("/v1/reports/calls", { method: "POST", headers, body })).status;
}

describe("a call that a gateway took", () => {
  it("[2.3.7] counts as notice when it reports that it reached the person, and not before; the first word stands", async () => {
    const { person, notice, token } = await callSomebody();
    expect(await eventsOf(person, "message-%")).toEqual(["message-handed-over"]);
    for (const outcome of ["reached", "reached", "no-answer", "voicemail"])
      expect(await report(token, outcome)).toBe(204);
    expect(await standingOf(notice)).toMatchObject({ state: "sent", channel: "telephone" });
    expect(await eventsOf(person, "message-%")).toEqual(["message-handed-over", "message-sent"]);
  });

  it("[2.3.7] and that ended unanswered, busy, with a machine or a stranger counts as not told: the next channel follows, whatever is reported later", async () => {
    const outcomes = ["no-answer", "busy", "voicemail", "wrong-number"];
    await Promise.all(
      outcomes.map(async (outcome) => {
        const { person, notice, token } = await callSomebody();
        expect(await report(token, outcome)).toBe(204);
        const next = { state: "sent", channel: "email" };
        await vi.waitFor(async () => expect(await standingOf(notice)).toMatchObject(next), SOON);
        for (const late of [outcome, "reached"]) expect(await report(token, late)).toBe(204);
        expect(await standingOf(notice)).toMatchObject(next);
        expect(await eventsOf(person, "message-%")).toEqual([
          "message-handed-over",
          "message-returned",
          "message-sent",
        ]);
      }),
    );
  });

  it("[2.4.9] and in which the person objected is an objection to all they may object to, once", async () => {
    const { person, token } = await callSomebody();
    for (const _each of [1, 2]) expect(await report(token, "objected")).toBe(204);
    const objections = tables().selectFrom("objection").select("purpose").where("person", "=", person);
    const purposes = await objections.execute();
    expect(purposes.length).toBeGreaterThan(0);
    expect(await eventsOf(person, "objection-made")).toHaveLength(purposes.length);
  });

  it("is reported by the gateway alone, and nobody learns which calls are known", async () => {
    const { notice, token } = await callSomebody();
    const forged = [token, "0".repeat(32), ""].map((each) => report(each, "reached", "x".repeat(32)));
    expect(await Promise.all(forged)).toEqual([401, 401, 401]);
    expect(await report("0".repeat(32), "reached")).toBe(204);
    expect(await report(token, "lunch")).toBe(400);
    expect(await standingOf(notice)).toMatchObject({ state: "awaits-report", channel: "telephone" });
  });
});

it("[2.3.7] a text message counts as notice when Twilio reports, at the portal's address, that it arrived", async () => {
  const person = await register();
  const { context } = service;
  const wording = wordingOf(context.bundle.purposes.marketing?.ask ?? {});
  await choose(context, person, "marketing", { choice: "agree", wording });
  const notice = await notify(person, "marketing", ["sms"]);
  await untilReported(notice);
  const callback = twilio.taken.at(-1)?.callback ?? "";
  expect(callback).toMatch(/^http:\/\/localhost:4000\/v1\/reports\/sms\/twilio\/[\w-]{43}$/);
  const path = new URL(callback).pathname;
  const forged = twilioCallback(callback, { status: "delivered", secret: "another" });
  expect((await service.visit(path, forged)).status).toBe(401);
  expect((await standingOf(notice)).state).toBe("awaits-report");
  expect((await service.visit(path, twilioCallback(callback, { status: "delivered" }))).status).toBe(204);
  expect((await standingOf(notice)).state).toBe("sent");
});
