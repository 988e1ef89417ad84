import { type RouteName, routes } from "@avow/contract";
import * as shapes from "@avow/contract/shapes";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledRegistration } from "../support/context.ts";
import { type As, answerOf, type OpenService, openService } from "./open-service.ts";

/** In everything sent here that could be a personal value; it may come back from no door. */
const MARKER = "zx-marker-7713";
const PASSWORD = "correct horse battery";
const HOUR_MS = 3_600_000;

const NAMES = Object.keys(routes) as RouteName[];
const GUARDED = NAMES.filter((name) => routes[name].caller !== "anyone");
const WITH_BODY = NAMES.filter((name) => routes[name].body !== null);

let service: OpenService;
let person: { readonly person: string };
let clock = Date.now();
beforeAll(async () => {
  service = await openService({ now: () => new Date(clock) });
  person = await newPerson();
});
afterAll(async () => {
  await service.close();
  expect(service.reports).toEqual([]);
});

async function newPerson(): Promise<{ readonly person: string }> {
  const email = `${crypto.randomUUID()}@${MARKER}.example`;
  const values = { ...filledRegistration(email), "contact.name": `Lin ${MARKER}` };
  answerOf(await service.ask("site", "register", { body: { form: "registration", values } }));
  const body = { email, password: PASSWORD, cookies: "refused" } as const;
  return { person: answerOf(await service.ask("site", "logIn", { body })).token };
}

/** The caller a route is for. */
function rightful(name: RouteName): As {
  const { caller } = routes[name];
  return caller === "person" ? person : caller;
}

function pathOf(name: RouteName, part: string): string {
  return routes[name].path.replace(/:[a-z]+/g, part);
}

interface Raw {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly part?: string;
}

function send(
  name: RouteName,
  { method, headers = {}, body, part = crypto.randomUUID() }: Raw,
): Promise<Response> {
  const wants = method ?? routes[name].method;
  const hasBody = body !== undefined && wants !== "GET" && wants !== "HEAD";
  return service.fetch(pathOf(name, part), {
    method: wants,
    headers: { "content-type": "application/json", ...headers },
    ...(hasBody ? { body } : {}),
  });
}

