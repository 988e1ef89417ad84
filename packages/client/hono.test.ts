import { prepareGate } from "@avow/gate";
import type { Refusal } from "@avow/policy";
import { Hono } from "hono";
import { beforeAll, describe, expect, it } from "vitest";
import { buildIndexPolicy } from "../../tests/support/index-policy.ts";
import { type GuardOptions, guard, type Visitor } from "./index.ts";

const LOGGED_IN: Visitor = { loggedIn: true, cookies: "accepted" };

let avow: GuardOptions["avow"];
beforeAll(async () => {
  const { bundle, version } = await buildIndexPolicy();
  avow = { gate: prepareGate(bundle, version), refresh: async () => {} };
});

/** What leaves a guarded site that tries to set these cookies, and what the guard reported. */
async function answerWith(
  cookies: readonly string[],
  visitor: Visitor,
  headers: Record<string, string> = {},
) {
  const reported: { name: string; refusal: Refusal }[] = [];
  const app = new Hono();
  const onRefusal = (name: string, refusal: Refusal): void => void reported.push({ name, refusal });
  app.use(...guard({ avow, trustProxy: false, visitor: () => visitor, onRefusal }));
  app.get("/", (http) => {
    for (const cookie of cookies) http.header("set-cookie", cookie, { append: true });
    return http.text("page");
  });
  const response = await app.request("http://localhost/", { headers });
  return { status: response.status, left: response.headers.getSetCookie(), reported, response };
}

describe("the guard", () => {
  it("[2.2.4] lets a cookie of the register through for a person who is logged in and accepted cookies", async () => {
    const { left, reported } = await answerWith(["index_session=abc; Path=/; HttpOnly"], LOGGED_IN);
    expect(left).toEqual(["index_session=abc; Path=/; HttpOnly"]);
    expect(reported).toEqual([]);
  });

  it.each(["_ga", "index_session2", "INDEX_SESSION", "__proto__", "constructor", " index_sessio", ""])(
    "[2.2.4] strips a cookie that the register does not name, and reports it: `%s`",
    async (name) => {
      const kept = "index_session=abc; Path=/";
      const { left, reported } = await answerWith([`${name}=1; Path=/`, kept], LOGGED_IN);
      expect(left).toEqual([kept]);
      expect(reported).toMatchObject([
        { name: name.trim(), refusal: { effect: "refuse", code: "key-unknown" } },
      ]);
    },
  );

  it("[2.2.4] reports no value of a cookie", async () => {
    const { reported } = await answerWith(["_ga=a-personal-value"], LOGGED_IN);
    expect(JSON.stringify(reported)).not.toContain("a-personal-value");
  });

  it("[2.2.7] strips a declared cookie before log-in, whatever was said of cookies", async () => {
    for (const cookies of ["accepted", "refused", "not-asked"] as const) {
      const { left, reported } = await answerWith(["index_session=abc"], { loggedIn: false, cookies });
      expect(left).toEqual([]);
      expect(reported).toMatchObject([
        { name: "index_session", refusal: { code: "not-logged-in", clause: "2.2.7" } },
      ]);
    }
  });

  it("[2.2.6] strips it after log-in where cookies were refused or nobody was asked, and the page stays", async () => {
    for (const cookies of ["refused", "not-asked"] as const) {
      const { status, left, reported } = await answerWith(["index_session=abc"], { loggedIn: true, cookies });
      expect([status, left]).toEqual([200, []]);
      expect(reported).toMatchObject([{ refusal: { code: "cookies-refused", clause: "2.2.6" } }]);
    }
  });

  it("lets a cookie be taken away at any time, and only that", async () => {
    const nobody: Visitor = { loggedIn: false, cookies: "refused" };
    const away = "index_session=; Max-Age=0; Path=/";
    expect((await answerWith([away], nobody)).left).toEqual([away]);
    expect((await answerWith(["index_session=abc; Max-Age=01"], nobody)).left).toEqual([]);
  });

  it("[2.3.4] turns plain HTTP away that is not from this machine", async () => {
    expect((await answerWith([], LOGGED_IN, { host: "www.index.example" })).status).toBe(403);
    const forged = { host: "www.index.example", "x-forwarded-proto": "https" };
    expect((await answerWith([], LOGGED_IN, forged)).status).toBe(403);
  });

  it("[2.3.4] sets the strict headers", async () => {
    const { headers } = (await answerWith([], LOGGED_IN)).response;
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-frame-options")).toBe("DENY");
  });
});
