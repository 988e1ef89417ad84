import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page, Response } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { languagesOf, pairingsOf } from "../support/breadth.ts";
import { launchBrowser } from "../support/browser.ts";
import { findAxeViolations } from "../support/page-checks.ts";
import { type Partners, startPartners } from "../support/partners.ts";
import { answer, type OpenShop, openShop } from "../support/shop.ts";

/** The banner under a policy that asks: what a visitor of the example shop meets, in a real browser. */
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

const WORDS = {
  en: {
    banner: "Your privacy choices",
    reject: "Reject all",
    accept: "Accept all",
    reopen: "Privacy choices",
    choose: "Choose",
    save: "Save these choices",
  },
  zh: {
    banner: "您的隐私选择",
    reject: "全部拒绝",
    accept: "全部接受",
    reopen: "隐私选择",
    choose: "逐项选择",
    save: "保存所选",
  },
} as const;
type Language = keyof typeof WORDS;
const LANGUAGES: readonly Language[] = ["en", "zh"];

async function open(
  path: string,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${shop.url}${path}`);
  return { context, page };
}

/** Whether an answer says that a choice was kept. */
const isKept = (response: Response) => response.url().endsWith("/.avow/choice") && response.status() === 201;
const bannerOf = (page: Page, language: Language) =>
  page.getByRole("region", { name: WORDS[language].banner });
const cookieNames = async (context: BrowserContext) =>
  (await context.cookies()).map(({ name }) => name).sort();

/** Names of all a page can see to be kept beside cookies. */
function listStorage(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await caches.keys()),
    ...(await indexedDB.databases()).map(({ name }) => name ?? ""),
  ]);
}

async function recordOf(id: string) {
  const response = await shop.service.app.request(`http://localhost:4001/v1/device-choices/${id}`, {
    headers: { authorization: `Bearer ${shop.service.siteKey}` },
  });
  expect(response.status).toBe(200);
  return response.json();
}

describe("the banner", () => {
  it.each(LANGUAGES)(
    "asks once, in %s, and not again once it was answered",
    async (language) => {
      const words = WORDS[language];
      const { context, page } = await open(`/${language}/`);
      const banner = bannerOf(page, language);
      expect(await banner.count()).toBe(1);
      expect(await banner.getByRole("button").allTextContents()).toEqual([
        words.reject,
        words.accept,
        words.choose,
      ]);
      expect(await context.cookies()).toEqual([]);
      await answer(page, words.reject);
      await banner.waitFor({ state: "detached" });
      for (const path of ["/", "/goods/tent", "/policy"]) {
        await page.goto(`${shop.url}/${language}${path}`);
        expect(await page.getByRole("button", { name: words.reopen, exact: true }).count()).toBe(1);
        expect(await banner.count()).toBe(0);
      }
      await context.close();
    },
    60_000,
  );

  it("[law 8] loads nothing after a refusal, keeps nothing but the necessary cookie, and the record verifies", async () => {
    const { context, page } = await open("/en/goods/tent");
    const { length } = partners.requests;
    const id = await answer(page, WORDS.en.reject);
    for (const path of ["/en/goods/jacket", "/zh/", "/en/policy"]) await page.goto(`${shop.url}${path}`);
    expect(partners.requests.slice(length)).toEqual([]);
    expect(await cookieNames(context)).toEqual(["shop_choice"]);
    expect(await listStorage(page)).toEqual([]);
    const record = await recordOf(id);
    expect(record).toMatchObject({
      choices: { analytics: false, video: false, advertising: false },
      language: "en",
      signal: null,
      current: true,
    });
    expect(await verify(id)).toContain("verifies");
    await context.close();
  }, 60_000);

  it("loads what was accepted when the page comes again, each where the policy says", async () => {
    const { context, page } = await open("/zh/goods/tent");
    await answer(page, WORDS.zh.accept);
    const { length } = partners.requests;
    const hit = partners.askedFor("/hit");
    await page.reload();
    await hit;
    await page.frameLocator("iframe").getByText("A tent in the wind.").waitFor();
    expect(partners.requests.slice(length).toSorted()).toEqual([
      "pixel.shop-partners.example GET /p.gif",
      "stats.shop-partners.example GET /count.js",
      "stats.shop-partners.example GET /hit",
      "video.shop-partners.example GET /embed/tent",
    ]);
    await context.close();
  }, 60_000);

  it("opens one purpose alone from the preferences", async () => {
    const { context, page } = await open("/en/goods/jacket");
    await bannerOf(page, "en").getByRole("button", { name: WORDS.en.choose }).click();
    await page.getByRole("switch", { name: "To show videos" }).check();
    await answer(page, WORDS.en.save);
    const { length } = partners.requests;
    await page.reload();
    await page.frameLocator("iframe").getByText("A tent in the wind.").waitFor();
    expect(partners.requests.slice(length)).toEqual(["video.shop-partners.example GET /embed/jacket"]);
    expect(await cookieNames(context)).toEqual(["shop_choice"]);
    await context.close();
  }, 60_000);
});

