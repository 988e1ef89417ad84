import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { launchBrowser } from "../support/browser.ts";
import { watchForeignRequests } from "../support/page-checks.ts";
import { expectReceiptsVerify, expectSoundPage, openReader } from "../support/portal-browser.ts";

/** What the portal keeps on a device, for what, and how it is without. */
let avow: RunningAvow;
let browser: Browser;
const COOKIES = ["index_count", "index_return", "index_session"];

beforeAll(async () => {
  [avow, browser] = await Promise.all([startAvow(), launchBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
}, 60_000);

async function cookieNames(page: Page): Promise<readonly string[]> {
  return (await page.context().cookies()).map(({ name }) => name).toSorted();
}

function keptByScripts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
}

/** A way at the foot of every page, for a session that travels in forms. */
function foot(page: Page, name: string): Locator {
  return page.locator("footer").getByRole("button", { name, exact: true });
}

describe("before log-in", () => {
  it("[2.2.7] every page of the publication is read with nothing kept and nobody else asked, in both languages", async () => {
    const context = await browser.newContext();
    const foreign: string[] = [];
    watchForeignRequests(context, foreign);
    const page = await context.newPage();
    for (const path of [
      "/",
      "/technology",
      "/articles/tea-horse-road",
      "/articles/walking-map",
      "/articles/what-a-queue-knows",
      "/works",
      "/works/new",
      "/search?q=water",
      "/preferences",
      "/cookies",
    ])
      for (const language of ["en", "zh"]) {
        await page.goto(`${avow.portal}/${language}${path}`);
        expect(await cookieNames(page), path).toEqual([]);
        expect(await keptByScripts(page), path).toEqual([]);
        expect(await page.evaluate(() => caches.keys()), path).toEqual([]);
        if (language === "en") await expectSoundPage(page);
      }
    expect(foreign).toEqual([]);
    await context.close();
  }, 120_000);
});

describe("with cookies accepted", () => {
  it.each([
    { language: "en", again: "New since your last visit on 10 November 2026" },
    { language: "zh", again: "2026年11月10日您上次访问之后的新内容" },
  ] as const)(
    "[2.2.5] [2.4.1] $language: users are counted, preferences kept, a return visit recognised, each by its own cookie",
    async ({ language, again }) => {
      const reader = await openReader(browser, avow, { language, cookies: "accepted" });
      const { page, context } = reader;
      expect(await cookieNames(page)).toEqual(COOKIES);
      await page.goto(`${avow.portal}/${language}/preferences`);
      await page.locator('[name="preference.appearance"]').selectOption("dark");
      await page.locator('button[value="save"]').click();
      await page.getByRole("status").waitFor();
      expect(await cookieNames(page)).toEqual([...COOKIES, "index_preferences"].toSorted());
      const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(await paper()).toBe("rgb(19, 23, 21)");
      await expectSoundPage(page);
      await context.addCookies([{ name: "index_return", value: "2026-11-10", url: avow.portal }]);
      await page.goto(`${avow.portal}/${language}/`);
      expect(await page.locator(".news").innerText()).toContain(again);
      await expectSoundPage(page);
      for (const { name, expires } of await context.cookies()) {
        const hours = (expires - Date.now() / 1000) / 3600;
        if (name === "index_session") expect(hours).toBeLessThanOrEqual(12);
        else expect(hours).toBeLessThanOrEqual(180 * 24);
      }
      await page.locator(".yours .go").first().click();
      await page.locator('form[action$="/log-out"] button').click();
      await page.goto(`${avow.portal}/${language}/`);
      expect(await paper()).toBe("rgb(19, 23, 21)");
      await context.close();
    },
    120_000,
  );

  it("[2.2.5] search answers in the page, from an index kept for its declared life and gone with a refusal", async () => {
    const { page, context } = await openReader(browser, avow, { language: "zh", cookies: "accepted" });
    await page.goto(`${avow.portal}/zh/search`);
    await page.locator("#results[data-ready]").waitFor({ state: "attached" });
    expect(await keptByScripts(page)).toEqual(["index_search"]);
    const until = await page.evaluate(() => JSON.parse(localStorage.getItem("index_search") ?? "{}").until);
    expect(Math.abs(until - Date.now() - 7 * 86_400_000)).toBeLessThan(60_000);
    const asked: string[] = [];
    page.on("request", (request) => request.resourceType() === "font" || asked.push(request.url()));
    await page.getByRole("searchbox", { name: "您要找什么？" }).fill("黄河");
    await page.getByRole("link", { name: "把河收窄的人" }).waitFor();
    await page.keyboard.press("Enter");
    expect(asked).toEqual([]);
    await expectSoundPage(page);
    await page.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem("index_search") ?? "{}");
      localStorage.setItem("index_search", JSON.stringify({ ...kept, until: Date.now() - 1 }));
    });
    const refetched = page.waitForRequest(/search-index\.json/);
    await page.reload();
    await refetched;
    await page.locator("#results[data-ready]").waitFor({ state: "attached" });
    await page.goto(`${avow.portal}/zh/cookies`);
    await page.getByRole("button", { name: "拒绝 Cookie" }).click();
    await page.getByText("您仍处于登录状态").waitFor();
    await expect.poll(() => keptByScripts(page)).toEqual([]);
    expect(await cookieNames(page)).toEqual([]);
    await context.close();
  }, 60_000);
});

