import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { connectPayments } from "./connect-payments.ts";
import { type Notice, PaymentUnavailable } from "./port.ts";
import { makeSignature, SIGNATURE_HEADER, WINDOW_MS } from "./signature.ts";
import { createStandIn, type StandIn, type StandInOptions } from "./stand-in/stand-in.ts";

const SECRET = "a secret of both sides";
const SITE = "http://localhost:4000";
const PROVIDER = "http://localhost:4002";
const DELIVERY = "0123456789abcdef";
const CARD = "4242 4242 4242 4242";

/** A provider and the portal's line to it, with what the portal was told; `answer` is what the portal says to each notice. */
function open(o: Partial<StandInOptions> & { answer?: (told: number) => Response } = {}) {
  const told: Notice[] = [];
  const { answer = () => new Response() } = o;
  const reports: string[] = [];
  const clock = { now: new Date("2026-11-22T08:00:00Z") };
  const standIn = createStandIn({
    publicUrl: PROVIDER,
    key: "shop",
    secret: SECRET,
    siteUrl: SITE,
    noticesTo: `${SITE}/payments/notices`,
    report: (what) => reports.push(what),
    chance: () => 0.99,
    backoffMs: 1,
    async fetch(request) {
      const read = line.readNotice(request.headers.get(SIGNATURE_HEADER), await request.text());
      if (!("notice" in read)) return new Response(null, { status: 401 });
      told.push(read.notice);
      return answer(told.length);
    },
    ...o,
  });
  const line = connectPayments({
    providerUrl: PROVIDER,
    key: "shop",
    secret: SECRET,
    siteUrl: SITE,
    fetch: async (request) => standIn.app.fetch(request),
    now: () => clock.now,
  });
  clock.now = new Date();
  return { standIn, line, told, reports, clock };
}

function asked(order = randomUUID()) {
  return {
    order,
    item: "Yearbook",
    amount: "CNY 96.00",
    returnTo: `/en/orders/return?order=${order}`,
  } as const;
}

function sign(body: string, at: Date, secret = SECRET): string {
  return makeSignature(secret, { body, at, delivery: DELIVERY });
}

/** Sends the provider's page a form, as a person's browser would. */
async function type(standIn: StandIn, page: string, form: Record<string, string>) {
  return standIn.app.request(new URL(page).pathname, { method: "POST", body: new URLSearchParams(form) });
}

