import { parseTrustPolicy, verifyReceipt } from "@avow/evidence";
import { transact } from "@avow/postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { listHoldings } from "../people/holdings.ts";
import { listReceipts, receiptFile } from "../receipts/receipts.ts";
import type { ServiceTables } from "../tables.ts";
import { erasePerson } from "./erase.ts";
import { findByCredentials, logIn } from "./log-in.ts";
import { register } from "./register.ts";
import { hashToken } from "./sessions.ts";

let test: TestContext;
beforeAll(async () => {
  test = await openTestContext();
});
afterAll(() => test.drop());

const PASSWORD = "correct horse battery";

async function registered(): Promise<{ email: string; person: string }> {
  const email = `${crypto.randomUUID()}@example.com`;
  await register(test.context, "registration", filledRegistration(email));
  return { email, person: await findByCredentials(test.context, email, PASSWORD) };
}

describe("registration", () => {
  it("[2.1.1] keeps what the form declares, sealed, and leaves a receipt that verifies", async () => {
    const { person } = await registered();
    const [receipt] = await listReceipts(test.context, person);
    expect(receipt).toMatchObject({ kind: "person-registered", clause: "2.1.1", sequence: 1 });
    await test.context.ledger.logged(receipt?.id ?? "");
    const trust = parseTrustPolicy(test.context.ledger.trustPolicy());
    if (!trust.ok) throw new Error(trust.why);
    const file = await receiptFile(test.context, person, receipt?.id ?? "");
    expect(verifyReceipt(file, trust.value)).toMatchObject({ verdict: "verifies", about: "person" });
    const holdings = await listHoldings(test.context, {
      person,
      cookies: "refused",
      signal: null,
      tokenHash: Buffer.alloc(32),
    });
    const values = holdings.flatMap((holding) => holding.values);
    expect(values.find(({ path }) => path === "contact.name")?.value).toBe("Lin Yue");
    expect(values.find(({ path }) => path === "account.password")?.value).toBeNull();
  });

  it("[2.1.1] turns an undeclared field away by name, and keeps nothing", async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    const values = { ...filledRegistration(email), "contact.birthday": "1990-01-01" };
    const problem = await problemOf(register(test.context, "registration", values));
    expect(problem).toMatchObject({
      code: "field-undeclared",
      clause: "2.1.1",
      errors: [{ at: "contact.birthday" }],
    });
    expect(JSON.stringify(problem)).not.toContain("1990");
    expect(await problemOf(findByCredentials(test.context, email, PASSWORD))).toMatchObject({
      code: "credentials-wrong",
    });
  });

  it.each([
    ["a missing required field", { "contact.name": " " }, "field-missing", "contact.name"],
    ["a malformed address", { "contact.email": "lin at example" }, "field-malformed", "contact.email"],
    ["an over-long value", { "contact.name": "x".repeat(121) }, "field-malformed", "contact.name"],
    ["a control character", { "contact.name": "a\u0000b" }, "field-malformed", "contact.name"],
    ["half of a character", { "contact.name": "\ud800" }, "field-malformed", "contact.name"],
    ["a short password", { "account.password": "short" }, "field-malformed", "account.password"],
    ["an unknown language", { "account.language": "xx" }, "field-malformed", "account.language"],
  ])("[2.1.1] says where the mistake is, without the value: %s", async (_, change, code, at) => {
    const problem = await problemOf(
      register(test.context, "registration", { ...filledRegistration(), ...change }),
    );
    expect(problem).toMatchObject({ code, errors: [{ at }] });
  });

  it("refuses a form the policy does not declare, and names from every object's prototype", async () => {
    for (const form of ["order", "__proto__", "constructor"])
      expect(await problemOf(register(test.context, form, {}))).toMatchObject({ code: "form-unknown" });
  });

  it("[law 8] two at once with one address: one account, one refusal that does not say whose", async () => {
    const values = filledRegistration(`${crypto.randomUUID()}@example.com`);
    const outcomes = await Promise.allSettled(
      [1, 2].map(() => register(test.context, "registration", values)),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("log-in", () => {
  it("[2.2.6] works the same with cookies refused, and then names no cookie", async () => {
    const { email } = await registered();
    const refused = await logIn(test.context, { email, password: PASSWORD, cookies: "refused" });
    expect(refused.cookie).toBeNull();
    const accepted = await logIn(test.context, {
      email: email.toUpperCase(),
      password: PASSWORD,
      cookies: "accepted",
    });
    expect(accepted.cookie).toEqual({ name: "index_session", maxAgeSeconds: 43_200 });
    expect(accepted.language).toBe("en");
  });

  it("keeps a token only as its hash", async () => {
    const { email } = await registered();
    const { token } = await logIn(test.context, { email, password: PASSWORD, cookies: "refused" });
    const rows = await test.context.db
      .withTables<ServiceTables>()
      .selectFrom("session")
      .select("token_hash")
      .execute();
    expect(rows.some(({ token_hash }) => token_hash.equals(hashToken(token)))).toBe(true);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it("says the same of an unknown address and of a wrong password", async () => {
    const { email } = await registered();
    const wrong = await problemOf(findByCredentials(test.context, email, "not the password"));
    const unknown = await problemOf(
      findByCredentials(test.context, "nobody@example.com", "not the password"),
    );
    expect(wrong).toEqual(unknown);
  });
});

describe("erasure", () => {
  it("[law 7] needs the password, destroys everything held, and hands over a last receipt that verifies", async () => {
    const { email, person } = await registered();
    const session = { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) } as const;
    expect(await problemOf(erasePerson(test.context, session, "wrong"))).toMatchObject({
      code: "credentials-wrong",
    });
    const { records, file } = await erasePerson(test.context, session, PASSWORD);
    expect(records).toBe(2);
    const trust = parseTrustPolicy(test.context.ledger.trustPolicy());
    if (!trust.ok) throw new Error(trust.why);
    expect(verifyReceipt(file ?? "", trust.value)).toMatchObject({
      verdict: "verifies",
      event: { kind: "person-erased", seq: 2 },
    });
    expect(await transact(test.context.db, (tx) => test.context.vault.holdings(tx, person))).toEqual([]);
    expect(await problemOf(findByCredentials(test.context, email, PASSWORD))).toMatchObject({
      code: "credentials-wrong",
    });
  });
});
