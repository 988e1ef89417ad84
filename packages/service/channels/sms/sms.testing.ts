import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a stand-in took for carrying out. */
export interface TakenSms {
  readonly number: string;
  readonly text: string;
  readonly from: string;
  /** `OutId`, or the end of the callback's address. */
  readonly reference: string | null;
  /** Where Twilio was asked to report. */
  readonly callback?: string | null;
}

/** Makes a stand-in do otherwise than take the message. */
export type Mood =
  | { readonly kind: "takes" }
  /** Answers with this, having taken nothing. */
  | { readonly kind: "answers"; readonly status: number; readonly body: string }
  /** Takes the message, and hangs up before it says so. */
  | { readonly kind: "hangs-up" }
  /** Takes the message, and never answers. */
  | { readonly kind: "hangs" };

export interface SmsStandIn {
  readonly url: string;
  readonly taken: readonly TakenSms[];
  mood: Mood;
  close(): Promise<void>;
}

export const ACCOUNT = { key: "AC0test", secret: "s3cret" } as const;

type Read = (
  request: IncomingMessage,
  body: string,
) => TakenSms | { readonly status: number; readonly body: string };

/** A provider on this machine: its `read` says what a request asks for, or how it is refused. */
async function startProvider(
  read: Read,
  answer: { readonly status: number; readonly body: string },
): Promise<SmsStandIn> {
  const taken: TakenSms[] = [];
  const standIn = { mood: { kind: "takes" } as Mood };
  const reply = (response: ServerResponse, { status, body }: { status: number; body: string }): void =>
    void response.writeHead(status, { "content-type": "application/json" }).end(body);
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const asked = read(request, body);
    if ("status" in asked) return reply(response, asked);
    if (standIn.mood.kind === "answers") return reply(response, standIn.mood);
    taken.push(asked);
    if (standIn.mood.kind === "hangs-up") return void response.destroy();
    if (standIn.mood.kind === "hangs") return;
    reply(response, answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(standIn, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  });
}

/** Alibaba Cloud's `SendSms`; refuses a wrong signature, a nonce used before, and the eleventh message of a day to one number. */
export function startAliyun(): Promise<SmsStandIn> {
  const nonces = new Set<string>();
  const sent = new Map<string, number>();
  const refuse = (status: number, code: string) => ({
    status,
    body: JSON.stringify({ RequestId: "R", Code: code, Message: "the number 13800000000 …" }),
  });
  return startProvider(
    (request) => {
      const header = (name: string): string => String(request.headers[name] ?? "");
      const url = new URL(request.url ?? "", "http://stand-in");
      if (!isSigned(request, ACCOUNT.secret)) return refuse(400, "SignatureDoesNotMatch");
      if (nonces.has(header("x-acs-signature-nonce"))) return refuse(400, "SignatureNonceUsed");
      nonces.add(header("x-acs-signature-nonce"));
      if (header("x-acs-action") !== "SendSms" || header("x-acs-version") !== "2017-05-25")
        return refuse(404, "InvalidAction.NotFound");
      const number = url.searchParams.get("PhoneNumbers") ?? "";
      if (!/^1\d{10}$|^00\d{7,15}$/.test(number)) return refuse(200, "isv.MOBILE_NUMBER_ILLEGAL");
      if (url.searchParams.get("TemplateCode") !== "SMS_1") return refuse(200, "isv.SMS_TEMPLATE_ILLEGAL");
      sent.set(number, (sent.get(number) ?? 0) + 1);
      if ((sent.get(number) ?? 0) > 10) return refuse(200, "isv.BUSINESS_LIMIT_CONTROL");
      const parameters: unknown = JSON.parse(url.searchParams.get("TemplateParam") ?? "{}");
      const text =
        typeof parameters === "object" && parameters !== null && "text" in parameters
          ? String(parameters.text)
          : "";
      return {
        number,
        text,
        from: url.searchParams.get("SignName") ?? "",
        reference: url.searchParams.get("OutId"),
      };
    },
    { status: 200, body: JSON.stringify({ RequestId: "R", Code: "OK", Message: "OK", BizId: "9006^0" }) },
  );
}

