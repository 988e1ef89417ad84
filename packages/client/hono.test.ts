import { prepareGate } from "@avow/gate";
import type { Refusal } from "@avow/policy";
import { Hono } from "hono";
import { beforeAll, describe, expect, it } from "vitest";
import { buildIndexPolicy } from "../../tests/support/index-policy.ts";
import { buildShopPolicy } from "../../tests/support/shop-policy.ts";
import { type GuardOptions, guard, type Visitor } from "./index.ts";

const LOGGED_IN: Visitor = { loggedIn: true, cookies: "accepted" };

let avow: GuardOptions["avow"];
let shop: GuardOptions["avow"];
beforeAll(async () => {
  const index = await buildIndexPolicy();
  avow = { gate: prepareGate(index.bundle, index.version), refresh: async () => {} };
  const { bundle, version } = await buildShopPolicy();
  shop = { gate: prepareGate(bundle, version), refresh: async () => {} };
});

/** What leaves a guarded site that tries to set these cookies, and what the guard reported. */
async function answerWith(
  cookies: readonly string[],
  visitor: Visitor,
  headers: Record<string, string> = {},
  policy = avow,
) {
  const reported: { name: string; refusal: Refusal }[] = [];
  const app = new Hono();
  const onRefusal = (name: string, refusal: Refusal): void => void reported.push({ name, refusal });
  app.use(...guard({ avow: policy, trustProxy: false, visitor: () => visitor, onRefusal }));
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

  it("strips a cookie whose name is registered for another kind of storage", async () => {
    const { left, reported } = await answerWith(["index_search=1"], LOGGED_IN);
    expect(left).toEqual([]);
    expect(reported).toMatchObject([{ refusal: { code: "key-unknown" } }]);
  });

  it("shuts what browsers tell of their own accord, and leaves no page to another's window", async () => {
    const { headers } = (await answerWith([], LOGGED_IN)).response;
    expect(headers.get("permissions-policy")).toContain("browsing-topics=()");
    expect(headers.get("permissions-policy")).toContain("attribution-reporting=()");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("referrer-policy")).toBe("same-origin");
  });

  it("has browsers report what was stopped, in the newer form too where the site is reached over HTTPS", async () => {
    const clear = (await answerWith([], LOGGED_IN)).response.headers;
    expect(clear.get("content-security-policy")).toMatch(/; report-uri \/\.avow\/observed$/);
    expect(clear.get("reporting-endpoints")).toBeNull();
    const app = new Hono();
    app.use(...guard({ avow, trustProxy: true, visitor: () => LOGGED_IN, onRefusal: () => {} }));
    app.get("/", (http) => http.text("page"));
    const { headers } = await app.request("https://www.index.example/", {
      headers: { "x-forwarded-proto": "https" },
    });
    expect(headers.get("content-security-policy")).toMatch(
      /; report-uri \/\.avow\/observed; report-to avow$/,
    );
    expect(headers.get("reporting-endpoints")).toBe('avow="/.avow/observed"');
  });
});

describe("a visitor's choices", () => {
  const visitor = (choices: Record<string, boolean>): Visitor => ({
    loggedIn: false,
    cookies: "not-asked",
    choices,
  });

  it("open the cookies that need them, by the beginning of the name where the register says so", async () => {
    const cookies = ["_pk_id.1.3fe2=a", "_br_uid=b", "_pk_=c", "shop_choice=d"];
    const opened = await answerWith(cookies, visitor({ analytics: true, advertising: false }), {}, shop);
    expect(opened.left).toEqual(["_pk_id.1.3fe2=a", "shop_choice=d"]);
    expect(opened.reported).toMatchObject([
      { name: "_br_uid", refusal: { code: "consent-refused" } },
      { name: "_pk_", refusal: { code: "key-unknown" } },
    ]);
    const never = await answerWith(cookies, visitor({}), {}, shop);
    expect(never.left).toEqual(["shop_choice=d"]);
    expect(never.reported[0]).toMatchObject({ refusal: { code: "consent-missing" } });
  });

  it.each([{ "sec-gpc": "1" }, { dnt: "1" }])(
    "[shop 2.3.5] open nothing where the browser itself refuses: %o",
    async (headers) => {
      const all = visitor({ analytics: true, video: true, advertising: true });
      const { left, response } = await answerWith(["_pk_id.1=a", "shop_choice=d"], all, headers, shop);
      expect(left).toEqual(["shop_choice=d"]);
      expect(response.headers.get("content-security-policy")).not.toContain("https:");
      expect((await answerWith([], all, {}, shop)).response.headers.get("content-security-policy")).toContain(
        "img-src 'self' data: https://pixel.shop-partners.example;",
      );
    },
  );
});
