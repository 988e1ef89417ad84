import { parseFacts } from "@avow/gate";
import { type Operation, type PolicySource, wordingOf } from "@avow/policy";
import { transact } from "@avow/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { loadIndexPolicy, varyIndexPolicy } from "../../../tests/support/index-policy.ts";
import { keepRegistration } from "../accounts/register.ts";
import { choose } from "../choices/choices.ts";
import type { Context } from "../context.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { tellPurchases } from "../marketing/ask-people.ts";
import { sessionOf } from "../marketing/marketing.testing.ts";
import { judgeCustomers } from "../marketing/purchases.ts";
import { loadContactFacts } from "../people/contact-facts.ts";
import { loadHeldTo } from "../people/held-to.ts";
import { loadFacts } from "../people/person.ts";
import { createGoverning } from "../policy-versions/governing.ts";
import { approve, propose } from "../policy-versions/propose.ts";
import { NOBODY_TOLD } from "../policy-versions/publication.testing.ts";
import { SPREAD_MS } from "../policy-versions/terms.ts";
import { submit } from "../submissions/submit.ts";
import { limitsBefore, loadLivedUnder } from "./lived-under.ts";
import { answerChange, listMyChanges } from "./my-changes.ts";
import { createSteps } from "./steps.ts";

const WEI = { id: "operator-wei", name: "Wei", email: "wei@index.example" };
const MIN = { id: "operator-min", name: "Min", email: "min@index.example" };

/** What versions of these tests permit beyond the Index policy. */
const CALLING = {
  clause: "2.4.3",
  action: "use",
  purpose: "orders",
  data: ["contact.telephone"],
  by: ["operator"],
};
const OFFERING = {
  clause: "2.4.8",
  action: "use",
  purpose: "marketing",
  data: ["contact.telephone"],
  by: ["operator"],
  when: [{ kind: "consent", purpose: "marketing" }],
};
const call: Operation = { action: "use", by: "operator", purpose: "orders", data: ["contact.telephone"] };
const offer: Operation = { ...call, purpose: "marketing" };
const look: Operation = { action: "use", by: "operator", purpose: "account", data: ["contact.email"] };

let test: TestContext;
let clock = Date.parse("2026-11-22T08:00:00Z");
const steps = createSteps();
beforeAll(async () => {
  test = await openTestContext({ now: () => new Date(clock) });
});
/** Each test begins under the Index policy itself, with a person who has seen no other. */
beforeEach(async () => {
  clock += 86_400_000;
  if ((await now()).version !== test.context.version) await publish(await loadIndexPolicy());
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await test.drop();
});

const now = (): Promise<Context> => test.governing.current();

/** Makes a version govern now; gives the id of its term. */
async function publish(source: PolicySource): Promise<string> {
  const { id } = await propose(test.context, { operator: WEI, source, effectiveAt: null });
  await approve(test.context, { id, operator: MIN, effects: NOBODY_TOLD });
  clock += SPREAD_MS;
  await now();
  return id;
}

const widened = (...permits: readonly object[]) => varyIndexPolicy({ permits });
let variants = 0;
/** A version that means the same for everybody and is another. */
const reworded = (...permits: readonly object[]) => {
  variants += 1;
  return varyIndexPolicy({ permits, telephone: `+86 571 5552 ${String(variants).padStart(4, "0")}` });
};

/** Opens an account, under the version in force unless another is given. */
async function someone(under?: Context): Promise<string> {
  const values = new Map(Object.entries(filledRegistration()));
  const { id } = await keepRegistration(under ?? (await now()), "registration", values);
  const { rows } = await test.database.store.pool.query<{ person: string }>(
    "select person from receipt where id = $1",
    [id],
  );
  return rows[0]?.person ?? "";
}

