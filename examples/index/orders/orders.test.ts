import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { answerOf, type OpenService, openService } from "../../../tests/conformance/open-service.ts";
import { logInOnPortal, type PortalPerson } from "../../../tests/support/portal-person.ts";
import { makeSignature, SIGNATURE_HEADER } from "../payments/signature.ts";
import { NOTICES_PATH } from "./notices.ts";

let open: OpenService;
let lin: PortalPerson;
let wang: PortalPerson;
const ARTICLE = "/en/order/article/who-owns-the-well";
const YEARBOOK = "/en/order/product/yearbook";
const CARD = "4242 4242 4242 4242";

beforeAll(async () => {
  open = await openService();
  [lin, wang] = [await logInOnPortal(open.visit), await logInOnPortal(open.visit)];
}, 60_000);
afterAll(() => open.close());

/** Orders a yearbook, which may be ordered as often as one likes; returns the order's number. */
async function order(person: PortalPerson): Promise<string> {
  const placed = await person.post(YEARBOOK, { step: "place", "order.address": "18 Wensan Road, Hangzhou" });
  expect(placed.status).toBe(201);
  return /\/orders\/payment\?order=([0-9a-f-]{36})/.exec(await placed.text())?.[1] ?? "";
}

/** Goes on to payment; returns the address of the provider's page. */
async function goToPayment(person: PortalPerson, id: string): Promise<string> {
  const onward = await (await person.post(`/en/orders/payment?order=${id}`)).text();
  return /href="http:\/\/localhost:4002(\/pay\/[^"]+)"/.exec(onward)?.[1] ?? "";
}

function typeCard(page: string, card: string): Promise<Response> {
  return open.provider(page, { method: "POST", body: new URLSearchParams({ card }) });
}

async function stateOf(person: PortalPerson, id: string): Promise<string | undefined> {
  const all = answerOf(await open.ask({ person: person.token }, "submissions", { query: { form: "order" } }));
  return all.find((each) => each.id === id)?.state;
}

async function eventsOf(person: PortalPerson): Promise<readonly string[]> {
  const receipts = answerOf(await open.ask({ person: person.token }, "receipts"));
  return receipts.map(({ kind }) => kind);
}

function notify(body: object, signature?: string): Promise<Response> {
  const text = JSON.stringify(body);
  const delivery = randomUUID().replaceAll("-", "").slice(0, 16);
  const signed = signature ?? makeSignature(open.noticeSecret, { body: text, at: new Date(), delivery });
  const headers = { "content-type": "application/json", [SIGNATURE_HEADER]: signed };
  return open.visit(NOTICES_PATH, { method: "POST", headers, body: text });
}

function noticeOf(id: string) {
  return {
    event: `evt_${randomUUID()}`,
    order: id,
    reference: `pay_${randomUUID()}`,
    amount: "CNY 96.00",
    outcome: "paid",
  };
}

