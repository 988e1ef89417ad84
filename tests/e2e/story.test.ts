import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VERIFY_EXITS, verify } from "../../packages/cli/verify.ts";
import { AHEAD_MS, type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { launchBrowser } from "../support/browser.ts";
import { becomeOperator } from "../support/operator.ts";
import { findAxeViolations, watchForeignRequests } from "../support/page-checks.ts";

/** The whole story, walked as the people in it would, in one real browser against one `avow start` with a database of its own. */
let avow: RunningAvow;
let browser: Browser;
let person: BrowserContext;
let operator: BrowserContext;
const EMAIL = "lin.yue@example.com";
const PASSWORD = "correct horse battery";
const foreign: string[] = [];

beforeAll(async () => {
  [avow, browser] = await Promise.all([startAvow({ DATABASE_URL: "" }), launchBrowser()]);
  person = await browser.newContext({ acceptDownloads: true, locale: "en-GB" });
  operator = await browser.newContext({ locale: "en-GB" });
  for (const context of [person, operator]) watchForeignRequests(context, foreign);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
}, 60_000);

async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(url);
  return page;
}

async function fillRegistration(page: Page, email: string): Promise<void> {
  await page.getByLabel("Name", { exact: false }).first().fill("Lin Yue");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Open the account" }).click();
}

describe("the portal", () => {
  it("[2.0] shows the whole policy in both languages, with who is responsible", async () => {
    for (const [language, name] of [
      ["en", "Index Information Technology (Hangzhou) Co., Ltd."],
      ["zh", "因得思信息技术（杭州）有限公司"],
    ]) {
      const page = await open(person, `${avow.portal}/${language}/policy`);
      expect(await page.locator(".clause-row").count()).toBe(42);
      for (const id of ["1.1", "2.0", "2.4.8", "2.6.2"])
        expect(await page.locator(`[id="${id}"]`).count()).toBe(1);
      expect(await page.locator("footer").innerText()).toContain(name);
      expect(await page.locator(".policy").innerText()).not.toContain("{{");
      expect(await findAxeViolations(page)).toEqual([]);
    }
  });

  it("[2.1.1] registers a person with a form made from the model, and refuses a field that is not in it", async () => {
    const page = await open(person, `${avow.portal}/en/register`);
    expect(await page.locator("form .field").count()).toBe(5);
    expect(await page.locator("form .field .help").allInnerTexts()).toEqual(
      Array(5).fill(expect.stringContaining("to open and run your account")),
    );
    expect(await findAxeViolations(page)).toEqual([]);
    const refused = await person.request.post(`${avow.portal}/en/register`, {
      form: { "contact.name": "Lin", "contact.birthday": "1990-01-01" },
      headers: { origin: avow.portal },
    });
    expect(refused.status()).toBe(422);
    expect(await refused.text()).toContain("contact.birthday");
    await fillRegistration(page, EMAIL);
    expect(await page.locator("h1").innerText()).toBe("Your account is open");
  });

  it("[2.2.7] keeps nothing on the device before log-in, and with cookies refused nothing after it", async () => {
    const page = await open(person, `${avow.portal}/en/log-in`);
    const kept = () => page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]);
    expect(await person.cookies()).toEqual([]);
    expect(await kept()).toEqual(["", 0, 0]);
    expect(await findAxeViolations(page)).toEqual([]);
    const [refuse, accept] = [
      page.getByRole("button", { name: "Log in without cookies" }),
      page.getByRole("button", { name: "Log in with cookies" }),
    ];
    expect((await refuse.boundingBox())?.width).toBe((await accept.boundingBox())?.width);
    await page.getByLabel("E-mail address").fill(EMAIL);
    await page.getByLabel("Password").fill(PASSWORD);
    await refuse.click();
    expect(await page.locator("h1").innerText()).toBe("Hello, Lin Yue");
    expect(await person.cookies()).toEqual([]);
    expect(await kept()).toEqual(["", 0, 0]);
  });

  it("[2.2.6] lets who refused cookies work: the centre, a choice, and back, without a token in any address", async () => {
    const [page] = person.pages();
    if (page === undefined) throw new Error("no page");
    await page.getByRole("button", { name: "Open the privacy centre" }).click();
    expect(await page.locator("main").innerText()).toContain(EMAIL);
    await page.getByRole("button", { name: "Choices" }).click();
    for (const one of await page.getByRole("switch").all())
      expect(await one.getAttribute("aria-checked")).toBe("false");
    expect(page.url()).not.toContain("avow_person");
    expect(await person.cookies()).toEqual([]);
  });

  it("[2.2.6] takes the browser's own signal as a refusal", async () => {
    const signalling = await browser.newContext({ extraHTTPHeaders: { "sec-gpc": "1" } });
    const page = await open(signalling, `${avow.portal}/en/log-in`);
    expect(await page.getByRole("button", { name: "Log in with cookies" }).count()).toBe(0);
    await page.getByLabel("E-mail address").fill(EMAIL);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Log in without cookies" }).click();
    expect(await page.locator("h1").innerText()).toBe("Hello, Lin Yue");
    expect(await signalling.cookies()).toEqual([]);
    await signalling.close();
  });

  it("[2.2.4] [2.2.7] sets registered cookies alone at log-in, when they are accepted", async () => {
    const page = await open(person, `${avow.portal}/en/log-in`);
    await page.getByLabel("E-mail address").fill(EMAIL);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Log in with cookies" }).click();
    expect(await page.locator("h1").innerText()).toBe("Hello, Lin Yue");
    const cookies = await person.cookies();
    const kept = cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }));
    expect(kept.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
      ["index_count", "index_return", "index_session"].map((name) => ({
        name,
        httpOnly: true,
        sameSite: "Lax",
      })),
    );
  });
});

