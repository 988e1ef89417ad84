import { wordingOf } from "@avow/policy";
import { transact } from "@avow/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { erasePerson } from "../accounts/erase.ts";
import { findByCredentials } from "../accounts/log-in.ts";
import { register } from "../accounts/register.ts";
import { choose } from "../choices/choices.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { ABSENT, loadFacts } from "../people/person.ts";
import { listReceipts } from "../receipts/receipts.ts";
import { writeDisputeFile } from "./dispute-file.ts";
import { closeDispute, listDisputes, openDispute } from "./disputes.ts";

let test: TestContext;
beforeAll(async () => {
  test = await openTestContext();
});
afterAll(() => test.drop());

const PASSWORD = "correct horse battery";
const NOBODY = "00000000-0000-4000-8000-000000000000";

async function registered(): Promise<string> {
  const email = `${crypto.randomUUID()}@example.com`;
  await register(test.context, "registration", filledRegistration(email));
  return findByCredentials(test.context, email, PASSWORD);
}

const open = (person: string, reference = "(2026) Zhe 0106 Min Chu 1") =>
  openDispute(test.context, { person, reference, operator: "Wei" });
const close = (id: string) => closeDispute(test.context, { id, operator: "Min" });
const erase = (person: string) =>
  erasePerson(
    test.context,
    { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) },
    PASSWORD,
  );
const eventsOf = async (person: string) =>
  (await listReceipts(test.context, person))
    .toSorted((a, b) => a.sequence - b.sequence)
    .map(({ kind, clause }) => `${kind} ${clause}`)
    .slice(1);

describe("a dispute", () => {
  it("[1.2] holds what the person left against erasure, with clause and receipt, until it is closed", async () => {
    const person = await registered();
    const { id } = await open(person);
    expect(await problemOf(erase(person))).toMatchObject({
      code: "refused",
      clause: "1.2",
      reason: { en: "A dispute holds this data, so it is not erased until the dispute is over." },
    });
    await close(id);
    expect(await eventsOf(person)).toEqual([
      "dispute-opened 1.2",
      "erasure-refused 1.2",
      "objection-made 2.4.9",
      "objection-made 2.4.9",
      "dispute-closed 1.2",
    ]);
    expect(await erase(person)).toMatchObject({ records: expect.any(Number) });
  });

  it("[1.2] [2.4.9] leaves what it holds to the dispute alone, once the person wants to be erased", async () => {
    const person = await registered();
    const wording = wordingOf(test.context.bundle.purposes.marketing?.ask ?? {});
    await choose(test.context, person, "marketing", { choice: "agree", wording });
    await open(person);
    await problemOf(erase(person));
    const facts = await transact(test.context.db, (tx) => loadFacts(tx, person, ABSENT));
    expect(facts.person).toMatchObject({
      consents: { marketing: { kind: "withdrawn" } },
      objections: { marketing: expect.any(Number) },
      held: true,
    });
  });

  it("[1.2] of two, the one still open holds", async () => {
    const person = await registered();
    const first = await open(person, "first");
    await open(person, "second");
    await close(first.id);
    expect(await problemOf(erase(person))).toMatchObject({ code: "refused", clause: "1.2" });
  });

  it("[1.2] of one person holds nobody else's data", async () => {
    await open(await registered());
    expect(await erase(await registered())).toMatchObject({ records: expect.any(Number) });
  });

  it("[1.2] [law 3] opened and an erasure asked at once: either it was erased first, or it is held", async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await registered();
      const [opened, erased] = await Promise.allSettled([open(person), erase(person)]);
      expect([opened.status, erased.status].sort()).toEqual(["fulfilled", "rejected"]);
    }
  });

  it("[1.1] [1.2] [law 5] is handed over with law, courts and numbered evidence, and no value of anybody's data", async () => {
    const person = await registered();
    const { id } = await open(person, "Case *7* | <b>");
    const file = await writeDisputeFile(test.context, id);
    const words = new Map(test.context.bundle.clauses.map((clause) => [clause.id, clause.words]));
    for (const clause of ["1.1", "1.2"])
      for (const language of ["en", "zh"])
        expect(file).toContain(words.get(clause)?.[language]?.split("\n")[0] ?? "the clause is missing");
    expect(file).toContain("# Dispute Case \\*7\\* \\| \\<b\\>");
    expect(file).toMatch(/\| 1 \| \S+ \| person-registered \| 2\.1\.1 \| (\d+|waiting) \|/);
    expect(file).toMatch(/\| 2 \| \S+ \| dispute-opened \| 1\.2 \|/);
    expect(file).toContain("- Contact details: 1 record");
    for (const value of Object.values(filledRegistration("a@b.example")))
      if (value.length > 5 && value !== "a@b.example") expect(file).not.toContain(value);
    expect(file).not.toContain("@example.com");
    expect(await problemOf(writeDisputeFile(test.context, NOBODY))).toMatchObject({ code: "not-found" });
  });

  it("is listed open before closed, closes once, and is of somebody", async () => {
    const person = await registered();
    const closed = await open(person, "closed");
    await close(closed.id);
    await open(person, "open");
    const states = (await listDisputes(test.context)).map(({ closedAt }) => closedAt === null);
    expect(states).toEqual(states.toSorted((a, b) => Number(b) - Number(a)));
    expect(await listDisputes(test.context)).toContainEqual(
      expect.objectContaining({ id: closed.id, reference: "closed", openedBy: "Wei", closedBy: "Min" }),
    );
    expect(await problemOf(close(closed.id))).toMatchObject({ code: "dispute-closed" });
    expect(await problemOf(close(NOBODY))).toMatchObject({ code: "not-found" });
    expect(await problemOf(open(NOBODY))).toMatchObject({ code: "not-found" });
  });
});