async function may(person: string, operation: Operation): Promise<string> {
  const context = await now();
  return transact(context.db, async (tx) => {
    const facts = await loadFacts(tx, person, { loggedIn: true, cookies: "accepted" });
    expect(parseFacts(facts)).toEqual({ ok: true, facts });
    const decision = context.gate.decide(facts, operation);
    return decision.effect === "permit" ? "permit" : decision.code;
  });
}

const changesOf = async (person: string) => listMyChanges(await now(), steps, person);
async function changeOf(person: string, term: string) {
  const change = (await changesOf(person)).changes.find(({ id }) => id === term);
  if (change === undefined) throw new Error("the version changes nothing for this person");
  return change;
}
async function answer(person: string, term: string, given: "agreed" | "refused"): Promise<void> {
  const { wording } = await changeOf(person, term);
  await answerChange(await now(), steps, { person, term, answer: given, wording });
}

describe("from the moment a version governs", () => {
  it("[2.6.2] whoever was there before is held to the earlier limits, with no row written, and whoever comes after is not", async () => {
    const before = await someone();
    await publish(await widened(CALLING));
    expect(await may(before, call)).toBe("change-unanswered");
    expect(await may(before, look)).toBe("permit");
    expect(await may(await someone(), call)).toBe("permit");
    const { rows } = await test.database.store.pool.query("select count(*)::int as rows from change_answer");
    expect(rows).toEqual([{ rows: 0 }]);
  });

  it("[2.6.2] [law 3] to the millisecond, in a node that only now hears of it", async () => {
    const before = await someone();
    const { id } = await propose(test.context, {
      operator: WEI,
      source: await widened(CALLING),
      effectiveAt: new Date(clock + 60_000),
    });
    await approve(test.context, { id, operator: MIN, effects: NOBODY_TOLD });
    clock += 59_999;
    expect(await may(before, call)).not.toBe("permit");
    clock += 1;
    const other = await createGoverning(test.context).current();
    const facts = await transact(other.db, (tx) =>
      loadFacts(tx, before, { loggedIn: true, cookies: "accepted" }),
    );
    expect(other.gate.decide(facts, call)).toMatchObject({ code: "change-unanswered", clause: "2.6.2" });
  });

  it("[2.6.2] whoever opens an account under the form of the version before it is held, however late they send it", async () => {
    const old = await now();
    await publish(await widened(CALLING));
    expect(await may(await someone(old), call)).toBe("change-unanswered");
  });

  it("[2.6.2] a version that only narrows holds nobody, and nobody is held by one that means the same", async () => {
    await publish(await widened(CALLING));
    const person = await someone();
    await publish(await loadIndexPolicy());
    expect(await heldTo(person)).toEqual([]);
    await publish(await reworded());
    expect(await heldTo(person)).toEqual([]);
    expect(await may(person, look)).toBe("permit");
  });

  it("[2.6.2] a permission that went and comes back is asked for again", async () => {
    await publish(await widened(CALLING));
    const person = await someone();
    expect(await may(person, call)).toBe("permit");
    await publish(await loadIndexPolicy());
    await publish(await widened(CALLING));
    expect(await may(person, call)).toBe("change-unanswered");
  });
});

async function heldTo(person: string): Promise<readonly string[]> {
  const { db } = await now();
  return transact(db, async (tx) => (await loadHeldTo(tx, [person])).get(person) ?? []);
}

