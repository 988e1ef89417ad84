import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Avow,
  connectAvow,
  guard,
  guardNode,
  kitElements,
  mountKit,
  readChoice,
  serveKit,
} from "@avow/client";
import { call } from "@avow/contract";
import { createService, readConfig, type Service } from "@avow/service";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase } from "../support/database.ts";
import { loadShopPolicy } from "../support/shop-policy.ts";

const SITE = "http://localhost:4000";
const NONE = { analytics: false, video: false, advertising: false };
const OWN_PAGE = {
  "sec-fetch-site": "same-origin",
  "content-type": "application/json",
  host: "localhost:4000",
};

let service: Service;
let avow: Avow;
let site: Hono;
let isAway = false;
const reports: unknown[] = [];
let close: () => Promise<void>;

beforeAll(async () => {
  const database = await openTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "avow-kit-door-"));
  const read = readConfig({ AVOW_DATA: dataDir });
  if (!read.ok) throw new Error("the configuration is wrong");
  service = await createService({
    store: database.store,
    config: read.config,
    readFolder: loadShopPolicy,
    now: () => new Date(),
    report: (error) => reports.push(error),
    mountPages: () => {},
  });
  avow = await connectAvow({
    serviceUrl: "http://127.0.0.1:4001",
    siteKey: service.siteKey,
    fetch: async (request) => {
      if (isAway) throw new TypeError("fetch failed");
      return service.app.fetch(request);
    },
  });
  site = makeSite(avow);
  close = async () => {
    await service.stop();
    await database.drop();
    await rm(dataDir, { recursive: true });
  };
});
afterAll(async () => {
  await close();
  expect(reports).toEqual([]);
});

/** A site as any company would write it. */
function makeSite(avow: Avow): Hono {
  const app = new Hono();
  const choice = { avow, cookie: "shop_choice" };
  app.use(
    ...guard({
      avow,
      trustProxy: false,
      visitor: (http) => ({
        loggedIn: false,
        cookies: "not-asked",
        choices: readChoice(http, choice).choices,
      }),
      onRefusal: () => {},
    }),
  );
  mountKit(app, { ...choice, kitScript: "console.log(1)", trustProxy: false, report: () => {} });
  app.get("/page", (http) =>
    http.html(`<head>${kitElements(http, { ...choice, policy: '/"policy' })}</head>`),
  );
  return app;
}

function visit(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return Promise.resolve(site.request(`${SITE}${path}`, { headers: { host: "localhost:4000", ...headers } }));
}

/** Chooses as the kit in a page does. */
async function choose(
  choices: Record<string, boolean>,
  o: { headers?: Record<string, string>; body?: Record<string, unknown> } = {},
) {
  const plan = await (await visit("/.avow/plan.json")).json();
  const body = {
    previous: null,
    choices,
    wording: plan.wording,
    policy: plan.version,
    language: "en",
    signal: null,
    key: crypto.randomUUID(),
    ...o.body,
  };
  const response = await site.request(`${SITE}/.avow/choice`, {
    method: "POST",
    headers: { ...OWN_PAGE, ...o.headers },
    body: JSON.stringify(body),
  });
  return { response, cookie: cookieOf(response) };
}

/** The choice's cookie as a browser would send it back. */
function cookieOf(response: Response): string {
  const set = response.headers.getSetCookie().find((cookie) => cookie.startsWith("shop_choice="));
  return set?.split(";")[0] ?? "";
}

function recordOf(id: string) {
  const fetch = (request: Request) => service.app.fetch(request);
  return call({ baseUrl: "http://localhost:4001", fetch, token: service.siteKey }, "deviceChoice", {
    path: { id },
  });
}

describe("the plan", () => {
  it("is that of the version in force, and is sent again only when it is another", async () => {
    const response = await visit("/.avow/plan.json");
    const plan = await response.json();
    expect(plan).toMatchObject({ version: avow.version, languages: ["en", "zh"] });
    const again = await visit("/.avow/plan.json", { "if-none-match": response.headers.get("etag") ?? "" });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect(await (await visit("/.avow/kit.js")).text()).toBe("console.log(1)");
  });

  it("stands in the page with the visitor's choice, and nothing in either can end the element", async () => {
    const { cookie } = await choose({ ...NONE, video: true });
    const page = await (await visit("/page", { cookie })).text();
    const [, choice = ""] = /id="avow-choice">([^<]*)<\/script>/.exec(page) ?? [];
    const [, plan = ""] = /id="avow-plan" data-policy="\/&quot;policy">([^<]*)<\/script>/.exec(page) ?? [];
    expect(JSON.parse(choice)).toMatchObject({
      choice: { choices: { ...NONE, video: true }, wording: JSON.parse(plan).wording, signal: null },
      signal: null,
      unwanted: [],
    });
    expect(await (await visit("/.avow/choice", { cookie })).json()).toEqual(JSON.parse(choice));
  });
});

