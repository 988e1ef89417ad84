import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { languagesOf } from "../support/breadth.ts";
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

const WORDS = {
  en: {
    again: "New since your last visit on 10 November 2026",
    preferences: "Language and appearance",
    save: "Save",
    look: "Search articles",
    find: "Search",
    asked: "What are you looking for?",
    river: { query: "yellow river", title: "The man who narrowed the river" },
    map: { query: "walking map", title: "How to draw a walking map", text: "Find your pace." },
    cookies: "Cookies",
    refuse: "Refuse cookies",
    accept: "Accept cookies",
    accepted: "Accepted. The cookies of the register are set.",
    refused: "you are still logged in",
    byServer: "each search is answered by our server",
    limits: ["apply only while you are logged in", "answered by our server", "since your last visit"],
    signal: "sends Global Privacy Control. Honoured",
  },
  zh: {
    again: "2026年11月10日您上次访问之后的新内容",
    preferences: "语言与外观",
    save: "保存",
    look: "搜索文章",
    find: "搜索",
    asked: "您要找什么？",
    river: { query: "黄河", title: "把河收窄的人" },
    map: { query: "步行地图", title: "怎样画一张步行地图", text: "先量步子。" },
    cookies: "Cookie",
    refuse: "拒绝 Cookie",
    accept: "接受 Cookie",
    accepted: "已接受。登记簿所列的 Cookie 已设置。",
    refused: "您仍处于登录状态",
    byServer: "每次搜索均由服务器响应",
    limits: ["仅在登录期间有效", "由服务器响应", "上次访问之后的更新"],
    signal: "全球隐私控制（GPC）信号。已予遵从",
  },
} as const;

describe("with cookies accepted", () => {
  it.each(languagesOf("zh"))(
    "[2.2.5] [2.4.1] %s: users are counted, preferences kept, a return visit recognised, each by its own cookie",
    async (language) => {
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
      expect(await page.locator(".news").innerText()).toContain(WORDS[language].again);
      await expectSoundPage(page);
      for (const { name, expires } of await context.cookies()) {
        const hours = (expires - Date.now() / 1000) / 3600;
        if (name === "index_session") expect(hours).toBeLessThanOrEqual(12);
        else expect(hours).toBeLessThanOrEqual(180 * 24);
      }
      // That of the account, and that of what was saved.
      await expectReceiptsVerify(reader, avow, 2);
      await page.goto(`${avow.portal}/${language}/`);
      await page.locator(".yours .go").first().click();
      await page.locator('form[action$="/log-out"] button').click();
      await page.goto(`${avow.portal}/${language}/`);
      expect(await paper()).toBe("rgb(19, 23, 21)");
      await context.close();
    },
    120_000,
  );

  it.each(languagesOf("zh"))(
    "[2.2.5] %s: search answers in the page, from an index kept for its declared life and gone with a refusal",
    async (language) => {
      const words = WORDS[language];
      const { page, context } = await openReader(browser, avow, { language, cookies: "accepted" });
      await page.goto(`${avow.portal}/${language}/search`);
      await page.locator("#results[data-ready]").waitFor({ state: "attached" });
      expect(await keptByScripts(page)).toEqual(["index_search"]);
      const until = await page.evaluate(() => JSON.parse(localStorage.getItem("index_search") ?? "{}").until);
      expect(Math.abs(until - Date.now() - 7 * 86_400_000)).toBeLessThan(60_000);
      const asked: string[] = [];
      page.on("request", (request) => request.resourceType() === "font" || asked.push(request.url()));
      await page.getByRole("searchbox", { name: words.asked }).fill(words.river.query);
      await page.getByRole("link", { name: words.river.title }).waitFor();
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
      await page.goto(`${avow.portal}/${language}/cookies`);
      await page.getByRole("button", { name: words.refuse }).click();
      await page.getByText(words.refused).waitFor();
      await expect.poll(() => keptByScripts(page)).toEqual([]);
      expect(await cookieNames(page)).toEqual([]);
      await context.close();
    },
    60_000,
  );
});

describe("with cookies refused", () => {
  it.each(languagesOf("en"))(
    "[2.2.6] %s: a reader without scripts does everything, is told exactly what is limited, and keeps nothing",
    async (language) => {
      const words = WORDS[language];
      const context = { javaScriptEnabled: false };
      const { page } = await openReader(browser, avow, { language, cookies: "refused", context });
      await foot(page, words.preferences).click();
      await page.locator('[name="preference.appearance"]').selectOption("dark");
      await page.getByRole("button", { name: words.save }).click();
      expect(await page.locator("html").getAttribute("data-appearance")).toBe("dark");
      await page.getByRole("searchbox", { name: words.look }).fill(words.map.query);
      await page.getByRole("button", { name: words.find }).first().click();
      expect(await page.locator("main").innerText()).toContain(words.byServer);
      await page.getByRole("button", { name: words.map.title }).click();
      expect(await page.locator(".text").innerText()).toContain(words.map.text);
      expect(await page.locator("html").getAttribute("data-appearance")).toBe("dark");
      await foot(page, words.cookies).click();
      const register = await page.locator(".register").innerText();
      for (const limit of words.limits) expect(register).toContain(limit);
      expect(await cookieNames(page)).toEqual([]);
      expect(page.url()).not.toContain("avow_person");
      await page.context().close();
    },
    60_000,
  );

  it.each(languagesOf("en"))(
    "[2.2.6] %s: a change of mind is one press, either way, and its evidence verifies",
    async (language) => {
      const words = WORDS[language];
      const reader = await openReader(browser, avow, { language, cookies: "refused" });
      const { page } = reader;
      await foot(page, words.cookies).click();
      const [refuse, accept] = [
        page.getByRole("button", { name: words.refuse }),
        page.getByRole("button", { name: words.accept }),
      ];
      const [one, other] = [await refuse.boundingBox(), await accept.boundingBox()];
      expect([one?.width, one?.height]).toEqual([other?.width, other?.height]);
      await expectSoundPage(page);
      await accept.click();
      await page.getByText(words.accepted).waitFor();
      expect(await cookieNames(page)).toEqual(COOKIES);
      await page.goto(`${avow.portal}/${language}/cookies`);
      await page.getByRole("button", { name: words.refuse }).click();
      await page.getByText(words.refused).waitFor();
      expect(await cookieNames(page)).toEqual([]);
      await page.getByRole("button", { name: words.accept }).click();
      await expectReceiptsVerify(reader, avow, 4);
      await page.context().close();
    },
    90_000,
  );

  it.each(languagesOf("zh"))(
    "[2.2.6] %s: a browser that signals is honoured and told so, and accepts nothing by mistake",
    async (language) => {
      const words = WORDS[language];
      const context = { extraHTTPHeaders: { "sec-gpc": "1" } };
      const { page } = await openReader(browser, avow, { language, cookies: "refused", context });
      await foot(page, words.cookies).click();
      expect(await page.locator("main").innerText()).toContain(words.signal);
      expect(await page.getByRole("button", { name: words.accept }).count()).toBe(0);
      await expectSoundPage(page);
      await page.context().close();
    },
    60_000,
  );
});
