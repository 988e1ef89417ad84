import { describe, expect, it, onTestFinished } from "vitest";
import { hashToken } from "../../accounts/sessions.ts";
import { makeParcel } from "../make-parcel.testing.ts";
import { post } from "../post.ts";
import { makeReference } from "../report-reference.ts";
import { createAliyunSms, signRequest } from "./aliyun.ts";
import { parseAliyunReports } from "./aliyun-report.ts";
import { parseNumber } from "./parse-number.ts";
import type { SmsProvider } from "./provider.ts";
import { readCode } from "./report.ts";
import { ACCOUNT, aliyunPush, type SmsStandIn, startAliyun, startTwilio } from "./sms.testing.ts";
import { createSmsChannel } from "./sms.ts";
import { createTwilioSms } from "./twilio.ts";
import { isSignedByTwilio, parseTwilioReport, signTwilio } from "./twilio-report.ts";

const CONSENT = { receipt: "0b9a0f3e-3f3c-4f5f-9a55-2f1f0f7a9e11", at: new Date("2026-11-01T00:00:00Z") };

interface Opened {
  readonly standIn: SmsStandIn;
  readonly provider: SmsProvider;
}

async function openAliyun(endpoint?: string): Promise<Opened> {
  const standIn = await startAliyun();
  onTestFinished(() => standIn.close());
  const account = {
    ...ACCOUNT,
    from: "因得思",
    template: "SMS_1",
    endpoint: endpoint ?? standIn.url,
    reportUrl: null,
  };
  return { standIn, provider: createAliyunSms(account, { now: () => new Date() }) };
}

async function openTwilio(endpoint?: string): Promise<Opened> {
  const standIn = await startTwilio();
  onTestFinished(() => standIn.close());
  const reportUrl = "https://index.example/v1/reports/sms/twilio";
  const account = {
    ...ACCOUNT,
    from: "+15005550006",
    template: null,
    endpoint: endpoint ?? standIn.url,
    reportUrl,
  };
  return { standIn, provider: createTwilioSms(account) };
}

function channelOver(provider: SmsProvider) {
  return createSmsChannel({ provider, sign: "Index", law: "CN", reportedWithinMs: null });
}

