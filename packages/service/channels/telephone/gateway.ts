import { createHmac, timingSafeEqual } from "node:crypto";
import type { Handover, Parcel, SendingChannel } from "../parcel.ts";
import { isUncertain, type Posted, post, requireSafeEndpoint } from "../post.ts";
import { parseNumber } from "../sms/parse-number.ts";

export interface GatewayOptions {
  readonly url: string;
  /** Shared with the gateway; both sign with it. */
  readonly secret: string;
  /** The governing law's code, for numbers written without their country. */
  readonly law: string;
  /** Where the gateway reports. */
  readonly reportUrl: string;
  readonly now: () => Date;
}

/** A gateway has a day to reach somebody and say so. */
const REPORTED_WITHIN_MS = 24 * 3_600_000;
/** How old a signature may be. */
const TOLERANCE_SECONDS = 300;

/** Telephone calls made by a gateway: `README.md` beside this file says what it is asked and what it answers. */
export function createTelephoneGateway(options: GatewayOptions): SendingChannel {
  const endpoint = requireSafeEndpoint(options.url);
  return {
    kind: "sends",
    name: "telephone",
    through: endpoint.host,
    lanes: 4,
    async send(parcel) {
      const number = parseNumber(parcel.to.address, options.law);
      if (number === null)
        return {
          kind: "not-accepted",
          permanent: true,
          why: "the number is none that a telephone could have",
        };
      const body = JSON.stringify(callOf(parcel, number, options.reportUrl));
      const headers = {
        "content-type": "application/json",
        "idempotency-key": parcel.id,
        "avow-signature": signCall(body, options.secret, options.now()),
      };
      return readHandover(await post({ url: endpoint.href, headers, body }));
    },
    async close() {},
  };
}

function callOf(parcel: Parcel, number: string, reportUrl: string) {
  const { id, to, language, subject, body, replyToken } = parcel;
  return {
    id,
    number,
    name: to.name,
    language,
    title: subject,
    text: body,
    report: { url: reportUrl, token: replyToken },
  };
}

function readHandover(posted: Posted): Handover {
  if (posted.kind === "unsent") return { kind: "not-accepted", permanent: false, why: posted.why };
  if (posted.kind === "unanswered") return { kind: "unknown", why: posted.why };
  const { status } = posted;
  if (status === 202) return { kind: "awaits-report", withinMs: REPORTED_WITHIN_MS };
  const why = `the gateway answered ${status}`;
  if (isUncertain(status) || (status >= 200 && status < 300)) return { kind: "unknown", why };
  return { kind: "not-accepted", permanent: status === 422, why };
}

/** The header `avow-signature` over a body: when, and HMAC-SHA-256 of `time.body`, hexadecimal. */
export function signCall(body: string, secret: string, at: Date): string {
  const time = Math.floor(at.getTime() / 1000);
  return `t=${time},v1=${hmac(`${time}.${body}`, secret).toString("hex")}`;
}

/** Whether a header is a signature over the body, made within five minutes of `at`. */
export function isSignedCall(
  body: string,
  header: string,
  { secret, at }: { readonly secret: string; readonly at: Date },
): boolean {
  const said = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header);
  if (said === null) return false;
  const [, time = "", signature = ""] = said;
  const isRecent = Math.abs(Number(time) - at.getTime() / 1000) <= TOLERANCE_SECONDS;
  return isRecent && timingSafeEqual(Buffer.from(signature, "hex"), hmac(`${time}.${body}`, secret));
}

function hmac(text: string, secret: string): Buffer {
  return createHmac("sha256", secret).update(text).digest();
}
