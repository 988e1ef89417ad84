import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type Partners, startPartners } from "../support/partners.ts";
import { answer, type OpenShop, openShop } from "../support/shop.ts";

/**
 * What others make of the banner: the engine of a browser extension that refuses for people, and a crawl that lists what a site
 * keeps and reaches, as a cookie scanner does. None of the scanners in use is on the registry, and neither is an open database of
 * cookies, so the crawl holds names against the policy alone.
 */
let shop: OpenShop;
let partners: Partners;
let browser: Browser;

beforeAll(async () => {
  partners = await startPartners();
  [shop, browser] = await Promise.all([openShop(), launchBrowser(partners.browserArguments)]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await shop.close();
  await partners.close();
}, 60_000);

/** The engine as its own tests put it into a page. */
const ENGINE = readFileSync(
  new URL(
    "../dist/autoconsent.playwright.js",
    import.meta.resolve("@duckduckgo/autoconsent/rules/rules.json"),
  ),
  "utf8",
);
const RULE: unknown = JSON.parse(
  readFileSync(new URL("../../packages/kit/autoconsent-rule.json", import.meta.url), "utf8"),
);

interface Message {
  readonly type: string;
  readonly cmp?: string;
  readonly result?: boolean;
}

/** Runs the engine in a page as its extension does; fulfils with what it told when it is done. */
async function runEngine(
  page: Page,
  config: unknown,
  rules: readonly unknown[],
): Promise<readonly Message[]> {
  const told: Message[] = [];
  const answered = { type: "initResp", config, rules: { autoconsent: rules } };
  const { promise: done, resolve } = Promise.withResolvers<void>();
  await page.exposeFunction("autoconsentSendMessage", async (message: Message) => {
    told.push(message);
    if (message.type === "autoconsentDone") resolve();
    if (message.type === "init")
      await page.evaluate(`autoconsentReceiveMessage(${JSON.stringify(answered)})`);
  });
  // Evaluated by the debugger, as an extension's script is: the page's Content-Security-Policy does not hold for it.
  await page.evaluate(ENGINE);
  await done;
  return told;
}

const CONFIG = {
  enabled: true,
  autoAction: "optOut",
  disabledCmps: [],
  enablePrehide: false,
  detectRetries: 20,
};

const HEURISTIC = { ...CONFIG, heuristicMode: "reject" };

describe("an extension that refuses for people", () => {
  // Its own understanding knows no Chinese; there the rule does it.
  it.each([
    ["by its own understanding of a button, in English", HEURISTIC, [], "HEURISTIC-REJECT", "en"],
    ["by the rule that comes with the kit, in English", CONFIG, [RULE], "avow", "en"],
    ["by the rule that comes with the kit, in Chinese", CONFIG, [RULE], "avow", "zh"],
  ])(
    "refuses on our banner %s",
    async (_, config, rules, name, language) => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${shop.url}/${language}/goods/tent`);
      const kept = page.waitForResponse(
        (response) => response.url().endsWith("/.avow/choice") && response.request().method() === "POST",
      );
      const [told, response] = await Promise.all([runEngine(page, config, rules), kept]);
      expect(told).toContainEqual(expect.objectContaining({ type: "optOutResult", cmp: name, result: true }));
      expect((await response.json()).choices).toEqual({ analytics: false, video: false, advertising: false });
      await page.locator(".avow-banner").waitFor({ state: "detached" });
      await context.close();
    },
    60_000,
  );
});

/** What a crawl of every page found kept and reached, by kind and name; the site itself is not listed. */
async function crawl(context: BrowserContext): Promise<readonly string[]> {
  const page = await context.newPage();
  const { length } = partners.requests;
  const found = new Set<string>();
  context.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "localhost") found.add(`host ${hostname}`);
  });
  const [seen, queue] = [new Set<string>(), ["/en/", "/zh/"]];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const response = await page.goto(`${shop.url}${path}`);
    if (!response?.headers()["content-type"]?.startsWith("text/html")) continue;
    const { links, kept } = await page.evaluate(async () => ({
      links: Array.from(document.links, ({ origin, pathname }) =>
        origin === location.origin ? pathname : "",
      ),
      kept: [
        ...Object.keys(localStorage).map((name) => `local-storage ${name}`),
        ...Object.keys(sessionStorage).map((name) => `session-storage ${name}`),
        ...(await caches.keys()).map((name) => `cache-storage ${name}`),
        ...(await indexedDB.databases()).map(({ name }) => `indexed-db ${name}`),
      ],
    }));
    for (const one of kept) found.add(one);
    queue.push(...links.filter((link) => /^\/(en|zh)\//.test(link)));
  }
  for (const { name } of await context.cookies()) found.add(`cookie ${name}`);
  for (const request of partners.requests.slice(length)) found.add(`host ${request.split(" ")[0]}`);
  expect(seen.size).toBeGreaterThan(12);
  await page.close();
  return [...found].sort();
}

describe("a crawl of the whole shop", () => {
  it("[law 8] finds nothing kept and nobody reached before a choice, and the refusal alone after one", async () => {
    const context = await browser.newContext();
    expect(await crawl(context)).toEqual([]);
    const page = await context.newPage();
    await page.goto(`${shop.url}/en/`);
    await answer(page, "Reject all");
    expect(await crawl(context)).toEqual(["cookie shop_choice"]);
    await context.close();
  }, 120_000);

  it("finds nothing after a yes that the policy does not declare", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${shop.url}/en/`);
    await answer(page, "Accept all");
    const found = await crawl(context);
    const { storage, hosts = {} } = shop.service.context.bundle;
    const isDeclared = (one: string) => {
      const [kind, name = ""] = one.split(" ");
      if (kind === "host") return Object.hasOwn(hosts, name);
      return Object.entries(storage).some(
        ([key, { kind: where, prefix }]) =>
          where === kind && (key === name || (prefix && name.startsWith(key))),
      );
    };
    expect(found.filter((one) => !isDeclared(one))).toEqual([]);
    expect(found.filter((one) => one.startsWith("host "))).toHaveLength(3);
    await context.close();
  }, 120_000);
});
