import { randomBytes } from "node:crypto";
import { prepareGate } from "@avow/gate";
import { transact } from "@avow/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setObjection } from "../choices/choices.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { type OutreachBench, openOutreachBench } from "../letters/outreach.testing.ts";
import { listSubmissions } from "../submissions/rows.ts";
import { endOldPush, forgetPush } from "./forget-push.ts";
import { endOfLife } from "./push-worker.ts";
import { setReach } from "./set-reach.ts";
import { getReach } from "./ways.ts";

let bench: OutreachBench;
beforeAll(async () => {
  bench = await openOutreachBench();
});
afterAll(async () => {
  expect(bench.reports).toEqual([]);
  await bench.drop();
});

type Session = Parameters<typeof getReach>[1];
const reach = (session: Session) => getReach(bench.context, session, "key");
const set = (session: Session, field: "address" | "push", value: string) =>
  setReach(bench.context, session, { field, value, pushKey: "key" });
const way = async (session: Session, channel: string) =>
  (await reach(session)).ways.find((one) => one.channel === channel);

/** Somebody who accepted cookies, without which no browser keeps anything. */
async function newSubscriber(): Promise<Session> {
  return { ...(await bench.newPerson()), cookies: "accepted" };
}

/** How long the service worker of the policy's register may live, from now. */
function lifeMs(): number {
  const now = bench.context.now();
  return endOfLife("P1Y", now).getTime() - now.getTime();
}

function subscription(endpoint = "https://push.example/1", more: object = {}): string {
  const p256dh = Buffer.concat([Buffer.from([4]), randomBytes(64)]).toString("base64url");
  return JSON.stringify({ endpoint, keys: { p256dh, auth: randomBytes(16).toString("base64url") }, ...more });
}

