import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { parseReference } from "../report-reference.ts";
import { readCode, type SmsReport } from "./report.ts";

/** Statuses that are final; every other one is on the way to one of them. */
const FINAL: Readonly<Record<string, "arrived" | "failed">> = {
  delivered: "arrived",
  read: "arrived",
  undelivered: "failed",
  failed: "failed",
  canceled: "failed",
};

/**
 * Reads one status callback of Twilio's; `null` for one that is not final, or names nothing of ours.
 * @param reference the end of the callback's path
 * @see https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
export function parseTwilioReport(form: URLSearchParams, reference: string): SmsReport | null {
  const of = parseReference(reference);
  const status = form.get("MessageStatus") ?? "";
  const kind = Object.hasOwn(FINAL, status) ? FINAL[status] : undefined;
  if (of === null || kind === undefined) return null;
  return { of, outcome: kind === "arrived" ? { kind } : { kind, code: readCode(form.get("ErrorCode")) } };
}

/**
 * Whether `X-Twilio-Signature` is over this address and form: base64 of HMAC-SHA1, under the account's auth token, of the address as
 * it was given to Twilio and then each parameter's name and value, in the order of the names. Twilio writes the address sometimes with
 * the port of its scheme and sometimes with none, so both count, as in its own libraries.
 * @see https://www.twilio.com/docs/usage/security#validating-requests
 */
export function isSignedByTwilio(
  { url, form }: { readonly url: string; readonly form: URLSearchParams },
  signature: string,
  authToken: string,
): boolean {
  const given = digest(signature);
  return portVariants(url).some((variant) =>
    timingSafeEqual(given, digest(signTwilio({ url: variant, form }, authToken))),
  );
}

/** The signature Twilio sends along with a request. */
export function signTwilio(
  { url, form }: { readonly url: string; readonly form: URLSearchParams },
  authToken: string,
): string {
  const names = [...new Set(form.keys())].sort();
  const signed = names.flatMap((name) =>
    [...new Set(form.getAll(name))].sort().map((value) => `${name}${value}`),
  );
  return createHmac("sha1", authToken)
    .update(`${url}${signed.join("")}`)
    .digest("base64");
}

function portVariants(url: string): readonly string[] {
  const [, origin = "", rest = ""] = /^(https?:\/\/[^/?#]+)(.*)$/.exec(url) ?? [];
  const bare = origin.replace(/:\d+$/, "");
  return [url, `${bare}${rest}`, `${bare}:${origin.startsWith("https:") ? 443 : 80}${rest}`];
}

/** Of equal length, so that it can be compared in a time that tells nothing. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
