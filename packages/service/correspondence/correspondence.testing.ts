import { randomBytes } from "node:crypto";
import { createTransport, type SendMailOptions } from "nodemailer";
import type { TestContext } from "../../../tests/support/context.ts";
import { createMailboxChannel } from "../channels/mailbox-channel.ts";
import type { Channels } from "../channels/parcel.ts";
import { messageKind } from "../contact/message-kind.ts";
import type { Context } from "../context.ts";
import type { Notices } from "../notices/notice.ts";
import { createNotices } from "../notices/notices.ts";
import { createSender, type Sender } from "../notices/sender.ts";
import { type Inbound, startInbound } from "./inbound.ts";
import { createParser, type Parser } from "./parser.ts";
import { createReceiver, type Reception } from "./receive.ts";
import { replyKind } from "./reply.ts";

export const DOMAIN = "in.index.example";

/** What a test does with mail that comes in. */
export interface CorrespondenceBench {
  readonly notices: Notices;
  readonly parser: Parser;
  readonly inbound: Inbound;
  readonly reports: unknown[];
  readonly sender: Sender;
  /** Sends over SMTP, as a mail program would. */
  send(mail: MailOptions): Promise<void>;
  /** Hands in a message as it is, without a network. */
  hand(raw: string | Buffer, sender?: string): Promise<Reception>;
  close(): Promise<void>;
}

export interface MailOptions {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly text?: string;
  readonly html?: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
  readonly messageId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: readonly { readonly filename: string; readonly content: string | Buffer }[];
}

/** A mail server over a test's context, with everything behind it. */
export async function openCorrespondence(
  test: Pick<TestContext, "context" | "governing">,
  {
    channels,
    current = async () => test.context,
  }: { readonly channels?: Channels; readonly current?: () => Promise<Context> } = {},
): Promise<CorrespondenceBench> {
  const reports: unknown[] = [];
  const report = (error: unknown): void => void reports.push(error);
  const kinds = new Map([messageKind, replyKind].map((kind) => [kind.name, kind]));
  const notices = createNotices({ kinds, now: test.context.now });
  const parser = createParser({ lanes: 2, patienceMs: 20_000 });
  const mailbox = createMailboxChannel({
    vault: test.context.vault,
    name: "email",
    postmark: () => ({
      from: { name: "Index", address: "editors@index.example" },
      host: "localhost",
      inboundDomain: DOMAIN,
    }),
  });
  const sender = createSender({
    governing: { current },
    kinds,
    channels: channels ?? { email: mailbox },
    report,
  });
  const receive = createReceiver({ current, notices, parser, report });
  const inbound = await startInbound({
    host: "127.0.0.1",
    port: 0,
    domain: DOMAIN,
    maxBytes: 1_000_000,
    tls: null,
    receive,
  });
  return {
    notices,
    parser,
    inbound,
    reports,
    sender,
    async send(mail) {
      await sendOverSmtp(inbound.port, {
        from: "Lin Yue <lin@reader.example>",
        to: `editors@${DOMAIN}`,
        ...mail,
        references: [...(mail.references ?? [])],
        attachments: [...(mail.attachments ?? [])],
      });
    },
    hand: (raw, sender) =>
      receive({
        sender: sender ?? null,
        recipients: [`editors@${DOMAIN}`],
        raw: new Uint8Array(Buffer.from(raw)),
      }),
    async close() {
      await inbound.stop();
      await parser.close();
      await sender.stop();
    },
  };
}

/** The token of a delivery, made as the machinery makes one, for a test that has not sent anything. */
export function makeToken(): string {
  return randomBytes(16).toString("hex");
}

/** Sends a mail over SMTP to a port of this machine, as a person's own mail program would; returns what the server said. */
export function sendOverSmtp(port: number, mail: SendMailOptions) {
  return createTransport({ host: "127.0.0.1", port, ignoreTLS: true }).sendMail(mail);
}
