import { randomUUID } from "node:crypto";
import { wordingOf } from "@avow/policy";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { erasePerson } from "../accounts/erase.ts";
import type { Handover, Mail, SmtpChannel } from "../channels/mail.ts";
import { createMailbox } from "../channels/mailbox.ts";
import { createSmtpChannel } from "../channels/smtp.ts";
import { type MailServerOptions, startMailServer } from "../channels/test-mail-server.ts";
import { choose, setObjection } from "../choices/choices.ts";
import { createJobs, type Jobs } from "../jobs/jobs.ts";
import type { ServiceTables } from "../tables.ts";
import { beginDelivery, handOver } from "./deliver.ts";
import { findPerson, viewPerson } from "./look-up.ts";
import { listMailbox, openMail } from "./mailbox.ts";
import { queueMessage } from "./queue-message.ts";
import { type ContactBench, createContactBench, PASSWORD, problemOf, WORDS } from "./test-contact.ts";
import { unsubscribe } from "./unsubscribe.ts";

let test: TestContext;
let jobs: Jobs;
let bench: ContactBench;
beforeAll(async () => {
  test = await openTestContext();
  jobs = createJobs({ store: test.database.store, report: (error) => test.reports.push(error) });
  await jobs.start();
  bench = createContactBench(test, jobs);
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await jobs.stop();
  await test.drop();
});

async function openServer(options: MailServerOptions = {}) {
  const server = await startMailServer(options);
  onTestFinished(() => server.close());
  return { ...server, channel: createSmtpChannel({ url: server.url }) };
}

/** A channel that does as told, for orders of events that a real server cannot be made to show. */
function channelThat(send: (mail: Mail) => Handover): SmtpChannel {
  return { kind: "smtp", server: "test", send: async (mail) => send(mail) };
}

describe("asking for a message", () => {
  it("[2.4.8] without the person's agreement is refused, with the clause, the reason in both languages and the remedy", async () => {
    const { person } = await bench.newPerson();
    const problem = await problemOf(
      queueMessage(test.context, jobs, { person, operator: "operator-1", body: WORDS }),
    );
    expect(problem).toMatchObject({
      status: 403,
      code: "refused",
      clause: "2.4.8",
      remedy: { kind: "consent", purpose: "marketing" },
      receipt: { id: expect.any(String), index: expect.any(Number) },
    });
    expect(Object.keys(problem.reason ?? {}).sort()).toEqual(["en", "zh"]);
    expect(await bench.events(person)).toEqual(["person-registered", "contact-refused"]);
    const [kept] = (await viewPerson(test.context, person)).messages;
    expect(kept).toMatchObject({ state: "refused", refusal: { clause: "2.4.8", code: "consent-missing" } });
  });

  it("[law 1] for a purpose or through a channel nobody declared is refused, and the name is not repeated", async () => {
    const { person } = await bench.newWillingPerson();
    for (const odd of [{ purpose: "lin@marker.example" }, { channel: "lin@marker.example" }]) {
      const request = { person, operator: "operator-1", body: { ...WORDS, ...odd } };
      expect(await problemOf(queueMessage(test.context, jobs, request))).toMatchObject({ code: "refused" });
    }
    const { messages } = await viewPerson(test.context, person);
    expect(JSON.stringify(messages)).not.toContain("lin@marker.example");
  });

  it("must be in all the policy's languages and no other", async () => {
    const { person } = await bench.newWillingPerson();
    const body = { ...WORDS, subject: { en: "only English" }, body: { ...WORDS.body, fr: "et français" } };
    const problem = await problemOf(
      queueMessage(test.context, jobs, { person, operator: "operator-1", body }),
    );
    expect(problem).toMatchObject({
      code: "body-malformed",
      errors: [
        { at: "/subject/zh", message: "is missing" },
        { at: "/body", message: "has a language that the policy is not published in" },
      ],
    });
  });

  it("[2.4.8] with it is taken, evidenced and owed", async () => {
    const { person } = await bench.newWillingPerson();
    const queued = await queueMessage(test.context, jobs, { person, operator: "operator-1", body: WORDS });
    expect(queued.message).toMatchObject({ state: "queued", purpose: "marketing", channel: "email" });
    expect(queued.receipt.index).toBeGreaterThanOrEqual(0);
    expect(await bench.events(person)).toEqual(["person-registered", "consent-given", "message-queued"]);
  });
});

