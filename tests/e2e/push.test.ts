import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wordsOf as centreWordsOf } from "../../apps/centre/words.ts";
import { notificationWordsOf } from "../../examples/index/notifications/words.ts";
import {
  CERTIFICATE,
  type PushStandIn,
  startPushService,
} from "../../packages/service/channels/push/push.testing.ts";
import { makeVapidKeys } from "../../packages/service/channels/push/vapid-keys.ts";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { launchBrowser } from "../support/browser.ts";
import { openTestDatabase } from "../support/database.ts";
import { OWED_SUBJECT, oweNotice } from "../support/owe-notice.ts";
import { expectSoundPage, openReader } from "../support/portal-browser.ts";

/**
 * Push notifications in a real browser: switched on in it, sent through a push service that stands in for its maker's, shown by the
 * real XX
 */

let avow: RunningAvow;
let browser: Browser;
let database: Awaited<ReturnType<typeof openTestDatabase>>;
let pushService: PushStandIn;
let folder: string;

beforeAll(async () => {
  database = await openTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "avow-push-"));
  const certificate = join(folder, "push.pem");
  await writeFile(certificate, CERTIFICATE);
  [avow, browser] = await Promise.all([
    startAvow({
      DATABASE_URL: database.url,
      AVOW_PUSH_CONTACT: "mailto:privacy@index.example",
      NODE_EXTRA_CA_CERTS: certificate,
      NODE_OPTIONS: `--import=${new URL("../support/push-service.js", import.meta.url).href}`,
    }),
    launchBrowser(),
  ]);
  const secret = await readFile(join(avow.dataDir, "keys", "push.key"), "utf8");
  pushService = await startPushService(makeVapidKeys(secret.trim()).publicKey);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await avow?.stop();
  await removeData(avow);
  await pushService?.close();
  await database?.drop();
  await rm(folder, { recursive: true });
}, 60_000);

/** Somebody logged in with cookies, whose browser lets this site notify them. */
async function newReader(language: "en" | "zh"): Promise<Page> {
  const { page, context } = await openReader(browser, avow, { language, cookies: "accepted" });
  await context.grantPermissions(["notifications"], { origin: avow.portal });
  await context.addInitScript((subscription) => {
    PushManager.prototype.subscribe = async () =>
      ({ toJSON: () => JSON.parse(subscription) }) as PushSubscription;
  }, pushService.subscription);
  return page;
}

/** Owes the subscribers, of whom there is one at a time, a notice of an incident: by push, and then by e-mail. Returns its id. */
function oweSubscriber(): Promise<string> {
  const to = sql`select person from submission where form = 'reach' and about = 'push' and state <> 'withdrawn'`;
  return oweNotice(database.store.db, { channels: ["push", "email"], to });
}

/** How the one delivery of a notice stands. */
async function standing(notice: string): Promise<string> {
  const { rows } = await sql<{ channel: string; state: string }>`
    select channel, state from delivery where notice = ${notice}`.execute(database.store.db);
  return rows.map(({ channel, state }) => `${channel} ${state}`).join();
}

/** Sends the subscriber a notice while the push service says that their browser is gone, until it has taken the next channel. */
async function tellOfGone(): Promise<void> {
  pushService.answer = 410;
  const notice = await oweSubscriber();
  await expect.poll(() => standing(notice), PATIENCE).toBe("email sent");
  await expect.poll(countSubscribers, PATIENCE).toBe(0);
  pushService.answer = 201;
}

async function countSubscribers(): Promise<number> {
  const { rows } = await sql<{ many: number }>`
    select count(*)::int as many from submission
    where form = 'reach' and about = 'push' and state <> 'withdrawn'`.execute(database.store.db);
  return rows[0]?.many ?? 0;
}

function listWorkers(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () =>
    (await navigator.serviceWorker.getRegistrations()).map(({ active }) => active?.scriptURL ?? ""),
  );
}

/** The service worker as it runs, which notes what it shows: the browsers that tests run in have nowhere to show it. */
async function watchWorker(page: Page): Promise<() => Promise<readonly unknown[]>> {
  const worker = page.context().serviceWorkers().at(-1);
  if (worker === undefined) throw new Error("no service worker runs");
  await worker.evaluate(() => {
    const shown: unknown[] = [];
    ServiceWorkerRegistration.prototype.showNotification = async (title, { body, lang, data } = {}) =>
      void shown.push({ title, body, lang, url: data });
    Object.assign(globalThis, { shown });
  });
  return () => worker.evaluate(() => (globalThis as unknown as { shown: unknown[] }).shown);
}

