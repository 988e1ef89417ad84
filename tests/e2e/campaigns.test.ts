import { createConsole } from "@avow/console";
import { wordingOf } from "@avow/policy";
import { Hono } from "hono";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { wordsOf } from "../../apps/console/words.ts";
import { type MailServer, startMailServer } from "../../packages/service/channels/test-mail-server.ts";
import { answerOf, type OpenService, openService, SERVICE } from "../conformance/open-service.ts";
import { languagesOf } from "../support/breadth.ts";
import { launchBrowser } from "../support/browser.ts";
import { builtConsole } from "../support/built.ts";
import { findAxeViolations } from "../support/page-checks.ts";
import { logInOnPortal, type PortalPerson } from "../support/portal-person.ts";

/**
 * Campaigns from the console to a mail server, in a real browser. The clock stands still at noon in Shanghai,
 * so that the quiet hours do not decide when this can be tried.
 */
const NOON = new Date("2026-11-23T04:00:00Z");
const SEEN = { timeout: 20_000, interval: 100 };
const ARTICLE = "/en/order/article/what-a-queue-knows";

let service: OpenService;
let mail: MailServer;
let browser: Browser;
let dir: string;
const app = new Hono();
let written = 0;

beforeAll(async () => {
  [mail, browser, dir] = await Promise.all([startMailServer(), launchBrowser(), builtConsole()]);
  service = await openService({ now: () => NOON, environment: { AVOW_SMTP_URL: mail.url } });
  app.route("/console", createConsole({ dir }));
  app.all("*", (c) => service.app.fetch(c.req.raw));
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await service?.close();
  await mail?.close();
}, 60_000);

/** An operator at a browser, logged in. */
async function openConsole(language: "en" | "zh"): Promise<Page> {
  const context = await browser.newContext({ locale: language === "zh" ? "zh-CN" : "en-GB" });
  await serve(context);
  const [name = "", value = ""] =
    (service.headersOf("operator").cookie ?? "").split("; ")[0]?.split("=") ?? [];
  await context.addCookies([{ name, value: decodeURIComponent(value), url: SERVICE }]);
  return context.newPage();
}

async function serve(context: BrowserContext): Promise<void> {
  await context.route("**/*", async (route) => {
    const asked = route.request();
    const headers = { ...(await asked.allHeaders()), ...pageHeaders(asked.url()) };
    const body = asked.postDataBuffer();
    const init = {
      method: asked.method(),
      headers,
      ...(body === null ? {} : { body: new Uint8Array(body) }),
    };
    const response = await app.fetch(new Request(asked.url(), init));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  });
}

/** What a browser would say over a network, of a page of the console's own. */
function pageHeaders(url: string): Record<string, string> {
  return { host: new URL(url).host, ...service.headersOf("operator") };
}

interface Somebody {
  readonly person: PortalPerson;
  readonly email: string;
}

async function register(language: "en" | "zh", purposes: readonly string[]): Promise<Somebody> {
  const person = await logInOnPortal(service.visit, language);
  const as = { person: person.token };
  const me = answerOf(await service.ask(as, "me"));
  const held = me.holdings.flatMap(({ values }) => values).find(({ path }) => path === "contact.email");
  for (const purpose of purposes) {
    const wording = wordingOf(service.context.bundle.purposes[purpose]?.ask ?? {});
    answerOf(await service.ask(as, "choose", { path: { purpose }, body: { choice: "agree", wording } }));
  }
  return { person, email: held?.value ?? "" };
}

const TEXTS = {
  en: { subject: "New on machines", body: "Three articles on machines are new." },
  zh: { subject: "机器新篇", body: "三篇关于机器的文章已上线。" },
} as const;

/** Writes a campaign by its form, and opens it. */
async function writeCampaign(
  page: Page,
  language: "en" | "zh",
  purpose: string,
  about: string,
): Promise<void> {
  const say = wordsOf(language).campaigns;
  written += 1;
  const subjectIn = (tag: "en" | "zh") => `${TEXTS[tag].subject} ${written}`;
  await page.goto(`${SERVICE}/console/campaigns?lang=${language}`);
  await page.getByRole("heading", { name: say.add }).waitFor();
  await page.locator("#purpose").selectOption(purpose);
  await page.locator("#about").selectOption(about);
  for (const tag of ["en", "zh"] as const) {
    await page.locator(`[id="subject.${tag}"]`).fill(subjectIn(tag));
    await page.locator(`[id="body.${tag}"]`).fill(TEXTS[tag].body);
  }
  expect(await findAxeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: say.do }).click();
  await page.getByText(say.kept).waitFor();
  await page.getByRole("link", { name: say.open(subjectIn(language)), exact: true }).click();
  await page.getByRole("heading", { name: subjectIn(language), level: 1 }).waitFor();
}