describe("the privacy centre", () => {
  it("shows what is held, why and until when", async () => {
    const page = await open(person, `${avow.portal}/privacy/en`);
    const shown = await page.locator("main").innerText();
    for (const part of ["Lin Yue", EMAIL, "2.4.3", "30 days"]) expect(shown).toContain(part);
    expect(shown).not.toContain(PASSWORD);
    expect(await findAxeViolations(page)).toEqual([]);
  });
});

describe("the console", () => {
  it("makes the first operator from the one-time link, once", async () => {
    const page = await operator.newPage();
    await becomeOperator(page, avow.firstLink);
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.getByRole("heading", { name: "People", level: 1 }).waitFor();
    const again = await operator.request.post(`${avow.service}/console/api/first-operator`, {
      data: {
        token: avow.firstLink.split("#")[1],
        name: "Eve",
        email: "eve@example.com",
        password: "another password",
      },
      headers: { origin: avow.service },
    });
    expect(again.status()).toBe(404);
  });

  it("[2.4.8] refuses to send marketing to somebody who has not agreed, in both languages, and says what would lift it", async () => {
    const page = await findPerson();
    await sendMessage(page, "A first word");
    const refusal = page.getByRole("alert").filter({ hasText: "Refused" });
    await refusal.waitFor();
    const said = await refusal.innerText();
    expect(said).toContain("2.4.8");
    expect(said).toMatch(/agree/);
    expect(said).toMatch(/同意/);
    expect(said).toContain("privacy centre");
    expect(await findAxeViolations(page)).toEqual([]);
  });

  it("[2.4.8] sends it once the person has agreed, saying why, with one-click unsubscribe", async () => {
    const centre = await open(person, `${avow.portal}/privacy/en/choices`);
    const marketing = centre.getByRole("switch", { name: "To tell you about what may interest you" });
    await marketing.click();
    await expect.poll(() => marketing.getAttribute("aria-checked")).toBe("true");
    const page = await findPerson();
    await sendMessage(page, "News of the week");
    await page.getByRole("status").filter({ hasText: "Queued" }).waitFor();
    const text = await openNewestMail();
    expect(text).toContain("2.4.8");
    expect(text).toContain("List-Unsubscribe-Post");
    expect(text).toContain("List-Unsubscribe=One-Click");
    expect(text).toMatch(/\[?AD\]?|广告/);
  });

  it("[2.4.9] takes no more messages for who unsubscribed with one click", async () => {
    const page = await findPerson();
    await sendMessage(page, "Too late", true);
    await page.getByRole("status").filter({ hasText: "Queued" }).waitFor();
    const link = /http\S+\/privacy\/unsubscribe\/[\w-]+/.exec(await openNewestMail())?.[0] ?? "";
    // As a mail program does it: a POST from nowhere, without cookies (RFC 8058 §3.2).
    const stranger = await browser.newContext();
    const answer = await stranger.request.post(link, { form: { "List-Unsubscribe": "One-Click" } });
    expect(answer.status()).toBe(200);
    await stranger.close();
    const again = await findPerson();
    await sendMessage(again, "Not any more");
    const refusal = again.getByRole("alert").filter({ hasText: "Refused" });
    await refusal.waitFor();
    expect(await refusal.innerText()).toContain("2.4.9");
  });

  it("has nothing for axe in either language, wide and narrow, light and dark", async () => {
    for (const [width, colorScheme, language] of [
      [1280, "light", "zh"],
      [360, "dark", "en"],
    ] as const) {
      const page = await open(operator, `${avow.service}/console/?lang=${language}`);
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      for (const path of ["", "people", "messages", "mailbox", "policy"]) {
        await page.goto(`${avow.service}/console/${path}?lang=${language}`);
        await page.locator("h1").waitFor();
        await page.waitForLoadState("networkidle");
        expect(await findAxeViolations(page), `${path} ${language}`).toEqual([]);
        expect(
          await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          ),
        ).toBe(0);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    }
  }, 60_000);

  it("counts pending clauses and never shows them as kept", async () => {
    const page = await open(operator, `${avow.service}/console/policy`);
    await page.getByRole("heading", { name: "Policy", level: 1 }).waitFor();
    await page.getByText("42 clauses are shown.").waitFor();
    expect(await page.locator("main").innerText()).toMatch(/30/);
    expect(await findAxeViolations(page)).toEqual([]);
  });

  it("[2.4.9] has stopped the message that was queued before, when its time comes", async () => {
    const page = await open(operator, `${avow.service}/console/messages`);
    const stopped = page.getByRole("row").filter({ hasText: "Too late" });
    await expect.poll(() => stopped.innerText(), { timeout: 90_000 }).toContain("Stopped");
    expect(await stopped.innerText()).toContain("2.4.9");
  }, 120_000);
});

