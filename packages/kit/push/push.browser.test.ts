import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../../tests/support/browser.ts";

const FOLDER = "/privacy/worker/";
const DAY_MS = 86_400_000;
const iso = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const ON = `<form method="post" action="/taken" data-push-on data-with-push hidden data-worker="${FOLDER}index_push.js" data-key="key" data-until="${iso(1)}">
  <input type="hidden" name="value" value=""><button>On</button><p data-push-denied hidden>denied</p><p data-push-failed hidden>failed</p></form>
  <p data-without-push>cannot</p>`;
const OFF = `<form method="post" action="/taken" data-push-off><input type="hidden" name="value" value=""><button>Off</button></form>`;
const ENHANCE = `import { enhancePush } from "/enhance-push.ts"; await enhancePush(window, "${FOLDER}"); document.body.dataset.ready = "";`;
/** What a browser without a push service to reach would give a page that had one. */
const SUBSCRIBES = `PushManager.prototype.subscribe = async () => ({ toJSON: () => ({ endpoint: "https://push.example/1", expirationTime: null, keys: {} }) });`;

let browser: Browser;
let server: Server;
let origin: string;
let shown = "";
const taken: string[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path.endsWith(".ts")) {
      const source = await readFile(new URL(`.${path}`, import.meta.url), "utf8");
      response.writeHead(200, { "content-type": "text/javascript" }).end(stripTypeScriptTypes(source));
    } else if (path.endsWith(".js")) {
      response.writeHead(200, { "content-type": "text/javascript" }).end("// nothing to do");
    } else if (path === "/taken") {
      for await (const chunk of request) taken.push(String(chunk));
      response.writeHead(200, { "content-type": "text/html" }).end("taken");
    } else {
      const html = `<!doctype html><title>Page</title><body>${shown}`;
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html);
    }
  }).listen(0, "127.0.0.1");
  [browser] = await Promise.all([launchBrowser(), once(server, "listening")]);
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  await browser.close();
  server.close();
});

async function newPage({ granted = true, subscribes = true } = {}): Promise<Page> {
  const context = await browser.newContext();
  if (granted) await context.grantPermissions(["notifications"], { origin });
  if (subscribes) await context.addInitScript(SUBSCRIBES);
  return context.newPage();
}

async function show(page: Page, html: string, script = ENHANCE): Promise<void> {
  shown = `${html}<script type="module">${script}</script>`;
  await page.goto(`${origin}/`);
  await page.locator("body[data-ready]").waitFor({ state: "attached" });
}

/** Registers a worker as if it had been agreed to before. */
async function register(page: Page, address: string, scope = FOLDER): Promise<void> {
  await show(page, "", `document.body.dataset.ready = "";`);
  await page.evaluate(
    async ([script = "", folder = ""]) => {
      const { installing, waiting } = await navigator.serviceWorker.register(script, { scope: folder });
      const worker = installing ?? waiting;
      await new Promise<void>((resolve) =>
        worker?.addEventListener("statechange", () => worker.state === "activated" && resolve()),
      );
    },
    [address, scope],
  );
}

function listWorkers(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () =>
    (await navigator.serviceWorker.getRegistrations()).map(({ active }) => active?.scriptURL ?? ""),
  );
}

describe("push notifications in a page", () => {
  it("[2.3.7] [2.2.4] [2.2.7] nothing is kept before the button is pressed; then a worker that says when it ends, with a subscription that ends no later", async () => {
    const page = await newPage();
    await show(page, ON);
    expect([await page.getByText("cannot").isVisible(), await listWorkers(page)]).toEqual([false, []]);
    taken.length = 0;
    await page.getByRole("button", { name: "On" }).click();
    await page.waitForURL(`${origin}/taken`);
    const [worker = ""] = await listWorkers(page);
    const until = new URL(worker).searchParams.get("until") ?? "";
    const value = JSON.parse(new URLSearchParams(taken[0]).get("value") ?? "");
    expect(value).toMatchObject({
      endpoint: "https://push.example/1",
      expirationTime: Date.parse(until),
    });
    expect(ON).toContain(until);
    await page.context().close();
  });

  it.each([
    ["denied", { granted: false }],
    ["failed", { subscribes: false }],
  ])("[law 1] says so where it %s, keeps nothing and sends nothing", async (note, options) => {
    const page = await newPage(options);
    await show(page, ON);
    taken.length = 0;
    await page.getByRole("button", { name: "On" }).click();
    await page.getByText(note).waitFor();
    expect([await listWorkers(page), taken]).toEqual([[], []]);
    await page.context().close();
  });

  it("[2.2.4] switching off unregisters before it is sent", async () => {
    const page = await newPage();
    await register(page, `${FOLDER}index_push.js?until=${iso(1)}`);
    await show(page, OFF);
    expect(await listWorkers(page)).toHaveLength(1);
    await page.getByRole("button", { name: "Off" }).click();
    await page.waitForURL(`${origin}/taken`);
    expect(await listWorkers(page)).toEqual([]);
    await page.context().close();
  });

  it.each([
    ["whose life is over, on any page", `?until=${iso(-1)}`, ""],
    ["that does not say how long it lives, on any page", "", ""],
    ["that nothing is sent to any more, on the page that offers it", `?until=${iso(1)}`, ON],
    ["of somebody who refuses cookies", `?until=${iso(1)}`, "<p data-push-refused></p>"],
  ])("[2.2.4] [2.2.6] a worker goes %s; another script's stays", async (_, query, html) => {
    const page = await newPage();
    await register(page, `${FOLDER}index_push.js${query}`);
    await register(page, "/other.js", "/");
    await show(page, html);
    expect(await listWorkers(page)).toEqual([`${origin}/other.js`]);
    await page.context().close();
  });

  it("[2.2.6] [law 2] goes with the choice it stood on, and a declared one that is permitted stays", async () => {
    const page = await newPage();
    await register(page, `${FOLDER}index_push.js?until=${iso(1)}`);
    await register(page, "/worker/kept.js", "/worker/");
    await register(page, "/undeclared.js", "/");
    const plan = {
      keys: [
        { name: "index_push", prefix: false, kind: "service-worker", needs: ["notifications"] },
        { name: "kept", prefix: false, kind: "service-worker", needs: [] },
      ],
    };
    const consent = `{ plan: ${JSON.stringify(plan)}, permits: (needs) => needs.every(() => agreed), subscribe: (told) => (tell = told) }`;
    await show(
      page,
      "",
      `import { endWorkers } from "/end-workers.ts"; let tell; let agreed = true;
       await endWorkers(window, ${consent}); window.withdraw = () => { agreed = false; tell(); }; document.body.dataset.ready = "";`,
    );
    expect(await listWorkers(page)).toHaveLength(3);
    await page.evaluate("withdraw()");
    await expect.poll(() => listWorkers(page)).toHaveLength(2);
    expect((await listWorkers(page)).join()).not.toContain("index_push");
    await page.context().close();
  });
});
