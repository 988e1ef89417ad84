import type { BodyOf, RouteName } from "@avow/contract";
import { call } from "@avow/contract";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { mountContact } from "../contact/routes.ts";
import { type ContactBench, createContactBench, mailboxes, WORDS } from "../contact/test-contact.ts";
import { createApp } from "../http/app.ts";
import { createDaytime } from "../notices/notices.testing.ts";
import { createOperators, type Operators } from "./operators.ts";
import { mountStaff } from "./routes.ts";

const ORIGIN = "http://localhost:4001";
const OWN_PAGE = { origin: ORIGIN, host: "localhost:4001" };
const FIRST = { name: "Wei", email: "wei@index.example", password: "a long enough password" };

let test: TestContext;
let bench: ContactBench;
let operators: Operators;
let app: Hono;
beforeAll(async () => {
  test = await openTestContext({ now: createDaytime() });
  const report = (error: unknown): void => void test.reports.push(error);
  bench = createContactBench(test);
  operators = await createOperators({
    db: test.context.db,
    consoleUrl: ORIGIN,
    secret: "s".repeat(43),
    now: () => new Date(),
    report,
  });
  app = openApp(operators);
});
afterAll(async () => {
  expect(test.reports).toEqual([]);
  await test.drop();
});

function openApp(staff: Operators): Hono {
  const channels = mailboxes(test.context.vault);
  return createApp(test.context, {
    siteKey: "site",
    trustProxy: false,
    logFolder: test.dataDir,
    confirm: test.governing.current,
    report: (error) => test.reports.push(error),
    mountMore: (more) => {
      mountContact(more, test.context, { notices: bench.door.notices, channels, operators: staff });
      const outgoing = { channels, sender: "hello@index.example", inboundDomain: null, dkim: null };
      mountStaff(more, test.context, { operators: staff, outgoing, trustProxy: false });
    },
  });
}

/** Calls a route as a page of the console would. */
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

/** Logs in as a page of the console would, from a client address of its own unless one is given. */
async function logIn(
  password: string,
  {
    headers = OWN_PAGE,
    client = `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 256)).join(".")}`,
  }: {
    headers?: Record<string, string>;
    client?: string;
  } = {},
): Promise<Response> {
  const request = {
    method: "POST",
    headers: { "content-type": "application/json", host: "localhost:4001", ...headers },
    body: JSON.stringify({ email: FIRST.email, password }),
  };
  const connection = {
    incoming: { socket: { remoteAddress: client, remotePort: 50_000, remoteFamily: "IPv4" } },
  };
  return app.request(`${ORIGIN}/console/auth/sign-in/email`, request, connection);
}

