import { once } from "node:events";
import type { AddressInfo } from "node:net";
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
  close(): Promise<void>;
}

export async function startMailServer(o: MailServerOptions = {}): Promise<MailServer> {
  const accepted: ParsedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: ({ address }, _session, done) =>
      done(o.refuseRecipient === undefined ? null : refusal(o.refuseRecipient, `no such user ${address}`)),
    onData: (stream, _session, done) => {
      simpleParser(stream)
        .then(async (mail) => {
          await o.onMessage?.(mail);
          accepted.push(mail);
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
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
