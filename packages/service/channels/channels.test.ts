import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { simpleParser } from "mailparser";
import { describe, expect, it, onTestFinished } from "vitest";
import { composeMail, listHeaders } from "./compose-mail.ts";
import type { Mail } from "./mail.ts";
import { createSmtpChannel } from "./smtp.ts";
import { type MailServerOptions, refusal, startMailServer } from "./test-mail-server.ts";

const URL_OF_CLICK = `https://www.index.example/privacy/unsubscribe/${"t".repeat(43)}`;

const mail: Mail = {
  messageId: "<11111111-2222-4333-8444-555555555555@www.index.example>",
  at: new Date("2026-12-03T10:00:00Z"),
  from: { name: "因得思信息技术（杭州）有限公司", address: "hello@index.example" },
  to: { name: 'Lin "the reader", Yue', address: "lin.yue@marker.example" },
  subject: "广告：本周新文章，关于隐私政策如何成为软件的一部分，以及为什么它很重要",
  text: "您好：\n\n.一行以点开头\n很长的一行".padEnd(2000, "文"),
  unsubscribeUrl: URL_OF_CLICK,
};

async function openServer(options: MailServerOptions = {}) {
  const server = await startMailServer(options);
  onTestFinished(() => server.close());
  return server;
}

describe("the message", () => {
  it("is RFC 5322 in seven bits and CRLF, and reads as it was written", async () => {
    const message = await composeMail(mail);
    expect(message.every((byte) => byte < 128)).toBe(true);
    expect(message.toString("latin1").replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    const parsed = await simpleParser(message);
    expect(parsed.subject).toBe(mail.subject);
    expect(parsed.text?.trimEnd()).toBe(mail.text);
    expect(parsed.messageId).toBe(mail.messageId);
    expect(parsed.from?.value).toEqual([mail.from]);
    expect(parsed.to).toMatchObject({ value: [mail.to] });
  });

  it("[2.4.9] carries the one-click headers of RFC 8058, whole and on lines of their own", async () => {
    const headers = listHeaders((await composeMail(mail)).toString("latin1"));
    expect(headers).toContainEqual({ name: "List-Unsubscribe", value: `<${URL_OF_CLICK}>` });
    expect(headers).toContainEqual({ name: "List-Unsubscribe-Post", value: "List-Unsubscribe=One-Click" });
    expect(headers.map(({ name }) => name.toLowerCase())).not.toContain("x-mailer");
  });
});

describe("an SMTP channel", () => {
  it("hands a message over, and is told so", async () => {
    const server = await openServer();
    expect(await createSmtpChannel({ url: server.url }).send(mail)).toEqual({ kind: "accepted" });
    expect(server.accepted.map(({ subject }) => subject)).toEqual([mail.subject]);
  });

  it("[law 6] tells a refusal for good from one that may pass, and repeats nothing of the server's words", async () => {
    const answers = [550, 450].map(async (code) => {
      const server = await openServer({ refuseRecipient: code });
      return createSmtpChannel({ url: server.url }).send(mail);
    });
    expect(await Promise.all(answers)).toEqual([
      { kind: "not-accepted", permanent: true, why: "the mail server answered 550 to RCPT TO" },
      { kind: "not-accepted", permanent: false, why: "the mail server answered 450 to RCPT TO" },
    ]);
  });

  it("believes a server that refuses the whole message", async () => {
    const server = await openServer({
      onMessage: () => {
        throw refusal(554, `spam to ${mail.to.address}`);
      },
    });
    expect(await createSmtpChannel({ url: server.url }).send(mail)).toEqual({
      kind: "not-accepted",
      permanent: true,
      why: "the mail server answered 554 to DATA",
    });
  });

  it("says that a server which is not there may be there later", async () => {
    const server = await startMailServer();
    await server.close();
    expect(await createSmtpChannel({ url: server.url }).send(mail)).toEqual({
      kind: "not-accepted",
      permanent: false,
      why: "the mail server could not be reached (ESOCKET)",
    });
  });

  it("calls the outcome unknown when the connection ends between the message and its answer", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.write("220 here\r\n");
      let inMessage = false;
      socket.on("data", (chunk) => {
        const text = chunk.toString();
        if (inMessage && text.endsWith("\r\n.\r\n")) socket.destroy();
        else if (inMessage) return;
        else if (text.startsWith("DATA")) {
          inMessage = true;
          socket.write("354 go on\r\n");
        } else socket.write("250 ok\r\n");
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await createSmtpChannel({ url: `smtp://127.0.0.1:${port}` }).send(mail)).toEqual({
      kind: "unknown",
      why: "the connection ended while the message was on its way (ECONNECTION)",
    });
  });

  it("[2.3.4] sends nothing in clear to another machine's server, unless its address says so", async () => {
    const server = await openServer({ host: "127.0.0.2" }); // for all the channel knows, another machine
    const refused = await createSmtpChannel({ url: server.url }).send(mail);
    expect(refused).toMatchObject({ kind: "not-accepted", permanent: false });
    expect(server.accepted).toEqual([]);
    const allowed = await createSmtpChannel({ url: `${server.url}?requireTLS=false` }).send(mail);
    expect(allowed).toEqual({ kind: "accepted" });
  });
});