async function cookie(): Promise<string> {
  const response = await logIn(FIRST.password);
  expect(response.status).toBe(200);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

describe("the first operator", () => {
  it("is made with the newest link, once, however many race", async () => {
    const [older, newer] = [await operators.firstLink(), await operators.firstLink()];
    const stale = await ask("firstOperator", { body: { ...FIRST, token: older ?? "" } });
    expect(stale).toMatchObject({ ok: false, problem: { code: "token-unknown" } });
    const racers = Array.from({ length: 12 }, (_, at) =>
      ask("firstOperator", { body: { ...FIRST, email: `wei${at}@index.example`, token: newer ?? "" } }),
    );
    const made = (await Promise.all(racers)).map(({ ok }) => ok);
    expect(made.filter(Boolean)).toHaveLength(1);
    FIRST.email = `wei${made.indexOf(true)}@index.example`;
    expect(await operators.firstLink()).toBeNull();
  });

  it("is all that can be made: nobody signs up", async () => {
    const response = await app.request(`${ORIGIN}/console/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json", ...OWN_PAGE },
      body: JSON.stringify({ ...FIRST, email: "other@index.example" }),
    });
    expect(response.status).toBe(404);
  });

  it("is there for a second process too, whose start finds the tables made", async () => {
    const again = await createOperators({
      db: test.context.db,
      consoleUrl: ORIGIN,
      secret: "s".repeat(43),
      now: () => new Date(),
      report: (error) => test.reports.push(error),
    });
    expect(await again.firstLink()).toBeNull();
  });
});

describe("logging in", () => {
  it("gives a cookie for the console alone, out of scripts' and other sites' reach", async () => {
    const response = await logIn(FIRST.password);
    expect(response.status).toBe(200);
    const cookies = response.headers.getSetCookie();
    expect(cookies).not.toEqual([]);
    for (const line of cookies) {
      expect(line).toMatch(/^avow_operator\./);
      expect(line).toMatch(/; Path=\/console(;|$)/);
      expect(line).toMatch(/; HttpOnly(;|$)/);
      expect(line).toMatch(/; SameSite=Strict(;|$)/);
    }
  });

  it("without it, or with a forged one, nothing is shown", async () => {
    const [name] = (await cookie()).split("=");
    for (const headers of [{}, { cookie: `${name}=forged.forged` }] as Record<string, string>[])
      for (const route of ["overview", "clauses", "messages", "mailbox"] as const)
        expect(await ask(route, {}, headers)).toMatchObject({
          ok: false,
          problem: { status: 401, code: "not-logged-in" },
        });
  });

  it("ends with the log-out, on the server and not only in the browser", async () => {
    const session = await cookie();
    expect(await ask("clauses", {}, { cookie: session })).toMatchObject({ ok: true });
    const response = await app.request(`${ORIGIN}/console/auth/sign-out`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: session, ...OWN_PAGE },
      body: "{}",
    });
    expect(response.status).toBe(200);
    expect(await ask("clauses", {}, { cookie: session })).toMatchObject({ ok: false });
  });

  it("is refused from another site's page, and so is every change", async () => {
    const session = await cookie();
    const elsewhere: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: ORIGIN, "sec-fetch-site": "cross-site" },
      { origin: ORIGIN, "sec-fetch-site": "same-site" },
    ];
    for (const headers of elsewhere) {
      expect((await logIn(FIRST.password, { headers })).status).toBe(403);
      const act = ask(
        "findPerson",
        { body: { email: "lin@marker.example" } },
        { cookie: session, ...headers },
      );
      expect(await act).toMatchObject({ ok: false, problem: { code: "origin-wrong" } });
    }
    const form = await app.request(`${ORIGIN}/console/api/people/find`, {
      method: "POST",
      headers: { "content-type": "text/plain", cookie: session, ...OWN_PAGE },
      body: JSON.stringify({ email: "lin@marker.example" }),
    });
    expect(form.status).toBe(403);
  });
});

describe("the console", () => {
  it("[2.4.8] asks for a message and sees it, from look-up to mailbox", async () => {
    const headers = { cookie: await cookie() };
    const { email, person } = await bench.newPerson();
    const found = await ask("findPerson", { body: { email } }, headers);
    expect(found).toMatchObject({ ok: true, answer: { person } });
    const refused = await ask("message", { path: { person }, body: WORDS }, headers);
    expect(refused).toMatchObject({
      ok: false,
      problem: { status: 403, clause: "2.4.8", remedy: { kind: "consent", purpose: "marketing" } },
    });
    await bench.agree(person);
    const queued = await ask("message", { path: { person }, body: WORDS }, headers);
    if (!queued.ok) throw new Error(queued.problem.detail);
    expect(queued.response.status).toBe(202);
    const { id } = queued.answer.message;
    await bench.deliver(mailboxes(test.context.vault).email);
    const kept = await ask("mailbox", {}, headers);
    if (!kept.ok) throw new Error(kept.problem.detail);
    const [mail] = kept.answer;
    expect(mail).toMatchObject({ to: person, channel: "email" });
    const opened = await ask("mail", { path: { id: mail?.id ?? "" } }, headers);
    expect(opened).toMatchObject({ ok: true, answer: { id: mail?.id } });
    const view = await ask("person", { path: { person } }, headers);
    expect(view).toMatchObject({
      ok: true,
      answer: { email, messages: [{ state: "sent" }, { state: "refused" }] },
    });
    const messages = await ask("messages", {}, headers);
    expect(messages).toMatchObject({ ok: true, answer: [{ id, person }, { person }] });
  });

  it("opens with what is true of policy, people, messages, log and mail", async () => {
    const headers = { cookie: await cookie() };
    const overview = await ask("overview", {}, headers);
    expect(overview).toMatchObject({
      ok: true,
      answer: {
        policy: { id: "index", version: test.context.version },
        people: 1,
        messages: { sent: 1, refused: 1 },
        ledger: { fault: null },
        mail: { kind: "mailbox", server: null, dns: null },
      },
    });
    const clauses = await ask("clauses", {}, headers);
    if (!clauses.ok || !overview.ok) throw new Error("not answered");
    const count = (status: string): number => clauses.answer.filter((row) => row.status === status).length;
    expect(overview.answer.clauses).toEqual({
      enforced: count("enforced"),
      pending: count("pending"),
      states: count("states"),
    });
    expect(clauses.answer.find(({ id }) => id === "2.4.8")).toMatchObject({
      status: "enforced",
      brings: null,
    });
  });

  it("knows nobody at an address that is no id", async () => {
    const act = ask("person", { path: { person: "1 or 1=1" } }, { cookie: await cookie() });
    expect(await act).toMatchObject({ ok: false, problem: { code: "not-found" } });
  });
});

describe("guessing passwords", () => {
  it("is slowed down for whoever guesses and for nobody else, and says no more than that it was wrong", async () => {
    const client = "192.0.2.7";
    for (let guess = 0; guess < 10; guess += 1) {
      const response = await logIn("not the password", { client });
      expect(await response.json()).toMatchObject({ status: 401, code: "credentials-wrong" });
    }
    const slowed = await logIn(FIRST.password, {
      client,
      headers: { ...OWN_PAGE, "x-avow-client": "192.0.2.8" },
    });
    expect(await slowed.json()).toMatchObject({ status: 429, code: "too-many-attempts" });
    expect((await logIn(FIRST.password)).status).toBe(200);
  });
});