describe("receipts", () => {
  let file: string;

  it("[law 5] every step left one", async () => {
    const page = await open(person, `${avow.portal}/privacy/en/receipts`);
    const shown = await page.locator("main").innerText();
    for (const said of [
      "You opened an account",
      "A message to you was refused by the policy",
      "You agreed",
      "A message to you was prepared",
      "A message was sent to you",
      "You objected, for good",
      "A waiting message to you was stopped",
    ])
      expect(shown).toContain(said);
    expect(await findAxeViolations(page)).toEqual([]);
  });

  it("verify on the command line, offline, with three exits", async () => {
    const page = await open(person, `${avow.portal}/privacy/en/receipts`);
    await expect
      .poll(async () => {
        await page.reload();
        return page.getByRole("button", { name: /^Download receipt/ }).count();
      })
      .toBeGreaterThan(6);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page
        .getByRole("button", { name: /^Download receipt/ })
        .last()
        .click(),
    ]);
    file = join(avow.dataDir, "receipt.tlog-proof");
    await download.saveAs(file);
    const trust = join(avow.dataDir, "trust.txt");
    expect(await exitOf(file, trust)).toBe(VERIFY_EXITS.verifies);
    const bytes = await readFile(file);
    for (const at of [0, 30, Math.floor(bytes.length / 2), bytes.length - 2]) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      await writeFile(`${file}.altered`, altered);
      expect(await exitOf(`${file}.altered`, trust)).toBe(VERIFY_EXITS["does-not-verify"]);
    }
    expect(await exitOf(file, join(avow.dataDir, "no-such-file"))).toBe(VERIFY_EXITS["cannot-tell"]);
  });

  it("verify in the browser, and an altered one does not", async () => {
    const page = await open(person, `${avow.portal}/privacy/en/receipts`);
    await page.getByLabel("Receipt file").setInputFiles(file);
    await page.getByText("This receipt verifies").waitFor();
    await page.getByLabel("Receipt file").setInputFiles(`${file}.altered`);
    await page.getByText("This receipt does not verify").waitFor();
  });

  async function exitOf(receipt: string, trust: string): Promise<number> {
    const silent = { out: () => {}, err: () => {}, color: false };
    return verify({ receipt, trust: undefined, defaultTrust: trust }, silent);
  }
});

describe("everywhere", () => {
  it("no page asked anybody else for anything", () => {
    expect(foreign).toEqual([]);
  });
});

async function findPerson(): Promise<Page> {
  const page = await open(operator, `${avow.service}/console/people`);
  await page.getByLabel("E-mail address").fill(EMAIL);
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByRole("heading", { name: "Send a message" }).waitFor();
  return page;
}

async function sendMessage(page: Page, subject: string, later = false): Promise<void> {
  await page.getByLabel("Subject in English").fill(subject);
  await page.getByLabel("Message in English").fill("Something to read this week.");
  await page.getByLabel("Subject in Chinese").fill(`${subject}（中文）`);
  await page.getByLabel("Message in Chinese").fill("本周推荐阅读。");
  if (later) {
    await page.getByLabel("When").selectOption("later");
    const soon = await page.evaluate((waitMs) => {
      const at = new Date(Date.now() + waitMs);
      return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
    }, AHEAD_MS + 60_000);
    await page.getByLabel("Time", { exact: true }).fill(soon);
  }
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

async function openNewestMail(): Promise<string> {
  const page = await open(operator, `${avow.service}/console/mailbox`);
  await page.locator("main a[href*='/console/mailbox/']").first().click();
  await page.getByRole("heading", { name: "Headers" }).waitFor();
  return page.locator("main").innerText();
}
