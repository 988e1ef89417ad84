import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../tests/support/browser.ts";
import { findAxeViolations } from "../../tests/support/page-checks.ts";
import { buildKit, type KitScripts } from "./build.ts";
import type { Consent } from "./consent/index.ts";
import { type KitSite, type KitSiteOptions, openKitSite, SHOP_PLAN } from "./kit-site.testing.ts";

const FILM = (port: string) =>
  `<iframe data-purpose="video" data-src="http://player.localhost:${port}/film" width="560" height="315" title="film"></iframe>`;

let browser: Browser;
let outDir: string;
let scripts: KitScripts;
const toClose: (() => Promise<void>)[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  outDir = await mkdtemp(join(tmpdir(), "avow-kit-"));
  scripts = await buildKit(outDir);
}, 120_000);

afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

afterAll(async () => {
  await browser.close();
  await rm(outDir, { recursive: true });
});

interface Opened {
  readonly page: Page;
  readonly site: KitSite;
  /** What the browser says against the page, but for answers that are no success. */
  readonly complaints: string[];
}

async function open({
  path = "/",
  context: contextOptions = {},
  before = () => {},
  ...options
}: Partial<KitSiteOptions> & {
  readonly path?: string;
  readonly context?: BrowserContextOptions;
  readonly before?: (page: Page, site: KitSite) => unknown;
} = {}): Promise<Opened> {
  const site = await openKitSite({ script: scripts.kit, ...options });
  toClose.push(() => site.close());
  const context = await browser.newContext(contextOptions);
  toClose.push(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (!message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await before(page, site);
  await page.goto(site.url(path));
  return { page, site, complaints };
}

const banner = (page: Page) => page.getByRole("region", { name: /Your privacy choices|您的隐私选择/ });
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
const choose = (page: Page) =>
  banner(page)
    .getByRole("button", { name: /^(Choose|逐项选择)$/ })
    .click();
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent);

function setCookies(lines: readonly string[]): void {
  // biome-ignore lint/suspicious/noDocumentCookie: as third parties' scripts do it.
  for (const line of lines) document.cookie = line;
}

describe("the question", () => {
  it("is not put where there is nothing to ask, and nothing else is shown either", async () => {
    const { page, complaints, site } = await open({ plan: { ...SHOP_PLAN, questions: [] } });
    await page.waitForFunction(() => document.readyState === "complete");
    expect(await page.locator(".avow").count()).toBe(0);
    expect([complaints, site.posted]).toEqual([[], []]);
  });

  it("is put once: where a choice was made under these words, only the way back to it is shown", async () => {
    const { page, site } = await open();
    await press(page, "Reject all");
    await banner(page).waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("button", { name: "Privacy choices" }).waitFor();
    expect(await banner(page).count()).toBe(0);
    expect(site.posted).toHaveLength(1);
    site.record = { ...(site.record ?? expect.fail()), wording: "c".repeat(64) };
    await page.reload();
    await banner(page).waitFor();
  });

  it("refuses and accepts with buttons that differ in nothing but their words", async () => {
    for (const [language, reject, accept] of [
      ["en", "Reject all", "Accept all"],
      ["zh", "全部拒绝", "全部接受"],
    ] as const) {
      const { page } = await open({ language, context: { viewport: { width: 360, height: 700 } } });
      const looks = await Promise.all(
        [reject, accept].map((name) =>
          banner(page)
            .getByRole("button", { name, exact: true })
            .evaluate((button) => {
              const { width, height, top } = button.getBoundingClientRect();
              const style = Object.fromEntries(
                [...getComputedStyle(button)].map((name) => [
                  name,
                  getComputedStyle(button).getPropertyValue(name),
                ]),
              );
              return { width, height, top, style };
            }),
        ),
      );
      expect(looks[0]).toEqual(looks[1]);
      expect(looks[0]?.height).toBeGreaterThanOrEqual(24);
    }
  });

  it("takes no focus and keeps none: Tab goes through it and on into the page, Escape puts it away and nothing is answered", async () => {
    const { page, site } = await open();
    await banner(page).waitFor();
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    const seen: unknown[] = [];
    for (const _ of ["reject", "accept", "choose", "policy", "link"]) {
      await page.keyboard.press("Tab");
      seen.push(await focused(page));
    }
    expect(seen).toEqual(["Reject all", "Accept all", "Choose", "Read the privacy policy", "first"]);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest(".avow-banner"))).toBe(null);
    await page.focus("#first");
    await page.keyboard.press("Escape");
    await banner(page).waitFor({ state: "detached" });
    expect(await focused(page)).toBe("first");
    expect(site.posted).toEqual([]);
    await page.reload();
    await banner(page).waitFor();
  });

  it("is answered by the keyboard alone, and the focus goes to the way back", async () => {
    const { page, site } = await open();
    await banner(page).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await banner(page).waitFor({ state: "detached" });
    expect(await focused(page)).toBe("Privacy choices");
    expect(site.posted.map(({ choices }) => choices)).toEqual([
      { analytics: false, video: false, advertising: false },
    ]);
    await page.keyboard.press("Enter");
    const first = page.getByRole("switch", { name: "to count visits" });
    await first.waitFor();
    await first.focus();
    await page.keyboard.press("Space");
    await press(page, "Save these choices");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(site.posted.at(-1)?.choices).toEqual({ analytics: true, video: false, advertising: false });
    expect(await focused(page)).toBe("Privacy choices");
  });

  it("moves nothing on the page", async () => {
    const { page } = await open({
      body: "<p>text</p>".repeat(40),
      before: (page) =>
        page.addInitScript(() => {
          const noted: PerformanceEntry[] = [];
          Object.assign(globalThis, { noted });
          new PerformanceObserver((list) => noted.push(...list.getEntries())).observe({
            type: "layout-shift",
            buffered: true,
          });
        }),
    });
    await banner(page).waitFor();
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    expect(await page.evaluate("noted")).toEqual([]);
  });

  it.each([
    ["en", "light", 1280],
    ["zh", "dark", 1280],
    ["zh", "light", 360],
    ["en", "dark", 360],
  ] as const)(
    "and the preferences fit and please axe: %s, %s, %i px",
    async (language, colorScheme, width) => {
      const { page, complaints } = await open({
        language,
        bodyOf: FILM,
        context: { viewport: { width, height: 720 }, colorScheme, reducedMotion: "reduce" },
      });
      await banner(page).waitFor();
      expect(await findAxeViolations(page)).toEqual([]);
      await choose(page);
      await page.getByRole("dialog").waitFor();
      expect(await findAxeViolations(page)).toEqual([]);
      const sizes = await page.evaluate(() => ({
        overflow: document.documentElement.scrollWidth - innerWidth,
        small: [...document.querySelectorAll(".avow :is(button, input)")].filter((one) => {
          const { width, height } = one.getBoundingClientRect();
          return width > 0 && (width < 24 || height < 24);
        }).length,
        styled: document.querySelectorAll(".avow [style]").length,
      }));
      expect(sizes).toEqual({ overflow: 0, small: 0, styled: 0 });
      expect(complaints).toEqual([]);
    },
  );

  it("fetches plan and choice where the page does not hold them, and opens nothing when it cannot", async () => {
    const { page } = await open({ inPage: false });
    await banner(page).waitFor();
    const away = await open({
      inPage: false,
      before: (page) => page.route("**/.avow/plan.json", (route) => route.fulfill({ status: 503 })),
      body: `<script type="text/plain" data-purpose="analytics" data-src="/.avow/kit.js"></script>`,
    });
    await expect.poll(() => away.complaints.join()).toContain("`/.avow/plan.json` answered 503");
    expect(await away.page.locator(".avow, script[data-purpose]:not([type='text/plain'])").count()).toBe(0);
  });
});

