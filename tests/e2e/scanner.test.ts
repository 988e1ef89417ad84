import { AsyncLocalStorage } from "node:async_hooks";
import { type ScanResult, scan } from "@slashgear/gdpr-cookie-scanner";
import { chromium } from "playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { launchBrowser } from "../support/browser.ts";
import { PARTNER_HOSTS, type Partners, startPartners } from "../support/partners.ts";
import { openReader } from "../support/portal-browser.ts";
import { type OpenShop, openShop } from "../support/shop.ts";

/** What a cookie scanner that nobody here wrote says of both sites. It reads the buttons of eight languages, and no Chinese. */
let avow: RunningAvow;
let shop: OpenShop;
let partners: Partners;

type Kept = Awaited<ReturnType<BrowserContext["storageState"]>>;
const NOTHING: Kept = { cookies: [], origins: [] };
/** What the browser of the visitor that a scan stands for has kept already. */
const visitor = new AsyncLocalStorage<Kept>();

beforeAll(async () => {
  partners = await startPartners();
  [avow, shop] = await Promise.all([startAvow(), openShop()]);
  vi.spyOn(chromium, "launch").mockImplementation(async () =>
    prepare(await launchBrowser(partners.browserArguments)),
  );
}, 180_000);

afterAll(async () => {
  vi.restoreAllMocks();
  await avow.stop();
  await removeData(avow);
  await shop.close();
  await partners.close();
}, 60_000);

/** This project's browser, as the scanner is to find it. */
function prepare(browser: Browser): Browser {
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext({ ...options, storageState: visitor.getStore() ?? NOTHING });
    context.on("page", awaitAnswers);
    return context;
  };
  return browser;
}

/**
 * The scanner looks as soon as it has pressed a button; here it looks when the choice is kept and, after a yes, on the page as it
 * is then: what was agreed to appears when it is loaded again.
 */
function awaitAnswers(page: Page): void {
  const click = page.click.bind(page);
  page.click = async (...button) => {
    const kept = page.waitForResponse(
      (response) => response.url().endsWith("/.avow/choice") && response.request().method() === "POST",
    );
    await click(...button);
    const { choices } = await (await kept).json();
    if (choices.analytics !== true) return;
    await page.reload();
    await page.locator("html[data-counted=yes]").waitFor({ state: "attached" });
  };
}

const namesOf = (cookies: ScanResult["cookiesAfterAccept"]) => cookies.map(({ name }) => name).toSorted();
const hostsOf = (requests: ScanResult["networkAfterAccept"]) =>
  [...new Set(requests.map(({ url }) => new URL(url).hostname))].toSorted();

/** What a visitor's browser keeps after a log-in on the portal. */
async function logIn(cookies: "accepted" | "refused"): Promise<Kept> {
  const browser = await launchBrowser();
  const { context } = await openReader(browser, avow, { language: "en", cookies });
  const kept = await context.storageState();
  await browser.close();
  return kept;
}

describe("a cookie scanner", () => {
  it("finds the shop's banner sound, nothing before a choice, the refusal alone after one, and what is declared after a yes", async () => {
    const found = await scan(`${shop.url}/en/goods/tent`);
    expect({ ...found.compliance, errors: found.errors }).toMatchObject({
      grade: "A",
      total: 100,
      issues: [],
      errors: [],
    });
    expect([namesOf(found.cookiesBeforeInteraction), hostsOf(found.networkBeforeInteraction)]).toEqual([
      [],
      ["localhost"],
    ]);
    expect([namesOf(found.cookiesAfterReject), hostsOf(found.networkAfterReject)]).toEqual([
      ["shop_choice"],
      ["localhost"],
    ]);
    expect(namesOf(found.cookiesAfterAccept)).toEqual(
      ["_br_id", "_pk_id.7.a1b2", "_pk_ses.7.a1b2", "shop_choice", "shop_seen"].toSorted(),
    );
    const { stranger, ...declared } = PARTNER_HOSTS;
    expect(["localhost", ...Object.values(declared)]).toEqual(
      expect.arrayContaining(hostsOf(found.networkAfterAccept)),
    );
    expect(hostsOf(found.networkAfterAccept)).not.toContain(stranger);
  }, 90_000);

  it("[2.2.4] [2.2.7] finds nothing on the portal before log-in, nothing after a refusal, and the register's cookies after a yes", async () => {
    const [refused, accepted] = await Promise.all([logIn("refused"), logIn("accepted")]);
    const look = (path: string, kept: Kept) => visitor.run(kept, () => scan(`${avow.portal}/en/${path}`));
    expect(refused).toEqual(NOTHING);
    const [before, logInForm, after] = await Promise.all([
      look("", refused),
      look("log-in", NOTHING),
      look("account", accepted),
    ]);
    for (const { compliance, modal, networkBeforeInteraction } of [before, logInForm, after]) {
      expect(compliance).toMatchObject({ grade: "A", total: 100, issues: [] });
      expect(modal.detected).toBe(false);
      expect(hostsOf(networkBeforeInteraction)).toEqual(["localhost"]);
    }
    expect([...before.cookiesBeforeInteraction, ...logInForm.cookiesBeforeInteraction]).toEqual([]);
    expect(namesOf(after.cookiesBeforeInteraction)).toEqual(["index_count", "index_return", "index_session"]);
  }, 90_000);
});