describe("an answer", () => {
  it("[2.6.2] that agrees lifts the limits; silence never does, however long", async () => {
    const [silent, agreeing] = [await someone(), await someone()];
    const term = await publish(await widened(CALLING));
    expect(await changesOf(agreeing)).toMatchObject({ limited: true, open: true });
    await answer(agreeing, term, "agreed");
    expect(await changesOf(agreeing)).toMatchObject({ limited: false, open: false });
    clock += 3650 * 86_400_000;
    expect([await may(agreeing, call), await may(silent, call)]).toEqual(["permit", "change-unanswered"]);
  });

  it("[2.6.2] that refuses keeps the earlier limits, and either is changed later", async () => {
    const person = await someone();
    const term = await publish(await widened(CALLING));
    await answer(person, term, "refused");
    expect(await may(person, call)).toBe("change-unanswered");
    expect(await changesOf(person)).toMatchObject({ limited: true, open: false });
    await answer(person, term, "agreed");
    expect(await may(person, call)).toBe("permit");
    await answer(person, term, "refused");
    expect([await may(person, call), await may(person, look)]).toEqual(["change-unanswered", "permit"]);
  });

  it("[2.6.2] is about the sentences that were shown: others are turned away, and nothing is recorded", async () => {
    const person = await someone();
    const term = await publish(await widened(CALLING));
    const given = { person, term, answer: "agreed" as const, wording: "0".repeat(64) };
    expect(await problemOf(answerChange(await now(), steps, given))).toMatchObject({
      code: "wording-changed",
    });
    expect(await may(person, call)).toBe("change-unanswered");
    const stranger = { ...given, term: crypto.randomUUID() };
    expect(await problemOf(answerChange(await now(), steps, stranger))).toMatchObject({ code: "not-found" });
  });

  it("[2.6.2] leaves a receipt with the version and the words, under the clause", async () => {
    const person = await someone();
    const term = await publish(await widened(CALLING));
    await answer(person, term, "refused");
    await answer(person, term, "agreed");
    const { rows } = await test.database.store.pool.query(
      "select kind, clause from receipt where person = $1 order by sequence",
      [person],
    );
    expect(rows.slice(1)).toEqual([
      { kind: "change-refused", clause: "2.6.2" },
      { kind: "change-agreed", clause: "2.6.2" },
    ]);
  });

  it("[2.6.2] given before a version governs counts from when it does", async () => {
    const person = await someone();
    const { id } = await propose(test.context, {
      operator: WEI,
      source: await widened(CALLING),
      effectiveAt: new Date(clock + 60_000),
    });
    await approve(test.context, { id, operator: MIN, effects: NOBODY_TOLD });
    expect(await changeOf(person, id)).toMatchObject({ state: "coming", answer: null });
    await answer(person, id, "agreed");
    expect(await may(person, call)).toBe("data-not-permitted");
    clock += 60_000;
    expect(await may(person, call)).toBe("permit");
  });
});

describe("several changes in a row", () => {
  it("[2.6.2] who refused one lives under the older limit through the next, and agreeing to the latest lifts all", async () => {
    const person = await someone();
    const second = await publish(await widened(CALLING));
    await answer(person, second, "refused");
    const third = await publish(await reworded(CALLING));
    expect([await may(person, call), await may(person, look)]).toEqual(["change-unanswered", "permit"]);
    const { changes } = await changesOf(person);
    expect(changes.map(({ id, state, answer }) => [id, state, answer?.kind ?? null])).toEqual([
      [third, "in-force", null],
      [second, "past", "refused"],
    ]);
    await answer(person, third, "agreed");
    expect(await may(person, call)).toBe("permit");
  });

  it("[2.6.2] who agreed to one is asked about what the next adds, and about that alone", async () => {
    const person = await someone();
    const second = await publish(await widened(CALLING));
    await answer(person, second, "agreed");
    const sending = { ...CALLING, clause: "2.4.2", purpose: "services" };
    const third = await publish(await widened(CALLING, sending));
    expect(await may(person, call)).toBe("permit");
    expect(await may(person, { ...call, purpose: "services" })).toBe("change-unanswered");
    const { wider } = await changeOf(person, third);
    expect(wider.map(({ sentence }) => sentence.en)).toEqual([
      "Our staff may now use your telephone number to give you what you ask for.",
    ]);
    expect(wider.map(({ clauses }) => clauses)).toEqual([["2.4.2"]]);
  });

  it("[2.6.2] what a version means for somebody follows from their own choices", async () => {
    const [willing, unasked] = [await someone(), await someone()];
    await test.database.store.pool.query(
      "insert into choice (person, purpose, state, at, wording, policy) values ($1, 'marketing', 'granted', $2, '', '')",
      [willing, new Date(clock)],
    );
    const term = await publish(await widened(OFFERING));
    expect((await changeOf(willing, term)).wider).toHaveLength(1);
    expect(await may(willing, offer)).toBe("change-unanswered");
    expect((await changesOf(unasked)).open).toBe(false);
    expect(await may(unasked, offer)).toBe("consent-missing");
  });

  it("[2.6.2] the page and the gate speak of the same limits", async () => {
    const people = [await someone()];
    const second = await publish(await widened(CALLING));
    people.push(await someone());
    await answer(people[0] ?? "", second, "agreed");
    await publish(await reworded(OFFERING));
    people.push(await someone());
    const last = await publish(await reworded(CALLING, OFFERING));
    for (const person of people) {
      const { db } = await now();
      await transact(db, async (tx) => {
        const lived = await loadLivedUnder(tx, person);
        const term = lived?.terms.find(({ id }) => id === last);
        if (lived === null || term === undefined) throw new Error("there is such a term");
        const limits = limitsBefore(lived, term);
        const held = (await loadHeldTo(tx, [person])).get(person) ?? [];
        expect([...held].sort()).toEqual([...limits].sort());
        expect(held.length).toBeGreaterThan(0);
      });
    }
  });
});

