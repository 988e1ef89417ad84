import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestVault, pathsOf, permitTo, type TestVault } from "./fixtures.ts";

let test: TestVault;
beforeAll(async () => {
  test = await openTestVault();
});
afterAll(() => test.drop());

const taken = { name: "Fault", code: "lookup-taken", retryable: false };

/** An address nobody has had before. */
function makeEmail(): string {
  return `${randomUUID()}@example.com`;
}

function find(field: string, value: string, person: string | null = null): Promise<string | null> {
  return test.commit((tx) => test.vault.find(tx, permitTo("use", person, [field]), field, value));
}

function seal(person: string, record: string, values: Record<string, string>): Promise<void> {
  const permit = permitTo("collect", person, pathsOf("contact", values));
  return test.commit((tx) => test.vault.seal(tx, permit, { person, category: "contact", record, values }));
}

it("[V17] a person is found by e-mail and telephone, however they are spelt", async () => {
  const email = makeEmail();
  const { person } = await test.collect("contact", {
    email: ` ${email}`,
    telephone: "+86 (10) 5555-0100",
    name: "Ann",
  });
  expect(await find("contact.email", email.toUpperCase())).toBe(person);
  expect(await find("contact.telephone", "＋861055550100")).toBe(person);
  expect(await find("contact.email", makeEmail())).toBeNull();
  expect(await find("contact.telephone", email)).toBeNull();
});

it("[V14] a permit finds by the fields it covers, and by no others", async () => {
  const email = makeEmail();
  const { person } = await test.collect("contact", { email });
  const tried = (permit: ReturnType<typeof permitTo>, field = "contact.email") =>
    test.commit((tx) => test.vault.find(tx, permit, field, email));
  expect(await tried(permitTo("collect", null, ["contact.email"]))).toBe(person);
  const notCovered = { code: "permit-does-not-cover" };
  await expect(tried(permitTo("use", null, ["contact.telephone"]))).rejects.toMatchObject(notCovered);
  await expect(tried(permitTo("erase", person, ["contact.email"]))).rejects.toMatchObject(notCovered);
  await expect(tried(permitTo("use", null, ["contact.name"]), "contact.name")).rejects.toThrow(TypeError);
});

it("[V14] a permit about one person finds nobody else", async () => {
  const email = makeEmail();
  const { person } = await test.collect("contact", { email });
  expect(await find("contact.email", email, person)).toBe(person);
  expect(await find("contact.email", email, randomUUID())).toBeNull();
});

it("[V18] [law 6] a value of one person is refused to a second, unnamed, and nothing of theirs is left", async () => {
  const email = makeEmail();
  const { person } = await test.collect("contact", { email });
  const people = await countPeople();
  const error: unknown = await test
    .collect("contact", { email: email.toUpperCase() })
    .catch((error) => error);
  expect(error).toMatchObject({ ...taken, message: expect.stringContaining("`contact.email`") });
  expect(inspect(error, { depth: null, showHidden: true }).toLowerCase()).not.toContain(email);
  expect(await countPeople()).toBe(people);
  expect(await find("contact.email", email)).toBe(person);
});

it("[V18] of many who claim one value at once, one has it", async () => {
  const email = makeEmail();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, () => test.collect("contact", { email })),
  );
  const winners = outcomes.filter((outcome) => outcome.status === "fulfilled");
  const losers = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(winners).toHaveLength(1);
  expect(losers).toHaveLength(7);
  for (const { reason } of losers) expect(reason).toMatchObject(taken);
  expect(await find("contact.email", email)).toBe(winners[0]?.value.person);
});

it("[V18] people who claim each other's values at once, in any order, do not deadlock", async () => {
  for (let round = 0; round < 20; round++) {
    const [email, telephone] = [makeEmail(), `+44 20 ${round}`];
    const claim = (values: Record<string, string>) =>
      test.db.transaction().execute(async (tx) => {
        const person = await test.vault.createPerson(tx);
        const record = { person, category: "contact", record: randomUUID(), values };
        await test.vault.seal(tx, permitTo("collect", person, pathsOf("contact", values)), record);
      });
    const outcomes = await Promise.allSettled([claim({ email, telephone }), claim({ telephone, email })]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({ reason: taken });
  }
});

it("[V18] one person may hold a value in records sealed at once", async () => {
  const email = makeEmail();
  const { person } = await test.collect("contact", { name: "Ann" });
  await Promise.all(Array.from({ length: 8 }, () => seal(person, randomUUID(), { email })));
  expect(await find("contact.email", email)).toBe(person);
});

it("[V19] a value that was replaced finds nobody, and is free for another", async () => {
  const [before, after] = [makeEmail(), makeEmail()];
  const { person, record } = await test.collect("contact", { email: before });
  await seal(person, record, { email: after });
  expect(await find("contact.email", before)).toBeNull();
  expect(await find("contact.email", after)).toBe(person);
  const other = await test.collect("contact", { email: before });
  expect(await find("contact.email", before)).toBe(other.person);
});

it("[V19] a value in two records finds its person until neither holds it", async () => {
  const email = makeEmail();
  const { person, record } = await test.collect("contact", { email });
  const second = randomUUID();
  await seal(person, second, { email });
  await seal(person, record, { name: "Ann" });
  expect(await find("contact.email", email)).toBe(person);
  await seal(person, second, { name: "Ann" });
  expect(await find("contact.email", email)).toBeNull();
});

it("[V19] a record sealed again with the same value is found as before, and leaves no doubles", async () => {
  const email = makeEmail();
  const { person, record } = await test.collect("contact", { email });
  for (let i = 0; i < 3; i++) await seal(person, record, { email });
  expect(await find("contact.email", email)).toBe(person);
  const { rows } = await sql<{ records: string[] }>`
    select records from vault_lookup where person = ${person}`.execute(test.db);
  expect(rows).toEqual([{ records: [record] }]);
});

it("[V21] an empty value finds nobody, and two may hold it", async () => {
  await test.collect("contact", { email: "", telephone: " - " });
  await test.collect("contact", { email: " ", telephone: "" });
  expect(await find("contact.email", "")).toBeNull();
  expect(await find("contact.telephone", "-")).toBeNull();
});

async function countPeople(): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from vault_person`.execute(test.db);
  return rows[0]?.count ?? Number.NaN;
}