describe("an order", () => {
  it("[2.4.3] takes its item and price from the catalogue, and an address only for what goes by post", async () => {
    expect((await lin.post(YEARBOOK, { step: "place" })).status).toBe(422);
    const unasked = await lin.post(ARTICLE, { step: "place", "order.address": "18 Wensan Road" });
    expect([unasked.status, await unasked.text()]).toEqual([422, expect.stringContaining("2.1.1")]);
    const cheap = await lin.post(YEARBOOK, {
      step: "place",
      "order.address": "18 Wensan Road",
      "order.price": "CNY 0.01",
      "order.item": "Nothing",
    });
    expect(await cheap.text()).toContain("CNY 96.00");
  });

  it("[2.1.4] is refused with a card number in any field, and nothing of it is kept", async () => {
    const before = answerOf(await open.ask({ person: lin.token }, "submissions")).length;
    const sent = { step: "place", "order.address": `Hangzhou ${CARD}` };
    const refused = await lin.post(YEARBOOK, sent);
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining("2.1.4")]);
    const tampered = await lin.post(YEARBOOK, { step: "place", "order.address": "Hangzhou", card: CARD });
    expect([tampered.status, await tampered.text()]).toEqual([422, expect.stringContaining("card")]);
    expect(answerOf(await open.ask({ person: lin.token }, "submissions"))).toHaveLength(before);
  });

  it("[2.1.4] has no field for a card number on any of its pages", async () => {
    const id = await order(lin);
    const pages = [YEARBOOK, ARTICLE, "/en/products", "/en/orders", `/en/orders/one?order=${id}`];
    for (const path of [...pages, `/en/orders/payment?order=${id}`]) {
      const [, text = ""] = (await (await lin.post(path)).text()).split("<main");
      const names = [...text.matchAll(/<(?:input|textarea|select)[^>]* name="([^"]+)"/g)].map(
        ([, name]) => name,
      );
      expect(
        names.filter((name) => name !== "session" && name !== "order.address"),
        path,
      ).toEqual([]);
    }
  });

  it("[2.1.5] is named in the path of no address, which the visit log keeps and an order would tie to its person", async () => {
    const id = await order(lin);
    for (const path of [
      "/en/account",
      "/en/orders",
      `/en/orders/one?order=${id}`,
      `/en/orders/payment?order=${id}`,
    ]) {
      const text = await (await lin.post(path)).text();
      const addresses = [...text.matchAll(/(?:href|action)="(\/[^"?]*)/g)].map(([, address]) => address);
      expect(
        addresses.filter((address) => /[0-9a-f]{8}-[0-9a-f]{4}/.test(address ?? "")),
        path,
      ).toEqual([]);
    }
  });

  it("is nobody else's to see, pay or cancel", async () => {
    const id = await order(lin);
    for (const step of ["one", "payment", "cancellation"])
      expect((await wang.post(`/en/orders/${step}?order=${id}`)).status).toBe(404);
    const forged = { session: `avow_person_${"A".repeat(43)}` };
    expect((await wang.post(`/en/orders/one?order=${id}`, forged)).status).toBe(401);
    expect(await stateOf(lin, id)).toBe("placed");
  });

  it("of an article is made once, and opens it when it is paid", async () => {
    const article = "/en/articles/who-owns-the-well";
    expect((await wang.post(article)).status).toBe(402);
    const placed = await (await wang.post(ARTICLE, { step: "place" })).text();
    const id = /\/orders\/payment\?order=([0-9a-f-]{36})/.exec(placed)?.[1] ?? "";
    expect((await wang.post(ARTICLE, { step: "place" })).status).toBe(409);
    await typeCard(await goToPayment(wang, id), CARD);
    await vi.waitFor(async () => expect(await stateOf(wang, id)).toBe("paid"));
    expect((await wang.post(article)).status).toBe(200);
  });
});

