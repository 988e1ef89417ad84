import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filledRegistration } from "../support/context.ts";
import { answerOf, type OpenService, openService } from "./open-service.ts";

const PASSWORD = "correct horse battery";
const EMAIL = "lin@example.com";
const PAGES = ["/", "/policy", "/register", "/log-in", "/account", "/nothing-here"];

let service: OpenService;
beforeAll(async () => {
  service = await openService();
  const body = { form: "registration", values: filledRegistration(EMAIL) };
  answerOf(await service.ask("site", "register", { body }));
});
afterAll(async () => {
  await service.close();
  expect(service.reports).toEqual([]);
});

function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return service.visit(path, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      origin: "http://localhost:4000",
      ...headers,
    },
    body: new URLSearchParams(fields).toString(),
  });
}

function logIn(fields: Record<string, string>, headers?: Record<string, string>) {
  return post("/en/log-in", { email: EMAIL, password: PASSWORD, ...fields }, headers);
}

/** The session a page carries where there is no cookie. */
async function carriedSession(response: Response): Promise<string> {
  const [, session = ""] = /name="session" value="([^"]+)"/.exec(await response.text()) ?? [];
  return session;
}

describe("before log-in", () => {
  it.each(PAGES.flatMap((page) => [`/en${page}`, `/zh${page}`]))(
    "[2.2.7] no cookie is set by %s, and no script could set one",
    async (page) => {
      const response = await service.visit(page);
      expect(response.headers.getSetCookie()).toEqual([]);
      expect(await response.text()).not.toMatch(/document\.cookie|localStorage|sessionStorage|indexedDB/);
    },
  );

  it("[2.2.7] none by a registration, nor by a log-in that fails", async () => {
    const registered = await post("/en/register", filledRegistration());
    expect([registered.status, registered.headers.getSetCookie()]).toEqual([201, []]);
    const failed = await logIn({ password: "not the password", cookies: "accepted" });
    expect([failed.status, failed.headers.getSetCookie()]).toEqual([401, []]);
  });
});

describe("at log-in", () => {
  it("[2.2.7] [2.2.4] with cookies accepted, those of the register are set and no other", async () => {
    const response = await logIn({ cookies: "accepted" });
    const cookies = response.headers.getSetCookie();
    const names = cookies.map((cookie) => cookie.split("=")[0] ?? "");
    // What was chosen and what speeds up search is kept when there is something to keep.
    expect(names.toSorted()).toEqual(["index_count", "index_return", "index_session"]);
    for (const name of names) expect(service.context.bundle.storage[name]?.kind).toBe("cookie");
    expect(cookies[0]).toMatch(/; Max-Age=43200;.*; HttpOnly; SameSite=Lax$/);
  });

  it.each([
    ["refused on the form", { cookies: "refused" }, {}],
    ["not chosen", {}, {}],
    ["refused by the browser", { cookies: "accepted" }, { "sec-gpc": "1" }],
    ["refused by an older browser", { cookies: "accepted" }, { dnt: "1" }],
  ])(
    "[2.2.6] with cookies %s, none is set and the account opens all the same",
    async (_, fields, headers) => {
      const response = await logIn(fields, headers);
      expect([response.status, response.headers.getSetCookie()]).toEqual([200, []]);
      const session = await carriedSession(response);
      const account = await post("/en/account", { session });
      expect([account.status, account.headers.getSetCookie()]).toEqual([200, []]);
      expect(await account.text()).toContain("Lin Yue");
      const away = await post("/en/log-out", { session });
      expect([away.status, away.headers.getSetCookie()]).toEqual([200, []]);
      expect((await post("/en/account", { session })).status).toBe(401);
    },
  );

  it("[2.2.6] a session without a cookie opens everything a person may do", async () => {
    const body = { email: EMAIL, password: PASSWORD, cookies: "refused" } as const;
    const { token, cookie } = answerOf(await service.ask("site", "logIn", { body }));
    expect(cookie).toBeNull();
    const as = { person: token };
    const me = answerOf(await service.ask(as, "me"));
    expect(me).toMatchObject({ cookies: "refused", holdings: [{}, {}] });
    const choice = {
      path: { purpose: "marketing" },
      body: { choice: "refuse", wording: me.choices[0]?.wording ?? "" },
    } as const;
    expect(answerOf(await service.ask(as, "choose", choice)).choice.state).toBe("refused");
    const kinds = answerOf(await service.ask(as, "receipts")).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["person-registered", "consent-refused"]));
    expect(answerOf(await service.ask(as, "erase", { body: { password: PASSWORD } })).records).toBe(2);
  });
});