/** Checks a record's receipt with the tool that anyone may use; what it says. */
async function verify(id: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "avow-receipt-"));
  const file = join(folder, "choice.tlog-proof");
  await expect.poll(async () => (await recordOf(id)).receipt, { timeout: 30_000 }).not.toBeNull();
  await writeFile(file, (await recordOf(id)).receipt);
  const trust = join(folder, "trust.txt");
  await writeFile(trust, shop.service.context.ledger.trustPolicy());
  const said = spawnSync(process.execPath, ["packages/cli/bin/avow.js", "verify", file, "--trust", trust]);
  await rm(folder, { recursive: true });
  return `${said.stdout}${said.stderr}`;
}

describe("withdrawal", () => {
  it("[law 4] clears cookies on every path, those of the server too, storage and caches, and keeps the refusal", async () => {
    const { context, page } = await open("/en/goods/tent");
    const first = await answer(page, WORDS.en.accept);
    const hit = partners.askedFor("/hit");
    await page.reload();
    await hit;
    await page.evaluate(() => {
      for (const path of ["/en", "/en/goods", "/en/goods/tent"]) {
        // biome-ignore lint/suspicious/noDocumentCookie: an advertiser's script would set it so.
        document.cookie = `_br_deep=1; Path=${path}; Max-Age=3600`;
      }
    });
    await expect.poll(() => listStorage(page)).toEqual(["shop_video_volume", "shop-posters"]);
    expect(await cookieNames(context)).toEqual([
      "_br_deep",
      "_br_deep",
      "_br_deep",
      "_br_id",
      "_pk_id.7.a1b2",
      "_pk_ses.7.a1b2",
      "shop_choice",
      "shop_seen",
    ]);
    await page.getByRole("button", { name: WORDS.en.reopen, exact: true }).click();
    const second = await answer(page, WORDS.en.reject);
    await expect.poll(() => cookieNames(context)).toEqual(["shop_choice"]);
    await expect.poll(() => listStorage(page)).toEqual([]);
    expect(await page.locator("iframe[src], img.pixel[src]").count()).toBe(0);
    expect([(await recordOf(first)).current, (await recordOf(second)).current]).toEqual([false, true]);

    const { length } = partners.requests;
    await page.reload();
    expect(partners.requests.slice(length)).toEqual([]);
    await context.close();
  }, 60_000);

  it("says what it could not undo: a script that ran, until the page comes again", async () => {
    const { context, page } = await open("/en/goods/stove");
    await answer(page, WORDS.en.accept);
    const hit = partners.askedFor("/hit");
    await page.reload();
    await hit;
    await page.getByRole("button", { name: WORDS.en.reopen, exact: true }).click();
    await answer(page, WORDS.en.reject);
    const notice = page.getByText("A script that already ran stops only when the page is reloaded.");
    await notice.waitFor();
    await page.getByRole("button", { name: "Reload the page" }).click();
    await notice.waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.documentElement.dataset.counted)).toBeUndefined();
    await context.close();
  }, 60_000);

  it("says so, too, where it meets a cookie that only another part of the site is sent", async () => {
    const { context, page } = await open("/en/goods/stove");
    await answer(page, WORDS.en.accept);
    await page.reload();
    await page.goto(`${shop.url}/en/`);
    await page.getByRole("button", { name: WORDS.en.reopen, exact: true }).click();
    await answer(page, WORDS.en.reject);
    // The front page is not sent the cookie of `/en/goods`, so nobody there can know of it.
    expect(await cookieNames(context)).toContain("shop_seen");
    await page.goto(`${shop.url}/en/goods/tent`);
    await page.getByText("shop_seen").waitFor();
    await context.close();
  }, 60_000);
});

