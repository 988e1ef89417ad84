import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { PARTNER_HOSTS, type Partners, startPartners } from "../support/partners.ts";
import { answer, type OpenShop, openShop } from "../support/shop.ts";

/** Every way in which a page can reach another company's host, tried in a real browser against a server that counts. */
const WAYS = [
  "fetch",
  "XMLHttpRequest",
  "sendBeacon",
  "image",
  "script",
  "frame",
  "stylesheet",
  "preload",
  "WebSocket",
  "EventSource",
  "CSS url()",
  "form",
  "fetch of a worker",
  "fetch of a frame",
  "video",
] as const;
type Way = (typeof WAYS)[number];

let shop: OpenShop;
let partners: Partners;
let browser: Browser;
/** A page that nothing guards. */
let open: Server;
let openUrl: string;

beforeAll(async () => {
  partners = await startPartners();
  open = createServer((_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>"),
  );
  open.listen(0, "127.0.0.1");
  [shop, browser] = await Promise.all([
    openShop(),
    launchBrowser(partners.browserArguments),
    once(open, "listening"),
  ]);
  const address = open.address();
  openUrl = `http://localhost:${typeof address === "object" ? address?.port : ""}/`;
}, 180_000);

afterAll(async () => {
  await browser.close();
  open.close();
  await shop.close();
  await partners.close();
}, 60_000);

let tries = 0;

/** Tries a way; whether the server was asked, or the browser said that it stopped it. */
async function tryWay(page: Page, way: Way, host: string): Promise<"reached" | "stopped"> {
  tries += 1;
  const path = `/way/${tries}`;
  const reached = partners.askedFor(path).then(() => "reached" as const);
  const stopped = page.evaluate(attempt, { way, host, path });
  // A script element would ask for a trusted address first; a module asks for the host alone. Sent as text, for it must stay as it is.
  if (way === "script") await page.evaluate(`void import("https://${host}${path}").catch(() => {})`);
  return Promise.race([reached, stopped]);
}

async function listReached(page: Page, host: string): Promise<readonly Way[]> {
  const reached: Way[] = [];
  for (const way of WAYS) if ((await tryWay(page, way, host)) === "reached") reached.push(way);
  return reached;
}

async function choose(page: Page, button: "Reject all" | "Accept all"): Promise<void> {
  await page.goto(`${shop.url}/en/goods/stove`);
  await answer(page, button);
  await page.reload();
}

describe("the 15 ways to another company's host", () => {
  it("reach it from a page that nothing guards: the server counts each", async () => {
    const page = await browser.newPage();
    await page.goto(openUrl);
    expect(await listReached(page, PARTNER_HOSTS.stranger)).toEqual(WAYS);
    await page.close();
  }, 60_000);

  it.each([
    ["before anything was chosen", null],
    ["after everything was refused", "Reject all"],
  ] as const)(
    "are all stopped %s, to declared hosts as to any other: 0 of 15",
    async (_, button) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${shop.url}/en/goods/stove`);
      if (button !== null) await choose(page, button);
      const { length } = partners.requests;
      const before = partners.connections();
      for (const host of Object.values(PARTNER_HOSTS))
        expect([host, await listReached(page, host)]).toEqual([host, []]);
      expect(partners.requests.slice(length)).toEqual([]);
      expect(partners.connections() - before).toBe(0);
      await context.close();
    },
    120_000,
  );

  it("with consent lead where the policy says and in the way it says, and nowhere else", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await choose(page, "Accept all");
    expect(await listReached(page, PARTNER_HOSTS.stranger)).toEqual([]);
    const reached: Record<string, readonly Way[]> = {};
    for (const name of ["counter", "video", "pixel"] as const)
      reached[name] = await listReached(page, PARTNER_HOSTS[name]);
    expect(reached).toEqual({
      counter: [
        "fetch",
        "XMLHttpRequest",
        "sendBeacon",
        "script",
        "WebSocket",
        "EventSource",
        "fetch of a frame",
      ],
      video: ["frame"],
      pixel: ["image", "preload", "CSS url()"],
    });
    await context.close();
  }, 120_000);
});

/** Runs in the page: does one thing, and fulfils when the browser says that it stopped it. */
function attempt({ way, host, path }: { way: string; host: string; path: string }): Promise<"stopped"> {
  const url = `https://${host}${path}`;
  const add = <K extends keyof HTMLElementTagNameMap>(tag: K, members: Partial<HTMLElementTagNameMap[K]>) => {
    const element = Object.assign(document.createElement(tag), members);
    document.body.append(element);
    return element;
  };
  return new Promise((resolve) => {
    const stopped = () => resolve("stopped");
    const quietly = (fetching: Promise<unknown>) => void fetching.catch(stopped);
    document.addEventListener("securitypolicyviolation", stopped, { once: true });
    const ways: Record<string, () => void> = {
      fetch: () => quietly(fetch(url, { mode: "no-cors" })),
      XMLHttpRequest() {
        const request = new XMLHttpRequest();
        request.open("GET", url);
        request.send();
      },
      sendBeacon: () => void navigator.sendBeacon(url, "x"),
      image: () => void add("img", { src: url }),
      frame: () => void add("iframe", { src: url }),
      stylesheet: () => void add("link", { rel: "stylesheet", href: url }),
      preload: () => void add("link", { rel: "preload", as: "image", href: url }),
      WebSocket: () => void new WebSocket(`wss://${host}${path}`),
      EventSource: () => void new EventSource(url),
      "CSS url()"() {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`.try { background-image: url("${url}") }`);
        document.adoptedStyleSheets.push(sheet);
        add("p", { className: "try", textContent: "." });
      },
      form() {
        const name = `frame-${path}`;
        add("iframe", { name });
        add("form", { action: url, method: "post", target: name }).submit();
      },
      "fetch of a worker"() {
        const script = new Blob([`fetch(${JSON.stringify(url)}, { mode: "no-cors" })`], {
          type: "text/javascript",
        });
        new Worker(URL.createObjectURL(script)).addEventListener("error", stopped);
      },
      "fetch of a frame"() {
        const inside = add("iframe", {}).contentWindow as (Window & typeof globalThis) | null;
        if (inside !== null) quietly(inside.fetch(url, { mode: "no-cors" }));
      },
      video: () => void add("video", { src: url }),
    };
    try {
      ways[way]?.();
    } catch {
      stopped();
    }
  });
}
