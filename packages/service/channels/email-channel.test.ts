import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { simpleParser } from "mailparser";
import { describe, expect, it, onTestFinished } from "vitest";
import { composeEmail, listHeaders } from "./compose-email.ts";
import { makeDkimRecord, signDkim } from "./dkim.ts";
import { createEmailChannel, type EmailOptions } from "./email-channel.ts";
import { makeParcel as makeAnyParcel } from "./make-parcel.testing.ts";
import type { Parcel } from "./parcel.ts";
import { findReplyToken } from "./reply-address.ts";
import { type MailServerOptions, refusal, startMailServer } from "./test-mail-server.ts";

const FROM = { name: "因得思信息技术（杭州）有限公司", address: "hello@index.example" };
const POSTMARK = { from: FROM, host: "www.index.example", inboundDomain: "in.index.example" };
const parcel = makeParcel();

/** Advertising to somebody whose name needs quoting, with lines that SMTP and MIME have to take care of. */
function makeParcel(changes: Partial<Parcel> = {}): Parcel {
  return makeAnyParcel({
    language: "zh",
    to: { name: 'Lin "the reader", Yue', address: "lin.yue@marker.example" },
    subject: "广告：本周新文章，关于隐私政策如何成为软件的一部分，以及为什么它很重要",
    body: ["您好：", ".一行以点开头\n很长的一行".padEnd(2000, "文")],
    footer: ["如不希望再收到此类邮件，点击一次即可退订", "Two lines"],
    unsubscribeUrl: `https://www.index.example/privacy/unsubscribe/${"t".repeat(43)}`,
    replyToken: "0123456789abcdef".repeat(2),
    ...changes,
  });
}

async function openServer(options: MailServerOptions = {}) {
  const server = await startMailServer(options);
  onTestFinished(() => server.close());
  return server;
}

function openChannel(url: string, given: Partial<EmailOptions> = {}) {
  const channel = createEmailChannel({
    url,
    sender: () => FROM,
    publicUrl: "https://www.index.example",
    dkim: null,
    inboundDomain: null,
    ...given,
  });
  onTestFinished(() => channel.close());
  return channel;
}

describe("the message", () => {
  it.each([
    ["zh", parcel],
    [
      "en",
      makeParcel({
        language: "en",
        subject:
          "AD: new articles, about how a privacy policy becomes part of the software, and why it matters",
        body: ["Dear reader,", "There are three new articles."],
      }),
    ],
  ] as const)("is RFC 5322 in seven bits and CRLF, and reads as it was written (%s)", async (_, written) => {
    const message = composeEmail(written, POSTMARK);
    expect(message.every((byte) => byte < 128)).toBe(true);
    const text = message.toString("latin1");
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(Math.max(...text.split("\r\n").map((line) => line.length))).toBeLessThan(998);
    const parsed = await simpleParser(message);
    expect(parsed.subject).toBe(written.subject);
    for (const part of [...written.body, ...written.footer]) expect(parsed.text).toContain(part);
    expect(parsed.messageId).toBe(`<${written.id}@www.index.example>`);
    expect(parsed.from?.value).toEqual([FROM]);
    expect(parsed.to).toMatchObject({ value: [written.to] });
    expect(parsed.date).toEqual(written.at);
  });

  it("[2.4.9] carries the one-click headers of RFC 8058, whole and on lines of their own", async () => {
    const headers = listHeaders(composeEmail(parcel, POSTMARK).toString("latin1"));
    expect(headers).toContainEqual({ name: "List-Unsubscribe", value: `<${parcel.unsubscribeUrl}>` });
    expect(headers).toContainEqual({ name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" });
    const owed = makeParcel({ unsubscribeUrl: null });
    const names = listHeaders(composeEmail(owed, POSTMARK).toString("latin1")).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("List-"))).toEqual([]);
    expect(names.map((name) => name.toLowerCase())).not.toContain("x-mailer");
  });

  it("leads answers back to its delivery where mail comes in, and to the sender where none does", async () => {
    const parsed = await simpleParser(composeEmail(parcel, POSTMARK));
    const answer = parsed.replyTo?.value[0]?.address ?? "";
    expect(findReplyToken(answer)).toBe(parcel.replyToken);
    expect(findReplyToken(answer.toUpperCase())).toBe(parcel.replyToken);
    expect(findReplyToken(`${parcel.replyToken}@in.index.example`)).toBeNull();
    const alone = await simpleParser(composeEmail(parcel, { ...POSTMARK, inboundDomain: null }));
    expect(alone.replyTo).toBeUndefined();
  });

  it("says that no hand wrote it, unless it continues a thread, whose messages it names in their order", async () => {
    const first = await simpleParser(composeEmail(parcel, POSTMARK));
    expect(first.headers.get("auto-submitted")).toBe("auto-generated");
    const references = ["<a@reader.example>", "<b@www.index.example>"];
    const reply = await simpleParser(composeEmail(makeParcel({ references }), POSTMARK));
    expect(reply.headers.has("auto-submitted")).toBe(false);
    expect(reply.references).toEqual(references);
    expect(reply.inReplyTo).toBe("<b@www.index.example>");
  });
});

