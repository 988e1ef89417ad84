import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pairingsOf } from "../../tests/support/breadth.ts";
import { launchBrowser } from "../../tests/support/browser.ts";
import { findAxeViolations } from "../../tests/support/page-checks.ts";
import { KEY, openPage } from "./fixture-service.testing.ts";
import { wordsOf } from "./words.ts";

/** Where screenshots go, if anywhere: for people who want to look. */
const SHOTS = process.env.AVOW_SHOTS;
const ORIGIN = "http://index.localhost";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const LOOKS = [
  { language: "en", colorScheme: "light", width: 1200 },
  { language: "zh", colorScheme: "dark", width: 360 },
  { language: "zh", colorScheme: "light", width: 1200 },
  { language: "en", colorScheme: "dark", width: 360 },
] as const;

describe("the page in a browser without scripts", () => {
  it.each(pairingsOf(LOOKS))("is whole and accessible: %o", async ({ language, colorScheme, width }) => {
    const { app } = await openPage();
    const words = wordsOf(language);
    // axe runs in the page; the page itself has no script, and its policy allows none.
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const addresses: string[] = [];
    await context.route("**/*", async (route) => {
      const asked = route.request();
      addresses.push(asked.url());
      const response = await app.request(asked.url(), {
        method: asked.method(),
        headers: await asked.allHeaders(),
        body: asked.postData(),
      });
      const body = Buffer.from(await response.arrayBuffer());
      await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    const check = async (name: string) => {
      if (SHOTS !== undefined)
        await page.screenshot({ path: `${SHOTS}/${language}-${colorScheme}-${name}.png`, fullPage: true });
      expect(await findAxeViolations(page), name).toEqual([]);
      const spill = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(spill, name).toBeLessThanOrEqual(0);
    };
    await page.goto(`${ORIGIN}/advertisers/${language}/`);
    await check("key");
    await page.getByLabel(words.key.label).fill("wrong");
    await page.getByRole("button", { name: words.key.enter }).click();
    await expect.poll(() => page.getByRole("alert").textContent()).toContain(words.problem.title);
    await check("wrong-key");
    await page.getByLabel(words.key.label).fill(KEY);
    await page.getByRole("button", { name: words.key.enter }).click();
    await check("open");
    await page.getByLabel(words.ask.by).selectOption("page");
    await page.getByRole("button", { name: words.ask.submit, exact: true }).click();
    await page.getByRole("button", { name: words.answer.csv }).waitFor();
    await check("pages");
    await page.getByLabel(words.ask.by).selectOption("total");
    await page.getByRole("button", { name: words.ask.submit, exact: true }).click();
    await page.getByText(words.budget.plan, { exact: true }).click();
    await check("total");
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
    expect(addresses.filter((address) => address.includes(KEY) || !address.startsWith(ORIGIN))).toEqual([]);
    expect(complaints.filter((line) => !line.includes("401"))).toEqual([]);
    await context.close();
  });
});
