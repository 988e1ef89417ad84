import { Readable } from "node:stream";
import type { NodemailerError, SMTPTransportOptions } from "nodemailer";
import SMTPConnection, { type SMTPEnvelope } from "nodemailer/lib/smtp-connection";
import type { Handover } from "./parcel.ts";

/** One connection to a mail server, greeted and logged in. */
export interface Line {
  readonly connection: SMTPConnection;
  /** Told when it ends or breaks; whoever uses the line says what that means. */
  onEnd: (error: NodemailerError) => void;
}

/** What became of a message on one line. */
export interface Carried {
  readonly handover: Handover;
  /** Whether the line can carry another. */
  readonly reusable: boolean;
  /** The line ended before the message was begun and without a word about it: another line may carry it at once. */
  readonly untouched: boolean;
}

/** Opens a line, or says why there is none. @param deadline milliseconds since 1970 */
export function openLine(
  options: SMTPTransportOptions,
  deadline: number,
): Promise<Line | { readonly failure: Handover }> {
  const connection = new SMTPConnection(options);
  return new Promise((resolve) => {
    const fail = (error: NodemailerError): void => {
      clearTimeout(tooLate);
      resolve({ failure: explain(error, { begun: false }) }); // first: closing ends the line, which is no answer any more
      connection.close();
    };
    const tooLate = setTimeout(() => fail(errorOf("ETIMEDOUT")), deadline - Date.now());
    const line: Line = { connection, onEnd: fail };
    const ready = (): void => {
      clearTimeout(tooLate);
      resolve(line);
    };
    connection.on("error", (error) => line.onEnd(error));
    connection.once("end", () => line.onEnd(errorOf("ECONNECTION")));
    connection.connect((error) => {
      if (error) fail(error);
      else if (options.auth === undefined) ready();
      else connection.login(options.auth, (refused) => (refused ? fail(refused) : ready()));
    });
  });
}

/**
 * Carries one message over a line, which it closes unless it can carry another. After a refusal the line is reset (RSET); after a
 * message was taken there is nothing to reset (RFC 5321 §4.1.1.4).
 */
export function carryOver(
  line: Line,
  o: { readonly envelope: SMTPEnvelope; readonly message: Buffer; readonly deadline: number },
): Promise<Carried> {
  const { connection } = line;
  let begun = false;
  const body = new Readable({
    read() {
      begun = true;
      this.push(o.message);
      this.push(null);
    },
  });
  return new Promise((resolve) => {
    const end = (carried: Carried): void => {
      clearTimeout(tooLate);
      line.onEnd = () => {};
      resolve(carried);
      if (!carried.reusable) connection.close();
    };
    const fail = (error: NodemailerError): void => {
      const handover = explain(error, { begun });
      if (!isAboutTheMessage(error)) {
        end({ handover, reusable: false, untouched: !begun });
        return;
      }
      const tell = (reusable: boolean): void => end({ handover, reusable, untouched: false });
      line.onEnd = () => tell(false);
      connection.reset((broken) => tell(!broken));
    };
    const tooLate = setTimeout(() => line.onEnd(errorOf("ETIMEDOUT")), o.deadline - Date.now());
    line.onEnd = fail;
    connection.send(o.envelope, body, (error) => {
      if (error) line.onEnd(error);
      else end({ handover: { kind: "accepted" }, reusable: true, untouched: false });
    });
  });
}

/** Whether no was said to this message alone, so that the line may take another. 421 announces the line's end. */
function isAboutTheMessage({ code, responseCode }: NodemailerError): boolean {
  return (code === "EENVELOPE" || code === "EMESSAGE") && responseCode !== 421;
}

/** What an error says about the message, in words that are ours: a server's own often quote the address. */
function explain(error: NodemailerError, { begun }: { readonly begun: boolean }): Handover {
  const { code = "ECONNECTION", responseCode, command, permanent = false } = error;
  if (responseCode !== undefined)
    return {
      kind: "not-accepted",
      permanent: permanent && isAboutTheMessage(error),
      why: `the mail server answered ${responseCode} to ${command ?? "the connection"}`,
    };
  if (code === "EENVELOPE")
    return { kind: "not-accepted", permanent: true, why: "the address is none that e-mail can be sent to" };
  if (code === "EMESSAGE")
    return { kind: "not-accepted", permanent: true, why: "the message is larger than the mail server takes" };
  return begun
    ? { kind: "unknown", why: `the connection ended while the message was on its way (${code})` }
    : { kind: "not-accepted", permanent: false, why: `the mail server could not be reached (${code})` };
}

function errorOf(code: string): NodemailerError {
  return Object.assign(new Error(code), { code });
}
