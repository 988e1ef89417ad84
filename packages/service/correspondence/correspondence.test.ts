import { createHash } from "node:crypto";
import { connect, transact } from "@avow/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { findByCredentials } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import type { PersonSession } from "../accounts/sessions.ts";
import { createEmailChannel } from "../channels/email-channel.ts";
import { startMailServer } from "../channels/test-mail-server.ts";
import type { Context } from "../context.ts";
import { closeDispute, openDispute } from "../disputes/disputes.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { listReceipts } from "../receipts/receipts.ts";
import { runRetention } from "../retention/retention-run.ts";
import { createFormsBench, PASSWORD } from "../submissions/submissions.testing.ts";
import type { ServiceTables } from "../tables.ts";
import { closeRequest, objectFromThread, openRequest, settleThread } from "./act-on-letter.ts";
import { type CorrespondenceBench, DOMAIN, makeToken, openCorrespondence } from "./correspondence.testing.ts";
import { downloadForStaff, downloadOwn, permitOwn } from "./download.ts";
import { CORRESPONDENCE } from "./letter-fields.ts";
import { openLetters } from "./open-letters.ts";
import { replyInThread } from "./reply.ts";
import { listThreads, openThread } from "./threads.ts";
import { createLetterRate, writeLetter } from "./write-letter.ts";

let now = Date.UTC(2026, 10, 22, 10);
let test: TestContext;
let bench: CorrespondenceBench;
beforeAll(async () => {
  test = await openTestContext({ now: () => new Date(now) });
  bench = await openCorrespondence(test);
});
afterAll(async () => {
  await bench.close();
  await test.drop();
});

const thread = (person: string, purpose = CORRESPONDENCE) =>
  openThread(test.context, { person, purpose, operator: "wei" });
const events = async (person: string) =>
  (await listReceipts(test.context, person)).toReversed().map(({ kind }) => kind);
const newAddress = () => `${crypto.randomUUID()}@reader.example`;

/** Whose thread a letter from this address is in. */
async function writerOf(subject: string): Promise<string> {
  for (const { person } of await listThreads(test.context))
    if ((await thread(person)).letters.some((letter) => letter.subject === subject)) return person;
  throw new Error("nobody wrote that");
}

async function newReader(): Promise<{ readonly session: PersonSession; readonly address: string }> {
  const address = newAddress();
  await register(test.context, "registration", filledRegistration(address));
  const person = await findByCredentials(test.context, address, PASSWORD);
  return { session: { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) }, address };
}

/** Somebody who was written to for a purpose, and the reply address they were told. */
async function addressOfReply(person: string, purpose: string): Promise<string> {
  const token = makeToken();
  const { notices } = bench;
  await transact(test.context.db, async (tx) => {
    const notice = await notices.create(test.context, tx, {
      kind: "message",
      about: null,
      purpose,
      channels: ["email"],
      rehearsal: false,
      by: "an operator",
      beginsAt: test.context.now(),
      words: { subject: { en: "News" }, body: { en: "There is news." } },
    });
    await notices.addPeople(tx, notice, [person]);
    await tx
      .withTables<ServiceTables>()
      .updateTable("delivery")
      .set({
        state: "sent",
        settled_at: test.context.now(),
        reply_hash: createHash("sha256").update(token).digest(),
      })
      .where("notice", "=", notice)
      .execute();
  });
  return `reply+${token}@${DOMAIN}`;
}

const objections = async (person: string) =>
  (await thread(person)).objectable
    .filter(({ objectedAt }) => objectedAt !== null)
    .map(({ purpose }) => purpose);

