import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** What a test's server does with a message. */
export interface MailServerOptions {
  /** Loopback address it listens on; 127.0.0.1 unless told. */
  readonly host?: string;
  /** The same port again, for a server that comes back. */
  readonly port?: number;
  /** The reply to RCPT TO instead of 250, such as 550. */
  readonly refuseRecipient?: number;
  /** Called with each whole message before the server answers for it; what it throws is answered with its `responseCode`. */
  readonly onMessage?: (mail: ParsedMail) => Promise<void> | void;
}

/** A real SMTP server on this machine. */
export interface MailServer {
  readonly url: string;
  readonly port: number;
  /** Messages it answered for with 250. */
  readonly accepted: readonly ParsedMail[];
  /** The same as they came over the wire. */
  readonly raw: readonly Buffer[];
  /** How many connections were opened to it. */
  connections(): number;
  close(): Promise<void>;
}

export async function startMailServer(o: MailServerOptions = {}): Promise<MailServer> {
  const accepted: ParsedMail[] = [];
  const raw: Buffer[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onRcptTo: ({ address }, _session, done) =>
      done(o.refuseRecipient === undefined ? null : refusal(o.refuseRecipient, `no such user ${address}`)),
    onData: (stream, _session, done) => {
      buffer(stream)
        .then(async (message) => {
          const mail = await simpleParser(message);
          await o.onMessage?.(mail);
          accepted.push(mail);
          raw.push(message);
          done(null);
        })
        .catch(done);
    },
  });
  server.on("error", () => {}); // a client that was killed
  const host = o.host ?? "127.0.0.1";
  server.listen(o.port ?? 0, host);
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://${host}:${port}`,
    port,
    accepted,
    raw,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