describe("a choice", () => {
  it("[law 8] that failed is not believed: the question stays, says so, and the gates stay shut until it is kept", async () => {
    const { page, site } = await open({
      body: `<img data-purpose="advertising" data-src="/.avow/none.png" alt="">`,
      before: (_, site) => site.failures.push(503, 503, 503),
    });
    await press(page, "Accept all");
    await banner(page).getByText("could not be saved yet").waitFor();
    expect(await page.locator("img[src]").count()).toBe(0);
    await press(page, "Try again now");
    await banner(page).waitFor({ state: "detached" });
    await page.locator("img[src]").waitFor({ state: "attached" });
    expect(site.posted).toHaveLength(4);
    expect(new Set(site.posted.map(({ key }) => key)).size).toBe(1);
  }, 30_000);

  it("that comes too late for the words is refused, and the page is offered anew", async () => {
    const { page, site } = await open({ before: (_, site) => site.failures.push(409) });
    await press(page, "Accept all");
    await press(page, "Reload the page");
    await press(page, "Reject all");
    await banner(page).waitFor({ state: "detached" });
    expect(site.posted).toHaveLength(2);
  });

  it("is told to the page's own scripts, at the start and after every change", async () => {
    const { page } = await open({
      before: (page) =>
        page.addInitScript(() => {
          const told: boolean[] = [];
          Object.assign(globalThis, { told });
          document.addEventListener("avow-change", (event) =>
            told.push((event as CustomEvent<Consent>).detail.isOpen("video")),
          );
        }),
    });
    await press(page, "Accept all");
    await expect.poll(() => page.evaluate("told")).toEqual([false, false, true]);
  });
});

