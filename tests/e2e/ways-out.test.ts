import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { guard, type Visitor } from "@avow/client";
import { prepareGate } from "@avow/gate";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { buildShopPolicy } from "../support/shop-policy.ts";

/** Every way in which a page makes a browser ask another host, each with an address of its own. */
const WAYS = `
const way = (name) => DENIED + "/" + name;
const add = (tag, set) => Object.assign(document.createElement(tag), set);
const into = (parent, element) => parent.append(element);
const ways = {
  fetch: () => fetch(way("fetch"), { mode: "no-cors" }),
  xhr: () => { const x = new XMLHttpRequest(); x.open("GET", way("xhr")); x.send(); },
  beacon: () => navigator.sendBeacon(way("beacon"), "x"),
  image: () => into(document.body, add("img", { src: way("image") })),
  script: () => into(document.body, add("script", { src: script(way("script")) })),
  iframe: () => into(document.body, add("iframe", { src: way("iframe") })),
  stylesheet: () => into(document.head, add("link", { rel: "stylesheet", href: way("stylesheet") })),
  preload: () => into(document.head, add("link", { rel: "preload", as: "image", href: way("preload") })),
  websocket: () => new WebSocket(way("websocket").replace("http", "ws")),
  eventsource: () => new EventSource(way("eventsource")),
  "css-url": () => { document.body.style.backgroundImage = "url(" + way("css-url") + ")"; },
  form: () => {
    const form = add("form", { action: way("form"), method: "post", target: "sink" });
    into(document.body, add("iframe", { name: "sink" }));
    into(document.body, form);
    form.submit();
  },
  "worker-fetch": () => new Worker(script("/worker.js")),
  "iframe-fetch": () => into(document.body, add("iframe", { src: "/frame" })),
  video: () => into(document.body, add("video", { src: way("video"), preload: "auto" })),
};
const policy = window.trustedTypes?.createPolicy("avow-kit", { createScriptURL: (url) => url });
const script = (url) => policy ? policy.createScriptURL(url) : url;
for (const run of Object.values(ways)) try { run(); } catch {}
`;
/** The names of the ways, as they stand in the script. */
const NAMES = [...WAYS.matchAll(/^ {2}"?([a-z-]+)"?: \(\) =>/gm)].map(([, name]) => name ?? "");

let browser: Browser;
let denied: Server;
let sites: Server[] = [];
let reached = new Set<string>();
beforeAll(async () => {
  browser = await launchBrowser();
  denied = createServer((request, response) => {
    reached.add((request.url ?? "").slice(1));
    response.writeHead(200, { "access-control-allow-origin": "*", "content-type": "text/plain" }).end();
  });
  denied.on("upgrade", (request, socket) => {
    reached.add((request.url ?? "").slice(1));
    socket.destroy();
  });
  await listen(denied);
});
afterAll(async () => {
  await browser.close();
  for (const server of [denied, ...sites]) server.close();
});

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A site whose page tries every way out; what its browser reports is kept. */
async function openSite(visitor: Visitor | null) {
  const { bundle, version } = await buildShopPolicy();
  const address = `http://127.0.0.1:${(denied.address() as AddressInfo).port}`;
  const reports: string[] = [];
  const app = new Hono();
  if (visitor !== null)
    app.use(
      ...guard({
        avow: { gate: prepareGate(bundle, version), refresh: async () => {} },
        trustProxy: false,
        visitor: () => visitor,
        onRefusal: () => {},
      }),
    );
  const text = (body: string, type: string) => () =>
    new Response(body, { headers: { "content-type": type } });
  app.get("/", text('<!doctype html><body><script src="/try.js"></script>', "text/html"));
  app.get("/frame", text('<!doctype html><body><script src="/frame.js"></script>', "text/html"));
  app.get("/try.js", text(`const DENIED = "${address}";${WAYS}`, "text/javascript"));
  for (const [path, name] of [
    ["/worker.js", "worker-fetch"],
    ["/frame.js", "iframe-fetch"],
  ])
    app.get(path ?? "", text(`fetch("${address}/${name}", { mode: "no-cors" })`, "text/javascript"));
  app.post("/.avow/observed", async (http) => {
    reports.push(JSON.stringify({ site: http.req.header("sec-fetch-site"), body: await http.req.text() }));
    return http.body(null, 204);
  });
  const server = createServer(getRequestListener(app.fetch));
  sites = [...sites, server];
  return { url: `http://localhost:${await listen(server)}/`, reports };
}

describe("a page that tries every way to a host the policy denies", () => {
  it("reaches it in all fifteen where nothing guards it: the page tries in earnest", async () => {
    const { url } = await openSite(null);
    reached = new Set();
    const page = await browser.newPage();
    await page.goto(url);
    await expect.poll(() => [...reached].toSorted(), { timeout: 15_000 }).toEqual(NAMES.toSorted());
    expect(NAMES).toHaveLength(15);
    await page.close();
  });

  it("[shop 2.3.4] reaches it in none behind the guard, whatever was agreed to, and the browser reports what was stopped", async () => {
    const choices = { analytics: true, video: true, advertising: true };
    const { url, reports } = await openSite({ loggedIn: true, cookies: "accepted", choices });
    reached = new Set();
    const page = await browser.newPage();
    await page.addInitScript(`
      window.stopped = new Set();
      addEventListener("securitypolicyviolation", (event) => window.stopped.add(event.effectiveDirective));
    `);
    await page.goto(url);
    await expect
      .poll(() =>
        page.evaluate(() => [...(window as unknown as { stopped: Set<string> }).stopped].toSorted()),
      )
      .toEqual([
        "connect-src",
        "form-action",
        "frame-src",
        "img-src",
        "media-src",
        "script-src-elem",
        "style-src-elem",
        "worker-src",
      ]);
    await page.waitForLoadState("networkidle");
    expect([...reached]).toEqual([]);
    // The older form of report, as a browser sends it: from this site itself, and with the address that was stopped.
    await expect
      .poll(() => reports.filter((report) => report.includes("blocked-uri")).length)
      .toBeGreaterThan(10);
    for (const { site, body } of reports.map((report) => JSON.parse(report))) {
      expect(site).toBe("same-origin");
      expect(JSON.parse(body)["csp-report"]["blocked-uri"]).toMatch(/^(http|ws)/);
    }
    await page.close();
  });
});