describe("the ways to reach a person", () => {
  it("[2.3.7] are those they gave, each with what they may be told through it today", async () => {
    const person = await bench.newPerson();
    expect(await way(person, "email")).toMatchObject({ given: true, field: "contact.email" });
    const purposes = (await way(person, "email"))?.purposes.map(({ id }) => id) ?? [];
    expect(purposes).toEqual(expect.arrayContaining(["incident", "service-messages", "policy-changes"]));
    expect(purposes).not.toContain("marketing");
    expect(await way(person, "letter")).toMatchObject({ given: false, purposes: [] });
    expect(await reach(person)).toMatchObject({
      address: null,
      push: null,
      pushOffer: { key: "key", worker: "index_push" },
      clause: "2.3.7",
    });
  });

  it("[2.4.9] leave out what they object to", async () => {
    const person = await bench.newPerson();
    await setObjection(bench.context, person.person, "marketing", true);
    expect((await way(person, "sms"))?.purposes.map(({ id }) => id)).toEqual(["service-messages"]);
  });

  it("[2.3.7] an address that is given counts, the latest alone is held, and taking it back erases it", async () => {
    const person = await bench.newPerson();
    const { receipt } = await set(person, "address", "14 Nanshan Road\nHangzhou");
    expect(receipt).not.toBeNull();
    await set(person, "address", "1 Other Road");
    expect(await reach(person)).toMatchObject({ address: "1 Other Road" });
    expect(await way(person, "letter")).toMatchObject({
      given: true,
      purposes: [
        { id: "incident", clause: "2.3.7" },
        { id: "policy-changes", clause: "2.6.2" },
      ],
    });
    const { holdings } = bench.context.vault;
    const held = await transact(bench.context.db, (tx) => holdings(tx, person.person));
    expect(held.filter(({ category }) => category === "reach")).toHaveLength(1);
    const taken = await set(person, "address", "");
    expect(taken.reach.address).toBeNull();
    expect(taken.receipt).not.toBeNull();
    const filter = { form: "reach", person: person.person };
    expect(await transact(bench.context.db, (tx) => listSubmissions(tx, filter, 9))).toEqual([]);
  });

  it("an address and a subscription do not take each other's place", async () => {
    const person = await newSubscriber();
    await set(person, "push", subscription());
    await set(person, "address", "14 Nanshan Road");
    expect(await reach(person)).toMatchObject({ address: "14 Nanshan Road", push: {} });
  });

  it.each([
    "{}",
    "https://push.example",
    subscription("https://127.0.0.1/x"),
    subscription("http://push.example/x"),
    subscription("https://push.example/x", { expirationTime: 1 }),
  ])("[law 1] a subscription that cannot be used is not kept: %s", async (value) => {
    const person = await newSubscriber();
    expect(await problemOf(set(person, "push", value))).toMatchObject({ code: "field-malformed" });
    expect(await reach(person)).toMatchObject({ push: null });
  });

  it("[2.2.6] [law 4] no subscription is kept of somebody who refused cookies: their browser may keep no worker for it", async () => {
    const person = await bench.newPerson();
    expect(await problemOf(set(person, "push", subscription()))).toMatchObject({
      code: "refused",
      clause: "2.2.6",
    });
    expect(await reach(person)).toMatchObject({ push: null });
  });

  it("[2.2.4] [law 1] nor under a policy whose register has no service worker, and none is offered", async () => {
    const { index_push: _, ...storage } = bench.context.bundle.storage;
    const bundle = { ...bench.context.bundle, storage };
    const without = { ...bench.context, bundle, gate: prepareGate(bundle, "") };
    const person = await newSubscriber();
    const given = { field: "push", value: subscription(), pushKey: "key" } as const;
    expect(await problemOf(setReach(without, person, given))).toMatchObject({ code: "refused" });
    expect((await getReach(without, person, "key")).pushOffer).toBeNull();
  });

  it("[law 7] a subscription the push service knows no more goes, and one made since stays", async () => {
    const person = await newSubscriber();
    await set(person, "push", subscription());
    await set(person, "address", "14 Nanshan Road");
    const forget = (until: Date) => forgetPush(bench.context, person.person, { until, why: "gone" });
    await forget(new Date(0));
    expect(await reach(person)).toMatchObject({ push: {} });
    await forget(bench.context.now());
    await forget(bench.context.now());
    expect(await reach(person)).toMatchObject({ push: null, address: "14 Nanshan Road" });
    expect((await bench.events(person)).filter((kind) => kind === "subscription-ended")).toHaveLength(1);
  });

  it("[2.2.4] a subscription ends with the declared life of its worker: as the browser says, and no later than that", async () => {
    const [person, brief] = [await newSubscriber(), await newSubscriber()];
    const from = bench.context.now().getTime();
    const soon = from + 1000;
    await set(person, "push", subscription(undefined, { expirationTime: from + 3 * lifeMs() }));
    await set(brief, "push", subscription(undefined, { expirationTime: soon }));
    const until = Date.parse((await reach(person)).push?.until ?? "");
    expect(Math.abs(until - from - lifeMs())).toBeLessThan(60_000);
    expect((await reach(brief)).push).toEqual({ until: new Date(soon).toISOString() });
  });

  it("[2.2.4] [2.3.7] once its life is over it is erased, with evidence; one that is younger stays, and all go with the worker's entry", async () => {
    const [old, young] = [await newSubscriber(), await newSubscriber()];
    await set(old, "push", subscription());
    await set(old, "address", "14 Nanshan Road");
    bench.pass(lifeMs() - 60_000);
    await set(young, "push", subscription());
    await endOldPush(bench.context, () => true);
    expect(await way(old, "push")).toMatchObject({ given: true });
    bench.pass(120_000);
    expect(await reach(old)).toMatchObject({ push: null });
    await endOldPush(bench.context, () => false);
    expect(await way(old, "push")).toMatchObject({ given: true });
    await endOldPush(bench.context, () => true);
    expect(await way(old, "push")).toMatchObject({ given: false });
    expect(await reach(old)).toMatchObject({ address: "14 Nanshan Road" });
    expect((await bench.events(old)).at(-1)).toBe("subscription-ended");
    expect(await reach(young)).toMatchObject({ push: {} });
    const { index_push: _, ...storage } = bench.context.bundle.storage;
    await endOldPush({ ...bench.context, bundle: { ...bench.context.bundle, storage } }, () => true);
    expect(await way(young, "push")).toMatchObject({ given: false });
  });

  it.each([
    ["P1Y", "2026-11-23T04:00Z", "2027-11-23T04:00Z"],
    ["P1Y", "2028-03-01T00:00Z", "2029-03-01T00:00Z"],
    ["P6M", "2026-08-31T10:00Z", "2027-02-28T10:00Z"],
    ["P180D", "2026-11-23T04:00Z", "2027-05-22T04:00Z"],
  ] as const)("[2.2.4] a life of %s that began at %s is over at %s", (life, from, end) => {
    expect(endOfLife(life, new Date(from))).toEqual(new Date(end));
  });
});
