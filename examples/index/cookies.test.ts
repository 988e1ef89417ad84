import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Avow, connectAvow, type Visitor } from "@avow/client";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenService, openService, SERVICE } from "../../tests/conformance/open-service.ts";
import { logInWithCookies } from "../../tests/support/portal-cookies.ts";
import { KEYS, type KeyUse, keep, readKept } from "./cookies.ts";
import { dayOf } from "./returning/visit-days.ts";
import type { PortalEnv } from "./site.ts";

let open: OpenService;
let avow: Avow;
const ACCEPTED: Visitor = { loggedIn: true, cookies: "accepted" };
const TODAY = dayOf(new Date());

beforeAll(async () => {
  open = await openService();
  const { app, siteKey } = open;
  avow = await connectAvow({ serviceUrl: SERVICE, siteKey, fetch: async (request) => app.fetch(request) });
}, 60_000);
afterAll(async () => {
  await open.close();
  expect(open.reports).toEqual([]);
});

/** What a page would read and set for one use of a key. */
async function tryUse(use: KeyUse, visitor: Visitor, headers: Record<string, string> = {}) {
  const app = new Hono<PortalEnv>();
  let read: string | null = null;
  app.get("/", (http) => {
    http.set("visitor", visitor);
    read = readKept(avow, http, use);
    return http.text(`${keep({ avow, secure: false }, http, use, "value")}`);
  });
  const answer = await app.request("/", { headers: { cookie: `${use.name}=kept`, ...headers } });
  return { kept: await answer.text(), set: answer.headers.getSetCookie().length, read };
}

