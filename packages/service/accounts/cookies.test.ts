import type { Facts } from "@avow/policy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledRegistration, openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { problemOf } from "../http/problem-of.testing.ts";
import { createFormsBench, type FormsBench, PASSWORD } from "../submissions/submissions.testing.ts";
import type { ServiceTables } from "../tables.ts";
import { chooseCookies } from "./choose-cookies.ts";
import { findByCredentials, logIn } from "./log-in.ts";
import { register } from "./register.ts";
import { hashToken, type PersonSession, type Signal } from "./sessions.ts";

let test: TestContext;
let bench: FormsBench;
beforeAll(async () => {
  test = await openTestContext();
  bench = createFormsBench(test);
});
afterAll(() => test.drop());

async function begin(cookies: "accepted" | "refused", signal?: Signal) {
  const email = `${crypto.randomUUID()}@example.com`;
  await register(test.context, "registration", filledRegistration(email));
  const loggedIn = await logIn(test.context, { email, password: PASSWORD, cookies, signal });
  const person = await findByCredentials(test.context, email, PASSWORD);
  return { loggedIn, person };
}

/** The session as the next request finds it. */
async function sessionOf(token: string): Promise<PersonSession> {
  const tokenHash = hashToken(token);
  const row = await test.context.db
    .withTables<ServiceTables>()
    .selectFrom("session")
    .select(["person", "cookies", "signal"])
    .where("token_hash", "=", tokenHash)
    .executeTakeFirstOrThrow();
  return { ...row, tokenHash };
}

const mayStore = (cookies: Facts["cookies"]) =>
  test.context.gate.decide(
    { person: { loggedIn: true, consents: {}, objections: {} }, cookies },
    { action: "store", by: "portal", purpose: "account", data: [], key: "index_session" },
  ).effect;

describe("a session's cookies", () => {
  it("[2.2.6] are refused and accepted again as the person says, each time with a receipt, and the session goes on", async () => {
    const { loggedIn, person } = await begin("refused");
    const accepted = await chooseCookies(test.context, await sessionOf(loggedIn.token), "accepted");
    expect(accepted).toMatchObject({ cookies: "accepted", cookie: { name: "index_session" } });
    expect(accepted.cookie?.maxAgeSeconds).toBeLessThanOrEqual(43_200);
    expect((await sessionOf(loggedIn.token)).cookies).toBe("accepted");
    const refused = await chooseCookies(test.context, await sessionOf(loggedIn.token), "refused");
    expect(refused).toMatchObject({ cookies: "refused", cookie: null });
    expect(mayStore((await sessionOf(loggedIn.token)).cookies)).toBe("refuse");
    expect(await bench.events(person)).toEqual(["cookies-accepted", "cookies-refused"]);
    expect(refused.receipt.index).toBeGreaterThan(accepted.receipt.index);
  });

  it.each(["gpc", "dnt"] as const)(
    "[2.2.6] [law 1] the browser's own refusal (%s) counts although the form accepts, is honoured from log-in to the end of the session, and is evidenced",
    async (signal) => {
      const { loggedIn, person } = await begin("accepted", signal);
      expect(loggedIn.cookie).toBeNull();
      expect(await sessionOf(loggedIn.token)).toMatchObject({ cookies: "refused", signal });
      expect(await bench.events(person)).toEqual(["signal-honoured"]);
      const insisted = await chooseCookies(test.context, await sessionOf(loggedIn.token), "accepted");
      expect(insisted).toMatchObject({ cookies: "refused", cookie: null });
      expect(await bench.events(person)).toEqual(["signal-honoured", "signal-honoured"]);
    },
  );

  it("without a signal leave no evidence of one", async () => {
    const { loggedIn, person } = await begin("accepted");
    expect(await sessionOf(loggedIn.token)).toMatchObject({ cookies: "accepted", signal: null });
    expect(await bench.events(person)).toEqual([]);
  });

  it("cannot be chosen for a session that has ended", async () => {
    const { person } = await begin("refused");
    const gone = { person, cookies: "refused", signal: null, tokenHash: Buffer.alloc(32) } as const;
    expect(await problemOf(chooseCookies(test.context, gone, "accepted"))).toMatchObject({
      code: "session-unknown",
    });
  });

  it("[law 3] [law 8] two log-ins at once under a signal both leave their evidence", async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    await register(test.context, "registration", filledRegistration(email));
    const given = { email, password: PASSWORD, cookies: "accepted", signal: "gpc" } as const;
    await Promise.all([1, 2, 3].map(() => logIn(test.context, given)));
    const person = await findByCredentials(test.context, email, PASSWORD);
    expect(await bench.events(person)).toEqual(Array.from({ length: 3 }, () => "signal-honoured"));
  });
});