describe("a payment provider, as the portal sees it", () => {
  it("has one payment for an order, however often it is begun, and knows nothing of others", async () => {
    const { line } = open();
    const request = asked();
    const first = await line.createPayment(request);
    expect(await line.createPayment(request)).toEqual(first);
    expect(await line.findPayment(request.order)).toEqual(first);
    expect(await line.findPayment(randomUUID())).toBeNull();
    expect(first).toMatchObject({ status: "open", amount: "CNY 96.00", event: null });
  });

  it("does not take an order again for another amount, or sends people anywhere but back to the shop", async () => {
    const { line, standIn } = open();
    const request = asked();
    await line.createPayment(request);
    await expect(line.createPayment({ ...request, amount: "CNY 0.01" })).rejects.toThrow(PaymentUnavailable);
    const answer = await standIn.app.request(`/v1/payments/${randomUUID()}`, {
      method: "PUT",
      headers: { authorization: "Bearer shop" },
      body: JSON.stringify({ item: "x", amount: "CNY 1.00", returnTo: "https://elsewhere.example/" }),
    });
    expect(answer.status).toBe(422);
  });

  it("turns away who has not the shop's key", async () => {
    const { standIn } = open();
    for (const key of ["", "Bearer shoq", "Bearer shop2"])
      expect((await standIn.app.request("/v1/payments/x", { headers: { authorization: key } })).status).toBe(
        401,
      );
  });

  it("closes an order for good, begun or not; what is paid stays paid", async () => {
    const { line, standIn } = open();
    const never = asked();
    expect(await line.closePayment(never.order)).toBe("closed");
    expect((await line.createPayment(never)).status).toBe("closed");
    const paid = asked();
    const { page } = await line.createPayment(paid);
    await type(standIn, page, { card: CARD });
    expect(await line.closePayment(paid.order)).toBe("paid");
  });

  it("is unavailable, and says that trying again may help, when it is silent, away or speaks no words of ours", async () => {
    const answers = [
      async () => Promise.reject(new TypeError("fetch failed")),
      async () => new Response("bad gateway", { status: 502 }),
      async () => Response.json({ order: "x", status: "perhaps" }),
      async ({ signal }: Request) =>
        new Promise<Response>((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
    ];
    for (const fetch of answers) {
      const line = connectPayments({
        providerUrl: PROVIDER,
        key: "",
        secret: "",
        siteUrl: SITE,
        fetch,
        patienceMs: 5,
      });
      const failed = await line.createPayment(asked()).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(PaymentUnavailable);
      expect(failed).toMatchObject({ retryable: true });
    }
  });
});

describe("the provider's own page", () => {
  it("[2.1.4] is where the card number is typed: it keeps none, and tells the portal none", async () => {
    const { line, standIn, told } = open();
    const request = asked();
    const { page, reference } = await line.createPayment(request);
    const back = await type(standIn, page, { card: CARD });
    expect(back.status).toBe(303);
    expect(back.headers.get("location")).toBe(`${SITE}${request.returnTo}&reference=${reference}`);
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(told[0]).toMatchObject({ order: request.order, reference, outcome: "paid" });
    const everything = JSON.stringify([told, await line.findPayment(request.order)]);
    expect(everything.replace(/[\s"]/g, "")).not.toContain("4242424242424242");
  });

  it("lets a declined card be followed by another, and asks some for a second step", async () => {
    const { line, standIn, told } = open();
    const { page, order } = await line.createPayment(asked());
    expect((await type(standIn, page, { card: "4000000000000002" })).status).toBe(402);
    expect((await line.findPayment(order))?.status).toBe("failed");
    const step = await type(standIn, page, { card: "4000 0025 0000 3155" });
    expect(await step.text()).toContain("second-step");
    expect((await line.findPayment(order))?.status).toBe("failed");
    await type(standIn, `${page}/second-step`, { answer: "yes" });
    expect((await line.findPayment(order))?.status).toBe("paid");
    await type(standIn, `${page}/second-step`, { answer: "no" });
    expect((await line.findPayment(order))?.status).toBe("paid");
    await vi.waitFor(() => expect(told.map(({ outcome }) => outcome).sort()).toEqual(["failed", "paid"]));
  });

  it("takes test numbers only, and speaks Chinese to who asks for it", async () => {
    const { line, standIn } = open();
    const { page } = await line.createPayment(asked());
    expect((await type(standIn, page, { card: "5555555555554444" })).status).toBe(422);
    const chinese = await standIn.app.request(new URL(page).pathname, {
      headers: { "accept-language": "zh-CN" },
    });
    expect(await chinese.text()).toContain("卡号");
    expect(chinese.headers.get("content-security-policy")).toContain(`form-action 'self' ${SITE}`);
    expect((await standIn.app.request("/pay/pay_unknown")).status).toBe(404);
  });
});

describe("notices", () => {
  const body = JSON.stringify({
    amount: "CNY 96.00",
    event: "evt_1234567890",
    order: "0b8f2a3c-1d2e-4f50-8a9b-0c1d2e3f4a5b",
    outcome: "paid",
    reference: "pay_1234567890",
  });

  it("are believed when signed under the secret, now", () => {
    const { line, clock } = open();
    expect(line.readNotice(sign(body, clock.now), body)).toEqual({
      notice: JSON.parse(body),
    });
  });

  it("[2.1.4] are not believed unsigned, forged, stale, from the future, altered, or a second time", () => {
    const { line, clock } = open();
    const good = sign(body, clock.now);
    const at = (ms: number) => sign(body, new Date(clock.now.getTime() + ms));
    expect(line.readNotice(null, body)).toEqual({ fault: "unsigned" });
    for (const forged of ["", "v1=00", sign(body, clock.now, "another"), `${good}0`])
      expect(line.readNotice(forged, body)).toEqual({ fault: "forged" });
    expect(line.readNotice(good, body.replace("paid", "failed"))).toEqual({ fault: "forged" });
    expect(line.readNotice(good.replace(/t=\d/, "t=3"), body)).toEqual({ fault: "forged" });
    expect(line.readNotice(at(-WINDOW_MS - 1), body)).toEqual({ fault: "stale" });
    expect(line.readNotice(at(WINDOW_MS + 1), body)).toEqual({ fault: "stale" });
    expect(line.readNotice(good, body)).toHaveProperty("notice");
    expect(line.readNotice(good, body)).toEqual({ fault: "replayed" });
    expect(line.readNotice(at(1), body)).toHaveProperty("notice");
  });

  it.each([
    ["a card number in a member of its own", { card: "4242424242424242" }],
    ["a card number as the reference", { reference: "4242424242424242" }],
    ["a card number in the amount", { amount: "4242424242424242" }],
    ["an order that is none", { order: "4242424242424242" }],
    ["an outcome nobody knows", { outcome: "refunded" }],
    ["no event", { event: undefined }],
  ])("[2.1.4] are refused, though signed, with %s", (_, more) => {
    const { line, clock } = open();
    const altered = JSON.stringify({ ...JSON.parse(body), ...more });
    expect(line.readNotice(sign(altered, clock.now), altered)).toEqual({
      fault: "malformed",
    });
  });

  it("that are no JSON, or no object, are refused", () => {
    const { line, clock } = open();
    for (const text of ["", "null", "[]", "{", '"paid"'])
      expect(line.readNotice(sign(text, clock.now), text)).toEqual({ fault: "malformed" });
  });

  it("come again, signed anew, until the portal takes them", async () => {
    const { line, standIn, told } = open({
      answer: (count) => new Response(null, { status: count < 4 ? 503 : 200 }),
    });
    const { page } = await line.createPayment(asked());
    await type(standIn, page, { card: CARD });
    await vi.waitFor(() => expect(told).toHaveLength(4));
    expect(new Set(told.map(({ event }) => event)).size).toBe(1);
  });

  it("are given up, and that is reported, when the portal says that trying again will not help", async () => {
    const { line, standIn, told, reports } = open({ answer: () => new Response(null, { status: 409 }) });
    const { page } = await line.createPayment(asked());
    await type(standIn, page, { card: CARD });
    await vi.waitFor(() => expect(reports).toHaveLength(1));
    expect(told).toHaveLength(1);
    expect(reports[0]).toContain(told[0]?.event);
  });

  it("may come twice under one identity", async () => {
    const { line, standIn, told } = open({ chance: () => 0 });
    const { page } = await line.createPayment(asked());
    await type(standIn, page, { card: CARD });
    await vi.waitFor(() => expect(told).toHaveLength(2));
    expect(told[0]).toEqual(told[1]);
  });
});
