import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { VERIFY_EXITS, verify } from "../../packages/cli/verify.ts";
import type { RunningAvow } from "./avow.ts";
import { findAxeViolations } from "./page-checks.ts";

const PASSWORD = "correct horse battery";

/** Somebody at a browser of their own, logged in on the portal. */
export interface Reader {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly email: string;
}

export interface ReaderOptions {
  readonly language: "en" | "zh";
  readonly cookies: "accepted" | "refused";
  /** Somebody who registered before. */
  readonly email?: string;
  readonly context?: Parameters<Browser["newContext"]>[0];
}

/** Registers somebody through the portal's own pages, unless they are known, and logs them in. */
export async function openReader(browser: Browser, avow: RunningAvow, o: ReaderOptions): Promise<Reader> {
  const { language, cookies } = o;
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const context = await browser.newContext({ locale, acceptDownloads: true, ...o.context });
  const page = await context.newPage();
  const email = o.email ?? `${crypto.randomUUID()}@example.com`;
  if (o.email === undefined) {
    await page.goto(`${avow.portal}/${language}/register`);
    await page.locator('[name="contact.name"]').fill(language === "zh" ? "林悦" : "Lin Yue");
    await page.locator('[name="contact.email"]').fill(email);
    await page.locator('[name="account.password"]').fill(PASSWORD);
    await page.locator("form.form button").click();
  }
  await page.goto(`${avow.portal}/${language}/log-in`);
  await page.locator('[name="email"]').fill(email);
  await page.locator('[name="password"]').fill(PASSWORD);
  await page.locator(`button[value="${cookies}"]`).click();
  await page.locator("#given").waitFor();
  return { page, context, email };
}

/** Holds a page against axe and its edge, as it is and at 360 pixels in the dark. */
export async function expectSoundPage(page: Page): Promise<void> {
  const size = page.viewportSize();
  for (const [width, colorScheme] of [
    [size?.width ?? 1280, "light"],
    [360, "dark"],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    expect(await findAxeViolations(page), page.url()).toEqual([]);
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond, page.url()).toBe(0);
  }
  await page.emulateMedia({ colorScheme: "light" });
  if (size !== null) await page.setViewportSize(size);
}

/** Downloads each receipt of a reader whose session is in a cookie, and verifies it with the command line's own check. */
export async function expectReceiptsVerify(
  { page }: Reader,
  avow: RunningAvow,
  least: number,
): Promise<void> {
  const buttons = page.getByRole("button", { name: /^(Download receipt|下载回执)/ });
  await expect
    .poll(
      async () => {
        await page.goto(`${avow.portal}/privacy/en/receipts`);
        return buttons.count();
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThanOrEqual(least);
  const trust = join(avow.dataDir, "trust.txt");
  for (let at = 0; at < least; at++) {
    const [download] = await Promise.all([page.waitForEvent("download"), buttons.nth(at).click()]);
    const receipt = join(avow.dataDir, `receipt-${at}.tlog-proof`);
    await download.saveAs(receipt);
    const silent = { out: () => {}, err: () => {}, color: false };
    const exit = await verify({ receipt, trust: undefined, defaultTrust: trust }, silent);
    expect(exit).toBe(VERIFY_EXITS.verifies);
  }
}