/** Says what is wrong with an answer that has to be a problem; `null` when nothing is. */
async function whatIsWrong(response: Response): Promise<string | null> {
  const text = await response.text();
  const problem = shapes.Problem.safeParse(parse(text));
  if (response.status >= 500 || response.status < 400) return `status ${response.status}: ${text}`;
  if (response.headers.get("content-type") !== "application/problem+json") return `no problem: ${text}`;
  if (!problem.success || problem.data.status !== response.status) return `malformed problem: ${text}`;
  if (text.includes(MARKER)) return `repeats what was sent: ${text}`;
  if (/\n\s*at |\.ts:\d|node_modules|\/packages\//.test(text)) return `shows the inside: ${text}`;
  return null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function codeOf(response: Response): Promise<string> {
  const wrong = await whatIsWrong(response.clone());
  return wrong ?? shapes.Problem.parse(await response.json()).code;
}

describe("a credential", () => {
  const TURNED_AWAY = {
    site: "site-key-wrong",
    person: "session-unknown",
    advertiser: "advertiser-key-wrong",
    operator: "not-logged-in",
  };
  const OWN_PAGE = { origin: "http://localhost:4001" };

  it.each(GUARDED)("[law 1] that is absent or forged does not open `%s`", async (name) => {
    const { caller } = routes[name];
    const forged: readonly Readonly<Record<string, string>>[] = [
      {},
      { authorization: "" },
      { authorization: `Basic ${btoa(`${MARKER}:${MARKER}`)}` },
      { authorization: `Bearer ${MARKER}` },
      { authorization: `Bearer avow_person_${MARKER.repeat(5)}` },
      { authorization: `Bearer ${"x".repeat(10_000)}` },
      { cookie: `avow_operator.session_token=${MARKER}.forged; index_session=${MARKER}` },
    ];
    for (const headers of forged) {
      const code = await codeOf(await send(name, { headers: { ...OWN_PAGE, ...headers }, body: "{}" }));
      const expected =
        caller === "person" && !headers.authorization?.startsWith("Bearer ")
          ? "not-logged-in"
          : TURNED_AWAY[caller as keyof typeof TURNED_AWAY];
      expect(code).toBe(expected);
    }
  });

  it.each(GUARDED)("[law 1] of another kind of caller does not open `%s`", async (name) => {
    const others = (["site", "operator", person] as const).filter((as) => as !== rightful(name));
    expect(others).toHaveLength(routes[name].caller === "advertiser" ? 3 : 2);
    for (const as of others) {
      const code = await codeOf(
        await send(name, { headers: { ...OWN_PAGE, ...service.headersOf(as) }, body: "{}" }),
      );
      expect(Object.values(TURNED_AWAY)).toContain(code);
    }
  });

  it("[law 1] that has expired opens nothing", async () => {
    const late = await newPerson();
    expect(answerOf(await service.ask(late, "me")).choices).not.toEqual([]);
    clock += 13 * HOUR_MS;
    for (const name of GUARDED.filter((one) => routes[one].caller === "person"))
      expect(await codeOf(await send(name, { headers: service.headersOf(late), body: "{}" }))).toBe(
        "session-unknown",
      );
    person = await newPerson();
  });

  it("[law 1] that is used again after its end opens nothing", async () => {
    const leaving = await newPerson();
    answerOf(await service.ask(leaving, "logOut"));
    const erased = await newPerson();
    answerOf(await service.ask(erased, "erase", { body: { password: PASSWORD } }));
    for (const gone of [leaving, erased])
      for (const name of GUARDED.filter((one) => routes[one].caller === "person"))
        expect(await codeOf(await send(name, { headers: service.headersOf(gone), body: "{}" }))).toBe(
          "session-unknown",
        );
    const again = { name: "Eve", email: `eve@${MARKER}.example`, password: "a long enough password" };
    const body = JSON.stringify({ ...again, token: MARKER });
    expect(await codeOf(await send("firstOperator", { headers: OWN_PAGE, body }))).toBe("token-unknown");
  });
});

describe("a body", () => {
  const MALFORMED = [
    "",
    "{",
    "null",
    "[]",
    `"${MARKER}"`,
    `{"${MARKER}":`,
    `{"${MARKER}@example.com":"${MARKER}"}`,
    `{"__proto__":{"form":"${MARKER}"},"constructor":"${MARKER}"}`,
    `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
    `{"form":"${MARKER}","form":["${MARKER}"]}`,
    "\ufeff{}",
    "\u0000",
  ];

  it.each(WITH_BODY)(
    "[law 1] that is not what `%s` takes is a problem, and nothing of it is repeated",
    async (name) => {
      const headers = { ...service.headersOf(rightful(name)), origin: "http://localhost:4001" };
      for (const body of MALFORMED)
        expect({
          body: body.slice(0, 60),
          wrong: await whatIsWrong(await send(name, { headers, body })),
        }).toEqual({
          body: body.slice(0, 60),
          wrong: null,
        });
      const bytes = new Uint8Array([0x7b, 0xff, 0xfe, 0x22]);
      expect(await whatIsWrong(await send(name, { headers, body: bytes }))).toBeNull();
    },
  );

  it.each(WITH_BODY)(
    "[law 1] with a member too many or a strange value in its place is turned away by `%s`",
    async (name) => {
      const headers = { ...service.headersOf(rightful(name)), origin: "http://localhost:4001" };
      const good = GOOD_BODIES[name] ?? {};
      const strange: readonly unknown[] = [
        null,
        true,
        7,
        -0,
        [MARKER],
        { [`${MARKER}@example.com`]: MARKER },
        {
          [`${MARKER} x`]: 7,
        },
      ];
      const twisted = [
        { ...good, [`${MARKER}@example.com`]: MARKER },
        JSON.parse(`{"__proto__":"${MARKER}"}`),
        ...Object.keys(good).flatMap((key) => strange.map((value) => ({ ...good, [key]: value }))),
      ];
      for (const body of twisted) {
        if (name === "decide" && !(`${MARKER}@example.com` in body)) continue;
        const wrong = await whatIsWrong(await send(name, { headers, body: JSON.stringify(body) }));
        expect({ body: JSON.stringify(body), wrong }).toEqual({ body: JSON.stringify(body), wrong: null });
      }
    },
  );

  /** Routes whose bodies may be large: a policy, a thousand visits. */
  const LARGE: readonly RouteName[] = ["propose", "recordVisits"];

  it.each(WITH_BODY)("[law 1] that is huge is turned away by `%s` unread", async (name) => {
    const headers = { ...service.headersOf(rightful(name)), origin: "http://localhost:4001" };
    const body = JSON.stringify({ form: MARKER.repeat(LARGE.includes(name) ? 650_000 : 20_000) });
    expect(await codeOf(await send(name, { headers, body }))).toBe("too-large");
  });

  it("[law 1] any JSON at all, sent to any route by its rightful caller, breaks nothing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...WITH_BODY), fc.json({ maxDepth: 4 }), async (name, body) => {
        const headers = { ...service.headersOf(rightful(name)), origin: "http://localhost:4001" };
        const response = await send(name, { headers, body });
        expect(response.status).toBeLessThan(500);
        if (response.status >= 400) expect(await whatIsWrong(response)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

/** A body each route takes, to be twisted. */
const GOOD_BODIES: Partial<Record<RouteName, Record<string, unknown>>> = {
  register: { form: "registration", values: filledRegistration(`a@${MARKER}.example`) },
  logIn: { email: `a@${MARKER}.example`, password: MARKER.repeat(2), cookies: "refused" },
  choose: { choice: "agree", wording: MARKER },
  object: { objection: true },
  erase: { password: MARKER },
  decide: { operation: {}, facts: {} },
  firstOperator: { token: MARKER, name: MARKER, email: `a@${MARKER}.example`, password: MARKER.repeat(2) },
  findPerson: { email: `a@${MARKER}.example` },
  message: {
    purpose: MARKER,
    channel: MARKER,
    subject: { en: MARKER, zh: MARKER },
    body: { en: MARKER, zh: MARKER },
    sendAt: MARKER,
  },
};

describe("an address", () => {
  const PARTS = [
    `${MARKER}@example.com`,
    "__proto__",
    "constructor",
    "%00",
    "%zz",
    "%ff",
    "..%2f..%2fetc%2fpasswd",
    "x".repeat(5000),
    "'%20or%201=1--",
  ];

  it.each(NAMES.filter((name) => routes[name].path.includes(":")))(
    "[law 1] with a strange part is a problem at `%s`",
    async (name) => {
      const headers = { ...service.headersOf(rightful(name)), origin: "http://localhost:4001" };
      const body = JSON.stringify(GOOD_BODIES[name] ?? {});
      for (const part of PARTS)
        expect({ part, wrong: await whatIsWrong(await send(name, { headers, body, part })) }).toEqual({
          part,
          wrong: null,
        });
    },
  );

  it.each(NAMES)("[law 1] answers no other method than its own: `%s`", async (name) => {
    const taken = new Set(
      NAMES.filter((one) => routes[one].path === routes[name].path).map((one) => routes[one].method),
    );
    const headers = { ...service.headersOf(rightful(name)), origin: "http://localhost:4001" };
    for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"]) {
      if (taken.has(method as "GET")) continue;
      expect(["not-found"]).toContain(
        await codeOf(await send(name, { headers, method, body: `{"a":"${MARKER}"}` })),
      );
    }
  });

  it("[law 1] that does not exist is a problem too", async () => {
    for (const path of [
      `/${MARKER}`,
      "/v1",
      "/v1/",
      "/console/api/",
      "/log/../keys/vault.key",
      "/log/%2e%2e/keys/vault.key",
      "/.well-known/avow/policy/0",
    ]) {
      const response = await service.fetch(path);
      expect({ path, wrong: await whatIsWrong(response) }).toEqual({ path, wrong: null });
    }
  });
});

describe("the pages", () => {
  const VISITS = [
    "/en/",
    "/zh/policy",
    "/en/register",
    "/en/log-in",
    "/en/account",
    "/en/log-out",
    "/privacy",
    `/${MARKER}`,
  ];

  it.each(VISITS)(
    "[law 1] the portal's `%s` answers anything with a page and never with its inside",
    async (path) => {
      const forms = [
        "",
        "=&=&%",
        `email=${MARKER}&password=${MARKER}`,
        "session=forged",
        "__proto__=1&constructor=2",
      ];
      for (const body of forms) {
        const response = await service.visit(path, {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded", origin: "http://localhost:4000" },
          body,
        });
        const text = await response.text();
        expect(response.status).toBeLessThan(500);
        expect(text).not.toMatch(/\n\s*at |\.ts:\d|node_modules/);
      }
    },
  );
});
