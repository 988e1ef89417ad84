import { wordingOf } from "@avow/policy";
import type { Tx } from "@avow/postgres";
import { transact } from "@avow/postgres";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { findByCredentials } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import { ProblemError } from "../http/problem.ts";
import { loadContactFacts } from "../people/contact-facts.ts";
import { lockPerson } from "../people/person.ts";
import { listReceipts } from "../receipts/receipts.ts";
import { choose, listChoices, objectIn, setObjection } from "./choices.ts";

let test: TestContext;
beforeAll(async () => {
  test = await openTestContext();
});
afterAll(() => test.drop());

async function newPerson(): Promise<string> {
  const email = `${crypto.randomUUID()}@example.com`;
  await register(test.context, "registration", filledRegistration(email));
  return findByCredentials(test.context, email, "correct horse battery");
}

function wording(): string {
  return wordingOf(test.context.bundle.purposes.marketing?.ask ?? {});
}

const OPERATION = {
  action: "contact",
  by: "operator",
  purpose: "marketing",
  channel: "email",
  data: ["contact.email"],
} as const;

/** What the gate says about contacting this person now. */
async function decision(person: string) {
  const aim = { people: [person], purpose: "marketing" };
  const known = await transact(test.context.db, (tx: Tx) => loadContactFacts(test.context, tx, aim));
  const facts = known.get(person);
  if (facts === undefined) throw new Error("there is no such person");
  return test.context.gate.decide(facts, OPERATION);
}

describe("choices", () => {
  it("[2.4.8] nobody is contacted before they agreed, and everybody may be after", async () => {
    const person = await newPerson();
    expect(await decision(person)).toMatchObject({
      effect: "refuse",
      clause: "2.4.8",
      code: "consent-missing",
    });
    const { choice, receipt } = await choose(test.context, person, "marketing", {
      choice: "agree",
      wording: wording(),
    });
    expect(choice.state).toBe("granted");
    expect(receipt.index).toBeGreaterThanOrEqual(0);
    expect(await decision(person)).toEqual({ effect: "permit", clause: "2.4.8" });
  });

  it("[2.4.9] an objection refuses from the moment it is acknowledged, from whichever door, and withdraws the consent", async () => {
    for (const door of ["centre", "one-click", "operator"] as const) {
      const person = await newPerson();
      await choose(test.context, person, "marketing", { choice: "agree", wording: wording() });
      await transact(test.context.db, async (tx) => {
        await lockPerson(tx, person);
        await objectIn(test.context, tx, person, "marketing", door);
      });
      expect(await decision(person)).toMatchObject({ effect: "refuse", clause: "2.4.9", code: "objected" });
      await setObjection(test.context, person, "marketing", false);
      expect(await decision(person)).toMatchObject({
        effect: "refuse",
        clause: "2.4.8",
        code: "consent-withdrawn",
      });
    }
  });

  it("a choice about words that are no longer asked is not taken", async () => {
    const person = await newPerson();
    const act = choose(test.context, person, "marketing", { choice: "agree", wording: "0".repeat(64) });
    await expect(act).rejects.toMatchObject({ details: { code: "wording-changed", status: 409 } });
    expect(await decision(person)).toMatchObject({ effect: "refuse" });
  });

  it("a purpose that is not asked about cannot be chosen", async () => {
    const person = await newPerson();
    for (const purpose of ["account", "nothing", "__proto__"])
      await expect(
        choose(test.context, person, purpose, { choice: "agree", wording: "" }),
      ).rejects.toBeInstanceOf(ProblemError);
  });

  it("[law 2] [law 5] after any sequence of choices the gate says what the last one says, and each left a receipt", async () => {
    const act = fc.constantFrom("agree", "refuse", "object", "lift");
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 6 }), async (acts) => {
        const person = await newPerson();
        let consent = "never-asked";
        let objected = false;
        for (const one of acts) {
          if (one === "agree" || one === "refuse") {
            await choose(test.context, person, "marketing", { choice: one, wording: wording() });
            if (one === "agree") [consent, objected] = ["granted", false];
            else consent = consent === "granted" || consent === "withdrawn" ? "withdrawn" : "refused";
          } else {
            await setObjection(test.context, person, "marketing", one === "object");
            objected = one === "object";
            if (objected && consent === "granted") consent = "withdrawn";
          }
        }
        const [choice] = await transact(test.context.db, (tx) => listChoices(test.context, tx, person));
        expect([choice?.state, choice?.objection?.at !== null]).toEqual([consent, objected]);
        expect((await decision(person)).effect).toBe(
          consent === "granted" && !objected ? "permit" : "refuse",
        );
        expect((await listReceipts(test.context, person)).map(({ sequence }) => sequence)).toEqual(
          Array.from({ length: acts.length + 1 }, (_, index) => acts.length + 1 - index),
        );
      }),
      { numRuns: 15 },
    );
  });

  it("[law 8] choices made at once by one person are all kept, one after another", async () => {
    const person = await newPerson();
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        choose(test.context, person, "marketing", {
          choice: index % 2 === 0 ? "agree" : "refuse",
          wording: wording(),
        }),
      ),
    );
    const receipts = await listReceipts(test.context, person);
    expect(receipts.map(({ sequence }) => sequence)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });
});
