import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../tests/support/browser.ts";
import { buildCentre } from "./build.ts";
import { createCentre } from "./centre.ts";
import {
  bundle,
  createFixtureService,
  sampleReceipt,
  sampleTrust,
  TOKEN,
  VERSION,
} from "./fixture-service.ts";
import { serveInBrowser } from "./serve-in-browser.testing.ts";
import type { CentreOptions } from "./site.ts";

/** The reserved name that browsers take for this machine; nothing listens there, for every request is answered below. */
const ORIGIN = "http://centre.localhost";

let browser: Browser;
let outDir: string;
let assets: CentreOptions["assets"];

beforeAll(async () => {
  browser = await launchBrowser();
  outDir = await mkdtemp(join(tmpdir(), "avow-centre-"));
  assets = await buildCentre(outDir);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await rm(outDir, { recursive: true });
});

/** A page whose every request is answered by the centre; `complaints` is what the browser says against it. */
async function openPage({ trust = sampleTrust(), javaScriptEnabled = true } = {}): Promise<{
  page: Page;
  complaints: string[];
  addresses: string[];
}> {
  const { app: service } = createFixtureService();
  const app = new Hono();
  app.get("/log/trust.txt", (c) => c.text(trust));
  app.route(
    "/privacy",
    createCentre({
      policy: () => ({ bundle, version: VERSION }),
      service: (request) => service.fetch(request),
      publicUrl: ORIGIN,
      assets,
      report: (error) => complaints.push(String(error)),
    }),
  );
  const complaints: string[] = [];
  const addresses: string[] = [];
  const context = await browser.newContext({ javaScriptEnabled });
  await context.addCookies([{ name: "index_session", value: TOKEN, url: ORIGIN }]);
  await serveInBrowser(context, app, addresses);
  const page = await context.newPage();
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, complaints, addresses };
}

describe("checking a receipt in the page", () => {
  it("[law 5] a person's own receipt verifies, and its event is told in words", async () => {
    const { page, complaints, addresses } = await openPage();
    await page.goto(`${ORIGIN}/privacy/en/receipts`);
    await page.getByRole("button", { name: "Check receipt 2" }).click();
    const outcome = page.locator("#result-2");
    await expect.poll(() => outcome.textContent()).toContain("This receipt verifies");
    expect(await outcome.textContent()).toMatch(/What happened\s*You agreed/);
    expect(await outcome.textContent()).toMatch(/purpose\s*marketing/);
    expect(await outcome.textContent()).toContain("The log alone; no outside witness");
    expect(complaints).toEqual([]);
    expect(addresses.filter((address) => !address.startsWith(`${ORIGIN}/`))).toEqual([]);
  });

  it("[law 5] a file that was altered does not verify, and a log nobody vouches for is undecided", async () => {
    const { page } = await openPage();
    await page.goto(`${ORIGIN}/privacy/zh/receipts`);
    const choose = (text: string) =>
      page.setInputFiles("#receipt-file", {
        name: "r.tlog-proof",
        mimeType: "text/plain",
        buffer: Buffer.from(text),
      });
    const outcome = page.locator("#file-result");
    await choose(sampleReceipt().replace("index 0", "index 1"));
    await expect.poll(() => outcome.textContent()).toContain("回执不实");
    await choose(sampleReceipt());
    await expect.poll(() => outcome.textContent()).toContain("回执属实");
    const stranger = await openPage({ trust: "quorum none\n" });
    await stranger.page.goto(`${ORIGIN}/privacy/en/receipts`);
    await stranger.page.getByRole("button", { name: "Check receipt 2" }).click();
    await expect.poll(() => stranger.page.locator("#result-2").textContent()).toContain("We cannot tell");
  });

  it("without scripts the page names the tool instead of offering a check", async () => {
    const { page } = await openPage({ javaScriptEnabled: false });
    await page.goto(`${ORIGIN}/privacy/en/receipts`);
    expect(await page.locator("main").textContent()).toContain("npx avow verify receipt.tlog-proof");
    expect(await page.getByText("Checking in this page needs JavaScript").isVisible()).toBe(true);
    expect(await page.locator("input[type=file]").isVisible()).toBe(false);
    expect(await page.getByRole("button", { name: "Check receipt 2" }).count()).toBe(0);
  });

  it("is built once: unchanged sources leave the scripts alone", async () => {
    const times = () => Promise.all(Object.values(assets).map(async (path) => (await stat(path)).mtimeMs));
    const before = await times();
    expect(await buildCentre(outDir)).toEqual(assets);
    expect(await times()).toEqual(before);
  });
});

describe("[2.2.6] a session without a cookie", () => {
  it("moves between all pages, and checks a receipt, without ever showing in an address", async () => {
    const { page, addresses } = await openPage();
    await page.context().clearCookies();
    await page.setContent(
      `<form method="post" action="${ORIGIN}/privacy/en"><input name="session" value="${TOKEN}"><button>go</button></form>`,
    );
    await page.click("button");
    for (const [tab, title] of [
      ["Choices", "Your choices"],
      ["Leave", "Erase everything"],
      ["Receipts", "Your receipts"],
    ] as const) {
      await page.getByRole("navigation").getByRole("button", { name: tab }).click();
      await expect.poll(() => page.locator("h1").textContent()).toBe(title);
    }
    await page.getByRole("button", { name: "Check receipt 2" }).click();
    await expect.poll(() => page.locator("#result-2").textContent()).toContain("This receipt verifies");
    expect(addresses.length).toBeGreaterThan(5);
    expect(addresses.filter((address) => address.includes(TOKEN))).toEqual([]);
  });
});