describe("a letter by mail", () => {
  it("[2.1.2] is kept in one thread of its writer, sealed, who has no account and is found again by the address", async () => {
    const from = `Lin Yue <${newAddress()}>`;
    await bench.send({ from, subject: "One", text: "Dear editors" });
    now += 1000;
    await bench.send({ from: from.toUpperCase(), subject: "Two", text: "And another thing" });
    const person = await writerOf("One");
    const opened = await thread(person);
    expect(opened).toMatchObject({ name: expect.any(String), hasAccount: false, clause: "2.1.2" });
    expect(opened.letters.map(({ subject, text, proof }) => [subject, text, proof])).toEqual([
      ["One", "Dear editors", "claimed"],
      ["Two", "And another thing", "claimed"],
    ]);
    const held = await transact(test.context.db, (tx) => test.context.vault.holdings(tx, person));
    expect(held.filter(({ category }) => category === "correspondent")).toHaveLength(1);
    const { rows } = await test.database.store.pool.query("select to_jsonb(letter)::text as row from letter");
    expect(rows.map(({ row }) => row).join()).not.toMatch(/Lin|reader\.example|Dear/);
  });

  it("[2.1.2] [2.1.3] whoever registers with the address later can, and is written to there from then on", async () => {
    const address = newAddress();
    await bench.send({ from: address, subject: `Before ${address}`, text: "Hello" });
    await register(test.context, "registration", filledRegistration(address));
    const person = await findByCredentials(test.context, address, PASSWORD);
    await bench.send({ from: address, subject: `After ${address}`, text: "Hello" });
    expect(await writerOf(`After ${address}`)).toBe(person);
    expect(await writerOf(`Before ${address}`)).not.toBe(person);
  });

  it("[2.1.2] is in the thread with those of the contact form, and shows what it rests on: a log-in, a reply address, a claim", async () => {
    const { session, address } = await newReader();
    await createFormsBench(test).hand(session, "contact", { "letter.text": "By the form" });
    now += 1000;
    await bench.send({ from: address, text: "By mail" });
    now += 1000;
    const to = await addressOfReply(session.person, "service-messages");
    await bench.send({ from: newAddress(), to, text: "By its answer\n\n> quoted" });
    const { letters, hasAccount } = await thread(session.person);
    expect(hasAccount).toBe(true);
    expect(letters.map(({ text, quoted, door, proof }) => [text, quoted, door, proof])).toEqual([
      ["By the form", "", "form", "session"],
      ["By mail", "", "mail", "claimed"],
      ["By its answer", "> quoted", "mail", "token"],
    ]);
  });

  it("[2.1.2] a reply address outweighs the address that is claimed, and one nobody was told counts for nothing", async () => {
    const [mine, other] = [await newReader(), await newReader()];
    const to = await addressOfReply(mine.session.person, "service-messages");
    await bench.send({ from: other.address, to, text: "Mine" });
    await bench.send({ from: other.address, to: `reply+${makeToken()}@${DOMAIN}`, text: "Other's" });
    expect((await thread(mine.session.person)).letters.map(({ text }) => text)).toEqual(["Mine"]);
    expect((await thread(other.session.person)).letters.map(({ text, proof }) => [text, proof])).toEqual([
      ["Other's", "claimed"],
    ]);
  });

  it("[law 8] that comes twice is kept once, also at the same moment", async () => {
    const raw = `From: ${newAddress()}\r\nSubject: Twice ${makeToken()}\r\n\r\nHello\r\n`;
    const told = await Promise.all([1, 2, 3].map(() => bench.hand(raw)));
    expect(told).toEqual([{ kind: "taken" }, { kind: "taken" }, { kind: "taken" }]);
    expect(await bench.hand(raw)).toEqual({ kind: "taken" });
    const person = await writerOf(/Subject: (.*)\r/.exec(raw)?.[1] ?? "");
    expect((await thread(person)).letters).toHaveLength(1);
    expect(await events(person)).toEqual(["letter-received", "letters-read", "letters-read"]);
  });

  it("[law 8] that cannot be taken apart is kept as it came, and shown as unreadable with its size", async () => {
    const address = newAddress();
    const raw = Buffer.from(
      `From: ${address}\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\nno boundary at all\r\n`,
    );
    await bench.send({ from: address, subject: `Readable ${address}`, text: "first" });
    now += 1000;
    expect(await bench.hand(raw, address)).toEqual({ kind: "taken" });
    const person = await writerOf(`Readable ${address}`);
    const letter = (await thread(person)).letters.at(-1);
    expect(letter).toMatchObject({ unreadable: true, text: "", original: raw.length });
    const wanted = { kind: "original", letter: letter?.id ?? "" } as const;
    const file = await downloadForStaff(test.context, bench.parser, {
      operator: "wei",
      person,
      purpose: CORRESPONDENCE,
      wanted,
    });
    expect(Buffer.from(await file.arrayBuffer())).toEqual(raw);
  });

  it("[law 8] is not acknowledged while the store is away", async () => {
    const gone = connect({ url: "postgres://nobody:nothing@127.0.0.1:1/nowhere" });
    const current = async (): Promise<Context> => ({ ...test.context, db: gone.db });
    const away = await openCorrespondence(test, { current });
    await expect(away.send({ text: "Hello" })).rejects.toMatchObject({ responseCode: 451 });
    await away.close();
    await gone.close();
  });

  it("[2.1.4] with a card number is refused with the clause, and nothing of it kept", async () => {
    const before = (await listThreads(test.context)).length;
    const sent = bench.send({ from: newAddress(), text: "My card is 4111 1111 1111 1111" });
    await expect(sent).rejects.toMatchObject({
      responseCode: 550,
      response: expect.stringContaining("2.1.4"),
    });
    expect(await listThreads(test.context)).toHaveLength(before);
  });

  it("goes round in no loop: one of ours that comes back, and one of too many hops, are refused", async () => {
    const own = `From: a@reader.example\r\nMessage-ID: <${crypto.randomUUID()}@localhost>\r\n\r\nHello\r\n`;
    expect(await bench.hand(own)).toMatchObject({ kind: "refused", code: 554 });
    const hops = "Received: from a by b\r\n".repeat(101);
    expect(await bench.hand(`${hops}From: a@reader.example\r\n\r\nHello\r\n`)).toMatchObject({ code: 554 });
  });

  it("[2.1.2] [2.1.4] is erased when its declared time is over, and held by a dispute until that is", async () => {
    const address = newAddress();
    await bench.send({
      from: address,
      subject: `Old ${address}`,
      text: "Hello",
      attachments: [{ filename: "a.txt", content: "x" }],
    });
    const person = await writerOf(`Old ${address}`);
    const { id } = await openDispute(test.context, { person, reference: "1", operator: "Wei" });
    const then = now;
    now += 3 * 366 * 86_400_000;
    const run = () =>
      runRetention(test.context, {
        goesOn: () => true,
        report: (fault) => expect.unreachable(String(fault)),
      });
    await run();
    expect((await thread(person)).letters).toHaveLength(1);
    await closeDispute(test.context, { id, operator: "Wei" });
    await run();
    const left = await transact(test.context.db, (tx) => test.context.vault.holdings(tx, person));
    now = then;
    expect(left).toEqual([]);
    expect((await thread(person)).letters).toEqual([]);
  });
});

