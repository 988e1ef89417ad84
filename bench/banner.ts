import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { buildKit } from "../packages/kit/build.ts";
import { SHOP_PLAN } from "../packages/kit/kit-site.testing.ts";
import { launchBrowser } from "../tests/support/browser.ts";

const ROUNDS = 15;
/** A telephone of the middle range, as Lighthouse imitates one. */
const CPU_SLOWDOWN = 4;

/** What everybody could write in a quarter of an hour; the measure of the others. */
const HAND_WRITTEN = `
const style = new CSSStyleSheet();
style.replaceSync(".hand{position:fixed;inset:auto 1rem 1rem;max-width:28rem;padding:1rem;border-radius:.5rem;background:#fff;color:#17212a;font:1rem/1.5 system-ui;box-shadow:0 4px 24px #0004}.hand button{min-height:2.75rem;margin:.5rem .5rem 0 0;padding:0 1rem;font:inherit}");
document.adoptedStyleSheets.push(style);
const banner = document.createElement("div");
banner.className = "hand";
banner.append("May we use cookies to count visits, to show videos and to advertise to you elsewhere?", document.createElement("br"));
for (const text of ["Reject all", "Accept all"]) {
  const button = document.createElement("button");
  button.textContent = text;
  button.onclick = () => banner.remove();
  banner.append(button);
}
document.body.append(banner);`;

const COOKIE_CONSENT = `
import "vanilla-cookieconsent/dist/cookieconsent.css";
import { run } from "vanilla-cookieconsent";
const words = { title: "Your privacy choices", acceptAllBtn: "Accept all", acceptNecessaryBtn: "Reject all", showPreferencesBtn: "Choose", savePreferencesBtn: "Save" };
run({ hideFromBots: false,
  categories: { necessary: { enabled: true, readOnly: true }, analytics: {}, video: {}, advertising: {} },
  language: { default: "en", translations: { en: {
    consentModal: { ...words, description: "May we use cookies?" },
    preferencesModal: { ...words, sections: ["analytics", "video", "advertising"].map((linkedCategory) => ({ title: linkedCategory, description: linkedCategory, linkedCategory })) },
  } } },
});`;

const KLARO = `
import "klaro/dist/klaro.css";
import * as klaro from "klaro/dist/klaro-no-css.js";
klaro.setup({ version: 1, acceptAll: true, lang: "en", translations: { en: { ok: "Accept all", decline: "Reject all", acceptAll: "Accept all" }, zz: { privacyPolicyUrl: "/policy" } },
  services: ["analytics", "video", "advertising"].map((name) => ({ name, title: name, purposes: [name] })) });`;

const C15T = `
import "@c15t/react/styles.css";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { ConsentBanner, ConsentDialog, ConsentManagerProvider } from "@c15t/react";
const root = document.createElement("div");
document.body.append(root);
createRoot(root).render(createElement(ConsentManagerProvider,
  { options: { mode: "offline", consentCategories: ["necessary", "measurement", "experience", "marketing"], overrides: { country: "DE" } } },
  createElement(ConsentBanner), createElement(ConsentDialog)));`;

interface Contestant {
  readonly name: string;
  readonly script: string;
  readonly style: string | null;
  /** What else stands in the page for it. */
  readonly data: string;
}

export interface BannerRow {
  readonly name: string;
  /** From the start of navigation until a button that refuses is seen, median, milliseconds. */
  readonly visibleMs: number;
  /** Over the hand-written banner's of the same round, median. */
  readonly ratio: number;
  /** Scripts and styles, level 9. */
  readonly gzipBytes: number;
  /** Tasks over 50 ms in one visit, at most. */
  readonly longTasks: number;
}

export interface BannerBench {
  readonly rows: readonly BannerRow[];
  /** What is compared, and how it was measured. */
  readonly notes: readonly string[];
}

/** Time until a banner is seen on the same page, ours, its peers' and a hand-written one's, in turns in one browser. */
export async function benchBanner(): Promise<BannerBench> {
  const dir = await mkdtemp(join(tmpdir(), "avow-banner-"));
  const browser = await launchBrowser();
  try {
    const contestants = [
      await bundle(dir, "hand-written", HAND_WRITTEN),
      await bundleOurs(dir),
      await bundle(dir, "vanilla-cookieconsent", COOKIE_CONSENT),
      await bundle(dir, "klaro", KLARO),
      await bundle(dir, "c15t", C15T),
    ];
    const measured = contestants.map((contestant) => ({ contestant, visits: [] as Visit[] }));
    for (let round = 0; round < ROUNDS; round += 1)
      for (const { contestant, visits } of measured) visits.push(await visit(browser, contestant));
    const times = measured.map(({ visits }) => visits.map(({ visibleMs }) => visibleMs));
    const [plain = []] = times;
    return {
      rows: measured.map(({ contestant, visits }, at) => ({
        name: contestant.name,
        visibleMs: median(times[at] ?? []),
        // Visits of one round stand side by side, so what else the machine does weighs on both.
        ratio: median((times[at] ?? []).map((ms, round) => ms / (plain[round] ?? Number.NaN))),
        gzipBytes: gzipped(contestant.script) + (contestant.style === null ? 0 : gzipped(contestant.style)),
        longTasks: Math.max(...visits.map(({ longTasks }) => longTasks)),
      })),
      notes: [
        `From the start of navigation until a button that refuses stands in the window at nine tenths of its opacity; headless Chromium, processor slowed ${CPU_SLOWDOWN} times, empty cache, median of ${ROUNDS} visits in turns.`,
        "All as their documents say, with their own styles and movements, bundled by the same Vite into one deferred script; React is in the size of c15t, which runs without its server.",
        "Ours has the questions in the page as JSON; it brings preferences, gates, withdrawal, the beacon and two languages.",
      ],
    };
  } finally {
    await browser.close();
    await rm(dir, { recursive: true });
  }
}

