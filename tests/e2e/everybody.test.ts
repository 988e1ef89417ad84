import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { pairingsOf } from "../support/breadth.ts";
import { launchBrowser } from "../support/browser.ts";
import { findAxeViolations } from "../support/page-checks.ts";

/** The same house for people who read Chinese, hold a telephone, use the keyboard alone, or have no JavaScript. */
let avow: RunningAvow;
let browser: Browser;
const PASSWORD = "correct horse battery";

beforeAll(async () => {
  [avow, browser] = await Promise.all([startAvow(), launchBrowser()]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
}, 60_000);

async function newPage(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
  return (await browser.newContext(options)).newPage();
}

/** Registers through the page's own form, in its own language. */
async function register(page: Page, language: string, email: string): Promise<void> {
  await page.goto(`${avow.portal}/${language}/register`);
  await page.locator('[name="contact.name"]').fill("林悦");
  await page.locator('[name="contact.email"]').fill(email);
  await page.locator('[name="account.password"]').fill(PASSWORD);
  await page.locator("form.form button").click();
}

async function logIn(
  page: Page,
  language: string,
  email: string,
  cookies: "accepted" | "refused",
): Promise<void> {
  await page.goto(`${avow.portal}/${language}/log-in`);
  await page.locator('[name="email"]').fill(email);
  await page.locator('[name="password"]').fill(PASSWORD);
  await page.locator(`button[value="${cookies}"]`).click();
}

describe("without JavaScript and without cookies, in Chinese", () => {
  it("[2.2.6] a person registers, logs in, sees what is held, chooses, and leaves", async () => {
    const page = await newPage({ javaScriptEnabled: false, locale: "zh-CN" });
    await page.goto(avow.portal);
    expect(page.url()).toBe(`${avow.portal}/zh/`);
    await register(page, "zh", "lin@example.com");
    expect(await page.locator("h1").innerText()).toBe("账号已开通");
    await logIn(page, "zh", "lin@example.com", "refused");
    expect(await page.locator("h1").innerText()).toBe("林悦，您好");
    await page.getByRole("button", { name: "打开隐私中心" }).click();
    expect(await page.locator("main").innerText()).toContain("lin@example.com");
    await page.getByRole("button", { name: "我的选择" }).click();
    const marketing = page.getByRole("switch", { name: "向您介绍您可能感兴趣的内容" });
    await marketing.click();
    expect(await marketing.getAttribute("aria-checked")).toBe("true");
    await marketing.click();
    expect(await marketing.getAttribute("aria-checked")).toBe("false");
    expect(await page.context().cookies()).toEqual([]);
    expect(page.url()).not.toMatch(/avow_person|lin%40|lin@/);
    await page.context().close();
  });
});

describe("bad input", () => {
  it("[2.1.1] comes back with the mistake beside its field, and with what was entered", async () => {
    const page = await newPage();
    await page.goto(`${avow.portal}/en/register`);
    await page.locator('[name="contact.name"]').fill("Lin Yue");
    await page.locator('[name="contact.email"]').fill("not an address");
    await page.locator('[name="account.password"]').fill("short");
    await page.locator("form.form button").click();
    expect(await page.locator('[name="contact.email"]').getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator('[id="contact.email-wrong"]').innerText()).toContain("name@example.com");
    expect(await page.locator('[id="account.password-wrong"]').innerText()).toContain("12");
    expect(await page.locator('[name="contact.name"]').inputValue()).toBe("Lin Yue");
    expect(await page.locator('[name="account.password"]').inputValue()).toBe("");
    expect(await findAxeViolations(page)).toEqual([]);
    await page.context().close();
  });

  it("a wrong password, an address that is taken and a page that is not there each say so in both languages", async () => {
    const page = await newPage();
    await register(page, "en", "taken@example.com");
    await register(page, "zh", "taken@example.com");
    expect(await page.getByRole("alert").innerText()).toContain("该邮箱已注册账号");
    await page.goto(`${avow.portal}/zh/log-in`);
    await page.locator('[name="email"]').fill("taken@example.com");
    await page.locator('[name="password"]').fill("not the password");
    await page.locator('button[value="refused"]').click();
    expect(await page.getByRole("alert").innerText()).toContain("邮箱或者密码不正确");
    for (const [language, said] of [
      ["en", "There is nothing here"],
      ["zh", "此处没有内容"],
    ]) {
      const answer = await page.goto(`${avow.portal}/${language}/nowhere`);
      expect(answer?.status()).toBe(404);
      expect(await page.locator("h1").innerText()).toBe(said);
    }
    await page.context().close();
  });

  it("a forged session is nobody's, in a cookie and in a form", async () => {
    const page = await newPage();
    const token = `avow_person_${"A".repeat(43)}`;
    await page.context().addCookies([{ name: "index_session", value: token, url: avow.portal }]);
    expect((await page.goto(`${avow.portal}/en/account`))?.status()).toBe(401);
    expect((await page.goto(`${avow.portal}/privacy/en`))?.status()).toBe(401);
    await page.context().clearCookies();
    const posted = await page.request.post(`${avow.portal}/en/account`, {
      form: { session: token },
      headers: { origin: avow.portal },
    });
    expect(posted.status()).toBe(401);
    await page.context().close();
  });

  it("[2.3.4] the portal is not served over plain HTTP under another name than this machine's", async () => {
    const page = await newPage();
    const answer = await page.request.get(`${avow.portal}/en/`, { headers: { host: "index.example" } });
    expect(answer.status()).toBe(403);
    const { headers } = { headers: (await page.request.get(`${avow.portal}/en/`)).headers() };
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    await page.context().close();
  });
});

describe("the keyboard alone", () => {
  it("reaches the content first, then every control in order, and logs a person in", async () => {
    const page = await newPage();
    await register(page, "en", "keys@example.com");
    await page.goto(`${avow.portal}/en/log-in`);
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to content");
    await page.keyboard.press("Enter");
    const order: string[] = [];
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press("Tab");
      order.push(await focused(page));
      if (step === 0) await page.keyboard.type("keys@example.com");
      if (step === 1) await page.keyboard.type(PASSWORD);
    }
    expect(order).toEqual(["email", "password", "Log in without cookies", "Log in with cookies"]);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Hello, 林悦" }).waitFor();
    await page.context().close();
  });

  it("is not trapped anywhere on the policy page", async () => {
    const page = await newPage();
    await page.goto(`${avow.portal}/en/policy`);
    const seen = new Set<string>();
    for (let step = 0; step < 90; step++) {
      await page.keyboard.press("Tab");
      seen.add(await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120) ?? ""));
    }
    expect(seen.size).toBeGreaterThan(50);
    await page.context().close();
  });

  function focused(page: Page): Promise<string> {
    return page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute("name") === "email" || element?.getAttribute("name") === "password"
        ? (element.getAttribute("name") ?? "")
        : (element?.textContent?.trim() ?? "");
    });
  }
});

describe("every page, wide and narrow, light and dark, in both languages", () => {
  const variants = [
    { language: "zh", width: 1280, colorScheme: "light" },
    { language: "en", width: 320, colorScheme: "dark" },
    { language: "en", width: 1280, colorScheme: "light" },
    { language: "zh", width: 360, colorScheme: "dark" },
  ] as const;

  it.each(pairingsOf(variants))(
    "$language $width $colorScheme: nothing for axe, nothing beyond the edge",
    async ({ language, width, colorScheme }) => {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
      const page = await context.newPage();
      const email = `${language}${width}@example.com`;
      await register(page, language, email);
      await logIn(page, language, email, "accepted");
      const portal = ["/", "/policy", "/register", "/log-in", "/account"].map(
        (path) => `${avow.portal}/${language}${path}`,
      );
      const centre = ["", "/choices", "/receipts", "/leave"].map(
        (path) => `${avow.portal}/privacy/${language}${path}`,
      );
      for (const address of [...portal, ...centre]) {
        await page.goto(address);
        expect(await findAxeViolations(page), address).toEqual([]);
        expect(await overflow(page), address).toBe(0);
      }
      await context.close();
    },
    120_000,
  );

  function overflow(page: Page): Promise<number> {
    return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }
});