describe("a browser's own refusal", () => {
  it.each(languagesOf("zh"))(
    "[2.2.6] is obeyed, recorded and shown, in %s, without a question",
    async (language) => {
      const context = await browser.newContext({ extraHTTPHeaders: { "sec-gpc": "1" } });
      const page = await context.newPage();
      const { length } = partners.requests;
      const kept = page.waitForResponse(isKept);
      await page.goto(`${shop.url}/${language}/goods/tent`);
      const { id } = await (await kept).json();
      expect(await recordOf(id)).toMatchObject({
        signal: "gpc",
        choices: { analytics: false, video: false, advertising: false },
      });
      expect(await bannerOf(page, language).count()).toBe(0);
      const shown = language === "en" ? /Global Privacy Control\. We honour it/ : /全球隐私控制.*已遵从/;
      expect(await page.locator("footer").getByText(shown).count()).toBe(1);
      await page.getByRole("button", { name: WORDS[language].reopen, exact: true }).click();
      expect(await page.getByRole("switch", { disabled: true }).count()).toBe(3);
      expect(partners.requests.slice(length)).toEqual([]);
      expect(await cookieNames(context)).toEqual(["shop_choice"]);
      await context.close();
    },
    60_000,
  );

  it("[2.2.6] withdraws what was agreed to before it", async () => {
    const { context, page } = await open("/en/goods/tent");
    await answer(page, WORDS.en.accept);
    await context.setExtraHTTPHeaders({ "sec-gpc": "1" });
    const { length } = partners.requests;
    const kept = page.waitForResponse(isKept);
    await page.reload();
    await kept;
    await expect.poll(() => cookieNames(context)).toEqual(["shop_choice"]);
    expect(partners.requests.slice(length)).toEqual([]);
    await context.close();
  }, 60_000);
});

describe("a choice that could not be kept", () => {
  it("is not believed: nothing opens, the banner says so, and it is kept once the service is back", async () => {
    const { context, page } = await open("/en/goods/tent");
    shop.away = true;
    await page.getByRole("button", { name: WORDS.en.accept }).click();
    await page.getByText("nothing has been switched on").waitFor({ timeout: 15_000 });
    expect(await context.cookies()).toEqual([]);
    expect(await page.locator("iframe[src]").count()).toBe(0);
    shop.away = false;
    const kept = page.waitForResponse(isKept);
    await page.getByRole("button", { name: "Try again now" }).click();
    await kept;
    expect(await cookieNames(context)).toContain("shop_choice");
    await context.close();
  }, 60_000);

  it("says the same on the page that needs no script", async () => {
    const { context, page } = await open("/zh/choices", { javaScriptEnabled: false });
    shop.away = true;
    await page.getByRole("button", { name: WORDS.zh.accept }).click();
    shop.away = false;
    expect(await page.getByRole("alert").textContent()).toContain("因此未开启任何一项");
    expect(await context.cookies()).toEqual([]);
    await context.close();
  }, 60_000);
});