describe.each([
  ["Alibaba Cloud", openAliyun],
  ["Twilio", openTwilio],
] as const)("text messages through %s", (name, open) => {
  it("[2.3.7] leave once, to the number in its international form", async () => {
    const { standIn, provider } = await open();
    expect(await channelOver(provider).send(makeParcel())).toEqual({ kind: "accepted" });
    expect(standIn.taken).toHaveLength(1);
    expect(standIn.taken[0]?.number).toBe(name === "Twilio" ? "+8613800000000" : "13800000000");
    expect(standIn.taken[0]?.text).toContain("A copy of your data was taken. Change your password.");
  });

  it("[2.4.9] that advertise say who sends them and how to refuse more, and carry the receipt of the consent where there is room for it", async () => {
    const { standIn, provider } = await open();
    const advertising = makeParcel({
      language: "zh",
      subject: "广告：新文章",
      body: ["本周有新文章。"],
      advertises: true,
      consent: CONSENT,
    });
    expect(await channelOver(provider).send(advertising)).toEqual({ kind: "accepted" });
    const [taken] = standIn.taken;
    expect(taken?.text).toBe(
      `${name === "Twilio" ? "【Index】" : ""}广告：新文章：本周有新文章。 拒收请回复R`,
    );
    expect(taken?.from).toBe(name === "Twilio" ? "+15005550006" : "因得思");
    const reference = makeReference(advertising.replyToken);
    expect(taken?.reference).toBe(name === "Twilio" ? reference : `${reference}.${CONSENT.receipt}`);
  });

  it("in English too", async () => {
    const { standIn, provider } = await open();
    await channelOver(provider).send(
      makeParcel({ subject: "AD: new", body: ["Read it."], advertises: true }),
    );
    expect(standIn.taken[0]?.text).toMatch(/AD: new: Read it\. Reply STOP to end$/);
  });

  it("with credentials that are wrong are not accepted, and nothing leaves", async () => {
    const standIn = await (name === "Twilio" ? startTwilio() : startAliyun());
    onTestFinished(() => standIn.close());
    const account = {
      ...ACCOUNT,
      secret: "other",
      from: "x",
      template: "SMS_1",
      endpoint: standIn.url,
      reportUrl: null,
    };
    const provider =
      name === "Twilio" ? createTwilioSms(account) : createAliyunSms(account, { now: () => new Date() });
    expect(await channelOver(provider).send(makeParcel())).toMatchObject({
      kind: "not-accepted",
      permanent: false,
    });
    expect(standIn.taken).toEqual([]);
  });

  it("[law 8] taken by a provider that hangs up before it says so are unknown, never failed", async () => {
    const { standIn, provider } = await open();
    standIn.mood = { kind: "hangs-up" };
    expect(await channelOver(provider).send(makeParcel())).toMatchObject({ kind: "unknown" });
    expect(standIn.taken).toHaveLength(1);
  });

  it.each([
    [429, "{}", { kind: "not-accepted", permanent: false }],
    [503, "busy", { kind: "not-accepted", permanent: false }],
    [500, "", { kind: "unknown" }],
    [504, "<html>", { kind: "unknown" }],
    [200, "not JSON", { kind: "unknown" }],
    [302, "", { kind: "not-accepted", permanent: false }],
  ] as const)("answered with %i are neither lost nor doubled", async (status, body, expected) => {
    const { standIn, provider } = await open();
    standIn.mood = { kind: "answers", status, body };
    expect(await channelOver(provider).send(makeParcel())).toMatchObject(expected);
  });

  it("to a provider that cannot be reached wait", async () => {
    const { standIn } = await open();
    await standIn.close();
    const { provider } = await open(standIn.url);
    expect(await channelOver(provider).send(makeParcel())).toMatchObject({
      kind: "not-accepted",
      permanent: false,
    });
  });

  it("[law 6] end with a code and never with what the provider says, which quotes the number", async () => {
    const { standIn, provider } = await open();
    const body = JSON.stringify({ code: "+8613800000000", Code: "13800000000 lin", message: "13800000000" });
    standIn.mood = { kind: "answers", status: 400, body };
    expect(JSON.stringify(await channelOver(provider).send(makeParcel()))).not.toMatch(/138/);
  });

  it("to a number that no telephone could have are refused for good, before the provider is asked", async () => {
    const { standIn, provider } = await open();
    const parcel = makeParcel({ to: { name: "Lin", address: "12345" } });
    expect(await channelOver(provider).send(parcel)).toMatchObject({ kind: "not-accepted", permanent: true });
    expect(standIn.taken).toEqual([]);
  });

  it("are never handed over in the clear", () => {
    const account = {
      ...ACCOUNT,
      from: "x",
      template: null,
      endpoint: "http://sms.example",
      reportUrl: null,
    };
    const make = () =>
      name === "Twilio" ? createTwilioSms(account) : createAliyunSms(account, { now: () => new Date() });
    expect(make).toThrow("HTTPS alone");
  });
});

describe("what a provider refuses", () => {
  it("for the number's sake is refused for good", async () => {
    const { provider } = await openTwilio();
    expect(await provider.send(smsTo("+13105550199"))).toMatchObject({ permanent: true });
  });

  it("because one number had too many today is tried again later", async () => {
    const { provider } = await openAliyun();
    for (let sent = 0; sent < 10; sent += 1)
      expect(await provider.send(smsTo("+8613800000000"))).toEqual({ kind: "accepted" });
    expect(await provider.send(smsTo("+8613800000000"))).toEqual({
      kind: "not-accepted",
      permanent: false,
      why: "the provider answered 200 with isv.BUSINESS_LIMIT_CONTROL",
    });
  });
});

function smsTo(number: string) {
  const id = crypto.randomUUID();
  return { id, reference: "r", number, text: "Hello", advertises: false, at: new Date(), consent: null };
}

describe("signatures ACS3-HMAC-SHA256", () => {
  it("are as in the example that Alibaba Cloud publishes", () => {
    const { authorization } = signRequest(
      {
        host: "ecs.cn-shanghai.aliyuncs.com",
        action: "RunInstances",
        version: "2014-05-26",
        query: { RegionId: "cn-shanghai", ImageId: "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd" },
      },
      {
        key: "YourAccessKeyId",
        secret: "YourAccessKeySecret",
        at: new Date("2023-10-26T10:22:32Z"),
        nonce: "3156853299f313e23d1673dc12e1703d",
      },
    );
    expect(authorization).toBe(
      "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
    );
  });
});

describe("numbers", () => {
  it.each([
    ["138 0000 0000", "CN", "+8613800000000"],
    ["(0571) 8888-0100", "CN", "+8657188880100"],
    ["+44 20 7946 0958", "CN", "+442079460958"],
    ["020 7946 0958", "UK", "+442079460958"],
    ["(310) 555-0100", "CA", "+13105550100"],
    ["12345", "CN", null],
    ["138 0000 0000", "nowhere", null],
    ["call 13800000000 or 13900000000", "CN", null],
    ["", "CN", null],
  ] as const)("`%s` under %s is %s", (text, law, expected) => {
    expect(parseNumber(text, law)).toBe(expected);
  });
});

