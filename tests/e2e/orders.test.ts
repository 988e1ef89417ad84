import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { launchBrowser } from "../support/browser.ts";
import { expectReceiptsVerify, expectSoundPage, openReader } from "../support/portal-browser.ts";

/** Ordering and paying (2.1.4, 2.4.3), as people do it, against a payment provider on a port of its own. */
let avow: RunningAvow;
let browser: Browser;
const ARTICLE = "what-a-queue-knows";

beforeAll(async () => {
  [avow, browser] = await Promise.all([startAvow(), launchBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
}, 60_000);

async function typeCard(page: Page, card: string): Promise<void> {
  expect(new URL(page.url()).origin).toBe(avow.payments);
  await page.locator("#card").fill(card);
  await page.locator("main button").click();
}

describe("with a cookie, in English", () => {
  it("[2.4.3] a paid article opens when its order is paid, and the evidence verifies", async () => {
    const reader = await openReader(browser, avow, { language: "en", cookies: "accepted" });
    const { page } = reader;
    const typed: string[] = [];
    page.on("request", (request) => {
      if (request.url().startsWith(avow.portal)) typed.push(`${request.url()} ${request.postData() ?? ""}`);
    });
    await page.goto(`${avow.portal}/en/articles/${ARTICLE}`);
    await expectSoundPage(page);
    await page.getByRole("link", { name: "Order it" }).click();
    expect(await page.locator("main input, main textarea").count()).toBe(0);
    await expectSoundPage(page);
    await page.getByRole("button", { name: "Place the order" }).click();
    expect(await page.getByRole("status").innerText()).toMatch(/number \d+ of the public log/);
    await expectSoundPage(page);
    await page.getByRole("button", { name: "Go to payment" }).click();
    await expectSoundPage(page);
    await page.getByRole("link", { name: "Pay CNY 18.00" }).click();
    await expectSoundPage(page);
    await typeCard(page, "4242 4242 4242 4242");
    await page.getByText("It is paid. Thank you.").waitFor();
    await expectSoundPage(page);
    await page.getByRole("link", { name: "Read the article" }).click();
    expect(await page.locator(".shut").count()).toBe(0);
    expect(typed.join("\n").replace(/\D/g, "")).not.toContain("4242424242424242");
    await page.goto(`${avow.portal}/en/orders`);
    expect(await page.locator(".entry").innerText()).toContain("Paid");
    await expectSoundPage(page);
    await expectReceiptsVerify(reader, avow, 5);
    await reader.context.close();
  }, 120_000);

  it("[2.1.4] a card number typed into our own form is refused, with its clause; another field is too", async () => {
    const { page, context } = await openReader(browser, avow, { language: "en", cookies: "accepted" });
    await page.goto(`${avow.portal}/en/order/product/yearbook`);
    await page.locator("[name='order.address']").fill("My card is 4242 4242 4242 4242");
    await page.getByRole("button", { name: "Place the order" }).click();
    expect(await page.getByRole("alert").innerText()).toContain("2.1.4");
    await expectSoundPage(page);
    await page.locator("form.form").evaluate((form) => {
      const field = document.createElement("input");
      field.name = "order.birthday";
      field.value = "1990-01-01";
      form.append(field);
    });
    await page.locator("[name='order.address']").fill("18 Wensan Road, Hangzhou");
    await page.getByRole("button", { name: "Place the order" }).click();
    const said = await page.getByRole("alert").innerText();
    expect(said).toContain("2.1.1");
    expect(said).toContain("order.birthday");
    await page.goto(`${avow.portal}/en/orders`);
    expect(await page.locator("main").innerText()).toContain("You have ordered nothing.");
    await context.close();
  }, 60_000);

  it("[2.1.4] a forged notice opens nothing", async () => {
    const { page, context } = await openReader(browser, avow, { language: "en", cookies: "accepted" });
    await page.goto(`${avow.portal}/en/order/article/${ARTICLE}`);
    await page.getByRole("button", { name: "Place the order" }).click();
    const action = await page.locator("form[action*='/payment']").getAttribute("action");
    const order = /order=([0-9a-f-]+)/.exec(action ?? "")?.[1];
    const answer = await page.request.post(`${avow.portal}/payments/notices`, {
      data: {
        event: "evt_forged_one",
        order,
        reference: "pay_forged_one",
        amount: "CNY 18.00",
        outcome: "paid",
      },
      headers: { "payment-signature": `t=${Date.now()},d=${"0".repeat(16)},v1=${"0".repeat(64)}` },
    });
    expect(answer.status()).toBe(401);
    await page.goto(`${avow.portal}/en/orders`);
    expect(await page.locator(".entry").innerText()).toContain("Waiting for payment");
    await context.close();
  }, 60_000);
});

describe("without a cookie and without JavaScript, in Chinese", () => {
  it("[2.2.6] a person orders in print, pays in a second step in another tab, and sees it here", async () => {
    const { page, context } = await openReader(browser, avow, {
      language: "zh",
      cookies: "refused",
      context: { javaScriptEnabled: false },
    });
    await page.getByRole("button", { name: "我的订单" }).click();
    await page.getByRole("button", { name: "可以订购的内容" }).click();
    await page.locator(".entry", { hasText: "年鉴" }).getByRole("button").click();
    await page.locator("[name='order.address']").fill("杭州市文三路18号");
    await page.getByRole("button", { name: "提交订单" }).click();
    await page.getByRole("button", { name: "去付款" }).click();
    const [apart] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("link", { name: "CNY 96.00" }).click(),
    ]);
    await apart.waitForLoadState();
    await typeCard(apart, "4000 0000 0000 0002");
    expect(await apart.getByRole("alert").innerText()).toContain("被拒");
    await typeCard(apart, "4000 0025 0000 3155");
    await apart.getByRole("button", { name: "是我本人" }).click();
    await apart.getByText("已付款，谢谢。").waitFor();
    expect(apart.url()).not.toContain("avow_person");
    await page.getByRole("button", { name: "查看是否已付款" }).click();
    expect(await page.locator(".facts").innerText()).toContain("已付款");
    expect(await context.cookies()).toEqual([]);
    await context.close();
  }, 90_000);

  it("[2.4.3] a person who comes back unpaid sees so, and cancels", async () => {
    const { page, context } = await openReader(browser, avow, { language: "zh", cookies: "accepted" });
    await page.goto(`${avow.portal}/zh/order/product/yearbook`);
    await page.locator("[name='order.address']").fill("杭州市文三路18号");
    await page.getByRole("button", { name: "提交订单" }).click();
    await page.getByRole("button", { name: "去付款" }).click();
    await page.getByRole("link", { name: "CNY 96.00" }).click();
    await page.getByRole("link", { name: "不付款，返回" }).click();
    expect(await page.getByRole("status").innerText()).toContain("尚未收到付款消息");
    await expectSoundPage(page);
    await page.getByRole("button", { name: "取消订单" }).click();
    expect(await page.getByRole("status").innerText()).toContain("订单已取消");
    expect(await page.getByRole("button", { name: "去付款" }).count()).toBe(0);
    await context.close();
  }, 60_000);
});