describe("a signature", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const dkim = { domain: "index.example", selector: "avow", key: privateKey };
  const record = makeDkimRecord(dkim);

  /** What another implementation says of the message, with our record in its DNS. */
  async function verdictOn(message: Buffer) {
    const { results } = await dkimVerify(message, {
      resolver: async (name: string, type: string) => {
        if (name === record.name && type === record.type) return [[record.value]];
        throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
      },
    });
    expect(results).toHaveLength(1);
    const [one] = results;
    return { result: one?.status.result, domain: one?.signingDomain, headers: one?.signingHeaders?.keys };
  }

  it("[2.3.4] [2.4.9] verifies with another implementation, as it arrived, over the headers of RFC 8058 too", async () => {
    const server = await openServer();
    const channel = openChannel(server.url, { dkim, inboundDomain: "in.index.example" });
    expect(await channel.send(parcel)).toEqual({ kind: "accepted" });
    const [arrived = Buffer.alloc(0)] = server.raw;
    const verdict = await verdictOn(arrived);
    expect(verdict).toMatchObject({ result: "pass", domain: "index.example" });
    for (const name of ["list-unsubscribe", "list-unsubscribe-post", "from", "subject", "reply-to"])
      expect(verdict.headers?.toLowerCase().split(/[\s:]+/)).toContain(name);
  });

  it.each([
    ["an empty body", "From: a@index.example\r\nSubject: x\r\n\r\n"],
    [
      "blanks at ends of lines, and empty lines at the end",
      "From: a@index.example\r\nSubject:  x \t y\r\n\r\n one \t two \r\n\t\r\nthree\r\n\r\n\r\n",
    ],
    ["no CRLF at its end", "From: a@index.example\r\nSubject: x\r\n\r\none"],
    ["a folded header twice", "From: a@index.example\r\nX-A: one\r\n  two\r\nX-A: three\r\n\r\none\r\n"],
  ])("verifies over %s", async (_, message) => {
    expect(await verdictOn(await signDkim(Buffer.from(message), dkim))).toMatchObject({ result: "pass" });
  });

  it("is broken by a changed body, a changed header, and a second Subject on top", async () => {
    const signed = (await signDkim(composeEmail(parcel, POSTMARK), dkim)).toString("latin1");
    expect(await verdictOn(Buffer.from(signed))).toMatchObject({ result: "pass" });
    const changes = [
      signed.replace(/(\r\n\r\n)./s, "$1A"),
      signed.replace("reply+", "reply-"),
      `Subject: you have won\r\n${signed}`,
      signed.replace("One-Click", "Two-Click"),
    ];
    for (const changed of changes) {
      expect(changed).not.toBe(signed);
      expect((await verdictOn(Buffer.from(changed))).result).not.toBe("pass");
    }
  });
});

