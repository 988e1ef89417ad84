import type { SMTPTransportOptions } from "nodemailer";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import type { SMTPEnvelope } from "nodemailer/lib/smtp-connection";
import { createLanes } from "./lanes.ts";
import type { Handover } from "./parcel.ts";
import { type Carried, carryOver, type Line, openLine } from "./smtp-line.ts";

const STEP_TIMEOUT_MS = 10_000;
/** Longer than any one step: a server that trickles its answers ends here. */
const WHOLE_TIMEOUT_MS = 20_000;
/** Shorter than a step, and much shorter than servers wait: RFC 5321 §4.5.3.2.7 asks five minutes of them. */
const IDLE_MS = 5000;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1", "[::1]"]);

/** Connections to one mail server, each used for many messages. */
export interface SmtpPool {
  /** `host:port`, to show. */
  readonly server: string;
  /** Never rejects. Answers within 20 s. */
  send(envelope: SMTPEnvelope, message: Buffer): Promise<Handover>;
  /** Ends every connection that is not in use; the others end when nothing follows on them. */
  close(): void;
}

/**
 * A pool of our own: the library's hides whether a lost connection had begun to carry the message, and that is what decides whether
 * it may be sent again. Away from this machine the server must offer TLS, unless the address says `?requireTLS=false`.
 * @param o.url `smtps://user:password@host:465` or `smtp://host:587`
 * @param o.lanes how many connections there are at most; further messages wait for one
 */
export function createSmtpPool(o: { readonly url: string; readonly lanes: number }): SmtpPool {
  const options = readUrl(o.url);
  const lanes = createLanes(o.lanes);
  /** Lines that wait for a message, each with its patience. */
  const idle = new Map<Line, NodeJS.Timeout>();

  const wake = (line: Line): void => {
    clearTimeout(idle.get(line));
    idle.delete(line);
  };
  const dismiss = (line: Line): void => {
    wake(line);
    line.connection.quit();
  };
  const rest = (line: Line): void => {
    line.onEnd = () => wake(line);
    idle.set(line, setTimeout(dismiss, IDLE_MS, line));
  };
  const carry = async (line: Line, load: Parameters<typeof carryOver>[1]): Promise<Carried> => {
    const carried = await carryOver(line, load);
    if (carried.reusable) rest(line);
    return carried;
  };
  return {
    server: `${options.host}:${options.port}`,
    async send(envelope, message) {
      const deadline = Date.now() + WHOLE_TIMEOUT_MS;
      if (!(await lanes.take(deadline)))
        return { kind: "not-accepted", permanent: false, why: "the mail server is too slow" };
      const load = { envelope: { ...envelope, size: message.length }, message, deadline };
      try {
        const kept = [...idle.keys()].at(-1);
        if (kept !== undefined) {
          wake(kept);
          const carried = await carry(kept, load);
          if (!carried.untouched) return carried.handover;
        }
        const opened = await openLine(options, deadline);
        return "failure" in opened ? opened.failure : (await carry(opened, load)).handover;
      } finally {
        lanes.give();
      }
    },
    close() {
      for (const line of [...idle.keys()]) dismiss(line);
    },
  };
}

function readUrl(url: string): SMTPTransportOptions {
  const parsed: SMTPTransportOptions = parseConnectionUrl(url);
  const host = parsed.host ?? "localhost";
  return {
    requireTLS: !parsed.secure && !LOOPBACK.has(host),
    ...parsed,
    host,
    port: Number(parsed.port ?? (parsed.secure ? 465 : 587)),
    connectionTimeout: STEP_TIMEOUT_MS,
    greetingTimeout: STEP_TIMEOUT_MS,
    socketTimeout: STEP_TIMEOUT_MS,
    dnsTimeout: STEP_TIMEOUT_MS,
    logger: false,
    debug: false,
  };
}
