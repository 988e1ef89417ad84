import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { launchBrowser } from "../support/browser.ts";
import { expectReceiptsVerify, expectSoundPage, openReader } from "../support/portal-browser.ts";

/** The questionnaire (2.1.3), applications and letters (2.1.1), as people meet them. */
let avow: RunningAvow;
let browser: Browser;

beforeAll(async () => {
  [avow, browser] = await Promise.all([startAvow(), launchBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
}, 60_000);

describe("the questionnaire", () => {
  it("[2.1.3] is refused in one step, as large as answering, and never asked about again, in another browser either", async () => {
    const first = await openReader(browser, avow, { language: "en", cookies: "accepted" });
    const answer = first.page.getByRole("link", { name: "Answer", exact: true });
    const refuse = first.page.getByRole("button", { name: "No, never ask again" });
    const [one, other] = [await answer.boundingBox(), await refuse.boundingBox()];
    expect([one?.width, one?.height]).toEqual([other?.width, other?.height]);
    await expectSoundPage(first.page);
    await refuse.click();
    expect(await first.page.locator("h1").innerText()).toBe("You will not be asked again");
    await first.page.goto(`${avow.portal}/en/account`);
    expect(await first.page.locator("#invitation").count()).toBe(0);
    await expectReceiptsVerify(first, avow, 2);
    await first.page.goto(`${avow.portal}/en/account`);
    await first.page.getByRole("button", { name: "Log out" }).click();
    const later = await openReader(browser, avow, { language: "en", cookies: "refused", email: first.email });
    expect(await later.page.locator("#invitation").count()).toBe(0);
    for (const { context } of [first, later]) await context.close();
  }, 90_000);

  it("[2.1.3] is answered as far as one likes, without cookies or JavaScript, and the answers can be taken back", async () => {
    const { page, context } = await openReader(browser, avow, {
      language: "zh",
      cookies: "refused",
      context: { javaScriptEnabled: false },
    });
    await page.getByRole("button", { name: "愿意填写" }).click();
    expect(await page.locator("[required]").count()).toBe(0);
    await page.locator("[name='answer.subject']").selectOption("culture");
    await page.getByRole("button", { name: "提交回答" }).click();
    expect(await page.locator("h1").innerText()).toBe("谢谢");
    await page.locator("main").getByRole("button", { name: "我的账号" }).click();
    expect(await page.locator("#invitation").count()).toBe(0);
    expect(await page.locator("main").innerText()).toContain("文化");
    await page.getByRole("button", { name: "撤回", exact: true }).click();
    expect(await page.getByRole("status").innerText()).toContain("已撤回并删除");
    expect(await page.locator("main").innerText()).not.toContain("文化");
    expect(await page.locator("#invitation").count()).toBe(0);
    expect(await context.cookies()).toEqual([]);
    await context.close();
  }, 60_000);

  it("[2.1.3] is refused a field it does not declare, and a session that is nobody's", async () => {
    const { page, context } = await openReader(browser, avow, { language: "en", cookies: "accepted" });
    await page.goto(`${avow.portal}/en/questionnaire`);
    await expectSoundPage(page);
    const wording = (await page.locator("button[name=wording]").first().getAttribute("value")) ?? "";
    const headers = { origin: avow.portal };
    const undeclared = await page.request.post(`${avow.portal}/en/questionnaire`, {
      form: { "answer.frequency": "daily", "answer.income": "1", wording },
      headers,
    });
    expect([undeclared.status(), await undeclared.text()]).toEqual([
      422,
      expect.stringContaining("answer.income"),
    ]);
    await context.clearCookies();
    const forged = await page.request.post(`${avow.portal}/en/questionnaire/refusal`, {
      form: { session: `avow_person_${"A".repeat(43)}`, wording },
      headers,
    });
    expect(forged.status()).toBe(401);
    await context.close();
  }, 60_000);
});

describe("applications and letters", () => {
  it("[2.1.1] are acknowledged with their number in the log, shown on the account page, and taken back", async () => {
    const { page, context } = await openReader(browser, avow, { language: "en", cookies: "accepted" });
    await page.goto(`${avow.portal}/en/apply`);
    await expectSoundPage(page);
    await page.getByRole("button", { name: "Send the application" }).click();
    expect(await page.getByRole("alert").innerText()).toContain("2.1.1");
    await page.locator("[name='application.service']").selectOption("archive");
    await page.getByRole("button", { name: "Send the application" }).click();
    expect(await page.locator("main").innerText()).toMatch(/number \d+ of the public log/);
    await page.goto(`${avow.portal}/en/write`);
    await page.locator("[name='letter.text']").fill("Please write about bridges.");
    await page.getByRole("button", { name: "Send the letter" }).click();
    expect(await page.locator("main").innerText()).toMatch(/number \d+ of the public log/);
    await page.locator("main").getByRole("link", { name: "Your account" }).click();
    const given = page.locator("main");
    expect(await given.innerText()).toContain("Access to the archive");
    expect(await given.innerText()).toContain("Please write about bridges.");
    await expectSoundPage(page);
    await page.locator("[aria-labelledby=given-contact]").getByRole("button", { name: "Take back" }).click();
    expect(await given.innerText()).not.toContain("Please write about bridges.");
    await context.close();
  }, 60_000);

  it("[2.0] give those who are not logged in the controller's address and telephone, in both languages", async () => {
    const page = await browser.newPage();
    for (const [language, address] of [
      ["en", "18 Wensan Road"],
      ["zh", "文三路18号"],
    ]) {
      await page.goto(`${avow.portal}/${language}/write`);
      expect(await page.locator("main address").innerText()).toContain(address);
      expect(await page.locator("main address").innerText()).toContain("+86 571 5550 0100");
      await expectSoundPage(page);
    }
    await page.close();
  }, 60_000);
});