describe("an SMTP channel", () => {
  it("hands many messages over on one connection, and is told so of each", async () => {
    const server = await openServer();
    const channel = openChannel(server.url);
    for (let sent = 0; sent < 5; sent += 1)
      expect(await channel.send(makeParcel())).toEqual({ kind: "accepted" });
    expect(server.accepted).toHaveLength(5);
    expect(server.connections()).toBe(1);
  });

  it("opens no more connections than it has lanes, and mixes nothing up", async () => {
    const server = await openServer();
    const channel = openChannel(server.url, { lanes: 3 });
    const parcels = Array.from({ length: 40 }, (_, index) =>
      makeParcel({ to: { name: "", address: `p${index}@marker.example` }, subject: `to p${index}` }),
    );
    const outcomes = await Promise.all(parcels.map((each) => channel.send(each)));
    expect(outcomes.every(({ kind }) => kind === "accepted")).toBe(true);
    expect(server.connections()).toBe(3);
    const seen = server.accepted.map(({ to, subject }) => `${[to].flat()[0]?.text} ${subject}`).sort();
    expect(seen).toEqual(parcels.map(({ to, subject }) => `${to.address} ${subject}`).sort());
  });

  it("after a refusal goes on with the next message on the same connection", async () => {
    const refused = new Set([1, 3]);
    let count = 0;
    const server = await openServer({
      onMessage: () => {
        count += 1;
        if (refused.has(count)) throw refusal(554, "no");
      },
    });
    const channel = openChannel(server.url);
    const kinds = [];
    for (let sent = 0; sent < 4; sent += 1) kinds.push((await channel.send(makeParcel())).kind);
    expect(kinds).toEqual(["not-accepted", "accepted", "not-accepted", "accepted"]);
    expect(server.connections()).toBe(1);
  });

  it("[law 6] tells a refusal for good from one that may pass, and repeats nothing of the server's words", async () => {
    const answers = [550, 450].map(async (code) => {
      const server = await openServer({ refuseRecipient: code });
      return openChannel(server.url).send(parcel);
    });
    expect(await Promise.all(answers)).toEqual([
      { kind: "not-accepted", permanent: true, why: "the mail server answered 550 to RCPT TO" },
      { kind: "not-accepted", permanent: false, why: "the mail server answered 450 to RCPT TO" },
    ]);
  });

  it("[law 6] refuses for good what cannot be written, before anything leaves, and does not say why", async () => {
    const server = await openServer();
    const channel = openChannel(server.url, {
      sender: () => {
        throw new Error(`no sender for ${parcel.to.address}`);
      },
    });
    const unwritten = {
      kind: "not-accepted",
      permanent: true,
      why: "the message could not be composed",
    };
    expect(await channel.send(parcel)).toEqual(unwritten);
    const handOver = await channel.prepare?.(parcel);
    expect(await handOver?.()).toEqual(unwritten);
    expect(server.connections()).toBe(0);
  });

  it("sends nothing of what is only prepared, until it is handed over", async () => {
    const server = await openServer();
    const handOver = await openChannel(server.url).prepare?.(parcel);
    expect(server.connections()).toBe(0);
    expect(await handOver?.()).toEqual({ kind: "accepted" });
    expect(server.raw).toHaveLength(1);
  });

  it("believes a server that refuses the whole message", async () => {
    const server = await openServer({
      onMessage: () => {
        throw refusal(554, `spam to ${parcel.to.address}`);
      },
    });
    expect(await openChannel(server.url).send(parcel)).toEqual({
      kind: "not-accepted",
      permanent: true,
      why: "the mail server answered 554 to DATA",
    });
  });

  it("says of an address that is none that it is none, and keeps the connection", async () => {
    const server = await openServer();
    const channel = openChannel(server.url);
    expect(await channel.send(makeParcel({ to: { name: "", address: "" } }))).toMatchObject({
      kind: "not-accepted",
      permanent: true,
    });
    expect(await channel.send(parcel)).toEqual({ kind: "accepted" });
    expect(server.connections()).toBe(1);
  });

  it("says that a server which is not there may be there later", async () => {
    const server = await startMailServer();
    await server.close();
    expect(await openChannel(server.url).send(parcel)).toEqual({
      kind: "not-accepted",
      permanent: false,
      why: "the mail server could not be reached (ESOCKET)",
    });
  });

  it("sends again at once, over a new connection, what a lost connection had not begun", async () => {
    const server = await openScripted(({ connection, message, socket }) => {
      // The first connection takes one message and is gone as the second begins, as after an idle timeout on the way.
      if (connection === 1 && message === 2) socket.destroy();
      return true;
    });
    const channel = openChannel(server.url);
    expect(await channel.send(parcel)).toEqual({ kind: "accepted" });
    expect(await channel.send(parcel)).toEqual({ kind: "accepted" });
    expect(server.taken()).toBe(2);
    expect(server.connections()).toBe(2);
  });

  it("calls the outcome unknown when the connection ends between the message and its answer, and tries no other", async () => {
    const server = await openScripted(() => false);
    expect(await openChannel(server.url).send(parcel)).toEqual({
      kind: "unknown",
      why: "the connection ended while the message was on its way (ECONNECTION)",
    });
    expect(server.taken()).toBe(1);
    expect(server.connections()).toBe(1);
  });

  it("[2.3.4] sends nothing in clear to another machine's server, unless its address says so", async () => {
    const server = await openServer({ host: "127.0.0.2" }); // for all the channel knows, another machine
    expect(await openChannel(server.url).send(parcel)).toMatchObject({
      kind: "not-accepted",
      permanent: false,
    });
    expect(server.accepted).toEqual([]);
    expect(await openChannel(`${server.url}?requireTLS=false`).send(parcel)).toEqual({ kind: "accepted" });
  });

  it("ends only after what was under way has been answered for", async () => {
    const server = await openServer();
    const channel = openChannel(server.url, { lanes: 2 });
    const sent = Array.from({ length: 6 }, () => channel.send(makeParcel()));
    await channel.close();
    expect(server.accepted).toHaveLength(6);
    expect((await Promise.all(sent)).every(({ kind }) => kind === "accepted")).toBe(true);
  });
});

/** A server by hand: asked at each MAIL FROM, and answered `false` it is gone once it has the message. */
async function openScripted(
  onMail: (of: { connection: number; message: number; socket: Socket }) => boolean,
) {
  let connections = 0;
  let taken = 0;
  const server = createServer((socket) => {
    connections += 1;
    const connection = connections;
    let message = 0;
    let [inMessage, answers] = [false, true];
    socket.on("error", () => {});
    socket.write("220 here\r\n");
    socket.on("data", (chunk) => {
      const text = chunk.toString();
      if (inMessage) {
        if (!text.endsWith("\r\n.\r\n")) return;
        inMessage = false;
        taken += 1;
        if (answers) socket.write("250 taken\r\n");
        else socket.destroy();
      } else if (text.startsWith("DATA")) {
        inMessage = true;
        socket.write("354 go on\r\n");
      } else {
        if (text.startsWith("MAIL")) answers = onMail({ connection, message: ++message, socket });
        if (!socket.destroyed) socket.write("250 ok\r\n");
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, connections: () => connections, taken: () => taken };
}