describe("a choice made in a page", () => {
  it("[shop 2.2.2] is kept by the service before it opens anything, and then opens what was agreed to alone", async () => {
    const { response, cookie } = await choose({ ...NONE, video: true });
    expect(response.status).toBe(201);
    const { id } = await response.json();
    expect(await recordOf(id)).toMatchObject({ ok: true, answer: { choices: { ...NONE, video: true } } });
    const set = response.headers.getSetCookie().find((one) => one.startsWith("shop_choice="));
    expect(set).toMatch(/; Path=\/;.*; HttpOnly; SameSite=Lax$/);
    const before = (await visit("/page")).headers.get("content-security-policy");
    const after = (await visit("/page", { cookie })).headers.get("content-security-policy");
    expect(before).not.toContain("https:");
    expect(after?.match(/https:[^; ]+/g)).toEqual(["https://video.shop-partners.example"]);
  });

  it("is never believed when it was not kept", async () => {
    isAway = true;
    const { response } = await choose(NONE).finally(() => {
      isAway = false;
    });
    expect([response.status, response.headers.getSetCookie()]).toEqual([503, []]);
    const outdated = await choose(NONE, { body: { wording: "0".repeat(64) } });
    expect([outdated.response.status, outdated.response.headers.getSetCookie()]).toEqual([409, []]);
    expect(await outdated.response.json()).toMatchObject({ code: "wording-changed" });
  });

  it("[shop 2.3.5] is refused where the browser itself refuses, whatever the page says of it", async () => {
    const said = await choose({ ...NONE, video: true }, { headers: { "sec-gpc": "1" } });
    expect(said.response.status).toBe(400);
    const { response, cookie } = await choose(NONE, { headers: { "sec-gpc": "1" } });
    const { id } = await response.json();
    expect(await recordOf(id)).toMatchObject({ ok: true, answer: { signal: "gpc" } });
    const later = await visit("/.avow/choice", { cookie });
    expect(await later.json()).toMatchObject({ choice: { id, choices: NONE, signal: "gpc" }, signal: null });
  });

  it("replaces the one the cookie names, and not the one a page claims", async () => {
    const first = await choose({ ...NONE, video: true });
    const { id } = await first.response.json();
    const other = await (await choose(NONE)).response.json();
    const second = await choose(NONE, { headers: { cookie: first.cookie }, body: { previous: other.id } });
    expect(second.response.status).toBe(201);
    expect(await recordOf(id)).toMatchObject({ answer: { current: false } });
    expect(await recordOf(other.id)).toMatchObject({ answer: { current: true } });
  });

  it("[shop 2.3.6] takes away what it no longer permits, on the page's paths too, and clears what it can", async () => {
    const first = await choose({ ...NONE, analytics: true, video: true });
    const cookie = `${first.cookie}; _pk_id.1.3fe2=a; shop_basket=tent`;
    const headers = { cookie, referer: `${SITE}/en/tents` };
    const { response } = await choose({ ...NONE, video: true }, { headers });
    const expired = response.headers.getSetCookie().filter((one) => one.startsWith("_pk_id.1.3fe2="));
    expect(expired.toSorted()).toEqual(
      ["/", "/en", "/en/", "/en/tents"].map((path) => `_pk_id.1.3fe2=; Max-Age=0; Path=${path}`),
    );
    expect(response.headers.getSetCookie().join()).not.toContain("shop_basket");
    expect(response.headers.get("clear-site-data")).toBe('"cache"');
    const all = await choose(NONE, { headers: { cookie } });
    expect(all.response.headers.get("clear-site-data")).toBe('"cache", "storage"');
    const known = await (await visit("/.avow/choice", { cookie: `${all.cookie}; _pk_id.1.3fe2=a` })).json();
    expect(known.unwanted).toEqual(["_pk_id.1.3fe2"]);
  });

  it.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a sister of the site", { "sec-fetch-site": "same-site" }],
    ["the address bar", { "sec-fetch-site": "none" }],
  ])("is taken from this site's pages alone, not from %s", async (_, headers) => {
    const { response } = await choose(NONE, { headers });
    expect([response.status, response.headers.getSetCookie()]).toEqual([403, []]);
  });

  it("is not taken from who does not say, nor under another origin, nor in another shape", async () => {
    const post = async (headers: Record<string, string>, body: string) =>
      (await site.request(`${SITE}/.avow/choice`, { method: "POST", headers, body })).status;
    const host = { host: "localhost:4000" };
    expect(await post(host, "{}")).toBe(403);
    expect(await post({ ...host, origin: "null" }, "{}")).toBe(403);
    expect(await post({ ...host, origin: "http://evil.example" }, "{}")).toBe(403);
    expect(await post({ ...host, origin: SITE }, "{}")).toBe(400);
    expect(await post(OWN_PAGE, "not json")).toBe(400);
    expect(await post(OWN_PAGE, JSON.stringify("x".repeat(40_000)))).toBe(413);
  });
});