async function start(page: Page, language: "en" | "zh"): Promise<void> {
  const say = wordsOf(language).campaigns;
  await page.getByRole("button", { name: say.start }).click();
  await page.getByRole("dialog").getByRole("button", { name: say.startDo }).click();
}

function mailTo(email: string) {
  return mail.accepted.filter(({ to }) => JSON.stringify(to).includes(email));
}

describe.each(languagesOf("zh"))("a campaign in %s", (language) => {
  const say = wordsOf(language).campaigns;

  it("[2.4.7] [2.4.8] goes to who agreed and bought something similar, or nothing; the preview says who is left out, by clause", async () => {
    const page = await openConsole(language);
    const similar = await register(language, ["marketing"]);
    expect((await similar.person.post(ARTICLE, { step: "place" })).status).toBe(201);
    const dissimilar = await register(language, ["marketing"]);
    const placed = await dissimilar.person.post("/en/order/product/yearbook", {
      step: "place",
      "order.address": "18 Wensan Road",
    });
    expect(placed.status).toBe(201);
    const stranger = await register(language, ["marketing"]);
    const silent = await register(language, []);
    await writeCampaign(page, language, "marketing", "technology");
    await page.getByRole("button", { name: say.begin }).click();
    const row = (code: keyof typeof say.codes) => page.getByRole("row").filter({ hasText: say.codes[code] });
    await row("not-similar").getByText("2.4.7").waitFor();
    await row("consent-missing").getByText("2.4.8").waitFor();
    expect(await findAxeViolations(page)).toEqual([]);
    await start(page, language);
    await vi.waitFor(() => {
      expect(mailTo(similar.email)).toHaveLength(1);
      expect(mailTo(stranger.email)).toHaveLength(1);
    }, SEEN);
    for (const { email } of [dissimilar, silent]) expect(mailTo(email)).toEqual([]);
    const [got] = mailTo(similar.email);
    expect(got?.subject).toMatch(language === "zh" ? /^广告：/ : /^AD: /);
    for (const part of [
      language === "zh" ? "6个月" : "6 months",
      "2.4.7",
      language === "zh" ? "不超过1级" : "at most 1 step",
    ])
      expect(got?.text).toContain(part);
    expect(mailTo(stranger.email)[0]?.text).not.toContain("6 months");
    await page.context().close();
  }, 90_000);

  it("[2.4.9] one click ends it, and no second campaign follows", async () => {
    const page = await openConsole(language);
    const { email } = await register(language, ["marketing"]);
    await writeCampaign(page, language, "marketing", "technology");
    await start(page, language);
    await vi.waitFor(() => expect(mailTo(email)).toHaveLength(1), SEEN);
    const token = /unsubscribe\/([\w-]{43})/.exec(mailTo(email)[0]?.text ?? "")?.[1] ?? "";
    expect((await service.fetch(`/v1/unsubscribe/${token}`, { method: "POST" })).status).toBe(200);
    const witness = await register(language, ["marketing"]);
    await writeCampaign(page, language, "marketing", "technology");
    await start(page, language);
    await vi.waitFor(() => expect(mailTo(witness.email)).toHaveLength(1), SEEN);
    expect(mailTo(email)).toHaveLength(1);
    await page.context().close();
  }, 90_000);

  it("[2.4.6] a third party's needs a licence in force: granted, used and ended in the console", async () => {
    const page = await openConsole(language);
    const { licences } = wordsOf(language);
    const holder = `Orchard ${language}`;
    await page.goto(`${SERVICE}/console/licences?lang=${language}`);
    await page.locator("#holder").fill(holder);
    await page.locator('[name="kinds.technology"]').check();
    await page.locator("#most").fill("100");
    await page.locator("#from").fill("2026-11-01T00:00");
    await page.locator("#until").fill("2027-11-01T00:00");
    await page.getByRole("button", { name: licences.do }).click();
    await page.getByRole("row").filter({ hasText: holder }).getByText(licences.states["in-force"]).waitFor();
    expect(await findAxeViolations(page)).toEqual([]);
    const { email } = await register(language, ["partner-marketing"]);
    await writeCampaign(page, language, "partner-marketing", "technology");
    const address = page.url();
    await page.goto(`${SERVICE}/console/licences?lang=${language}`);
    await page.getByRole("button", { name: licences.endOf(holder) }).click();
    await page.getByRole("dialog").getByRole("button", { name: licences.endDo }).click();
    await page.getByRole("row").filter({ hasText: holder }).getByText(licences.states.ended).waitFor();
    await page.goto(address);
    await start(page, language);
    await page.getByRole("dialog").getByText("2.4.6").waitFor();
    expect(mailTo(email)).toEqual([]);
    await page.context().close();
  }, 90_000);
});