/** Checks an ACS3-HMAC-SHA256 signature over the request as it came over the wire, headers in the order the caller lists them. */
function isSigned(request: IncomingMessage, secret: string): boolean {
  const said = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
    request.headers.authorization ?? "",
  );
  if (said === null || said[1] !== ACCOUNT.key) return false;
  const names = String(said[2]).split(";");
  for (const needed of [
    "host",
    "x-acs-action",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-signature-nonce",
  ])
    if (!names.includes(needed)) return false;
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const lines = names.map((name) => `${name}:${String(request.headers[name]).trim()}\n`).join("");
  const bodyHash = createHash("sha256").digest("hex");
  const canonical = `${request.method}\n${path}\n${query.split("&").sort().join("&")}\n${lines}\n${said[2]}\n${bodyHash}`;
  const digest = createHash("sha256").update(canonical).digest("hex");
  return createHmac("sha256", secret).update(`ACS3-HMAC-SHA256\n${digest}`).digest("hex") === said[3];
}

/** Twilio's `Messages` resource; refuses wrong credentials, a number not in E.164, and one that answered STOP. */
export function startTwilio(): Promise<SmsStandIn> {
  const refuse = (status: number, code: number) => ({
    status,
    body: JSON.stringify({ code, message: "The 'To' number +13105550100 …", more_info: "https://…", status }),
  });
  const credentials = Buffer.from(`${ACCOUNT.key}:${ACCOUNT.secret}`).toString("base64");
  return startProvider(
    (request, body) => {
      if (request.headers.authorization !== `Basic ${credentials}`) return refuse(401, 20003);
      if (request.url !== `/2010-04-01/Accounts/${ACCOUNT.key}/Messages.json`) return refuse(404, 20404);
      const form = new URLSearchParams(body);
      const number = form.get("To") ?? "";
      if (!/^\+\d{7,15}$/.test(number)) return refuse(400, 21211);
      if (number === "+13105550199") return refuse(400, 21610);
      const callback = form.get("StatusCallback");
      return {
        number,
        text: form.get("Body") ?? "",
        from: form.get("From") ?? form.get("MessagingServiceSid") ?? "",
        callback,
        reference: callback === null ? null : (new URL(callback).pathname.split("/").at(-1) ?? null),
      };
    },
    { status: 201, body: JSON.stringify({ sid: "SM1", status: "queued", error_code: null }) },
  );
}

/** What Alibaba Cloud pushes of messages it took: several at once, each with the number, at a time of its own. */
export function aliyunPush(
  reports: readonly { readonly reference: string | null; readonly success: boolean; readonly code: string }[],
): RequestInit {
  const body = reports.map(({ reference, success, code }, place) => ({
    phone_number: "13800000000",
    send_time: "2026-11-23 12:00:00",
    report_time: "2026-11-23 12:00:03",
    success,
    err_code: code,
    err_msg: success ? "用户接收成功" : "用户关机",
    sms_size: "1",
    biz_id: `900619746936498440^${place}`,
    out_id: reference ?? "",
  }));
  return {
    method: "POST",
    headers: { "content-type": "application/json;charset=UTF-8" },
    body: JSON.stringify(body),
  };
}

/** A status callback of Twilio's, signed with code of its own. */
export function twilioCallback(
  callback: string,
  { status, code, secret = ACCOUNT.secret }: { status: string; code?: string; secret?: string },
): RequestInit {
  const form: Record<string, string> = {
    SmsSid: "SM1",
    SmsStatus: status,
    MessageStatus: status,
    To: "+8613800000000",
    MessageSid: "SM1",
    AccountSid: ACCOUNT.key,
    From: "+15005550006",
    ApiVersion: "2010-04-01",
    ...(code === undefined ? {} : { ErrorCode: code }),
  };
  let signed = callback;
  for (const name of Object.keys(form).sort()) signed += name + form[name];
  return {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      "x-twilio-signature": createHmac("sha1", secret).update(signed).digest("base64"),
    },
    body: new URLSearchParams(form).toString(),
  };
}