describe("words in an answer", () => {
  it("[2.4.9] end at once what the message was for, through the reply address, whoever's program they come from", async () => {
    const { session } = await newReader();
    const to = await addressOfReply(session.person, "marketing");
    await bench.send({ from: newAddress(), to, subject: "Re: News", text: "退订" });
    expect(await objections(session.person)).toEqual(["marketing"]);
    const { letters } = await thread(session.person);
    expect(letters.map(({ ended }) => ended)).toEqual([["marketing"]]);
    expect(await events(session.person)).toContain("objection-made");
  });

  it("[2.4.9] end all advertising, where only the address says whose they are", async () => {
    const { session, address } = await newReader();
    await bench.send({ from: address, text: "Please unsubscribe me." });
    expect(await objections(session.person)).toEqual(["marketing", "partner-marketing"]);
  });

  it("[2.4.9] end nothing in a quotation, from a machine, or to a message that nobody may object to", async () => {
    const { session } = await newReader();
    const to = await addressOfReply(session.person, "marketing");
    await bench.send({ to, text: "Interesting!\n\n> Reply STOP to stop\n> stop" });
    await bench.send({ to, text: "stop", headers: { "Auto-Submitted": "auto-replied" } });
    await bench.send({ to: await addressOfReply(session.person, "service-messages"), text: "stop" });
    expect(await objections(session.person)).toEqual([]);
    expect((await thread(session.person)).letters.filter(({ automatic }) => automatic)).toHaveLength(1);
  });

  it("[2.4.9] a complaint reported by a provider is an objection, and no letter", async () => {
    const { session } = await newReader();
    const to = await addressOfReply(session.person, "marketing");
    const report = [
      `From: fbl@provider.example`,
      `Content-Type: multipart/report; report-type=feedback-report; boundary=b`,
      ``,
      `--b`,
      `Content-Type: message/feedback-report`,
      ``,
      `Feedback-Type: abuse`,
      `Version: 1`,
      ``,
      `--b`,
      `Content-Type: text/rfc822-headers`,
      ``,
      `Reply-To: ${to}`,
      `Subject: News`,
      ``,
      `--b--`,
      ``,
    ].join("\r\n");
    expect(await bench.hand(report)).toEqual({ kind: "taken" });
    expect(await objections(session.person)).toEqual(["marketing"]);
    expect((await thread(session.person)).letters).toEqual([]);
  });
});

