import { randomUUID } from "node:crypto";
import { wordingOf } from "@avow/policy";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { erasePerson } from "../accounts/erase.ts";
import { createLanes } from "../channels/lanes.ts";
import { type MailServerOptions, startMailServer } from "../channels/test-mail-server.ts";
import { choose, setObjection } from "../choices/choices.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { handOverBatch } from "../notices/hand-over.ts";
import { channelThat, createDaytime, openEmail } from "../notices/notices.testing.ts";
import type { ServiceTables } from "../tables.ts";
import { findPerson, viewPerson } from "./look-up.ts";
import { listMailbox, openMail } from "./mailbox.ts";
import { messageKind } from "./message-kind.ts";
import { queueMessage } from "./queue-message.ts";
import { type ContactBench, createContactBench, mailboxes, PASSWORD, WORDS } from "./test-contact.ts";
import { unsubscribe } from "./unsubscribe.ts";

let test: TestContext;
let bench: ContactBench;
beforeAll(async () => {
  test = await openTestContext({ now: createDaytime() });
  bench = createContactBench(test);
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await test.drop();
});

async function openServer(options: MailServerOptions = {}) {
  const server = await startMailServer(options);
  const channel = openEmail(server.url);
  onTestFinished(async () => {
    await channel.close();
    await server.close();
  });
  return { ...server, channel };
}

