import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { pairingsOf } from "../support/breadth.ts";
import { launchBrowser } from "../support/browser.ts";
import { findAxeViolations, watchForeignRequests } from "../support/page-checks.ts";

/** The pages about the policy, as anybody finds them at the portal's address: no log-in, no cookie, no script needed. */
let avow: RunningAvow;
let browser: Browser;
let version: string;

beforeAll(async () => {
  [avow, browser] = await Promise.all([startAvow(), launchBrowser()]);
  const bundle = await fetch(`${avow.portal}/.well-known/avow/policy.json`);
  version = bundle.headers.get("etag")?.replaceAll('"', "") ?? "";
}, 180_000);

afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
}, 60_000);

async function newPage(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
  return (await browser.newContext(options)).newPage();
}

const listPages = () => [
  "/policy",
  "/policy?beside=",
  "/policy/versions",
  `/policy/versions/${version}`,
  `/policy/changes/${version}/${version}`,
  "/policy/versions/unknown",
  "/policy/flows",
  "/policy/ask?do=contact:email&by=operator&for=marketing&data=contact.email&person=known",
  "/policy/ask?q=what+is+refused+if+cookies+are+refused",
];

const LOOKS = [
  { language: "zh", other: "en", width: 1280, colorScheme: "light" },
  { language: "en", other: "zh", width: 360, colorScheme: "dark" },
  { language: "en", other: "zh", width: 1280, colorScheme: "light" },
  { language: "zh", other: "en", width: 360, colorScheme: "dark" },
] as const;

describe("every page about the policy", () => {
  it.each(pairingsOf(LOOKS))(
    "[2.6.1] $language $width $colorScheme: nothing for axe, nothing beyond the edge, no cookie, nobody else asked",
    async ({ language, other, width, colorScheme }) => {
      const page = await newPage({ viewport: { width, height: 800 }, colorScheme });
      const foreign: string[] = [];
      const complaints: string[] = [];
      watchForeignRequests(page.context(), foreign);
      page.on("pageerror", (error) => complaints.push(error.message));
      for (const path of listPages()) {
        const address = `${avow.portal}/privacy/${language}${path.endsWith("=") ? path + other : path}`;
        await page.goto(address);
        expect(await page.locator("html").getAttribute("lang"), address).toMatch(new RegExp(`^${language}`));
        expect(await findAxeViolations(page), address).toEqual([]);
        expect(await overflow(page), address).toBe(0);
      }
      expect(foreign).toEqual([]);
      expect(complaints).toEqual([]);
      expect(await page.context().cookies()).toEqual([]);
      await page.context().close();
    },
    120_000,
  );

  it("without scripts leads from the portal's policy through all of them", async () => {
    const page = await newPage({ javaScriptEnabled: false });
    await page.goto(`${avow.portal}/en/policy`);
    await page.getByRole("link", { name: "Each clause with its figures" }).click();
    await page.getByRole("link", { name: "Show Chinese beside it" }).click();
    expect(await page.locator('[id="2.4.8"] [lang="zh-CN"]').count()).toBe(1);
    for (const [tab, title] of [
      ["Versions", "Versions of the policy"],
      ["Data flows", "Where your data goes"],
      ["Ask", "Ask the policy"],
      ["The policy", "Index privacy policy"],
    ] as const) {
      await page
        .getByRole("navigation", { name: "Pages about the policy" })
        .getByRole("link", { name: tab })
        .click();
      expect(await page.locator("h1").innerText()).toBe(title);
    }
    await page.getByRole("link", { name: "中文" }).click();
    expect(await page.locator("h1").innerText()).toBe("Index 隐私政策");
    await page.context().close();
  });

  it("[2.6.1] the version in force is listed, has its own page, and its number leads to the bundle", async () => {
    const page = await newPage();
    await page.goto(`${avow.portal}/privacy/en/policy/versions`);
    expect(await page.locator("main .badge").first().innerText()).toBe("In force");
    const answer = await page.goto(`${avow.portal}/privacy/en/policy/versions/${version}`);
    expect(answer?.status()).toBe(200);
    const address = await page.locator(`a[href$="/policy/${version}"]`).first().getAttribute("href");
    const bundle = await page.request.get(`${avow.portal}${address}`);
    expect((await bundle.json()).format).toBe("avow-bundle/1");
    await page.context().close();
  });

  it("[law 4] the gate in the browser, the page without scripts and the service's own door give one answer", async () => {
    const question = "do=contact:email&by=operator&for=marketing&data=contact.email&person=known";
    const page = await newPage();
    await page.goto(`${avow.portal}/privacy/en/policy/ask?${question}`);
    await page.locator("[data-with-script]").waitFor();
    const plain = await newPage({ javaScriptEnabled: false });
    await plain.goto(`${avow.portal}/privacy/en/policy/ask?${question}`);
    const decided = await page.request.post(`${avow.service}/v1/decisions`, {
      data: {
        operation: {
          action: "contact",
          by: "operator",
          purpose: "marketing",
          data: ["contact.email"],
          channel: "email",
        },
        facts: {
          person: { loggedIn: false, consents: {}, objections: {}, held: false },
          cookies: "not-asked",
        },
      },
    });
    const { effect, clause, reason } = await decided.json();
    expect(effect).toBe("refuse");
    for (const shown of [page, plain]) {
      const answer = (await shown.locator("[data-answer]").innerText()).replace(/\s+/g, " ");
      expect(answer).toContain("Refused");
      expect(answer).toContain(clause);
      expect(answer).toContain(reason.en);
    }
    await page.context().close();
    await plain.context().close();
  });

  it("the keyboard alone puts a question and has its answer", async () => {
    const page = await newPage();
    await page.goto(`${avow.portal}/privacy/en/policy/ask`);
    await page.locator("[data-with-script]").waitFor();
    await page.getByLabel("Who does it").focus();
    for (const choice of ["Our staff", "Contact the person by e-mail", "To tell you about what"]) {
      await page.keyboard.type(choice);
      await page.keyboard.press("Tab");
    }
    expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("data");
    while (!(await page.evaluate(() => document.activeElement?.matches('[value="contact.email"]'))))
      await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    expect(await page.locator("[data-answer]").innerText()).toMatch(
      /^Refused[\s\S]*logged in[\s\S]*Clause 2\.4\.9/,
    );
    await page.context().close();
  });

  it("prints its text and its table without what only a screen needs", async () => {
    const page = await newPage();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    for (const path of ["/policy", "/policy/flows"]) {
      await page.goto(`${avow.portal}/privacy/zh${path}`);
      expect(await page.locator("main").isVisible()).toBe(true);
      expect(await page.locator(".tabs").isVisible()).toBe(false);
      expect(await page.locator(".bar-links").isVisible()).toBe(false);
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(ground).toBe("rgb(255, 255, 255)");
    }
    await page.context().close();
  });
});

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