describe("with cookies refused", () => {
  it("[2.2.6] a reader without scripts does everything, is told exactly what is limited, and keeps nothing", async () => {
    const context = { javaScriptEnabled: false };
    const { page } = await openReader(browser, avow, { language: "en", cookies: "refused", context });
    await foot(page, "Language and appearance").click();
    await page.locator('[name="preference.appearance"]').selectOption("dark");
    await page.getByRole("button", { name: "Save" }).click();
    expect(await page.locator("html").getAttribute("data-appearance")).toBe("dark");
    await page.getByRole("searchbox", { name: "Search articles" }).fill("walking map");
    await page.getByRole("button", { name: "Search" }).first().click();
    expect(await page.locator("main").innerText()).toContain("each search is answered by our server");
    await page.getByRole("button", { name: "How to draw a walking map" }).click();
    expect(await page.locator(".text").innerText()).toContain("Find your pace.");
    expect(await page.locator("html").getAttribute("data-appearance")).toBe("dark");
    await foot(page, "Cookies").click();
    const register = await page.locator(".register").innerText();
    for (const limit of [
      "apply only while you are logged in",
      "answered by our server",
      "since your last visit",
    ])
      expect(register).toContain(limit);
    expect(await cookieNames(page)).toEqual([]);
    expect(page.url()).not.toContain("avow_person");
    await page.context().close();
  }, 60_000);

  it("[2.2.6] a change of mind is one press, either way, and its evidence verifies", async () => {
    const reader = await openReader(browser, avow, { language: "en", cookies: "refused" });
    const { page } = reader;
    await foot(page, "Cookies").click();
    const [refuse, accept] = [
      page.getByRole("button", { name: "Refuse cookies" }),
      page.getByRole("button", { name: "Accept cookies" }),
    ];
    const [one, other] = [await refuse.boundingBox(), await accept.boundingBox()];
    expect([one?.width, one?.height]).toEqual([other?.width, other?.height]);
    await expectSoundPage(page);
    await accept.click();
    await page.getByText("Accepted. The cookies of the register are set.").waitFor();
    expect(await cookieNames(page)).toEqual(COOKIES);
    await page.goto(`${avow.portal}/en/cookies`);
    await page.getByRole("button", { name: "Refuse cookies" }).click();
    await page.getByText("you are still logged in").waitFor();
    expect(await cookieNames(page)).toEqual([]);
    await page.getByRole("button", { name: "Accept cookies" }).click();
    await expectReceiptsVerify(reader, avow, 4);
    await page.context().close();
  }, 90_000);

  it("[2.2.6] a browser that signals is honoured and told so, and accepts nothing by mistake", async () => {
    const context = { extraHTTPHeaders: { "sec-gpc": "1" } };
    const { page } = await openReader(browser, avow, { language: "zh", cookies: "refused", context });
    await foot(page, "Cookie").click();
    expect(await page.locator("main").innerText()).toContain("全球隐私控制（GPC）信号。已予遵从");
    expect(await page.getByRole("button", { name: "接受 Cookie" }).count()).toBe(0);
    await expectSoundPage(page);
    await page.context().close();
  }, 60_000);
});