describe("delivering a message", () => {
  it.each([
    ["en", "AD: New articles", "There are three new articles.", "you agreed to it on"],
    ["zh", "广告：新文章", "本周有三篇新文章。", "同意接收"],
  ] as const)(
    "[2.4.8] it arrives in the person's language (%s), labelled, and says why, by whom and how to end it",
    async (language, subject, words, why) => {
      const server = await openServer();
      const { person, email } = await bench.newWillingPerson(language);
      const ids = await bench.queue(person);
      await bench.deliver(ids, server.channel);
      const [mail] = server.accepted;
      expect(mail?.subject).toBe(subject);
      expect(mail?.to).toMatchObject({ value: [{ address: email, name: "Lin Yue" }] });
      expect(mail?.messageId).toBe(`<${ids.message}@localhost>`);
      const { controller } = test.context.bundle;
      for (const part of [
        words,
        why,
        `http://localhost:4000/${language}/policy#2.4.8`,
        controller?.name[language],
        controller?.address[language],
      ])
        expect(mail?.text).toContain(part);
      const [header] = [mail?.headerLines.find(({ key }) => key === "list-unsubscribe")?.line];
      const url = /<(.*)>/.exec(header ?? "")?.[1];
      expect(url).toMatch(/^http:\/\/localhost:4000\/privacy\/unsubscribe\/[\w-]{43}$/);
      expect(mail?.text).toContain(url);
      expect(mail?.headerLines.map(({ line }) => line)).toContain(
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
      );
      expect(await bench.stored(ids.message)).toMatchObject({ state: "sent" });
      expect((await bench.events(person)).at(-1)).toBe("message-sent");
    },
  );

  it("[law 8] a second delivery of the same message sends nothing", async () => {
    const server = await openServer();
    const { person } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await Promise.all([bench.deliver(ids, server.channel), bench.deliver(ids, server.channel)]);
    await bench.deliver(ids, server.channel);
    expect(server.accepted.length).toBeLessThanOrEqual(1);
  });

  it("a server that refuses it for good ends it", async () => {
    const server = await openServer({ refuseRecipient: 550 });
    const { person } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await bench.deliver(ids, server.channel);
    const failure = "the mail server answered 550 to RCPT TO";
    expect(await bench.stored(ids.message)).toMatchObject({ state: "failed", failure });
    expect((await bench.events(person)).at(-1)).toBe("message-failed");
  });

  it("a server that cannot take it is tried a bounded number of times", async () => {
    const busy = channelThat(() => ({ kind: "not-accepted", permanent: false, why: "busy" }));
    const { person } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await bench.deliver(ids, busy);
    expect(await bench.stored(ids.message)).toMatchObject({ state: "queued", failure: "busy" });
    const tables = test.context.db.withTables<ServiceTables>();
    await tables.updateTable("message").set({ attempts: 99 }).where("id", "=", ids.message).execute();
    await bench.deliver(ids, busy);
    expect(await bench.stored(ids.message)).toMatchObject({ state: "failed", failure: "busy" });
  });

  it("a hand-over whose outcome nobody knows is not repeated", async () => {
    const { person } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await bench.deliver(
      ids,
      channelThat(() => ({ kind: "unknown", why: "lost" })),
    );
    expect(await bench.stored(ids.message)).toMatchObject({ state: "unknown", failure: "lost" });
    const never = channelThat(() => {
      throw new Error("sent again");
    });
    await bench.deliver(ids, never);
    expect((await bench.events(person)).at(-1)).toBe("message-outcome-unknown");
  });

  it("[law 7] after an erasure there is nothing left to deliver", async () => {
    const server = await openServer();
    const { person } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await erasePerson(
      test.context,
      { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) },
      PASSWORD,
    );
    await bench.deliver(ids, server.channel);
    expect(server.accepted).toEqual([]);
  });
});

describe("a no that comes after the queueing", () => {
  it("[2.4.9] an objection keeps every queued message from leaving", async () => {
    const server = await openServer();
    const { person } = await bench.newWillingPerson();
    const ids = [await bench.queue(person), await bench.queue(person)];
    await setObjection(test.context, person, "marketing", true);
    for (const each of ids) {
      await bench.deliver(each, server.channel);
      expect(await bench.stored(each.message)).toMatchObject({
        state: "stopped",
        refusal: { clause: "2.4.9", code: "objected" },
      });
    }
    expect(server.accepted).toEqual([]);
    expect((await bench.events(person)).slice(-2)).toEqual(["message-stopped", "message-stopped"]);
  });

  it("[law 3] a withdrawal between the last question and the hand-over stops the message", async () => {
    const server = await openServer();
    const { person } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    const delivery = { ...bench.delivery(server.channel), mail: server.channel };
    const begun = await beginDelivery(test.context, delivery, ids);
    if (begun === null) throw new Error("it was not begun");
    const wording = wordingOf(test.context.bundle.purposes.marketing?.ask ?? {});
    await choose(test.context, person, "marketing", { choice: "refuse", wording });
    await handOver(test.context, delivery, begun);
    expect(server.accepted).toEqual([]);
    expect(await bench.stored(ids.message)).toMatchObject({
      state: "stopped",
      refusal: { clause: "2.4.8", code: "consent-withdrawn" },
    });
  });

  it("[law 3] whatever the order, nothing leaves after the objection was acknowledged", {
    timeout: 60_000,
  }, async () => {
    const turns = fc.nat({ max: 30 });
    await fc.assert(
      fc.asyncProperty(turns, turns, async (before, beforeObjection) => {
        const { person } = await bench.newWillingPerson();
        const ids = await bench.queue(person);
        let acknowledged = false;
        let sentAfter = false;
        const channel = channelThat(() => {
          sentAfter = acknowledged;
          return { kind: "accepted" };
        });
        const object = async (): Promise<void> => {
          await turnsOfTheLoop(beforeObjection);
          await setObjection(test.context, person, "marketing", true);
          acknowledged = true;
        };
        const send = async (): Promise<void> => {
          await turnsOfTheLoop(before);
          await bench.deliver(ids, channel);
        };
        await Promise.all([send(), object()]);
        expect(sentAfter).toBe(false);
        const { state } = await bench.stored(ids.message);
        expect(["sent", "stopped"]).toContain(state);
      }),
      { numRuns: 20 },
    );
  });
});