describe("a payment", () => {
  it("[2.4.3] discloses item and price to the provider through the gate, once, with evidence", async () => {
    const person = await logInOnPortal(open.visit);
    const id = await order(person);
    const page = await goToPayment(person, id);
    expect(await goToPayment(person, id)).toBe(page);
    const events = await eventsOf(person);
    expect(events.filter((kind) => kind === "submission-disclosed")).toHaveLength(1);
    const shown = await (await open.provider(page)).text();
    expect(shown).toContain("CNY 96.00");
    expect(shown).not.toMatch(/Lin Yue|Wensan|example\.com/);
  });

  it("[2.4.3] is settled by the notice alone when the person never comes back, and by their coming back alone when no notice does", async () => {
    const [unreturned, unnoticed] = [await order(lin), await order(lin)];
    await typeCard(await goToPayment(lin, unreturned), CARD);
    await vi.waitFor(async () => expect(await stateOf(lin, unreturned)).toBe("paid"));
    await typeCard(await goToPayment(lin, unnoticed), CARD);
    const back = await lin.post(`/en/orders/return?order=${unnoticed}`);
    expect(await back.text()).toContain("It is paid.");
    await vi.waitFor(async () => expect(await stateOf(lin, unnoticed)).toBe("paid"));
  });

  it("that comes in twice, out of order or in parallel is kept once", async () => {
    const person = await logInOnPortal(open.visit);
    const id = await order(person);
    const notice = noticeOf(id);
    const answers = await Promise.all([notify(notice), notify(notice), notify(notice)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await notify({ ...noticeOf(id), outcome: "failed" })).status).toBe(200);
    expect(await stateOf(person, id)).toBe("paid");
    const events = await eventsOf(person);
    expect(events.filter((kind) => kind === "submission-attached")).toHaveLength(1);
    expect(events.filter((kind) => kind === "submission-moved")).toHaveLength(1);
  });

  it("that failed leaves nothing, and can be tried again or cancelled, after which nobody can pay", async () => {
    const id = await order(lin);
    const page = await goToPayment(lin, id);
    expect((await typeCard(page, "4000 0000 0000 0002")).status).toBe(402);
    expect(await (await lin.post(`/en/orders/return?order=${id}`)).text()).toContain("The payment failed");
    expect(await goToPayment(lin, id)).toBe(page);
    expect((await lin.post(`/en/orders/cancellation?order=${id}`)).status).toBe(200);
    expect(await stateOf(lin, id)).toBe("cancelled");
    expect(await (await typeCard(page, CARD)).text()).toContain("cannot be paid");
    const all = answerOf(await open.ask({ person: lin.token }, "submissions", { query: { form: "order" } }));
    expect(all.find((each) => each.id === id)?.values).not.toHaveProperty("payment.result");
  });

  it("cannot be cancelled away once it was made", async () => {
    const id = await order(lin);
    await typeCard(await goToPayment(lin, id), CARD);
    expect((await lin.post(`/en/orders/cancellation?order=${id}`)).status).toBe(409);
    await vi.waitFor(async () => expect(await stateOf(lin, id)).toBe("paid"));
  });

  it("is not begun for an order whose price is not the catalogue's", async () => {
    const placed = await open.ask({ person: lin.token }, "submit", {
      path: { form: "order" },
      body: {
        about: "product/yearbook",
        values: { "order.item": "The Index yearbook, printed", "order.price": "CNY 0.01" },
      },
    });
    const { id } = answerOf(placed).submission;
    expect((await lin.post(`/en/orders/payment?order=${id}`)).status).toBe(409);
  });
});

describe("a notice", () => {
  it("[2.1.4] unsigned, forged, stale or delivered before changes nothing", async () => {
    const id = await order(lin);
    const notice = noticeOf(id);
    const body = JSON.stringify(notice);
    const delivery = "0123456789abcdef";
    const stale = makeSignature(open.noticeSecret, { body, at: new Date(Date.now() - 600_000), delivery });
    const forged = makeSignature("not the secret", { body, at: new Date(), delivery });
    for (const signature of ["", stale, forged]) expect((await notify(notice, signature)).status).toBe(401);
    expect(await stateOf(lin, id)).toBe("placed");
    const good = makeSignature(open.noticeSecret, { body, at: new Date(), delivery });
    expect((await notify(notice, good)).status).toBe(200);
    expect((await notify(notice, good)).status).toBe(401);
  });

  it("[2.1.4] that would carry a card number is refused, wherever it stands", async () => {
    const id = await order(lin);
    const number = CARD.replaceAll(" ", "");
    for (const more of [{ card: number }, { reference: number }, { reference: `pay_${number}` }])
      expect((await notify({ ...noticeOf(id), ...more })).status).toBeGreaterThanOrEqual(400);
    expect(await stateOf(lin, id)).toBe("placed");
  });

  it("for an order that is not there, or was cancelled, is not taken, and is reported as owed back", async () => {
    const id = await order(lin);
    await lin.post(`/en/orders/cancellation?order=${id}`);
    for (const gone of [id, randomUUID()]) expect((await notify(noticeOf(gone))).status).toBe(409);
    expect(open.reports.filter((what) => String(what).includes("owed back"))).toHaveLength(2);
  });
});
