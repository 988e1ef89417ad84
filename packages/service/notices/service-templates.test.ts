import { randomUUID } from "node:crypto";
import { transact } from "@avow/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { keepRegistration } from "../accounts/register.ts";
import type { Parcel } from "../channels/parcel.ts";
import { findPerson } from "../contact/look-up.ts";
import { queueMessage } from "../contact/queue-message.ts";
import { mailboxes } from "../contact/test-contact.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { createJobs, type Jobs } from "../jobs/jobs.ts";
import { recordFirstEvent } from "../receipts/record-event.ts";
import type { ServiceTables } from "../tables.ts";
import { HOUSE_TEMPLATES } from "./house-templates.ts";
import { channelThat, createDaytime, createNoticeBench, type NoticeBench } from "./notices.testing.ts";
import { listServiceTemplates, type ServiceDoor, sendService, workService } from "./send-service.ts";
import { defineTemplates, type ServiceTemplate } from "./service-templates.ts";

const WORDS = {
  title: { en: "Offer", zh: "优惠" },
  subject: { en: "An offer", zh: "优惠" },
  paragraphs: [{ en: "Buy now.", zh: "立即购买。" }],
  blanks: {},
} as const;
const MIXED = defineTemplates(
  { "service-messages": {}, marketing: { nature: "marketing" } },
  { notice: { ...WORDS, purpose: "service-messages" }, offer: { ...WORDS, purpose: "marketing" } },
);
/** Whoever declared it left out that its purpose advertises. */
const DISGUISED = defineTemplates({ marketing: {} }, { disguised: { ...WORDS, purpose: "marketing" } });

const BLANKS = {
  "service.en": "The archive",
  "service.zh": "馆藏查阅",
  day: "2026-12-01",
  "duration.en": "for an hour",
  "duration.zh": "一小时",
};

let test: TestContext;
let jobs: Jobs;
let bench: NoticeBench;
let door: ServiceDoor;
beforeAll(async () => {
  test = await openTestContext({ now: createDaytime() });
  const report = (error: unknown): void => void test.reports.push(error);
  jobs = createJobs({ store: test.database.store, report });
  await jobs.start();
  bench = createNoticeBench({ governing: test.governing, now: test.context.now, report });
  door = { notices: bench.notices, jobs, templates: { ...HOUSE_TEMPLATES, ...MIXED, ...DISGUISED } };
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await jobs.stop();
  await test.drop();
});

async function addPerson(): Promise<string> {
  const email = `${randomUUID()}@marker.example`;
  const values = new Map(Object.entries(filledRegistration(email)));
  await keepRegistration(test.context, "registration", values);
  return findPerson(test.context, email);
}

function send(template: string, person: string, blanks: Record<string, string> = {}) {
  const body = { template, blanks, audience: { kind: "person", person } } as const;
  return sendService(test.context, door, { body, operator: "operator-1" });
}

async function lastEventOf(person: string) {
  const receipts = test.context.db
    .withTables<ServiceTables>()
    .selectFrom("receipt")
    .select(["kind", "clause"]);
  const rows = await receipts.where("person", "=", person).orderBy("sequence").execute();
  return rows.at(-1);
}