/** Carries a message the last step, from the browser's own push service to the service worker. */
async function deliver(page: Page, payload: unknown): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [found] = registrations.filter(({ scopeURL }) => scopeURL === `${avow.portal}/privacy/worker/`);
      if (found !== undefined) resolve(found.registrationId);
    }),
  );
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.deliverPushMessage", {
    origin: avow.portal,
    registrationId: await registered,
    data: JSON.stringify(payload),
  });
  await session.detach();
}

/** Holds a page against its edge at 360 pixels. */
async function expectNarrow(page: Page, path: string): Promise<void> {
  const size = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(`${avow.portal}${path}`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(360);
  await page.setViewportSize(size);
}

/** More than anything here takes on a slow machine. */
const PATIENCE = { timeout: 20_000 } as const;

/** The switch is in two places: on the portal, and in the privacy centre. */
const PLACES = {
  en: { path: "/en/notifications", ...notificationWordsOf("en") },
  zh: { path: "/privacy/zh/reach", ...centreWordsOf("zh").reach.push },
} as const;

describe.each(["en", "zh"] as const)("push notifications of somebody who reads %s", (language) => {
  const place = PLACES[language];
  let page: Page;
  const open = () => page.goto(`${avow.portal}${place.path}`);

  it("[2.3.7] [2.2.4] [2.2.7] are switched on by their own click, which alone keeps something in the browser", async () => {
    page = await newReader(language);
    await open();
    await expectSoundPage(page);
    expect(await listWorkers(page)).toEqual([]);
    await page.getByRole("button", { name: place.on }).click();
    await page.getByRole("button", { name: place.off }).waitFor();
    expect(await listWorkers(page)).toEqual([
      expect.stringMatching(/\/privacy\/worker\/index_push\.js\?until=\d{4}-/),
    ]);
    for (const path of [`/${language}/account`, `/privacy/${language}/given`]) await expectNarrow(page, path);
  }, 60_000);

  it("[2.3.7] a notice leaves encrypted for this browser, and its service worker shows it", async () => {
    const notice = await oweSubscriber();
    const before = pushService.pushed.length;
    await expect.poll(() => standing(notice), PATIENCE).toBe("push sent");
    const pushed = pushService.pushed.slice(before);
    expect(pushed).toHaveLength(1);
    expect(pushed[0]?.payload).toMatchObject({ title: OWED_SUBJECT[language], lang: language });
    const listShown = await watchWorker(page);
    await deliver(page, pushed[0]?.payload);
    await expect.poll(listShown, PATIENCE).toEqual([pushed[0]?.payload]);
  }, 60_000);

  it("[2.3.7] [law 7] where the browser is gone, the next channel follows, nobody counts the push, and the subscription and the worker go", async () => {
    await tellOfGone();
    await open();
    await page.getByRole("button", { name: place.on }).waitFor();
    await expect.poll(() => listWorkers(page), PATIENCE).toEqual([]);
  }, 60_000);

  it("[2.3.7] [2.2.4] switching off takes the worker away and erases the subscription", async () => {
    await page.getByRole("button", { name: place.on }).click();
    await page.getByRole("button", { name: place.off }).click();
    await page.getByRole("button", { name: place.on }).waitFor();
    expect(await listWorkers(page)).toEqual([]);
    expect(await countSubscribers()).toBe(0);
  }, 60_000);

  it("[2.2.6] [2.2.4] a refusal of cookies takes the worker away; the push service then says so, and the subscription goes", async () => {
    await page.getByRole("button", { name: place.on }).click();
    await page.getByRole("button", { name: place.off }).waitFor();
    await page.goto(`${avow.portal}/${language}/cookies`);
    await page.locator('button[value="refused"]').click();
    await page.getByRole("status").waitFor();
    await expect.poll(() => listWorkers(page), PATIENCE).toEqual([]);
    await page.context().close();
    await tellOfGone();
  }, 60_000);
});

describe("the life of the service worker", () => {
  it("[2.2.4] is over when its address says: once it is over, the real one goes as soon as it runs", async () => {
    const page = await newReader("en");
    await page.goto(`${avow.portal}${PLACES.en.path}`);
    await page.evaluate(async () => {
      const { trustedTypes } = globalThis as unknown as {
        trustedTypes: { createPolicy(name: string, rules: object): { createScriptURL(at: string): string } };
      };
      const policy = trustedTypes.createPolicy("avow-push", { createScriptURL: (at: string) => at });
      const address = policy.createScriptURL("/privacy/worker/index_push.js?until=2026-01-01T00:00:00Z");
      await navigator.serviceWorker.register(address);
    });
    await expect.poll(() => listWorkers(page), PATIENCE).toEqual([]);
    await page.context().close();
  }, 60_000);
});