describe("[2.2.6] a browser that refuses", () => {
  it("is not asked; the refusal is recorded, shown as honoured, and nothing can be switched on against it", async () => {
    const { page, site, complaints } = await open({
      bodyOf: FILM,
      context: { extraHTTPHeaders: { "sec-gpc": "1" } },
    });
    await page.getByRole("button", { name: /Privacy choices.*refusal is honoured/ }).click();
    expect(await banner(page).count()).toBe(0);
    const dialog = page.getByRole("dialog");
    expect(await dialog.textContent()).toContain("Your browser sends Global Privacy Control. We honour it");
    expect(await dialog.getByRole("switch", { disabled: true, checked: false }).count()).toBe(3);
    expect(await dialog.getByRole("button").allTextContents()).toEqual(["Close"]);
    expect(await page.locator(".avow-placeholder button").count()).toBe(0);
    await expect
      .poll(() => site.posted)
      .toMatchObject([{ signal: "gpc", choices: { analytics: false, video: false, advertising: false } }]);
    await page.reload();
    await page.getByRole("button", { name: /Privacy choices/ }).waitFor();
    expect(site.posted).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it("by script alone is honoured too, and the page's own places say so", async () => {
    const { page, site } = await open({
      language: "zh",
      body: `<button data-avow-preferences hidden>隐私</button><p data-avow-signal hidden></p>`,
      before: (page) =>
        page.addInitScript(() => Object.defineProperty(navigator, "globalPrivacyControl", { value: true })),
    });
    await page.getByText("我们已遵从").waitFor();
    expect(await page.locator(".avow-reopen").isVisible()).toBe(false);
    await press(page, "隐私");
    await page.getByRole("dialog").waitFor();
    await expect.poll(() => site.posted[0]?.signal).toBe("gpc");
  });
});

describe("gates", () => {
  const body = (port: string) => `
    <script type="text/plain" data-purpose="analytics" data-src="http://stats.localhost:${port}/stats.js"></script>
    <script type="text/plain" data-purpose="analytics" nonce="fixture">document.body.dataset.inline = "ran";</script>
    <script type="text/plain" data-purpose="analytics">document.body.dataset.bare = "ran";</script>
    <script type="text/plain" data-purpose="ghost" nonce="fixture">document.body.dataset.ghost = "ran";</script>
    <script type="text/plain" data-purpose="analytics" data-src="http://elsewhere.localhost:${port}/x.js"></script>
    <img alt="" data-purpose="advertising" data-src="http://pixel.localhost:${port}/p.gif">
    <img alt="" data-purpose="analytics" data-src="http://pixel.localhost:${port}/sly.gif">
    ${FILM(port)}`;

  it("open what is agreed to and nothing else, under a strict policy with Trusted Types, and complain of nothing", async () => {
    const { page, site, complaints } = await open({ bodyOf: body });
    await banner(page).waitFor();
    expect(site.reached).toEqual([]);
    await choose(page);
    await page.getByRole("switch", { name: "to count visits" }).check();
    await press(page, "Save these choices");
    await page.waitForFunction(() => document.documentElement.dataset.ran === "yes");
    expect(await page.evaluate(() => ({ ...document.body.dataset }))).toEqual({ inline: "ran" });
    expect(site.reached).toEqual(["stats.localhost/stats.js"]);
    expect(complaints).toEqual([]);
  });

  it("hold a frame's place with who would be reached and the exact words, and agree to that alone", async () => {
    const { page, site } = await open({ bodyOf: body });
    const placeholder = page.locator(".avow-placeholder");
    expect(await placeholder.textContent()).toContain("This part comes from Lumen Video");
    expect(await placeholder.textContent()).toContain(SHOP_PLAN.questions[1]?.ask.en);
    const { width, height } = (await placeholder.boundingBox()) ?? expect.fail();
    expect([width, height]).toEqual([560, 315]);
    await press(page, "Agree and load");
    await page.frameLocator("iframe").getByText("a video").waitFor();
    expect(site.posted.map(({ choices }) => choices)).toEqual([
      { analytics: false, video: true, advertising: false },
    ]);
    expect(await placeholder.count()).toBe(0);
  });

  it("see what comes into the page later", async () => {
    const { page, site } = await open();
    await press(page, "Accept all");
    await banner(page).waitFor({ state: "detached" });
    const port = new URL(site.url("/")).port;
    await page.evaluate((port) => {
      const frame = document.createElement("iframe");
      frame.dataset.purpose = "video";
      frame.dataset.src = `http://player.localhost:${port}/later`;
      document.body.append(frame);
    }, port);
    await expect.poll(() => site.reached).toContain("player.localhost/later");
  });

  it("say that the page must be loaded anew where its own policy still forbids what is agreed to", async () => {
    const { page, site } = await open({
      bodyOf: FILM,
      csp: "default-src 'none'; script-src 'self'; connect-src 'self'; frame-src 'none'",
    });
    await press(page, "Agree and load");
    await page.locator(".avow-placeholder").getByText("appears when the page is reloaded").waitFor();
    await page.locator(".avow-notice").getByText("appears when the page is reloaded").waitFor();
    expect(site.reached).toEqual([]);
  });

  it("shut again on withdrawal: the frame is emptied at once, a script that ran is said to need a new page", async () => {
    const { page, site } = await open({ bodyOf: body });
    await press(page, "Accept all");
    await page.frameLocator("iframe").getByText("a video").waitFor();
    await press(page, "Privacy choices");
    await page.getByRole("dialog").getByRole("button", { name: "Reject all" }).click();
    await page.locator(".avow-placeholder").waitFor();
    expect(await page.locator("iframe[src]").count()).toBe(0);
    expect(page.frames()).toHaveLength(2);
    await page.getByText("A script that already ran stops only when the page is reloaded.").waitFor();
    site.reached.length = 0;
    await page.locator(".avow-notice").getByRole("button", { name: "Reload the page" }).click();
    await page.locator(".avow-placeholder").waitFor();
    expect(site.reached).toEqual([]);
  });
});

describe("withdrawal", () => {
  const COOKIES = [
    ...["/", "/lamps", "/lamps/", "/lamps/desk/seven"].map((path) => `_stats=1; Path=${path}`),
    "_stats_4711=1; Path=/; Domain=shop.localhost",
    "_stats_s=1; Path=/; Secure; SameSite=None; Partitioned",
    "shop_choice=1; Path=/",
    "other=1; Path=/",
  ];
  const KEPT = () => {
    for (const store of [localStorage, sessionStorage]) {
      store.setItem("stats-queue", "1");
      store.setItem("stats-visit", "1");
      store.setItem("mine", "1");
    }
    return Promise.all([
      caches.open("video-thumbnails-v3"),
      caches.open("mine"),
      new Promise((resolve) => {
        const request = indexedDB.open("stats-events");
        request.onsuccess = () => resolve(request.result.close());
      }),
    ]).then(() => undefined);
  };
  const LEFT = async () => ({
    cookies: document.cookie.split("; ").sort(),
    local: Object.keys(localStorage).sort(),
    session: Object.keys(sessionStorage).sort(),
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
  });

  it("[law 2] clears every declared cookie on every path and domain above, storage, databases and caches, and nothing else", async () => {
    const { page, complaints } = await open({ path: "/lamps/desk/seven" });
    await press(page, "Accept all");
    await banner(page).waitFor({ state: "detached" });
    await page.evaluate(setCookies, COOKIES);
    await page.evaluate(KEPT);
    expect((await page.evaluate(LEFT)).cookies).toHaveLength(8);
    await press(page, "Privacy choices");
    await page.getByRole("dialog").getByRole("button", { name: "Reject all" }).click();
    await expect
      .poll(() => page.evaluate(LEFT))
      .toEqual({
        cookies: ["other=1", "shop_choice=1"],
        local: ["mine", "stats-visit"],
        session: ["mine", "stats-queue"],
        databases: [],
        caches: ["mine"],
      });
    expect(await page.locator(".avow-notice button").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("clears what came back, on the next page", async () => {
    const { page } = await open();
    await press(page, "Reject all");
    await page.evaluate(setCookies, COOKIES);
    await page.evaluate(KEPT);
    await page.reload();
    await expect.poll(async () => (await page.evaluate(LEFT)).cookies).toEqual(["other=1", "shop_choice=1"]);
  });

  it.each([
    ["and did not, by name", [], ["_stats"]],
    ["not at all, when it did", ["_stats"], []],
  ])("says what only the server could clear %s", async (_, expires, unwanted) => {
    const { page } = await open({ expires });
    await press(page, "Accept all");
    await banner(page).waitFor({ state: "detached" });
    await page.context().addCookies([{ name: "_stats", value: "secret", httpOnly: true, url: page.url() }]);
    const asked = page.waitForResponse(
      (response) => response.url().endsWith("/.avow/choice") && response.request().method() === "GET",
    );
    await press(page, "Privacy choices");
    await page.getByRole("dialog").getByRole("button", { name: "Reject all" }).click();
    expect(await (await asked).json()).toMatchObject({ unwanted });
    const notice = page.locator(".avow-notice");
    if (unwanted.length > 0) await notice.getByText("could not be removed from here: _stats").waitFor();
    else expect(await notice.locator("button").count()).toBe(0);
  });
});

describe("the beacon", () => {
  it("tells names of what the plan does not declare, masked, once, and never a value", async () => {
    const { page, site } = await open({
      body: `<img alt="" src="http://pixel.localhost:1/p.gif"><img alt="" src="http://tracker.localhost:1/secret?q=secret">`,
      csp: "default-src 'none'; script-src 'self'; connect-src 'self'; img-src http://pixel.localhost:*",
    });
    await page.evaluate(
      setCookies,
      ["undeclared", "uid_8812345", "shop_choice"].map((name) => `${name}=secret-value`),
    );
    await page.evaluate(() => {
      localStorage.setItem("anna@example.com", "secret-value");
      localStorage.setItem("stats-queue", "secret-value");
    });
    await expect.poll(() => site.observed, { timeout: 10_000 }).toHaveLength(4);
    expect([...site.observed].sort((a, b) => a.name.localeCompare(b.name))).toEqual([
      { kind: "local-storage", name: "#" },
      { kind: "host", name: "tracker.localhost" },
      { kind: "cookie", name: "uid_#" },
      { kind: "cookie", name: "undeclared" },
    ]);
    await page.goto(site.url("/next"));
    await expect.poll(() => site.observed.length, { timeout: 10_000 }).toBeGreaterThan(4);
    expect(JSON.stringify(site.observed)).not.toContain("secret");
  }, 40_000);
});
