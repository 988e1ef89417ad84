import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { afterEach, describe, expect, it } from "vitest";
import { makeCertificate } from "../../../tests/support/certificate.ts";
import { readConfig } from "../config.ts";
import { sendOverSmtp } from "./correspondence.testing.ts";
import { type Inbound, type InboundOptions, startInbound } from "./inbound.ts";
import type { Incoming, Reception } from "./receive.ts";

const DOMAIN = "in.index.example";
let inbound: Inbound | null = null;
let received: Incoming[] = [];
afterEach(async () => {
  await inbound?.stop();
  inbound = null;
  received = [];
});

async function open(more: Partial<InboundOptions> = {}): Promise<Inbound> {
  const receive = async (incoming: Incoming): Promise<Reception> => {
    received.push(incoming);
    return { kind: "taken" };
  };
  inbound = await startInbound({
    host: "127.0.0.1",
    port: 0,
    domain: DOMAIN,
    maxBytes: 50_000,
    tls: null,
    receive,
    ...more,
  });
  return inbound;
}

function send({ port }: Inbound, more: { readonly to?: string; readonly text?: string } = {}) {
  const letter = { from: "lin@reader.example", to: `editors@${DOMAIN}`, text: "Hello", ...more };
  return sendOverSmtp(port, letter);
}

/** A connection that has said everything before the mail itself. */
async function beginMail({ port }: Inbound): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  for (const line of [
    "EHLO me",
    "MAIL FROM:<a@b.example>",
    `RCPT TO:<x@${DOMAIN}>`,
    "DATA",
    "Subject: slow",
  ]) {
    await once(socket, "data");
    socket.write(`${line}\r\n`);
  }
  return socket;
}

describe("mail from outside", () => {
  it("is taken for one domain, and passed on to no other", async () => {
    const server = await open();
    await send(server);
    await expect(send(server, { to: "someone@elsewhere.example" })).rejects.toMatchObject({
      responseCode: 550,
    });
    await expect(send(server, { to: `x@not-${DOMAIN}` })).rejects.toMatchObject({ responseCode: 550 });
    expect(received.map(({ recipients }) => recipients)).toEqual([[`editors@${DOMAIN}`]]);
  });

  it("is refused with 552 when it is too long, whether its sender says so before or not", async () => {
    const server = await open();
    await expect(send(server, { text: "long ".repeat(20_000) })).rejects.toMatchObject({ responseCode: 552 });
    expect(received).toEqual([]);
    await send(server);
    expect(received).toHaveLength(1);
  });

  it("[law 8] is answered as it was received: later, or not at all, or taken", async () => {
    const answers: Reception[] = [
      { kind: "later", code: 451, why: "4.3.0 later" },
      { kind: "refused", code: 550, why: "5.7.1 never" },
      { kind: "taken" },
    ];
    const server = await open({ receive: async () => answers.shift() ?? { kind: "taken" } });
    await expect(send(server)).rejects.toMatchObject({ responseCode: 451 });
    await expect(send(server)).rejects.toMatchObject({ responseCode: 550 });
    expect((await send(server)).response).toMatch(/^250/);
  });

  it("is not taken from a sender that is too slow, nor in part from one that goes away", async () => {
    const server = await open({ patienceMs: 100 });
    const slow = await beginMail(server);
    await once(slow, "close");
    const gone = await beginMail(server);
    gone.destroy();
    await send(server);
    expect(received).toHaveLength(1);
  });

  it("keeps no more in memory than there is room for: the rest is told to come again", async () => {
    const server = await open({ maxBytes: 10_000 });
    const holding = await Promise.all(Array.from({ length: 10 }, () => beginMail(server)));
    for (const socket of holding) socket.write(`${"x".repeat(70)}\r\n`.repeat(120));
    await expect
      .poll(() =>
        send(server, { text: "y".repeat(5_000) }).then(
          () => "taken",
          ({ responseCode }) => responseCode,
        ),
      )
      .toBe(451);
    for (const socket of holding) socket.destroy();
    await expect
      .poll(() =>
        send(server).then(
          () => "taken",
          () => "not yet",
        ),
      )
      .toBe("taken");
  });

  it("comes encrypted where there is a certificate", async () => {
    const { cert, key } = makeCertificate(DOMAIN);
    const folder = await mkdtemp(join(tmpdir(), "avow-inbound-"));
    const tls = { certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") };
    await Promise.all([writeFile(tls.certFile, cert), writeFile(tls.keyFile, key)]);
    const { port } = await open({ tls });
    const transport = createTransport({
      host: "127.0.0.1",
      port,
      requireTLS: true,
      tls: { rejectUnauthorized: false },
    });
    await transport.sendMail({ from: "lin@reader.example", to: `editors@${DOMAIN}`, text: "Hello" });
    expect(received).toHaveLength(1);
    await rm(folder, { recursive: true });
  });

  it("says why it cannot be taken at all", async () => {
    const { port } = await open();
    const taken = startInbound({
      host: "127.0.0.1",
      port,
      domain: DOMAIN,
      maxBytes: 1,
      tls: null,
      receive: async () => ({ kind: "taken" }),
    });
    await expect(taken).rejects.toMatchObject({ code: "inbound-not-started" });
    const file = join("/nowhere", "cert.pem");
    await expect(open({ tls: { certFile: file, keyFile: file } })).rejects.toMatchObject({
      code: "inbound-not-started",
    });
  });
});

describe("where mail comes in", () => {
  it.each([
    [{ AVOW_INBOUND_PORT: "2525" }, "AVOW_INBOUND_DOMAIN"],
    [
      { AVOW_INBOUND_PORT: "2525", AVOW_INBOUND_DOMAIN: DOMAIN, AVOW_INBOUND_HOST: "0.0.0.0" },
      "AVOW_INBOUND_HOST",
    ],
    [
      { AVOW_INBOUND_PORT: "2525", AVOW_INBOUND_DOMAIN: DOMAIN, AVOW_INBOUND_CERT: "a.pem" },
      "AVOW_INBOUND_KEY",
    ],
    [{ AVOW_INBOUND_PORT: "mail" }, "AVOW_INBOUND_PORT"],
    [{ AVOW_INBOUND_MAX_BYTES: "1" }, "AVOW_INBOUND_MAX_BYTES"],
  ])("is not configured so: %j", (environment, key) => {
    expect(readConfig(environment)).toMatchObject({ ok: false, faults: [{ key }] });
  });

  it("is nowhere unless a port is given", () => {
    expect(readConfig({})).toMatchObject({ ok: true, config: { inbound: null } });
    const environment = {
      AVOW_INBOUND_PORT: "2525",
      AVOW_INBOUND_DOMAIN: DOMAIN,
      AVOW_INBOUND_HOST: "0.0.0.0",
      AVOW_INBOUND_CERT: "a.pem",
      AVOW_INBOUND_KEY: "b.pem",
    };
    expect(readConfig(environment)).toMatchObject({
      ok: true,
      config: { inbound: { port: 2525, maxBytes: 10_000_000, tls: { certFile: "a.pem", keyFile: "b.pem" } } },
    });
  });
});