describe("the one door to what is kept on a device", () => {
  it.each(Object.values(KEYS))("[2.2.5] opens for $name and its own purpose, $purpose", async (use) => {
    expect(await tryUse(use, ACCEPTED)).toEqual({ kept: "true", set: 1, read: "kept" });
  });

  it("[2.2.5] opens for no fifth purpose, though the key is declared and the purpose too", async () => {
    for (const { name, purpose: own } of Object.values(KEYS))
      for (const purpose of Object.keys(avow.bundle.purposes).filter((one) => one !== own))
        expect(await tryUse({ name, purpose }, ACCEPTED), `${name} for ${purpose}`).toEqual({
          kept: "false",
          set: 0,
          read: null,
        });
  });

  it("[2.2.5] is the only one: no other file of the portal sets a cookie or touches a browser's storage", () => {
    const folder = import.meta.dirname;
    const files = globSync("**/*.{ts,js}", { cwd: folder, exclude: ["**/*.test.ts"] });
    const holding = (what: RegExp) =>
      files.filter((file) => what.test(readFileSync(join(folder, file), "utf8"))).toSorted();
    expect(holding(/\b(set|delete)Cookie\(|set-cookie/i)).toEqual(["cookies.ts"]);
    expect(holding(/\bgetCookie\(/)).toEqual(["cookies.ts", "site.ts"]);
    expect(holding(/document\.cookie|(local|session)Storage\b|indexedDB|\bcaches\b/)).toEqual([
      "public/search.js",
    ]);
  });

  it("[2.2.4] opens for no name that is not in the register", async () => {
    for (const name of ["_ga", "index_fifth", "index_session2", "__proto__", "constructor"])
      expect(await tryUse({ name, purpose: "counting" }, ACCEPTED), name).toEqual({
        kept: "false",
        set: 0,
        read: null,
      });
  });

  it("[2.2.7] sets nothing for who has not logged in, nor [2.2.6] for who has refused", async () => {
    for (const visitor of [
      { loggedIn: false, cookies: "accepted" },
      { loggedIn: true, cookies: "refused" },
      { loggedIn: true, cookies: "not-asked" },
    ] as const)
      expect(await tryUse(KEYS.recognition, visitor)).toMatchObject({ kept: "false", set: 0 });
  });

  it("[2.2.6] reads nothing from a browser that refuses now", async () => {
    for (const signal of ["sec-gpc", "dnt"])
      expect((await tryUse(KEYS.counting, ACCEPTED, { [signal]: "1" })).read).toBeNull();
  });
});

describe("somebody who accepted cookies", () => {
  it("[2.2.5] [2.2.7] is sent those for counting and for recognition with the log-in, and no more", async () => {
    const browser = await logInWithCookies(open.visit);
    expect([...browser.jar.keys()].sort()).toEqual(["index_count", "index_return", "index_session"]);
    expect([browser.jar.get("index_count"), browser.jar.get("index_return")]).toEqual([TODAY, TODAY]);
    expect((await browser.get("/en/")).headers.getSetCookie()).toEqual([]);
  });

  it("[2.2.5] is told on a return visit what is new since the last, all day long", async () => {
    const browser = await logInWithCookies(open.visit);
    expect(await (await browser.get("/en/")).text()).not.toContain("your last visit");
    browser.jar.set("index_return", "2026-11-10");
    const back = await (await browser.get("/zh/")).text();
    expect(back).toContain("2026年11月10日");
    expect(back).toMatch(/class="notice news"[\s\S]*夜班公交/);
    expect(browser.jar.get("index_return")).toBe(`${TODAY}_2026-11-10`);
    const later = await (await browser.get("/en/")).text();
    expect(later).toContain("New since your last visit on 10 November 2026");
  });

  it("[2.2.5] carries nothing else in them: what is forged is not believed, and cannot reach a page", async () => {
    const browser = await logInWithCookies(open.visit);
    for (const forged of ["<script>", "2026-11-10_2026-11-09_x", "yesterday", ""]) {
      browser.jar.set("index_return", encodeURIComponent(forged));
      const page = await (await browser.get("/en/")).text();
      expect(page).not.toContain("your last visit");
      expect(page).not.toContain("<script>");
    }
    browser.jar.set("index_preferences", "purple.plain");
    expect(await (await browser.get("/en/")).text()).toContain('data-appearance="system"');
  });

  it("[2.2.6] changes their mind on the page for it: every cookie is removed, storage is cleared, and they stay logged in", async () => {
    const browser = await logInWithCookies(open.visit, "zh");
    await browser.post("/zh/preferences", { act: "save", "preference.appearance": "dark" });
    expect(browser.jar.has("index_preferences")).toBe(true);
    const refused = await browser.post("/zh/cookies/choice", { cookies: "refused" });
    expect([refused.status, [...browser.jar.keys()]]).toEqual([200, []]);
    expect(refused.headers.get("clear-site-data")).toBe('"storage"');
    const page = await refused.text();
    expect(page).toContain("您仍处于登录状态");
    const session = /name="session" value="([^"]+)"/.exec(page)?.[1] ?? "";
    const account = await browser.post("/zh/account", { session });
    expect([account.status, await account.text()]).toEqual([200, expect.stringContaining("Lin Yue")]);
    expect([...browser.jar.keys()]).toEqual([]);
    const again = await browser.post("/zh/cookies/choice", { session, cookies: "accepted" });
    expect(again.status).toBe(200);
    expect([...browser.jar.keys()]).toContain("index_session");
  });

  it("[2.2.6] cannot accept where the browser itself refuses, and is told so", async () => {
    const browser = await logInWithCookies(open.visit);
    const answer = await browser.post("/en/cookies/choice", { cookies: "accepted" }, { "sec-gpc": "1" });
    expect(await answer.text()).toContain("Your browser refuses cookies");
    expect([...browser.jar.keys()]).toEqual([]);
    const page = await (await open.visit("/en/cookies", { headers: { "sec-gpc": "1" } })).text();
    expect(page).toContain("Global Privacy Control. Honoured");
  });

  it("[2.2.7] leaves nothing for scripts behind when they log out", async () => {
    const browser = await logInWithCookies(open.visit);
    const left = await browser.post("/en/log-out");
    expect(left.headers.get("clear-site-data")).toBe('"storage"');
    expect(browser.jar.has("index_session")).toBe(false);
  });
});
