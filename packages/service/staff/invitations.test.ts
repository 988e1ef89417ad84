import { type BodyOf, call, type RouteName } from "@avow/contract";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import type { Context } from "../context.ts";
import { createApp } from "../http/app.ts";
import { createOperators, type Operators } from "./operators.ts";
import { mountStaff } from "./routes.ts";

const ORIGIN = "http://localhost:4001";
const OWN_PAGE = { origin: ORIGIN, host: "localhost:4001", "content-type": "application/json" };
const WEI = { name: "Wei", email: "wei@index.example", password: "a long enough password" };
const NA = { name: "Na", email: "Na@index.example", password: "another long password" };
const OUTGOING = { channels: {}, sender: "hello@index.example", inboundDomain: null, dkim: null };
const DAY_MS = 24 * 60 * 60 * 1000;

let test: TestContext;
let operators: Operators;
let app: Hono;
let late = 0;
beforeAll(async () => {
  test = await openTestContext();
  const now = () => new Date(Date.now() + late);
  operators = await createOperators({
    db: test.context.db,
    consoleUrl: ORIGIN,
    secret: "s".repeat(43),
    now,
    report: (error) => test.reports.push(error),
  });
  const context: Context = { ...test.context, now };
  app = createApp(context, {
    siteKey: "site",
    trustProxy: false,
    logFolder: test.dataDir,
    confirm: test.governing.current,
    report: (error) => test.reports.push(error),
    mountMore: (more) => mountStaff(more, context, { operators, outgoing: OUTGOING, trustProxy: false }),
  });
  await operators.createFirst({ ...WEI, token: (await operators.firstLink()) ?? "" });
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await test.drop();
});

function ask<N extends RouteName>(
  name: N,
  request: { path?: Record<string, string>; body?: BodyOf<N> },
  headers: Record<string, string> = {},
) {
  return call(
    { baseUrl: ORIGIN, fetch: (sent) => app.request(sent), headers: { ...OWN_PAGE, ...headers } },
    name,
    request,
  );
}

/** The cookie of somebody's log-in, or `null` when they cannot log in. */
async function logIn({ email, password }: typeof WEI): Promise<Record<string, string> | null> {
  const response = await app.request(
    `${ORIGIN}/console/auth/sign-in/email`,
    { method: "POST", headers: OWN_PAGE, body: JSON.stringify({ email, password }) },
    { incoming: { socket: { remoteAddress: "192.0.2.7", remotePort: 50_000, remoteFamily: "IPv4" } } },
  );
  if (response.status !== 200) return null;
  return {
    cookie: response.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; "),
  };
}

async function invite(): Promise<{ readonly id: string; readonly token: string }> {
  const invited = await ask("inviteOperator", {}, (await logIn(WEI)) ?? {});
  if (!invited.ok) throw new Error(invited.problem.detail);
  return invited.answer;
}

describe("a second operator", () => {
  it("is invited by an operator, with a link that makes one operator, once, however many race", async () => {
    const { token } = await invite();
    const racers = Array.from({ length: 6 }, (_, at) =>
      ask("joinOperators", { body: { ...NA, email: `Na${at}@index.example`, token } }),
    );
    const joined = await Promise.all(racers);
    expect(joined.filter(({ ok }) => ok)).toHaveLength(1);
    const others = joined.filter((one) => !one.ok);
    for (const other of others)
      expect(other).toMatchObject({ problem: { code: "token-unknown", status: 404 } });
    const na = { ...NA, email: `Na${joined.findIndex(({ ok }) => ok)}@index.example` };
    const headers = await logIn(na);
    expect(headers).not.toBeNull();
    const listed = await ask("operators", {}, headers ?? {});
    expect(listed).toMatchObject({
      ok: true,
      answer: {
        operators: [
          { name: "Wei", invitedBy: null },
          { name: "Na", email: na.email.toLowerCase(), invitedBy: "Wei" },
        ],
        invitations: [],
      },
    });
  });

  it("is not invited by anybody else, nor from another site's page", async () => {
    for (const route of ["inviteOperator", "operators"] as const)
      expect(await ask(route, {})).toMatchObject({ ok: false, problem: { code: "not-logged-in" } });
    const headers = { ...(await logIn(WEI)), origin: "https://evil.example" };
    expect(await ask("inviteOperator", {}, headers)).toMatchObject({ problem: { code: "origin-wrong" } });
    const { token } = await invite();
    expect(await ask("joinOperators", { body: { ...NA, token } }, headers)).toMatchObject({
      problem: { code: "origin-wrong" },
    });
  });

  it("cannot take the address of another, and the link can be used all the same", async () => {
    const { token } = await invite();
    const taken = { ...NA, email: "WEI@index.example", token };
    expect(await ask("joinOperators", { body: taken })).toMatchObject({
      ok: false,
      problem: { status: 409, code: "email-taken" },
    });
    expect(
      await ask("joinOperators", { body: { ...NA, email: "later@index.example", token } }),
    ).toMatchObject({
      ok: true,
    });
  });
});

describe("an invitation", () => {
  it("is listed without its token, with who made it, until it is taken back", async () => {
    const headers = (await logIn(WEI)) ?? {};
    const { id, token } = await invite();
    const listed = await ask("operators", {}, headers);
    if (!listed.ok) throw new Error(listed.problem.detail);
    expect(listed.answer.invitations.find((one) => one.id === id)).toMatchObject({ invitedBy: "Wei" });
    expect(JSON.stringify(listed.answer)).not.toContain(token);
    expect(await ask("withdrawInvitation", { path: { id } }, headers)).toMatchObject({ ok: true });
    expect(await ask("joinOperators", { body: { ...NA, token } })).toMatchObject({
      problem: { code: "token-unknown" },
    });
    expect(await ask("withdrawInvitation", { path: { id } }, headers)).toMatchObject({
      problem: { code: "not-found" },
    });
  });

  it("ends by itself after three days", async () => {
    const { id, token } = await invite();
    const headers = (await logIn(WEI)) ?? {};
    late = 3 * DAY_MS;
    const joined = await ask("joinOperators", { body: { ...NA, token } });
    const listed = await ask("operators", {}, headers);
    late = 0;
    expect(joined).toMatchObject({ ok: false, problem: { code: "token-unknown" } });
    if (!listed.ok) throw new Error(listed.problem.detail);
    expect(listed.answer.invitations.filter((one) => one.id === id)).toEqual([]);
  });

  it("with a made-up token makes nobody", async () => {
    expect(await ask("joinOperators", { body: { ...NA, token: "guess" } })).toMatchObject({
      problem: { code: "token-unknown" },
    });
  });
});
