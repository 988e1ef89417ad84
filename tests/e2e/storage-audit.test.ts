import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { launchBrowser } from "../support/browser.ts";
import { watchForeignRequests } from "../support/page-checks.ts";

/** Every page of the Index portal that anybody reaches by links before log-in, with a browser that has never been there. */
let avow: RunningAvow;
let browser: Browser;

beforeAll(async () => {
  [avow, browser] = await Promise.all([startAvow(), launchBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
}, 60_000);

/** More pages than this are a crawl that goes in circles. */
const MOST_PAGES = 600;

/** Names of all that a page keeps beside cookies. */
function listKept(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => [
    ...Object.keys(localStorage).map((name) => `local-storage ${name}`),
    ...Object.keys(sessionStorage).map((name) => `session-storage ${name}`),
    ...(await indexedDB.databases()).map(({ name }) => `indexed-db ${name}`),
    ...(await caches.keys()).map((name) => `cache-storage ${name}`),
    ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => `service-worker ${scope}`),
  ]);
}

/** Pages of the site that a page links to, by path: what a query adds to one is the same page. */
function listLinks(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    Array.from(document.links).flatMap(({ origin, pathname }) =>
      origin === location.origin ? [pathname] : [],
    ),
  );
}

/** Whether an address answers with a page; files to keep are not opened. */
async function isPage(address: string): Promise<boolean> {
  const response = await fetch(address, { redirect: "manual" });
  await response.body?.cancel();
  const type = response.headers.get("content-type") ?? "";
  return type.startsWith("text/html") && !response.headers.has("content-disposition");
}

describe("every page before log-in", () => {
  it("[2.2.7] [2.2.4] [law 8] keeps no cookie, no storage and no cache, and asks nobody else for anything", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const foreign: string[] = [];
    const answered: string[] = [];
    watchForeignRequests(context, foreign);
    context.on("response", (response) => {
      if (response.headers()["set-cookie"] !== undefined) answered.push(response.url());
    });
    const kept: string[] = [];
    const [seen, queue] = [new Set<string>(), ["/", "/en/", "/zh/"]];
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const address = `${avow.portal}${path}`;
      if (path !== "/" && !(await isPage(address))) continue;
      await page.goto(address);
      for (const one of await listKept(page)) kept.push(`${path}: ${one}`);
      queue.push(...(await listLinks(page)));
      if (seen.size > MOST_PAGES) throw new Error(`the crawl does not end: ${[...seen].slice(-5).join(" ")}`);
    }
    for (const path of ["/en/register", "/zh/log-in", "/en/policy", "/privacy/zh"])
      expect(seen).toContain(path);
    expect(kept).toEqual([]);
    expect(answered).toEqual([]);
    expect(foreign).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    await context.close();
  }, 300_000);

  it("[2.2.7] shows no banner: there is nothing to ask", async () => {
    const page = await browser.newPage();
    for (const language of ["en", "zh"]) {
      await page.goto(`${avow.portal}/${language}/`);
      expect(await page.locator(".avow-banner, #avow-plan").count()).toBe(0);
    }
    await page.close();
  }, 30_000);
});
