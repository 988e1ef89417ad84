import { createHash, createHmac, randomBytes } from "node:crypto";
import type { Handover } from "../parcel.ts";
import { codeIn, isUncertain, type Posted, post, readAnswer, requireSafeEndpoint } from "../post.ts";
import type { Sms, SmsAccount, SmsProvider } from "./provider.ts";

const ENDPOINT = "https://dysmsapi.aliyuncs.com/";
const ACTION = "SendSms";
const VERSION = "2017-05-25";
const ALGORITHM = "ACS3-HMAC-SHA256";

/** Codes that say of the number or of the words that the same would be refused again. */
const PERMANENT = new Set([
  "isv.MOBILE_NUMBER_ILLEGAL",
  "isv.BLACK_KEY_CONTROL_LIMIT",
  "isv.PARAM_LENGTH_LIMIT",
  "isv.PARAM_NOT_SUPPORT_URL",
  "isv.SMS_CONTENT_ILLEGAL",
  "isv.DENY_IP_RANGE",
]);

/**
 * Alibaba Cloud's short messages within mainland China: `SendSms` of `dysmsapi`, signed ACS3-HMAC-SHA256. The sign and a template
 * with one variable, `text`, are approved there beforehand, each for notices or for advertising. `OutId` carries what a report is known
 * by, and after a dot the receipt of the consent; it comes back with every report. The interface knows no key of idempotency: `SignatureNonce` guards
 * one request alone, so an attempt nobody answered for is `unknown`.
 */
export function createAliyunSms(account: SmsAccount, { now }: { readonly now: () => Date }): SmsProvider {
  const endpoint = requireSafeEndpoint(account.endpoint ?? ENDPOINT);
  return {
    name: `Alibaba Cloud SMS (${endpoint.host})`,
    signs: true,
    lanes: 8,
    async send(sms) {
      const query = queryOf(sms, account);
      const headers = signRequest(
        { host: endpoint.host, action: ACTION, version: VERSION, query },
        { key: account.key, secret: account.secret, at: now(), nonce: randomBytes(16).toString("hex") },
      );
      const url = `${endpoint.origin}/?${canonicalQuery(query)}`;
      return readHandover(await post({ url, headers, body: "" }));
    },
  };
}

function queryOf(sms: Sms, { from, template }: SmsAccount): Readonly<Record<string, string>> {
  const isMainland = sms.number.startsWith("+86");
  return {
    PhoneNumbers: isMainland ? sms.number.slice(3) : sms.number.replace("+", "00"),
    SignName: from,
    TemplateCode: template ?? "",
    TemplateParam: JSON.stringify({ text: sms.text }),
    OutId: [sms.reference, ...(sms.consent === null ? [] : [sms.consent.receipt])].join("."),
  };
}

/** A request as the signature covers it; its body is empty. */
export interface SignedRequest {
  readonly host: string;
  readonly action: string;
  readonly version: string;
  readonly query: Readonly<Record<string, string>>;
}

/**
 * Headers of a request with an empty body, `Authorization` among them.
 * @see https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature
 */
export function signRequest(
  { host, action, version, query }: SignedRequest,
  by: { readonly key: string; readonly secret: string; readonly at: Date; readonly nonce: string },
): Readonly<Record<string, string>> {
  const contentHash = sha256("");
  const headers: Readonly<Record<string, string>> = {
    host,
    "x-acs-action": action,
    "x-acs-content-sha256": contentHash,
    "x-acs-date": `${by.at.toISOString().slice(0, 19)}Z`,
    "x-acs-signature-nonce": by.nonce,
    "x-acs-version": version,
  };
  const names = Object.keys(headers).sort();
  const signedNames = names.join(";");
  const canonical = [
    "POST",
    "/",
    canonicalQuery(query),
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    signedNames,
    contentHash,
  ].join("\n");
  const signature = createHmac("sha256", by.secret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest("hex");
  return {
    ...headers,
    accept: "application/json",
    authorization: `${ALGORITHM} Credential=${by.key},SignedHeaders=${signedNames},Signature=${signature}`,
  };
}

/** Members in the order of their names, escaped as RFC 3986 says. */
function canonicalQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${escape3986(name)}=${escape3986(value)}`)
    .join("&");
}

function escape3986(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Reads what the interface answers: HTTP 200 with a `Code` of its own, or 4xx and 5xx with one of the gateway's. */
function readHandover(posted: Posted): Handover {
  if (posted.kind === "unsent") return { kind: "not-accepted", permanent: false, why: posted.why };
  if (posted.kind === "unanswered") return { kind: "unknown", why: posted.why };
  const { status, text } = posted;
  const code = codeIn(readAnswer(text), "Code");
  if (status === 200 && code === "OK") return { kind: "accepted" };
  const why = `the provider answered ${status} with ${code}`;
  if (isUncertain(status) || (status === 200 && code === "none")) return { kind: "unknown", why };
  return { kind: "not-accepted", permanent: PERMANENT.has(code), why };
}