describe("without a script", () => {
  it.each(languagesOf("en"))(
    "nothing optional loads, and a form keeps the same record, in %s",
    async (language) => {
      const words = WORDS[language];
      const { context, page } = await open(`/${language}/goods/tent`, { javaScriptEnabled: false });
      const { length } = partners.requests;
      await page.getByRole("link", { name: words.reopen }).click();
      expect(await page.getByRole("radio", { checked: true }).count()).toBe(0);
      await page.getByRole("button", { name: words.save }).click();
      expect(await page.getByRole("alert").count()).toBe(1);
      await page.locator("input[name=analytics][value=no]").check();
      await page.locator("input[name=video][value=yes]").check();
      await page.locator("input[name=advertising][value=no]").check();
      await page.getByRole("button", { name: words.save }).click();
      const id = (await page.getByRole("status").locator("code").textContent()) ?? "";
      expect(await recordOf(id)).toMatchObject({
        language,
        choices: { analytics: false, video: true, advertising: false },
      });
      expect(await page.locator("input[name=video][value=yes]").isChecked()).toBe(true);
      await page.getByRole("button", { name: words.reject }).click();
      const later = (await page.getByRole("status").locator("code").textContent()) ?? "";
      expect((await recordOf(later)).choices.video).toBe(false);
      expect((await recordOf(id)).current).toBe(false);
      expect(await cookieNames(context)).toEqual(["shop_choice"]);
      expect(partners.requests.slice(length)).toEqual([]);
      await context.close();
    },
    60_000,
  );

  it("goods can be put into the basket, which is one cookie of the register", async () => {
    const { context, page } = await open("/en/goods/stove", { javaScriptEnabled: false });
    await page.getByRole("button", { name: "Put into the basket" }).click();
    await page.getByRole("button", { name: "Put into the basket" }).click();
    await page.getByRole("status").getByRole("link", { name: "Basket" }).click();
    expect(await page.getByRole("row", { name: /Kutter/ }).textContent()).toContain("2 ×");
    expect(await cookieNames(context)).toEqual(["shop_basket"]);
    await page.getByRole("button", { name: "Empty the basket" }).click();
    expect(await context.cookies()).toEqual([]);
    await context.close();
  }, 60_000);
});

describe("for everybody", () => {
  const looks = [
    { language: "zh", width: 1280, colorScheme: "light" },
    { language: "en", width: 360, colorScheme: "dark" },
    { language: "en", width: 1280, colorScheme: "light" },
    { language: "zh", width: 360, colorScheme: "dark" },
  ] as const;

  it.each(pairingsOf(looks))(
    "$language $width $colorScheme: nothing for axe and nothing beyond the edge, with banner, preferences and pages",
    async ({ language, width, colorScheme }) => {
      const words = WORDS[language];
      const { context, page } = await open(`/${language}/`, {
        viewport: { width, height: 800 },
        colorScheme,
      });
      const check = async (what: string) => {
        expect([what, await findAxeViolations(page)]).toEqual([what, []]);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([what, Math.max(0, beyond)]).toEqual([what, 0]);
      };
      await check("banner");
      await page.getByRole("button", { name: words.choose, exact: true }).click();
      await check("preferences");
      await page.keyboard.press("Escape");
      await page.goto(`${shop.url}/${language}/goods/tent`);
      await check("placeholder");
      await answer(page, words.reject);
      for (const path of ["/", "/goods/stove", "/basket", "/choices", "/policy"]) {
        await page.goto(`${shop.url}/${language}${path}`);
        await check(path);
      }
      await context.close();
    },
    120_000,
  );

  it("the keyboard alone: the banner comes first, takes no focus, keeps none, and Escape puts it away unanswered", async () => {
    const { context, page } = await open("/en/");
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    const seen: string[] = [];
    for (let presses = 0; presses < 5; presses += 1) {
      await page.keyboard.press("Tab");
      seen.push(await focused());
    }
    expect(seen).toEqual([
      "Reject all",
      "Accept all",
      "Choose",
      "Read the privacy policy",
      "Skip to content",
    ]);
    await page.keyboard.press("Escape");
    await bannerOf(page, "en").waitFor({ state: "detached" });
    expect(await context.cookies()).toEqual([]);

    await page.getByRole("button", { name: WORDS.en.reopen, exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await focused()).toBe(WORDS.en.reopen);
    await page.reload();
    await page.keyboard.press("Tab");
    const kept = page.waitForResponse(isKept);
    await page.keyboard.press("Enter");
    expect((await (await kept).json()).choices).toEqual({
      analytics: false,
      video: false,
      advertising: false,
    });
    await context.close();
  }, 60_000);
});
