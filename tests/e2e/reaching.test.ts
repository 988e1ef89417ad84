import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { PDFiumLibrary } from "@hyzyla/pdfium";
import { sql } from "kysely";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wordsOf as centreWordsOf } from "../../apps/centre/words.ts";
import { wordsOf } from "../../apps/console/words.ts";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { languagesOf } from "../support/breadth.ts";
import { launchBrowser } from "../support/browser.ts";
import { openTestDatabase } from "../support/database.ts";
import { becomeOperator } from "../support/operator.ts";
import { oweNotice } from "../support/owe-notice.ts";
import { findAxeViolations } from "../support/page-checks.ts";

/**
 * A person gives an address, staff print and post the letter, it comes back, and the call list follows: each step in the browser,
 * the person's without JavaScript.
 */
const PASSWORD = "correct horse battery";

let avow: RunningAvow;
let browser: Browser;
let database: Awaited<ReturnType<typeof openTestDatabase>>;
let pdfium: PDFiumLibrary;
let staff: Page;

beforeAll(async () => {
  database = await openTestDatabase();
  [avow, browser, pdfium] = await Promise.all([
    startAvow({ DATABASE_URL: database.url, AVOW_LETTERS: "staff", AVOW_CALLS: "staff" }),
    launchBrowser(),
    PDFiumLibrary.init(),
  ]);
  staff = await newOperator();
}, 180_000);

afterAll(async () => {
  pdfium?.destroy();
  await browser?.close();
  await avow?.stop();
  await removeData(avow);
  await database?.drop();
}, 60_000);

async function newOperator(): Promise<Page> {
  const page = await (await browser.newContext({ acceptDownloads: true, locale: "en-GB" })).newPage();
  await becomeOperator(page, avow.firstLink);
  return page;
}

/** A person, logged in on the portal without JavaScript. */
async function newPerson(language: "en" | "zh"): Promise<Page> {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  const email = `${randomUUID()}@example.com`;
  await page.goto(`${avow.portal}/${language}/register`);
  await page.locator('[name="contact.name"]').fill("林悦");
  await page.locator('[name="contact.email"]').fill(email);
  await page.locator('[name="contact.telephone"]').fill("+86 571 5550 0101");
  await page.locator('[name="account.password"]').fill(PASSWORD);
  await page.locator("form.form button").click();
  await page.goto(`${avow.portal}/${language}/log-in`);
  await page.locator('[name="email"]').fill(email);
  await page.locator('[name="password"]').fill(PASSWORD);
  await page.locator('button[value="accepted"]').click();
  return page;
}

/** Owes everybody who has not had one yet a notice of an incident, by letter and then by telephone. */
function oweEverybody(): Promise<string> {
  const to = sql`select person from account where person not in (select person from delivery)`;
  return oweNotice(database.store.db, { channels: ["letter", "telephone"], to });
}

async function textOf(path: string): Promise<string> {
  const document = await pdfium.loadDocument(await readFile(path));
  const text = [...document.pages()].map((page) => page.getText()).join("\n");
  document.destroy();
  return text;
}

describe.each(languagesOf("zh"))("reaching a person who reads %s", (language) => {
  const address = { en: "14 Nanshan Road", zh: "南山路14号" }[language];
  const words = wordsOf(language);
  const centre = centreWordsOf(language);
  let number = "";

  it("[2.3.7] they see how they are reached, give an address without JavaScript, and see what for", async () => {
    const page = await newPerson(language);
    await page.goto(`${avow.portal}/privacy/${language}/reach`);
    expect(await page.locator("h1").innerText()).toBe(centre.reach.title);
    expect(await page.locator("main").innerText()).toContain(centre.reach.notGiven);
    await page.getByLabel(centre.reach.addressLabel).fill(`${address}\n310002`);
    await page.getByRole("button", { name: centre.reach.save }).click();
    expect(await page.locator("main").innerText()).toContain(centre.reach.done);
    expect(await page.getByLabel(centre.reach.addressLabel).inputValue()).toContain(address);
    expect(decodeURIComponent(page.url())).not.toContain(address);
    await page.context().close();
  }, 60_000);

  it("[2.3.7] staff print the letter, and it is told only when it is in the post", async () => {
    await oweEverybody();
    await staff.goto(`${avow.service}/console/letters?lang=${language}`);
    await staff.getByRole("heading", { name: words.letters.waiting(1) }).waitFor();
    await staff.getByRole("button", { name: words.letters.make }).click();
    const link = staff.getByRole("link", { name: words.letters.print }).first();
    const [download] = await Promise.all([staff.waitForEvent("download"), link.click()]);
    const text = await textOf(await download.path());
    expect(text).toContain(address);
    expect(text).toContain("林悦");
    number = /\b(\d{8})\b/.exec(text.slice(text.indexOf(language === "zh" ? "编号" : "No. ")))?.[1] ?? "";
    expect(await findAxeViolations(staff)).toEqual([]);
    await staff.getByRole("button", { name: words.letters.post }).first().click();
    await staff.getByRole("button", { name: words.letters.postDo }).click();
    const counts = { letters: 1, printed: 1, posted: 1, returned: 0, dropped: 0 };
    await staff.getByText(words.letters.counts(counts)).first().waitFor();
  }, 60_000);

  it("[2.3.7] it comes back by its number, and the call list follows", async () => {
    await staff.getByLabel(words.letters.back.number).fill("0000 0000 1");
    await staff.getByRole("button", { name: words.letters.back.do }).click();
    await staff.getByText(words.problems["letter-unknown"]).waitFor();
    await staff.getByLabel(words.letters.back.number).fill(number);
    await staff.getByRole("button", { name: words.letters.back.do }).click();
    await staff.getByText(words.letters.back.noted(number)).waitFor();
    await staff.goto(`${avow.service}/console/calls?lang=${language}`);
    await staff.getByText(words.calls.counts({ due: 1, later: 0, taken: 0 })).waitFor();
    await staff.getByRole("button", { name: words.calls.take }).click();
    await staff.getByRole("heading", { name: words.calls.call("林悦") }).waitFor();
    const call = await staff.locator("main").innerText();
    for (const part of ["+86 571 5550 0101", language === "zh" ? "数据副本被窃取。" : "A copy was taken."])
      expect(call).toContain(part);
    expect(await findAxeViolations(staff)).toEqual([]);
    await staff.getByLabel(words.calls.outcome).selectOption("objected");
    expect(await findAxeViolations(staff)).toEqual([]);
    await staff.getByLabel(words.calls.outcome).selectOption("reached");
    await staff.getByRole("button", { name: words.calls.end }).click();
    await staff.getByText(words.calls.noted).waitFor();
    await staff.getByText(words.calls.counts({ due: 0, later: 0, taken: 0 })).waitFor();
  }, 60_000);
});