describe("staff", () => {
  it("[2.1.2] open a thread only for a purpose that the policy opens it for; each opening leaves evidence, and the list opens nothing", async () => {
    const address = newAddress();
    await bench.send({ from: address, subject: `Read ${address}`, text: "Hello" });
    const person = await writerOf(`Read ${address}`);
    const before = (await events(person)).length;
    for (const purpose of ["marketing", "services", "account", "nothing", ""])
      expect(await problemOf(thread(person, purpose))).toMatchObject({ code: "refused" });
    expect(await problemOf(thread(crypto.randomUUID()))).toMatchObject({ code: "not-found" });
    expect(await events(person)).toHaveLength(before);
    await thread(person);
    await thread(person);
    expect((await events(person)).slice(before)).toEqual(["letters-read", "letters-read"]);
    const tables = test.context.db.withTables<ServiceTables>();
    const accesses = tables
      .selectFrom("data_access")
      .select(["party", "purpose"])
      .where("person", "=", person);
    expect(await accesses.execute()).toEqual([{ party: "wei", purpose: CORRESPONDENCE }]);
    const row = (await listThreads(test.context)).find((one) => one.person === person);
    expect(row).toEqual({ person, letters: 1, waiting: 1, latestAt: expect.any(String), requests: [] });
  });

  it("[2.1.2] save what was enclosed, which is typed by its content and never shown", async () => {
    const address = newAddress();
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=",
      "base64",
    );
    await bench.send({
      from: address,
      subject: `Files ${address}`,
      text: "See here",
      attachments: [
        { filename: "../../图片.png", content: png },
        {
          filename: "invoice.pdf",
          content: Buffer.from("MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0", "latin1"),
        },
        { filename: "photo.jpg", content: png },
        { filename: "page.html", content: "<script>alert(1)</script>" },
      ],
    });
    const person = await writerOf(`Files ${address}`);
    const [letter] = (await thread(person)).letters;
    expect(letter?.enclosures.map(({ name, type, mark, size }) => [name, type, mark, size])).toEqual([
      ["图片.png", "image/png", "inert", png.length],
      ["invoice.pdf", "application/x-msdownload", "executable", 16],
      ["photo.jpg", "image/png", "mismatched", png.length],
      ["page.html", "text/plain", "executable", 25],
    ]);
    const save = async (record: string) =>
      downloadForStaff(test.context, bench.parser, {
        operator: "wei",
        person,
        purpose: CORRESPONDENCE,
        wanted: { kind: "enclosure", record },
      });
    const [image, program] = await Promise.all((letter?.enclosures ?? []).map(({ id }) => save(id)));
    expect(new Uint8Array((await image?.arrayBuffer()) ?? [])).toEqual(new Uint8Array(png));
    const told = ["content-type", "content-disposition", "x-content-type-options", "content-security-policy"];
    expect(told.map((name) => image?.headers.get(name))).toEqual([
      "image/png",
      `attachment; filename="__.png"; filename*=UTF-8''%E5%9B%BE%E7%89%87.png`,
      "nosniff",
      "sandbox; default-src 'none'",
    ]);
    expect(program?.headers.get("content-type")).toBe("application/octet-stream");
    expect(await problemOf(save(crypto.randomUUID()))).toMatchObject({ code: "not-found" });
    const wanted = { kind: "enclosure", record: letter?.enclosures[0]?.id ?? "" } as const;
    const elsewhere = downloadForStaff(test.context, bench.parser, {
      operator: "wei",
      person,
      purpose: "marketing",
      wanted,
    });
    expect(await problemOf(elsewhere)).toMatchObject({ code: "refused" });
    const stranger = downloadOwn(test.context, bench.parser, {
      session: (await newReader()).session,
      wanted,
    });
    expect(await problemOf(stranger)).toMatchObject({ code: "not-found" });
  });

  it("[2.1.2] answer from the thread: it is kept there, leaves under the headers that put it below the letter, and shows its delivery", async () => {
    const server = await startMailServer();
    const email = createEmailChannel({
      url: server.url,
      sender: () => ({ name: "Index", address: "editors@index.example" }),
      publicUrl: "http://localhost:4000",
      dkim: null,
      inboundDomain: DOMAIN,
    });
    const posting = await openCorrespondence(test, { channels: { email } });
    const address = newAddress();
    const messageId = `<${makeToken()}@reader.example>`;
    await posting.send({ from: `Lin Yue <${address}>`, subject: `Ask ${address}`, text: "When?", messageId });
    const person = await writerOf(`Ask ${address}`);
    now += 1000;
    const answered = await replyInThread(test.context, posting.notices, {
      person,
      subject: `Re: Ask ${address}`,
      text: "At nine.\n\nYours",
      by: "an operator",
    });
    expect((await thread(person)).letters.at(-1)).toMatchObject({ door: "staff", delivery: "queued" });
    await posting.sender.sendDue();
    const [mail] = server.accepted;
    expect(mail).toMatchObject({ inReplyTo: messageId, subject: `Re: Ask ${address}` });
    expect(mail?.text).toContain("At nine.");
    expect(mail?.to).toMatchObject({ value: [{ address, name: "Lin Yue" }] });
    expect(mail?.headers.get("auto-submitted")).toBeUndefined();
    expect((await thread(person)).letters.at(-1)).toMatchObject({
      id: answered.letter,
      text: "At nine.\n\nYours",
      delivery: "sent",
    });
    const [replyTo] = [mail?.replyTo?.value[0]?.address ?? ""];
    now += 1000;
    await posting.send({
      from: newAddress(),
      to: replyTo,
      subject: "Re",
      text: "Thanks",
      inReplyTo: mail?.messageId ?? "",
      references: [messageId, mail?.messageId ?? ""],
    });
    const { letters } = await thread(person);
    expect(letters.map(({ text, proof }) => [text, proof])).toEqual([
      ["When?", "claimed"],
      ["At nine.\n\nYours", null],
      ["Thanks", "token"],
    ]);
    expect((await listThreads(test.context)).find((row) => row.person === person)).toMatchObject({
      waiting: 1,
    });
    await settleThread(test.context, person);
    expect((await listThreads(test.context)).find((row) => row.person === person)).toMatchObject({
      waiting: 0,
    });
    expect(
      await problemOf(
        replyInThread(test.context, posting.notices, { person, subject: "", text: "x", by: "x" }),
      ),
    ).toMatchObject({ code: "field-missing" });
    await posting.close();
    await email.close();
    await server.close();
  });

  it("[2.4.9] [2.1.2] are offered the objection and the request that a letter hints at, and record each once by a click", async () => {
    const { session, address } = await newReader();
    const long = "I have read you for many years. ".repeat(20);
    await bench.send({ from: address, text: `${long} Please unsubscribe me and delete my account.` });
    const { person } = session;
    const [letter] = (await thread(person)).letters;
    expect(letter?.hints).toEqual(["objection", "erase"]);
    expect(await objections(person)).toEqual([]);
    const ids = { person, letter: letter?.id ?? "" };
    await objectFromThread(test.context, ids, "marketing");
    expect(await objections(person)).toEqual(["marketing"]);
    const made = await openRequest(test.context, ids, { request: "erase", by: "Wei" });
    expect(await openRequest(test.context, ids, { request: "erase", by: "Min" })).toEqual(made);
    expect((await listThreads(test.context)).find((row) => row.person === person)).toMatchObject({
      requests: ["erase"],
    });
    await closeRequest(test.context, { person, id: made.id });
    expect((await thread(person)).requests).toMatchObject([
      { request: "erase", closedAt: expect.any(String) },
    ]);
    const elsewhere = { person, letter: crypto.randomUUID() };
    expect(await problemOf(objectFromThread(test.context, elsewhere, "marketing"))).toMatchObject({
      code: "not-found",
    });
    expect(await problemOf(objectFromThread(test.context, ids, "account"))).toMatchObject({
      code: "purpose-unknown",
    });
  });
});

