import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { launchBrowser } from "../support/browser.ts";
import { expectReceiptsVerify, expectSoundPage, openReader } from "../support/portal-browser.ts";
import { logInOnPortal } from "../support/portal-person.ts";

/** A poll and an event (2.4.4), as people join and leave them. */
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

const POLL = "/projects/next-series";

function figures(page: Page): Promise<string> {
  return page.locator("[aria-labelledby=results] dl").innerText();
}

/** Four others vote for paper, as their browsers' forms would. */
async function othersVote(): Promise<void> {
  for (let each = 0; each < 4; each++) {
    const other = await logInOnPortal((path, init = {}) =>
      fetch(`${avow.portal}${path}`, { ...init, headers: { origin: avow.portal } }),
    );
    const shown = await (await other.post(`/en${POLL}`)).text();
    const agree = /name="agree" value="([0-9a-f]{64})"/.exec(shown)?.[1] ?? "";
    await other.post(`/en${POLL}`, { step: "join", "poll.option": "paper", agree });
  }
}

describe("a poll", () => {
  it("[2.4.4] enrols nobody, is joined by a choice of its own, and leaving undoes it: the count falls", async () => {
    const reader = await openReader(browser, avow, { language: "en", cookies: "accepted" });
    const { page } = reader;
    await othersVote();
    await page.goto(`${avow.portal}/en${POLL}`);
    expect(await page.locator("main input:checked").count()).toBe(0);
    expect(await figures(page)).not.toMatch(/\n[0-9]/);
    await expectSoundPage(page);
    await page.getByLabel("How paper is made").check();
    await page.getByRole("button", { name: "Take part" }).click();
    expect(await page.getByRole("alert").innerText()).toContain("2.4.4");
    expect(await page.getByRole("button", { name: "Leave" }).count()).toBe(0);
    await page.getByLabel("I agree to this").check();
    await page.getByRole("button", { name: "Take part" }).click();
    expect(await page.getByRole("status").innerText()).toMatch(/number \d+ of the public log/);
    expect(await figures(page)).toMatch(/How paper is made\s+5/);
    await expectSoundPage(page);
    await page.goto(`${avow.portal}/en/account`);
    expect(await page.locator("[aria-labelledby=given-poll]").innerText()).toContain("Agreed");
    await expectSoundPage(page);
    await page.goto(`${avow.portal}/en${POLL}`);
    await page.getByRole("button", { name: "Leave" }).click();
    expect(await page.getByRole("status").innerText()).toContain("erased");
    expect(await figures(page)).not.toMatch(/\n[0-9]/);
    await expectReceiptsVerify(reader, avow, 3);
    await reader.context.close();
  }, 120_000);

  it("[2.4.4] is refused in the name of a session that is nobody's, and an option that is none", async () => {
    const { page, context } = await openReader(browser, avow, { language: "en", cookies: "accepted" });
    await page.goto(`${avow.portal}/en${POLL}`);
    const agree = (await page.getByLabel("I agree to this").getAttribute("value")) ?? "";
    const send = (form: Record<string, string>) =>
      page.request.post(`${avow.portal}/en${POLL}`, {
        form: { step: "join", "poll.option": "tides", agree, ...form },
        headers: { origin: avow.portal },
      });
    expect((await send({ "poll.option": "none" })).status()).toBe(422);
    expect((await send({ "poll.colour": "red" })).status()).toBe(422);
    await context.clearCookies();
    expect((await send({ session: `avow_person_${"A".repeat(43)}` })).status()).toBe(401);
    await context.close();
  }, 60_000);
});

describe("an event, in Chinese, without cookies and without JavaScript", () => {
  it("[2.4.4] is joined, changed and, by withdrawing the choice on the account page, undone", async () => {
    const { page, context } = await openReader(browser, avow, {
      language: "zh",
      cookies: "refused",
      context: { javaScriptEnabled: false },
    });
    await page.getByRole("button", { name: "参与项目" }).first().click();
    await page.getByRole("button", { name: /开放日/ }).click();
    await page.getByLabel("现场参加").check();
    await page.getByLabel("我同意").check();
    await page.getByRole("button", { name: "参加", exact: true }).click();
    expect(await page.locator("main").innerText()).toContain("您已参加：现场参加");
    await page.getByLabel("线上参加").check();
    await page.getByLabel("我同意").check();
    await page.getByRole("button", { name: "更改" }).click();
    expect(await page.locator("main").innerText()).toContain("您已参加：线上参加");
    await page.getByRole("button", { name: "我的账号" }).first().click();
    const given = page.locator("[aria-labelledby=given-event]");
    expect(await given.locator(".entry").count()).toBe(1);
    await given.getByRole("button", { name: "撤回同意" }).click();
    expect(await page.locator("[aria-labelledby=given-event]").count()).toBe(0);
    expect(await context.cookies()).toEqual([]);
    await context.close();
  }, 60_000);
});