/** The Index policy with other bounds on advertising. */
async function advertising(bounds: {
  readonly most?: number;
  readonly quiet?: { readonly from: string; readonly until: string };
  readonly distance?: number;
}): Promise<PolicySource> {
  const { model, words } = await loadIndexPolicy();
  const changed = structuredClone(model) as {
    purposes: { marketing: { pace: { most: number; quiet: object } } };
    products: { distance: number };
  };
  const { pace } = changed.purposes.marketing;
  pace.most = bounds.most ?? pace.most;
  pace.quiet = { ...pace.quiet, ...bounds.quiet };
  changed.products.distance = bounds.distance ?? changed.products.distance;
  return { model: changed, words };
}

/** Somebody who agreed to advertising. */
async function someoneWilling(): Promise<string> {
  const person = await someone();
  const context = await now();
  const wording = wordingOf(context.bundle.purposes.marketing?.ask ?? {});
  await choose(context, person, "marketing", { choice: "agree", wording });
  return person;
}

/** Notes that so many advertisements have reached somebody. */
async function reach(person: string, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1)
    await test.database.store.pool.query(
      `with made as (
        insert into notice (id, kind, purpose, channels, rehearsal, state, created_by, created_at, begins_at)
        values (gen_random_uuid(), 'campaign', 'marketing', '{email}', false, 'finished', 'Wei', $2, $2) returning id)
      insert into delivery (person, id, notice, state, place, channel, attempts, due_at, begun_at, settled_at)
      select $1, gen_random_uuid(), id, 'sent', 0, 'email', 1, $2, $2, $2 from made`,
      [person, new Date(clock - 3_600_000)],
    );
}

/** Whether somebody may be sent an advertisement about a kind of product, and which purchase it follows from. */
async function mayAdvertise(person: string, about: string | null = null) {
  const context = await now();
  return transact(context.db, async (tx) => {
    const known = await loadContactFacts(context, tx, { people: [person], purpose: "marketing" });
    const bought = (await judgeCustomers(context, tx, known, { purpose: "marketing", about })).get(person);
    const base = known.get(person);
    if (base === undefined || bought === undefined) throw new Error("everybody asked for is known");
    const facts = tellPurchases(base, bought);
    expect(parseFacts(facts)).toEqual({ ok: true, facts });
    const decision = context.gate.decide(facts, {
      ...{ action: "contact", by: "operator", purpose: "marketing", channel: "email" },
      data: ["contact.email"],
    });
    const answer = decision.effect === "permit" ? "permit" : decision.code;
    return { answer, follows: bought.follows?.title ?? null };
  });
}

