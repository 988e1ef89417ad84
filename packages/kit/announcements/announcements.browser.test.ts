import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../../tests/support/browser.ts";
import { builtKit } from "../../../tests/support/built.ts";
import { findAxeViolations } from "../../../tests/support/page-checks.ts";
import { SHOP_PLAN, STRICT_CSP } from "../kit-site.testing.ts";

const ORIGIN = "https://shop.localhost";
const ANNOUNCEMENTS = [
  { title: "An old <b>backup</b> was read", href: "/privacy/en/announcements/1" },
  { title: "The policy changes", href: "/privacy/en/announcements/2" },
];

let browser: Browser;
let script: string;

beforeAll(async () => {
  script = await readFile((await builtKit()).kit, "utf8");
  browser = await launchBrowser();
}, 60_000);
afterAll(() => browser.close());

/** A page of a site with a strict policy, as it is after the kit has run. */
async function open(language: string, announcements: unknown): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  const json = (id: string, value: unknown) =>
    `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll("<", "\\u003c")}</script>`;
  const html = `<!doctype html><html lang="${language}"><head><title>Shop</title>
    ${json("avow-plan", { ...SHOP_PLAN, questions: [] })}
    ${json("avow-choice", { choice: null, signal: null, unwanted: [] })}
    ${json("avow-announcements", { language, announcements })}
    <script src="/kit.js" defer></script></head>
    <body><header><a href="/basket">Basket</a></header><main><h1>Goods</h1></main></body></html>`;
  await page.route("**/*", (route) =>
    route.request().url().endsWith("/kit.js")
      ? route.fulfill({ body: script, contentType: "text/javascript" })
      : route.fulfill({
          body: html,
          contentType: "text/html; charset=utf-8",
          headers: { "content-security-policy": STRICT_CSP },
        }),
  );
  await page.goto(`${ORIGIN}/`);
  return page;
}

describe("announcements on a company's own page", () => {
  it("[2.3.8] stand in the page itself, take no focus, cover nothing, and show what was written as text", async () => {
    const page = await open("en", ANNOUNCEMENTS);
    const region = page.getByRole("region", { name: "Announcements" });
    expect(await region.getByRole("link").allInnerTexts()).toEqual([
      "An old <b>backup</b> was read",
      "The policy changes",
    ]);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
    expect(await region.evaluate((element) => getComputedStyle(element).position)).toBe("static");
    expect(await page.getByRole("heading", { name: "Goods" }).isVisible()).toBe(true);
    expect(await findAxeViolations(page)).toEqual([]);
    await page.context().close();
  });

  it.each(["Enter", "Escape"])(
    "are hidden by keyboard with %s, and the device keeps nothing of it",
    async (key) => {
      const page = await open("zh", ANNOUNCEMENTS);
      const region = page.getByRole("region", { name: "公告" });
      await page.keyboard.press("Tab");
      if (key === "Enter") for (const _ of ANNOUNCEMENTS) await page.keyboard.press("Tab");
      await page.keyboard.press(key);
      expect(await region.count()).toBe(0);
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
      expect(await page.context().cookies()).toEqual([]);
      expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
      await page.reload();
      expect(await region.count()).toBe(1);
      await page.context().close();
    },
  );

  it("are not there where nothing is announced", async () => {
    const page = await open("en", []);
    expect(await page.getByRole("region", { name: "Announcements" }).count()).toBe(0);
    await page.context().close();
  });
});