async function bundleOurs(dir: string): Promise<Contestant> {
  const { kit } = await buildKit(dir);
  const known = { choice: null, signal: null, unwanted: [] };
  const data = [
    `<script type="application/json" id="avow-plan">${JSON.stringify(SHOP_PLAN)}</script>`,
    `<script type="application/json" id="avow-choice">${JSON.stringify(known)}</script>`,
  ];
  return { name: "Avow", script: await readFile(kit, "utf8"), style: null, data: data.join("") };
}

async function bundle(dir: string, name: string, entry: string): Promise<Contestant> {
  const outDir = join(dir, name);
  await build({
    configFile: false,
    publicDir: false,
    logLevel: "error",
    root: new URL("..", import.meta.url).pathname,
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id.endsWith("bench:entry") ? "\0bench:entry" : null),
        load: (id) => (id === "\0bench:entry" ? entry : null),
      },
    ],
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2022",
      lib: {
        entry: "bench:entry",
        formats: ["iife"],
        name: "bench",
        fileName: () => "banner.js",
        cssFileName: "banner",
      },
      rolldownOptions: { output: { codeSplitting: false, minify: true } },
    },
  });
  const style = await readFile(join(outDir, "banner.css"), "utf8").catch(() => null);
  return { name, script: await readFile(join(outDir, "banner.js"), "utf8"), style, data: "" };
}

interface Visit {
  readonly visibleMs: number;
  readonly longTasks: number;
}

/** One visit by a browser that has never been there. */
async function visit(browser: Browser, { script, style, data }: Contestant): Promise<Visit> {
  const link = style === null ? "" : `<link rel="stylesheet" href="/banner.css">`;
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><meta name="viewport" content="width=device-width">
${link}${data}<script src="/banner.js" defer></script></head><body><h1>Shop</h1>${"<p>Lamps, shelves and small things, made in our own workshop.</p>".repeat(60)}</body></html>`;
  const files: Readonly<Record<string, readonly [string, string]>> = {
    "/": ["text/html", page],
    "/banner.js": ["text/javascript", script],
    "/banner.css": ["text/css", style ?? ""],
  };
  const server = createServer(({ url = "/" }, response) => {
    const [type, text] = files[url] ?? ["text/plain", ""];
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } });
  try {
    const tab = await context.newPage();
    const debug = await context.newCDPSession(tab);
    await debug.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
    await tab.addInitScript(watch);
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const seen = await tab.waitForFunction(() => (globalThis as { seen?: Visit }).seen, null, {
      timeout: 20_000,
    });
    return (await seen.jsonValue()) ?? { visibleMs: Number.NaN, longTasks: 0 };
  } finally {
    await context.close();
    server.close();
    server.closeAllConnections();
  }
}

/** Runs in the page: looks at every frame whether a button that refuses is seen. */
function watch(): void {
  let longTasks = 0;
  new PerformanceObserver((list) => {
    longTasks += list.getEntries().length;
  }).observe({ type: "longtask", buffered: true });
  const opacityOf = (element: Element | null): number =>
    element === null ? 1 : Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement);
  const isSeen = (button: Element): boolean => {
    const { top, bottom, height } = button.getBoundingClientRect();
    const { visibility } = getComputedStyle(button);
    return (
      /reject|decline/i.test(button.textContent ?? "") &&
      height > 0 &&
      top >= 0 &&
      bottom <= innerHeight &&
      visibility === "visible" &&
      opacityOf(button) >= 0.9
    );
  };
  const look = () => {
    const found = [...document.querySelectorAll("button, a")].some(isSeen);
    if (found) Object.assign(globalThis, { seen: { visibleMs: performance.now(), longTasks } });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

function gzipped(text: string): number {
  return gzipSync(text, { level: 9 }).length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (process.argv[1] === import.meta.filename) {
  const { rows, notes } = await benchBanner();
  for (const { name, visibleMs, ratio, gzipBytes, longTasks } of rows)
    process.stdout.write(
      `${name.padEnd(24)}${visibleMs.toFixed(0).padStart(6)} ms ${ratio.toFixed(2).padStart(6)}× ${String(gzipBytes).padStart(8)} B  long tasks ${longTasks}\n`,
    );
  process.stdout.write(`\n${notes.join("\n")}\n`);
}