describe("more advertising than was agreed to", () => {
  it("[2.6.2] [2.4.6] reaches nobody who has not agreed to more: they get as many as before, and are asked", async () => {
    const [silent, agreeing] = [await someoneWilling(), await someoneWilling()];
    const term = await publish(await advertising({ most: 6 }));
    const { wider } = await changeOf(agreeing, term);
    expect(wider).toHaveLength(1);
    expect(wider[0]?.sentence.en).toMatch(/at most 4 messages .* at most 6 messages/);
    expect(wider[0]?.clauses).toEqual(["2.4.8"]);
    await answer(agreeing, term, "agreed");
    for (const person of [silent, agreeing]) await reach(person, 3);
    expect([(await mayAdvertise(silent)).answer, (await mayAdvertise(agreeing)).answer]).toEqual([
      "permit",
      "permit",
    ]);
    for (const person of [silent, agreeing]) await reach(person, 1);
    expect([(await mayAdvertise(silent)).answer, (await mayAdvertise(agreeing)).answer]).toEqual([
      "change-unanswered",
      "permit",
    ]);
    await reach(agreeing, 2);
    expect((await mayAdvertise(agreeing)).answer).toBe("pace-reached");
  });

  it("[2.6.2] [2.4.6] concerns nobody who never agreed to any, and a slower pace holds for all at once", async () => {
    const [unasked, willing] = [await someone(), await someoneWilling()];
    await publish(await advertising({ most: 6 }));
    expect((await changesOf(unasked)).open).toBe(false);
    const { version } = test.context;
    expect(await heldTo(willing)).toEqual([version]);
    await publish(await advertising({ most: 2 }));
    await reach(willing, 2);
    expect((await mayAdvertise(willing)).answer).toBe("pace-reached");
  });

  it("[2.6.2] [2.4.6] does not begin at an hour that was quiet before", async () => {
    const [silent, agreeing] = [await someoneWilling(), await someoneWilling()];
    const term = await publish(await advertising({ quiet: { from: "22:00", until: "08:00" } }));
    await answer(agreeing, term, "agreed");
    const before = clock;
    clock = clock - (clock % 86_400_000) + Date.parse("1970-01-01T13:30:00Z"); // 21:30 in Shanghai
    expect([(await mayAdvertise(silent)).answer, (await mayAdvertise(agreeing)).answer]).toEqual([
      "change-unanswered",
      "permit",
    ]);
    clock = Math.max(before, clock);
  });

  it("[2.6.2] [2.4.7] follows, of who has not agreed, from nothing that was not similar before", async () => {
    const [silent, agreeing] = [await someoneWilling(), await someoneWilling()];
    const buy = async (person: string, kind: string, item: string) => {
      const values = { "order.item": item, "order.price": "CNY 1", "order.kind": kind };
      const order = { form: "order", about: null, values, choices: {} };
      await submit(await now(), sessionOf(person), order);
    };
    for (const person of [silent, agreeing]) await buy(person, "society", "On bridges");
    expect((await mayAdvertise(silent, "technology")).answer).toBe("not-similar");
    const term = await publish(await advertising({ distance: 2 }));
    await answer(agreeing, term, "agreed");
    expect(await mayAdvertise(silent, "technology")).toEqual({ answer: "change-unanswered", follows: null });
    expect(await mayAdvertise(agreeing, "technology")).toEqual({ answer: "permit", follows: "On bridges" });
    clock += 3_600_000;
    await buy(silent, "technology", "On looms");
    clock += 3_600_000;
    await buy(silent, "culture", "On kites");
    expect(await mayAdvertise(silent, "technology")).toEqual({ answer: "permit", follows: "On looms" });
  });
});
