import { randomBytes } from "node:crypto";
import { transact } from "@avow/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setObjection } from "../choices/choices.ts";
import { problemOf } from "../contact/test-contact.ts";
import { type OutreachBench, openOutreachBench } from "../letters/outreach.testing.ts";
import { listSubmissions } from "../submissions/rows.ts";
import { forgetPush } from "./forget-push.ts";
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

function subscription(endpoint = "https://push.example/1"): string {
  const p256dh = Buffer.concat([Buffer.from([4]), randomBytes(64)]).toString("base64url");
  return JSON.stringify({ endpoint, keys: { p256dh, auth: randomBytes(16).toString("base64url") } });
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
      push: false,
      pushKey: "key",
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
    const person = await bench.newPerson();
    await set(person, "push", subscription());
    await set(person, "address", "14 Nanshan Road");
    expect(await reach(person)).toMatchObject({ address: "14 Nanshan Road", push: true });
  });

  it.each([
    "{}",
    "https://push.example",
    subscription("https://127.0.0.1/x"),
    subscription("http://push.example/x"),
  ])("[law 1] a subscription that cannot be used is not kept: %s", async (value) => {
    const person = await bench.newPerson();
    expect(await problemOf(set(person, "push", value))).toMatchObject({ code: "field-malformed" });
    expect(await reach(person)).toMatchObject({ push: false });
  });

  it("[law 7] a subscription the push service knows no more goes, and one made since stays", async () => {
    const person = await bench.newPerson();
    await set(person, "push", subscription());
    await set(person, "address", "14 Nanshan Road");
    await forgetPush(bench.context, person.person, new Date(0));
    expect(await reach(person)).toMatchObject({ push: true });
    await forgetPush(bench.context, person.person, bench.context.now());
    await forgetPush(bench.context, person.person, bench.context.now());
    expect(await reach(person)).toMatchObject({ push: false, address: "14 Nanshan Road" });
    expect((await bench.events(person)).filter((kind) => kind === "subscription-ended")).toHaveLength(1);
  });
});