describe("a request", () => {
  it("[law 8] that is never answered ends, and nobody knows whether it was carried out", async () => {
    const { standIn } = await openTwilio();
    standIn.mood = { kind: "hangs" };
    const url = `${standIn.url}/2010-04-01/Accounts/${ACCOUNT.key}/Messages.json`;
    const authorization = `Basic ${Buffer.from(`${ACCOUNT.key}:${ACCOUNT.secret}`).toString("base64")}`;
    const posted = await post({ url, headers: { authorization }, body: "To=%2B8613800000000&Body=Hi" }, 500);
    expect(posted).toEqual({ kind: "unanswered", why: "it did not answer (ETIMEDOUT)" });
    expect(standIn.taken).toHaveLength(1);
  });
});

describe("reports", () => {
  const form = (caller: string) =>
    new URLSearchParams({
      CallSid: "CA1234567890ABCDE",
      Caller: caller,
      Digits: "1234",
      From: caller,
      To: "+18005551212",
    });
  const url = "https://mycompany.com/myapp.php?foo=1&bar=2";

  it("of Twilio's are signed as in the examples that Twilio publishes", () => {
    expect(signTwilio({ url, form: form("+14158675309") }, "12345")).toBe("RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    expect(signTwilio({ url, form: form("+14158675310") }, "12345")).toBe("GvWf1cFY/Q7PnoempGyD5oXAezc=");
  });

  it("of Twilio's count with the port of the scheme and without one, and with no other address, form or token", () => {
    const given = { url, form: form("+14158675309") };
    const withPort = url.replace(".com", ".com:443");
    for (const signed of [url, withPort])
      for (const taken of [url, withPort]) {
        const signature = signTwilio({ ...given, url: signed }, "12345");
        expect(isSignedByTwilio({ ...given, url: taken }, signature, "12345")).toBe(true);
        expect(isSignedByTwilio({ ...given, url: `${taken}3` }, signature, "12345")).toBe(false);
        expect(isSignedByTwilio({ url: taken, form: form("+1") }, signature, "12345")).toBe(false);
        expect(isSignedByTwilio({ ...given, url: taken }, signature, "12346")).toBe(false);
      }
    expect(isSignedByTwilio(given, "", "12345")).toBe(false);
  });

  it("of Twilio's tell only what is final", () => {
    const reference = makeReference("token");
    const read = (status: string) =>
      parseTwilioReport(new URLSearchParams({ MessageStatus: status }), reference);
    for (const status of ["accepted", "queued", "sending", "sent", "scheduled", "", "constructor"])
      expect(read(status)).toBeNull();
    expect(read("delivered")).toEqual({ of: hashToken("token"), outcome: { kind: "arrived" } });
    expect(read("undelivered")?.outcome).toEqual({ kind: "failed", code: "none" });
    expect(parseTwilioReport(new URLSearchParams({ MessageStatus: "delivered" }), "SM1")).toBeNull();
  });

  it("[law 6] keep a code, and never what could be a number", () => {
    expect(["DELIVERED", "30003", "MOBILE_OFF", "UNDELIV:1"].map(readCode)).toEqual([
      "DELIVERED",
      "30003",
      "MOBILE_OFF",
      "UNDELIV:1",
    ]);
    for (const odd of ["13800000000", "+8613800000000", "a b", "", null, 7, "x".repeat(41)])
      expect(readCode(odd)).toBe("none");
  });

  it("of Alibaba Cloud's are read one by one, whatever lies beside them", () => {
    const reference = `${makeReference("token")}.${CONSENT.receipt}`;
    const good = JSON.parse(
      String(aliyunPush([{ reference, success: false, code: "MOBILE_OFF" }]).body),
    ) as readonly unknown[];
    expect(
      parseAliyunReports(
        JSON.stringify([null, 7, {}, { out_id: 1 }, { out_id: "67890", success: true }, ...good]),
      ),
    ).toEqual([{ of: hashToken("token"), outcome: { kind: "failed", code: "MOBILE_OFF" } }]);
    for (const odd of ["", "{}", "null", "[", '"x"']) expect(parseAliyunReports(odd)).toBeNull();
    expect(parseAliyunReports("[]")).toEqual([]);
  });
});