async function turnsOfTheLoop(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("one click", () => {
  it("[2.4.9] ends messages of the purpose, and a second click is answered the same and adds nothing", async () => {
    const server = await openServer();
    const { person } = await bench.newWillingPerson();
    await bench.deliver(await bench.queue(person), server.channel);
    const queued = await bench.queue(person);
    const token = /unsubscribe\/([\w-]{43})/.exec(server.accepted[0]?.text ?? "")?.[1] ?? "";
    const answer = await unsubscribe(test.context, token);
    expect(answer).toMatchObject({ purpose: "marketing", clause: "2.4.9" });
    const events = await bench.events(person);
    expect(events.at(-1)).toBe("objection-made");
    expect(await unsubscribe(test.context, token)).toEqual(answer);
    expect(await bench.events(person)).toEqual(events);
    await bench.deliver(queued, server.channel);
    expect(server.accepted).toHaveLength(1);
  });

  it("[2.4.9] works from a message whose delivery was cut off before its outcome was known", async () => {
    const { person } = await bench.newWillingPerson();
    const { channel } = await openServer();
    const begun = await beginDelivery(test.context, bench.delivery(channel), await bench.queue(person));
    expect(await unsubscribe(test.context, begun?.unsubscribeToken ?? "")).toMatchObject({ clause: "2.4.9" });
  });

  it("knows no forged link, and none of a person who is erased", async () => {
    const forged = await problemOf(unsubscribe(test.context, "x".repeat(43)));
    expect(forged).toMatchObject({ status: 404, code: "token-unknown" });
    const server = await openServer();
    const { person } = await bench.newWillingPerson();
    await bench.deliver(await bench.queue(person), server.channel);
    const token = /unsubscribe\/([\w-]{43})/.exec(server.accepted[0]?.text ?? "")?.[1] ?? "";
    await erasePerson(
      test.context,
      { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) },
      PASSWORD,
    );
    expect(await problemOf(unsubscribe(test.context, token))).toMatchObject({ code: "token-unknown" });
  });
});

describe("the mailbox", () => {
  it("[law 5] keeps the message that would have left, and opening it leaves evidence with the person", async () => {
    const mailbox = createMailbox(test.context.vault);
    const { person, email } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await bench.deliver(ids, mailbox);
    expect(await bench.stored(ids.message)).toMatchObject({ state: "sent" });
    const row = (await listMailbox(test.context)).find(({ id }) => id === ids.message);
    expect(row).toMatchObject({ to: person, subject: "New articles" });
    const mail = await openMail(test.context, mailbox, ids.message);
    expect(mail).toMatchObject({ to: `Lin Yue <${email}>`, subject: "AD: New articles" });
    expect(mail.text).toContain("There are three new articles.");
    expect(mail.headers.map(({ name }) => name)).toContain("List-Unsubscribe");
    expect((await bench.events(person)).slice(-2)).toEqual(["message-sent", "data-read"]);
  });

  it("[law 7] is unreadable once its person is erased", async () => {
    const mailbox = createMailbox(test.context.vault);
    const { person } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await bench.deliver(ids, mailbox);
    await erasePerson(
      test.context,
      { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) },
      PASSWORD,
    );
    const problem = await problemOf(openMail(test.context, mailbox, ids.message));
    expect(problem).toMatchObject({ code: "not-found" });
  });
});

describe("looking somebody up", () => {
  it("finds them by their address however it is spelt, and nobody by another's", async () => {
    const { person, email } = await bench.newPerson();
    expect(await findPerson(test.context, ` ${email.toUpperCase()} `)).toBe(person);
    const problem = await problemOf(findPerson(test.context, "nobody@marker.example"));
    expect(problem).toMatchObject({ code: "not-found" });
    expect(JSON.stringify(problem)).not.toContain("nobody@marker.example");
  });

  it("[law 5] shows name, address and choices, and every look leaves evidence with the person", async () => {
    const { person, email } = await bench.newWillingPerson();
    const view = await viewPerson(test.context, person);
    expect(view).toMatchObject({ person, name: "Lin Yue", email, messages: [] });
    expect(view.choices).toContainEqual(
      expect.objectContaining({ purpose: "marketing", state: "granted", objectedAt: null }),
    );
    await viewPerson(test.context, person);
    expect((await bench.events(person)).slice(-2)).toEqual(["data-read", "data-read"]);
  });

  it("[law 1] of an unknown id finds nobody", async () => {
    expect(await problemOf(viewPerson(test.context, randomUUID()))).toMatchObject({ code: "not-found" });
  });
});