describe("a person", () => {
  it("[2.1.2] reads their own letters and the answers, and no one else's; nobody fills in the form that mail is kept under", async () => {
    const { session, address } = await newReader();
    await bench.send({
      from: address,
      subject: "Mine",
      text: "Hello",
      attachments: [{ filename: "a.txt", content: "x" }],
    });
    const read = (who: PersonSession) =>
      transact(test.context.db, async (tx) =>
        openLetters(test.context, tx, await permitOwn(test.context, tx, who), who.person),
      );
    const letters = await read(session);
    expect(letters).toMatchObject([{ subject: "Mine", text: "Hello", enclosures: [{ name: "a.txt" }] }]);
    expect(await read((await newReader()).session)).toEqual([]);
    const wanted = { kind: "enclosure", record: letters[0]?.enclosures[0]?.id ?? "" } as const;
    expect(await (await downloadOwn(test.context, bench.parser, { session, wanted })).text()).toBe("x");
    const forged = createFormsBench(test).hand(session, "mail", {
      "correspondent.email": "boss@index.example",
    });
    expect(await problemOf(forged)).toMatchObject({ code: "form-unknown" });
  });

  it("[2.1.2] who is not logged in writes on the site under an address they name, some times an hour", async () => {
    const address = newAddress();
    const rate = createLetterRate();
    const write = (text: string, email = address) =>
      writeLetter(
        test.context,
        { notices: bench.notices, rate },
        { name: "Lin", email, subject: `Site ${address}`, text },
      );
    await write("Hello");
    const person = await writerOf(`Site ${address}`);
    expect((await thread(person)).letters).toMatchObject([
      { door: "site", proof: "claimed", text: "Hello", from: { name: "Lin", address } },
    ]);
    for (let time = 1; time < 10; time += 1) await write(`Hello ${time}`);
    expect(await problemOf(write("Once more"))).toMatchObject({ code: "too-many-attempts" });
    expect((await write("Hello", newAddress())).letter).toEqual(expect.any(String));
    expect(await problemOf(write(""))).toMatchObject({ code: "field-missing" });
    expect(await problemOf(write("x", "nobody"))).toMatchObject({ code: "field-malformed" });
    now += 3_600_000;
    await write("An hour later");
  });
});