describe("a service message", () => {
  it("[2.4.5] needs no consent, says what its template says, and bears no label and no way to end it", async () => {
    const person = await addPerson();
    await send("interruption", person, BLANKS);
    const parcels: Parcel[] = [];
    const email = channelThat((parcel) => {
      parcels.push(parcel);
      return { kind: "accepted" };
    });
    await bench.worker({ email }).sendDue();
    expect(parcels).toEqual([
      expect.objectContaining({
        person,
        subject: "The archive: interrupted on 1 December 2026",
        advertises: false,
        unsubscribeUrl: null,
      }),
    ]);
    expect(parcels[0]?.body[0]).toBe(
      "On 1 December 2026 we work on The archive, and you cannot use it for an hour.",
    );
    expect(await lastEventOf(person)).toEqual({ kind: "message-sent", clause: "2.4.5" });
  });

  it("[2.4.5] cannot be one of a marketing template, which does not compile", () => {
    const sendAsService = (template: ServiceTemplate): string => template.purpose;
    expect(sendAsService(MIXED.notice)).toBe("service-messages");
    // @ts-expect-error its purpose is to advertise
    expect(sendAsService(MIXED.offer)).toBe("marketing");
    // @ts-expect-error no such purpose is declared
    defineTemplates({ account: {} }, { offer: { ...WORDS, purpose: "offers" } });
  });

  it.each(["offer", "disguised"])(
    "[2.4.5] [law 5] is refused when it is asked for with a template of marketing (%s), under its clause and with evidence",
    async (template) => {
      const person = await addPerson();
      const problem = await problemOf(send(template, person));
      expect(problem).toMatchObject({
        status: 403,
        code: "refused",
        clause: "2.4.5",
        receipt: { index: expect.any(Number) },
      });
      expect(Object.keys(problem.reason ?? {}).sort()).toEqual(["en", "zh"]);
      expect(await lastEventOf(person)).toEqual({ kind: "contact-refused", clause: "2.4.5" });
      const body = { template, blanks: {}, audience: { kind: "everybody" } } as const;
      const all = await problemOf(sendService(test.context, door, { body, operator: "operator-1" }));
      expect(all).toMatchObject({ code: "refused", clause: "2.4.5" });
    },
  );

  it("[2.4.5] is never in an operator's own words", async () => {
    const person = await addPerson();
    const body = {
      purpose: "service-messages",
      channel: "email",
      subject: { en: "Service", zh: "服务" },
      body: { en: "Buy now.", zh: "立即购买。" },
    };
    const request = { person, operator: "operator-1", body };
    const own = { notices: bench.notices, channels: mailboxes(test.context.vault) };
    const problem = await problemOf(queueMessage(test.context, own, request));
    expect(problem).toMatchObject({ code: "refused", clause: "2.4.5" });
    expect(await lastEventOf(person)).toEqual({ kind: "contact-refused", clause: "2.4.5" });
  });

  it("[2.4.5] no template of marketing is offered to operators", () => {
    const names = listServiceTemplates(test.context, door.templates).map(({ name }) => name);
    expect(names).toEqual([...Object.keys(HOUSE_TEMPLATES), "notice"]);
  });

  it("takes short words in its blanks, in every language, and nothing else", async () => {
    const person = await addPerson();
    const wrong = [
      [{ ...BLANKS, day: "tomorrow" }, "/blanks/day"],
      [{ ...BLANKS, "service.zh": "" }, "/blanks/service.zh"],
      [{ ...BLANKS, "service.en": "Buy at https://shop.example" }, "/blanks/service.en"],
      [{ ...BLANKS, "service.en": "a\nb" }, "/blanks/service.en"],
      [{ ...BLANKS, "service.en": "x".repeat(81) }, "/blanks/service.en"],
      [{ ...BLANKS, other: "words" }, "/blanks"],
    ] as const;
    for (const [blanks, at] of wrong)
      expect(await problemOf(send("interruption", person, blanks))).toMatchObject({
        code: "body-malformed",
        errors: [{ at }],
      });
  });

  it("goes to nobody who is not there, and from no template that is not", async () => {
    expect(await problemOf(send("interruption", randomUUID(), BLANKS))).toMatchObject({ code: "not-found" });
    expect(await problemOf(send("toString", await addPerson()))).toMatchObject({ code: "not-found" });
  });

  it("goes to everybody with an account, each once, and not to who only wrote to us", async () => {
    await workService(test.governing, jobs, bench.notices);
    await transact(test.context.db, async (tx) => {
      const writer = await test.context.vault.createPerson(tx);
      const happening = { kind: "letter-received", clause: "2.1.2", facts: {} };
      await recordFirstEvent(test.context, tx, writer, happening);
    });
    const body = { template: "interruption", blanks: BLANKS, audience: { kind: "everybody" } } as const;
    const { notice } = await sendService(test.context, door, { body, operator: "operator-1" });
    const read = () => transact(test.context.db, (tx) => bench.notices.progress(tx, notice));
    const persons = await test.context.db
      .withTables<ServiceTables>()
      .selectFrom("account")
      .select("person")
      .execute();
    const people = persons.length - 1;
    await expect.poll(async () => (await read()).people, { timeout: 20_000 }).toBe(people);
    const email = channelThat(() => ({ kind: "accepted" }));
    await expect
      .poll(
        async () => {
          await bench.worker({ email }).sendDue();
          return (await read()).states.sent;
        },
        { timeout: 20_000 },
      )
      .toBe(people);
  });
});
