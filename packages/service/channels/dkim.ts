import { createHash, createPublicKey, type KeyObject, sign } from "node:crypto";

/** Whom signatures name, and with which key they are made (RFC 6376). */
export interface DkimIdentity {
  readonly domain: string;
  readonly selector: string;
  /** RSA, 2048 bits or more; private. */
  readonly key: KeyObject;
}

/** A record to publish in the DNS. */
export interface DnsRecord {
  readonly name: string;
  readonly type: "TXT";
  readonly value: string;
}

/** The record under which receivers find the public key (RFC 6376 §3.6). */
export function makeDkimRecord({ domain, selector, key }: DkimIdentity): DnsRecord {
  const publicKey = createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64");
  return { name: `${selector}._domainkey.${domain}`, type: "TXT", value: `v=DKIM1; k=rsa; p=${publicKey}` };
}

/** Headers of which nobody may add a second one without breaking the signature (RFC 6376 §8.15). */
const ONCE_ONLY = ["from", "to", "reply-to", "subject", "date", "list-unsubscribe", "list-unsubscribe-post"];

/**
 * The message with a `DKIM-Signature` on top: rsa-sha256, relaxed/relaxed, over every header it has, `List-Unsubscribe` and
 * `List-Unsubscribe-Post` among them as RFC 8058 §4 asks, and over its whole body. The arithmetic is done off the main thread.
 * @param message RFC 5322, lines ended by CRLF
 */
export async function signDkim(message: Buffer, { domain, selector, key }: DkimIdentity): Promise<Buffer> {
  const end = message.indexOf("\r\n\r\n");
  const headers = splitHeaders(message.toString("latin1", 0, end));
  const bodyHash = createHash("sha256").update(relaxBody(message.toString("latin1", end + 4)), "latin1");
  const names = [...headers.map(({ name }) => name), ...ONCE_ONLY];
  const unsigned = [
    "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;",
    ` d=${domain}; s=${selector};`,
    ` bh=${bodyHash.digest("base64")};`,
    ` h=${names.join(":\r\n  ")};`,
    " b=",
  ].join("\r\n");
  const hashed = [...headers.map(({ relaxed }) => relaxed), relaxHeader(unsigned)].join("\r\n");
  const signature = await signOffThread(Buffer.from(hashed, "latin1"), key);
  const folded = signature.toString("base64").replace(/.{1,76}(?!$)/g, "$&\r\n  ");
  return Buffer.concat([Buffer.from(`${unsigned}${folded}\r\n`, "latin1"), message]);
}

interface Header {
  /** In lower case. */
  readonly name: string;
  readonly relaxed: string;
}

/** A message's headers from the last to the first, the order in which a name that is signed twice is looked up. */
function splitHeaders(head: string): readonly Header[] {
  return head
    .split(/\r\n(?![ \t])/)
    .map((line) => ({
      name: line.slice(0, line.indexOf(":")).trim().toLowerCase(),
      relaxed: relaxHeader(line),
    }))
    .reverse();
}

/** RFC 6376 §3.4.2, without the CRLF at its end. */
function relaxHeader(line: string): string {
  const colon = line.indexOf(":");
  const value = line
    .slice(colon + 1)
    .replaceAll("\r\n", "")
    .replaceAll(/[ \t]+/g, " ")
    .trim();
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/** RFC 6376 §3.4.4. */
function relaxBody(body: string): string {
  const lines = body.replaceAll(/[ \t]+/g, " ").replaceAll(/ \r\n/g, "\r\n");
  const trimmed = lines.replace(/ $/, "").replace(/(?:\r\n)+$/, "");
  return trimmed === "" ? "" : `${trimmed}\r\n`;
}

function signOffThread(data: Buffer, key: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    sign("sha256", data, key, (error, signature) => (error ? reject(error) : resolve(signature)));
  });
}
