import { Readable } from "node:stream";
import type { NodemailerError, SMTPTransportOptions } from "nodemailer";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import SMTPConnection, {
  type SMTPConnectionOptions,
  type SMTPEnvelope,
} from "nodemailer/lib/smtp-connection";
import { composeMail } from "./compose-mail.ts";
import type { Handover, SmtpChannel } from "./mail.ts";

const STEP_TIMEOUT_MS = 10_000;
/** Longer than any one step: a server that trickles its answers ends here. */
const WHOLE_TIMEOUT_MS = 20_000;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1", "[::1]"]);

/**
 * A mail server. Away from this machine it must offer TLS, unless the address says `?requireTLS=false`.
 * Each mail has a connection of its own: a pool hides whether a lost connection had begun to carry the message, and that
 * is what decides whether it may be sent again.
 * @param o.url `smtps://user:password@host:465` or `smtp://host:587`
 */
export function createSmtpChannel(o: { readonly url: string }): SmtpChannel {
  const parsed: SMTPTransportOptions = parseConnectionUrl(o.url);
  const host = parsed.host ?? "localhost";
  const port = Number(parsed.port ?? (parsed.secure ? 465 : 587));
  const options: SMTPTransportOptions = {
    requireTLS: !parsed.secure && !LOOPBACK.has(host),
    ...parsed,
    host,
    port,
    connectionTimeout: STEP_TIMEOUT_MS,
    greetingTimeout: STEP_TIMEOUT_MS,
    socketTimeout: STEP_TIMEOUT_MS,
    dnsTimeout: STEP_TIMEOUT_MS,
    logger: false,
    debug: false,
  };
  return {
    kind: "smtp",
    server: `${host}:${port}`,
    async send(mail) {
      try {
        const message = await composeMail(mail);
        return await handOver(options, { from: mail.from.address, to: [mail.to.address] }, message);
      } catch {
        return { kind: "not-accepted", permanent: true, why: "the message could not be composed" };
      }
    },
  };
}

function handOver(options: SMTPTransportOptions, envelope: SMTPEnvelope, message: Buffer): Promise<Handover> {
  const connection = new SMTPConnection(options satisfies SMTPConnectionOptions);
  const body = Readable.from([message]);
  return new Promise((resolve) => {
    const end = (handover: Handover): void => {
      clearTimeout(deadline);
      resolve(handover); // first: closing ends the connection, which is no answer any more
      if (handover.kind === "accepted") connection.quit();
      else connection.close();
    };
    const fail = (error: NodemailerError): void => end(explain(error, body.readableDidRead));
    const deadline = setTimeout(
      () => fail(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })),
      WHOLE_TIMEOUT_MS,
    );
    const send = (): void =>
      connection.send(envelope, body, (error) => (error ? fail(error) : end({ kind: "accepted" })));
    connection.on("error", fail);
    connection.once("end", () => fail(Object.assign(new Error("closed"), { code: "ECONNECTION" })));
    connection.connect((error) => {
      if (error) fail(error);
      else if (options.auth === undefined) send();
      else connection.login(options.auth, (refused) => (refused ? fail(refused) : send()));
    });
  });
}

/** What an error says about the message, in words that are ours: a server's own often quote the address. */
function explain(error: NodemailerError, begun: boolean): Handover {
  const { code = "ECONNECTION", responseCode, command, permanent = false } = error;
  if (responseCode === undefined)
    return begun
      ? { kind: "unknown", why: `the connection ended while the message was on its way (${code})` }
      : { kind: "not-accepted", permanent: false, why: `the mail server could not be reached (${code})` };
  const aboutTheMessage = code === "EENVELOPE" || code === "EMESSAGE";
  return {
    kind: "not-accepted",
    permanent: permanent && aboutTheMessage,
    why: `the mail server answered ${responseCode} to ${command ?? "the connection"}`,
  };
}
