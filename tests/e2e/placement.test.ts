import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connectAvow, createVisitSender, type VisitSender } from "@avow/client";
import { createPortal } from "@avow/example-index";
import { getRequestListener } from "@hono/node-server";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plantVisits } from "../../packages/service/statistics/statistics.testing.ts";
import { answerOf, type OpenService, openService } from "../conformance/open-service.ts";
import { freePort } from "../support/avow.ts";
import { launchBrowser } from "../support/browser.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { PARTNER_HOSTS, type Partners, startPartners } from "../support/partners.ts";

/** From a click on an advertisement of the portal to what its advertiser reads of that day, all of it in a browser. */
let database: TestDatabase;
let service: OpenService;
let browser: Browser;
let advertisers: Partners;
let server: Server;
let visits: VisitSender;
let portal: string;
/** What the service's clock is ahead of the machine's. */
let aheadMs = 0;
const reports: string[] = [];

const DAY_MS = 86_400_000;
const TARGET = `https://${PARTNER_HOSTS.stranger}/autumn`;
/** Enough that what is published is not withheld. */
const PLANTED = 2000;
/** Standard deviation of the noise on clicks (docs/statistics.md). */
const SIGMA = 50;

beforeAll(async () => {
  database = await openTestDatabase();
  advertisers = await startPartners();
  [service, browser] = await Promise.all([
    openService({ store: database.store, now: () => new Date(Date.now() + aheadMs) }),
    launchBrowser(advertisers.browserArguments),
  ]);
  const report = (what: unknown): void => void reports.push(String(what));
  const avow = await connectAvow({
    serviceUrl: "http://127.0.0.1:4001",
    siteKey: service.siteKey,
    fetch: async (request) => service.app.fetch(request),
  });
  visits = createVisitSender({ avow, report });
  const { fetch } = createPortal({ avow, visits, trustProxy: false, report });
  const port = await freePort();
  portal = `http://localhost:${port}`;
  server = createServer(getRequestListener(fetch)).listen(port, "127.0.0.1");
  await once(server, "listening");
}, 120_000);

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await advertisers.close();
  await service.close();
  await database.drop();
}, 60_000);

describe("a click on a placement", () => {
  it("[2.2.2] [2.2.3] leads out without a trace of who clicked, leaves one visit, and its advertiser reads the figure of that day once it is over", async () => {
    const { advertiser, key } = answerOf(
      await service.ask("operator", "addAdvertiser", { body: { name: "Tidewater Books" } }),
    );
    const body = { name: "Autumn list", target: TARGET, section: "culture" };
    const path = { id: advertiser.id };
    const { id } = answerOf(await service.ask("operator", "addPlacement", { path, body }));

    const context = await browser.newContext();
    const page = await context.newPage();
    for (const [language, label] of [
      ["en", "Advertisement"],
      ["zh", "广告"],
    ] as const) {
      await page.goto(`${portal}/${language}/articles/reading-aloud`);
      await page
        .getByRole("complementary", { name: label })
        .getByRole("link", { name: "Autumn list" })
        .click();
      await page.waitForURL(TARGET);
      expect(await page.evaluate(() => document.referrer)).toBe("");
    }
    expect(await context.cookies()).toEqual([]);
    await visits.stop();
    const { rows } = await database.store.pool.query<{ page: string; day: string }>(
      "select page, to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day from visit where clicked = $1 order by at",
      [id],
    );
    expect(rows.map((row) => row.page)).toEqual([`/en/out/${id}`, `/zh/out/${id}`]);

    const [{ day } = { day: "" }] = rows;
    const clicks = Array.from({ length: PLANTED }, (_, visitor) => ({
      visitor,
      section: "culture",
      clicked: id,
    }));
    await plantVisits(database.store.db, day, clicks);
    aheadMs = 2 * DAY_MS;
    await page.goto(`${portal}/advertisers/en/`);
    await page.locator("#key").fill(key);
    await page.getByRole("button").last().click();
    await page.locator("#day").fill(day);
    await page.locator("#what").selectOption(`clicks:${id}`);
    await page.locator("#by").selectOption("total");
    await page.locator("form:has(#what) button").click();
    const figure = page.locator(".figure b").first();
    const published = Number((await figure.innerText()).replaceAll(",", ""));
    expect(Math.abs(published - PLANTED)).toBeLessThan(6 * SIGMA);
    const again = await service.fetch(`/v1/statistics?day=${day}&measure=clicks&by=total&placement=${id}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(JSON.stringify(await again.json())).toContain(`"value":${published}`);
    expect(reports).toEqual([]);
    await context.close();
  }, 60_000);
});
