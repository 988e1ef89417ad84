import type { Handover } from "../parcel.ts";
import { codeIn, isUncertain, type Posted, post, readAnswer, requireSafeEndpoint } from "../post.ts";
import type { Sms, SmsAccount, SmsProvider } from "./provider.ts";

const ENDPOINT = "https://api.twilio.com";

/** Codes that say of the number that the same would be refused again; 21610 is a person who answered STOP. */
const PERMANENT = new Set(["21211", "21217", "21219", "21265", "21610", "21612", "21614", "21617", "60205"]);

/**
 * Twilio's `Messages` resource, version 2010-04-01, with basic authentication. The resource knows no key of idempotency, so an attempt
 * nobody answered for is `unknown`. It has no member for the proof of a consent.
 */
export function createTwilioSms(account: SmsAccount): SmsProvider {
  const endpoint = requireSafeEndpoint(account.endpoint ?? ENDPOINT);
  const url = `${endpoint.origin}/2010-04-01/Accounts/${encodeURIComponent(account.key)}/Messages.json`;
  const authorization = `Basic ${Buffer.from(`${account.key}:${account.secret}`).toString("base64")}`;
  return {
    name: `Twilio (${endpoint.host})`,
    signs: false,
    lanes: 8,
    async send(sms) {
      const headers = { authorization, "content-type": "application/x-www-form-urlencoded" };
      return readHandover(await post({ url, headers, body: bodyOf(sms, account).toString() }));
    },
  };
}

function bodyOf({ number, text, reference }: Sms, { from, reportUrl }: SmsAccount): URLSearchParams {
  const body = new URLSearchParams({ To: number, Body: text });
  body.set(from.startsWith("MG") ? "MessagingServiceSid" : "From", from);
  if (reportUrl !== null) body.set("StatusCallback", `${reportUrl}/${reference}`);
  return body;
}

function readHandover(posted: Posted): Handover {
  if (posted.kind === "unsent") return { kind: "not-accepted", permanent: false, why: posted.why };
  if (posted.kind === "unanswered") return { kind: "unknown", why: posted.why };
  const { status, text } = posted;
  if (status === 201) return { kind: "accepted" };
  const code = codeIn(readAnswer(text), "code");
  const why = `the provider answered ${status} with ${code}`;
  if (isUncertain(status) || (status >= 200 && status < 300)) return { kind: "unknown", why };
  return { kind: "not-accepted", permanent: PERMANENT.has(code), why };
}