describe("asking for a message", () => {
  it("[2.4.8] without the person's agreement is refused, with the clause, the reason in both languages and the remedy", async () => {
    const { person } = await bench.newPerson();
    const problem = await problemOf(
      queueMessage(test.context, bench.door, { person, operator: "operator-1", body: WORDS }),
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
    const [kept] = (await viewPerson(test.context, person, "operator-1")).messages;
    expect(kept).toMatchObject({ state: "refused", refusal: { clause: "2.4.8", code: "consent-missing" } });
  });

  it("[law 1] for a purpose or through a channel nobody declared is refused, and the name is not repeated", async () => {
    const { person } = await bench.newWillingPerson();
    for (const odd of [{ purpose: "lin@marker.example" }, { channel: "lin@marker.example" }]) {
      const request = { person, operator: "operator-1", body: { ...WORDS, ...odd } };
      expect(await problemOf(queueMessage(test.context, bench.door, request))).toMatchObject({
        code: "refused",
      });
    }
    const { messages } = await viewPerson(test.context, person, "operator-1");
    expect(JSON.stringify(messages)).not.toContain("lin@marker.example");
  });

  it("must be in all the policy's languages and no other", async () => {
    const { person } = await bench.newWillingPerson();
    const body = { ...WORDS, subject: { en: "only English" }, body: { ...WORDS.body, fr: "et français" } };
    const problem = await problemOf(
      queueMessage(test.context, bench.door, { person, operator: "operator-1", body }),
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
    const queued = await queueMessage(test.context, bench.door, {
      person,
      operator: "operator-1",
      body: WORDS,
    });
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
      await bench.deliver(server.channel);
      const mail = server.accepted.find(({ messageId }) => messageId === `<${ids.message}@localhost>`);
      expect(mail?.subject).toBe(subject);
      expect(mail?.to).toMatchObject({ value: [{ address: email, name: "Lin Yue" }] });
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
    await Promise.all([bench.deliver(server.channel), bench.deliver(server.channel)]);
    await bench.deliver(server.channel);
    expect(server.accepted.map(({ messageId }) => messageId)).toEqual([`<${ids.message}@localhost>`]);
  });

  it("a server that refuses it for good ends it", async () => {
    const server = await openServer({ refuseRecipient: 550 });
    const { person } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await bench.deliver(server.channel);
    const failure = "the mail server answered 550 to RCPT TO";
    expect(await bench.stored(ids.message)).toMatchObject({ state: "failed", failure });
    expect((await bench.events(person)).at(-1)).toBe("message-failed");
  });

  it("a server that cannot take it is tried a bounded number of times", async () => {
    const busy = channelThat(() => ({ kind: "not-accepted", permanent: false, why: "busy" }));
    const { person } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await bench.deliver(busy);
    expect(await bench.stored(ids.message)).toMatchObject({ state: "queued", failure: "busy" });
    const tables = test.context.db.withTables<ServiceTables>();
    const due_at = test.context.now();
    await tables
      .updateTable("delivery")
      .set({ attempts: 99, due_at })
      .where("id", "=", ids.message)
      .execute();
    await bench.deliver(busy);
    expect(await bench.stored(ids.message)).toMatchObject({ state: "failed", failure: "busy" });
  });

  it("a hand-over whose outcome nobody knows is not repeated", async () => {
    const { person } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await bench.deliver(channelThat(() => ({ kind: "unknown", why: "lost" })));
    expect(await bench.stored(ids.message)).toMatchObject({ state: "unknown", failure: "lost" });
    const never = channelThat(() => {
      throw new Error("sent again");
    });
    await bench.deliver(never);
    expect((await bench.events(person)).at(-1)).toBe("message-outcome-unknown");
  });

  it("[law 7] after an erasure there is nothing left to deliver", async () => {
    const server = await openServer();
    const { person } = await bench.newWillingPerson();
    await bench.queue(person);
    await erasePerson(
      test.context,
      { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) },
      PASSWORD,
    );
    await bench.deliver(server.channel);
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
      await bench.deliver(server.channel);
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
    const begun = await bench.begin(ids);
    const wording = wordingOf(test.context.bundle.purposes.marketing?.ask ?? {});
    await choose(test.context, person, "marketing", { choice: "refuse", wording });
    const kinds = new Map([[messageKind.name, messageKind]]);
    const { signal } = new AbortController();
    await handOverBatch(
      test.context,
      { kinds, channels: { email: server.channel }, turnsAtChannel: createLanes(1), signal },
      begun,
    );
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
          await bench.deliver(channel);
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
    await bench.queue(person);
    await bench.deliver(server.channel);
    await bench.queue(person);
    const token = /unsubscribe\/([\w-]{43})/.exec(server.accepted[0]?.text ?? "")?.[1] ?? "";
    const answer = await unsubscribe(test.context, token);
    expect(answer).toMatchObject({ purpose: "marketing", clause: "2.4.9" });
    const events = await bench.events(person);
    expect(events.at(-1)).toBe("objection-made");
    expect(await unsubscribe(test.context, token)).toEqual(answer);
    expect(await bench.events(person)).toEqual(events);
    await bench.deliver(server.channel);
    expect(server.accepted).toHaveLength(1);
  });

  it("[2.4.9] works from a message whose delivery was cut off before its outcome was known", async () => {
    const { person } = await bench.newWillingPerson();
    const { attempts } = await bench.begin(await bench.queue(person));
    const token = attempts[0]?.unsubscribeToken ?? "";
    expect(await unsubscribe(test.context, token)).toMatchObject({ clause: "2.4.9" });
  });

  it("knows no forged link, and none of a person who is erased", async () => {
    const forged = await problemOf(unsubscribe(test.context, "x".repeat(43)));
    expect(forged).toMatchObject({ status: 404, code: "token-unknown" });
    const server = await openServer();
    const { person } = await bench.newWillingPerson();
    await bench.queue(person);
    await bench.deliver(server.channel);
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
    const mailbox = mailboxes(test.context.vault).email;
    const { person, email } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await bench.deliver(mailbox);
    expect(await bench.stored(ids.message)).toMatchObject({ state: "sent" });
    const row = (await listMailbox(test.context)).find(({ to }) => to === person);
    expect(row).toMatchObject({ channel: "email", kind: "message", subject: "New articles" });
    const mail = await openMail(test.context, row?.id ?? "", "operator-1");
    expect(mail).toMatchObject({ to: `Lin Yue <${email}>`, subject: "AD: New articles" });
    expect(mail.text).toContain("There are three new articles.");
    expect(mail.headers.map(({ name }) => name)).toContain("List-Unsubscribe");
    expect((await bench.events(person)).slice(-2)).toEqual(["message-sent", "data-read"]);
  });

  it("[law 7] is unreadable once its person is erased", async () => {
    const mailbox = mailboxes(test.context.vault).email;
    const { person } = await bench.newWillingPerson();
    await bench.queue(person);
    await bench.deliver(mailbox);
    const row = (await listMailbox(test.context)).find(({ to }) => to === person);
    await erasePerson(
      test.context,
      { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) },
      PASSWORD,
    );
    const problem = await problemOf(openMail(test.context, row?.id ?? "", "operator-1"));
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
    const view = await viewPerson(test.context, person, "operator-1");
    expect(view).toMatchObject({ person, name: "Lin Yue", email, messages: [] });
    expect(view.choices).toContainEqual(
      expect.objectContaining({ purpose: "marketing", state: "granted", objectedAt: null }),
    );
    await viewPerson(test.context, person, "operator-1");
    expect((await bench.events(person)).slice(-2)).toEqual(["data-read", "data-read"]);
  });

  it("[law 1] of an unknown id finds nobody", async () => {
    expect(await problemOf(viewPerson(test.context, randomUUID(), "operator-1"))).toMatchObject({
      code: "not-found",
    });
  });
});