describe("what pages met", () => {
  it("is kept as drift, by name, from a beacon and from a browser's report", async () => {
    const tell = async (body: unknown, headers: Record<string, string> = OWN_PAGE) =>
      (await site.request(`${SITE}/.avow/observed`, { method: "POST", headers, body: JSON.stringify(body) }))
        .status;
    expect(await tell({ observations: [{ kind: "cookie", name: "_ga" }] })).toBe(204);
    const report = { "csp-report": { "blocked-uri": "https://tracker.example/?id=7" } };
    expect(await tell(report, { host: "localhost:4000", "content-type": "application/csp-report" })).toBe(
      204,
    );
    expect(await tell(report, { ...OWN_PAGE, "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await tell("nothing of the kind")).toBe(204);
    await expect
      .poll(() =>
        service.context.db
          .withTables<{ observed_name: { kind: string; name: string } }>()
          .selectFrom("observed_name")
          .select(["kind", "name"])
          .orderBy("name")
          .execute(),
      )
      .toEqual([
        { kind: "cookie", name: "_ga" },
        { kind: "host", name: "tracker.example" },
      ]);
  });
});

describe("a site", () => {
  it("is not begun with a cookie for choices that the register does not have as a necessary one", () => {
    for (const cookie of ["_ga", "_br_", "shop_video_volume", "__proto__"])
      expect(() =>
        mountKit(new Hono(), { avow, cookie, kitScript: "", trustProxy: false, report: () => {} }),
      ).toThrow(`the policy's register has no necessary cookie \`${cookie}\``);
  });
});

/** The same site on `node:http`, with the middleware that Express takes. */
async function openNodeSite(): Promise<{ readonly url: string; readonly server: Server }> {
  const choice = { avow, cookie: "shop_choice" };
  const options = { avow, trustProxy: false, onRefusal: () => {} };
  const chain = [
    guardNode({
      ...options,
      visitor: (request) => ({
        loggedIn: false,
        cookies: "not-asked",
        choices: readChoice(request, choice).choices,
      }),
    }),
    serveKit({ ...choice, kitScript: "console.log(1)", trustProxy: false, report: () => {} }),
  ];
  const server = createServer((request, response) => {
    const go = (at: number): void => {
      const middleware = chain[at];
      if (middleware !== undefined) middleware(request, response, () => go(at + 1));
      else
        response.setHeader("content-type", "text/html").end(`<head>${kitElements(request, choice)}</head>`);
    };
    go(0);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, server };
}

describe("a site on node:http", () => {
  it("asks, keeps and obeys as one on Hono does", async () => {
    const { url, server } = await openNodeSite();
    const plan = await (await fetch(`${url}/.avow/plan.json`)).json();
    expect(plan).toEqual(await (await visit("/.avow/plan.json")).json());
    const before = await fetch(`${url}/page`);
    expect(before.headers.get("content-security-policy")).not.toContain("https:");
    expect(await before.text()).toContain('id="avow-choice">{"choice":null');
    const choices = { ...NONE, video: true };
    const body = { previous: null, choices, wording: plan.wording, policy: plan.version, language: "en" };
    const post = (headers: Record<string, string>) =>
      fetch(`${url}/.avow/choice`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ ...body, signal: null, key: crypto.randomUUID() }),
      });
    expect((await post({ origin: "https://elsewhere.example" })).status).toBe(403);
    const kept = await post({ origin: url });
    expect(kept.status).toBe(201);
    const { id } = await kept.json();
    expect(await recordOf(id)).toMatchObject({ ok: true, answer: { choices } });
    const after = await fetch(`${url}/page`, { headers: { cookie: cookieOf(kept) } });
    expect(after.headers.get("content-security-policy")).toContain("https://video.shop-partners.example");
    expect(await after.text()).toContain(id);
    expect((await fetch(`${url}/.avow/nothing`)).status).toBe(200);
    server.closeAllConnections();
    server.close();
  });
});
