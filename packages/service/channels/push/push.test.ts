import { randomBytes } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { makeParcel } from "../make-parcel.testing.ts";
import { lookUpPublic } from "./public-agent.ts";
import { startPushService } from "./push.testing.ts";
import { createPushChannel } from "./push.ts";
import { parseSubscription } from "./subscription.ts";
import { makeVapidKeys } from "./vapid-keys.ts";

const KEYS = makeVapidKeys(randomBytes(32).toString("base64url"));

async function open() {
  const service = await startPushService(KEYS.publicKey);
  onTestFinished(() => service.close());
  const forgotten: { person: string; until: Date; why: string }[] = [];
  const channel = createPushChannel({
    keys: KEYS,
    contact: "mailto:privacy@index.example",
    centreUrl: "https://index.example/privacy",
    forget: async (person, until, why) => void forgotten.push({ person, until, why }),
    agent: service.agent,
  });
  onTestFinished(() => channel.close());
  const parcel = makeParcel({ to: { name: "Lin Yue", address: service.subscription } });
  return { service, channel, parcel, forgotten };
}

describe("a push notification", () => {
  it("[2.3.7] [law 6] reaches the browser, encrypted for it and signed by us, with the subject and nothing of the person", async () => {
    const { service, channel, parcel } = await open();
    expect(await channel.send(parcel)).toEqual({ kind: "accepted" });
    const [pushed] = service.pushed;
    expect(pushed?.payload).toEqual({
      title: parcel.subject,
      body: "Open the privacy centre to read it.",
      lang: "en",
      url: "https://index.example/privacy/en",
    });
    const { origin } = new URL(parseSubscription(service.subscription)?.endpoint ?? "");
    expect(pushed?.claims).toMatchObject({ aud: origin, sub: "mailto:privacy@index.example" });
    expect(pushed?.topic).toBe(parcel.id.replaceAll("-", ""));
    expect(pushed?.ttl).toBe(172_800);
  });

  it("speaks the person's language", async () => {
    const { service, channel, parcel } = await open();
    await channel.send({ ...parcel, language: "zh", subject: "安全事件告知" });
    expect(service.pushed[0]?.payload).toMatchObject({
      title: "安全事件告知",
      body: "请打开隐私中心查看。",
      lang: "zh",
    });
  });

  it.each([404, 410])(
    "[2.3.7] [law 7] answered with %i is refused for good, and the subscription goes",
    async (status) => {
      const { service, channel, parcel, forgotten } = await open();
      service.answer = status;
      expect(await channel.send(parcel)).toMatchObject({ kind: "not-accepted", permanent: true });
      expect(forgotten).toEqual([{ person: parcel.person, until: parcel.at, why: "gone" }]);
    },
  );

  it.each([
    ["when it was to end", (at: Date) => at.getTime()],
    ["and says no end", () => null],
  ])("[2.2.4] [2.3.7] [law 1] over %s: nothing is sent, and the subscription goes", async (_, end) => {
    const { service, channel, parcel, forgotten } = await open();
    const address = JSON.stringify({ ...JSON.parse(service.subscription), expirationTime: end(parcel.at) });
    const sent = await channel.send({ ...parcel, to: { ...parcel.to, address } });
    expect(sent).toEqual({ kind: "not-accepted", permanent: true, why: "the subscription's life is over" });
    expect(service.pushed).toEqual([]);
    expect(forgotten).toEqual([{ person: parcel.person, until: parcel.at, why: "life-over" }]);
  });

  it.each([
    [429, { kind: "not-accepted", permanent: false }],
    [503, { kind: "not-accepted", permanent: false }],
    [413, { kind: "not-accepted", permanent: true }],
    [500, { kind: "unknown" }],
    ["hang-up", { kind: "unknown" }],
  ] as const)(
    "answered with %s is neither lost nor doubled, and the subscription stays",
    async (answer, expected) => {
      const { service, channel, parcel, forgotten } = await open();
      service.answer = answer;
      expect(await channel.send(parcel)).toMatchObject(expected);
      expect(forgotten).toEqual([]);
    },
  );

  it("signed with another key than the browser knows is not taken", async () => {
    const service = await startPushService(makeVapidKeys(randomBytes(32).toString("base64url")).publicKey);
    onTestFinished(() => service.close());
    const channel = createPushChannel({
      keys: KEYS,
      contact: "mailto:privacy@index.example",
      centreUrl: "https://index.example/privacy",
      forget: async () => {},
      agent: service.agent,
    });
    const parcel = makeParcel({ to: { name: "Lin", address: service.subscription } });
    expect(await channel.send(parcel)).toEqual({
      kind: "not-accepted",
      permanent: false,
      why: "the push service answered 403",
    });
  });
});

describe("a subscription", () => {
  const keys = {
    p256dh: Buffer.concat([Buffer.from([4]), randomBytes(64)]).toString("base64url"),
    auth: randomBytes(16).toString("base64url"),
  };
  it.each([
    "https://push.example/x",
    "https://updates.push.services.mozilla.com/wpush/v2/abc",
    "https://8.8.8.8/x",
    "https://[2606:4700::1111]/x",
  ])("at %s may be used", (endpoint) => {
    expect(parseSubscription(JSON.stringify({ endpoint, keys }))?.endpoint).toBe(endpoint);
  });

  it.each([
    "http://push.example/x",
    "https://localhost/x",
    "https://printer/x",
    "https://db.internal/x",
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f.0.0.1/x",
    "https://10.1.2.3/x",
    "https://169.254.169.254/latest/meta-data",
    "https://192.168.1.1/x",
    "https://[::1]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://[fd00::1]/x",
    "https://[fe80::1]/x",
    "https://[64:ff9b::7f00:1]/x",
    "https://user:pass@push.example/x",
    "ftp://push.example/x",
    "javascript:alert(1)",
    "",
  ])("at `%s` would have us ask our own network, or nobody, and is refused", (endpoint) => {
    expect(parseSubscription(JSON.stringify({ endpoint, keys }))).toBeNull();
  });

  it.each(["", "null", "[]", "{", '{"endpoint":"https://push.example/x"}'])("`%s` is none", (text) => {
    expect(parseSubscription(text)).toBeNull();
  });

  it("whose name leads to a private address when it is used is refused then", async () => {
    const looked = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      lookUpPublic("localhost", { all: true }, (error) => resolve(error));
    });
    expect(looked?.code).toBe("EPRIVATE");
  });

  it("that cannot be used is refused for good, and nobody is asked", async () => {
    const { channel, parcel } = await open();
    const to = { name: "Lin", address: JSON.stringify({ endpoint: "https://127.0.0.1/x", keys }) };
    expect(await channel.send({ ...parcel, to })).toMatchObject({ kind: "not-accepted", permanent: true });
  });
});
