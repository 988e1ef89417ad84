import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { languagesOf } from "../support/breadth.ts";
import { launchBrowser } from "../support/browser.ts";
import { expectReceiptsVerify, expectSoundPage, openReader, type Reader } from "../support/portal-browser.ts";

/** What readers write and publish on the portal, under which name; and what is recommended to them. */
let avow: RunningAvow;
let browser: Browser;
let stranger: Page;

beforeAll(async () => {
  [avow, browser] = await Promise.all([startAvow(), launchBrowser()]);
  stranger = await browser.newPage();
}, 180_000);

afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
}, 60_000);

const WORDS = {
  en: {
    name: "Lin Yue",
    pseudonym: "Publish under my pseudonym",
    own: "Publish under my name",
    back: "Take my name back",
    remove: "Delete",
    publicationAsk: "Publish this under my pseudonym. I can take it back at any time.",
    namingAsk: "Show my own name beside this one thing, for everyone to read.",
    yes: "Yes, recommend",
    no: "No, do not",
    because: "Because you read “Paper that breathes”",
    plain: "Show newest first instead",
    isPlain: "Articles stand newest first.",
    basis: "What this goes by",
    forget: /^Forget:/,
  },
  zh: {
    name: "林悦",
    pseudonym: "以化名发布",
    own: "以姓名发布",
    back: "撤回我的姓名",
    remove: "删除",
    publicationAsk: "同意以我的化名公开这一内容。我可以随时撤回。",
    namingAsk: "同意在这一内容旁向所有人显示我的真实姓名。",
    yes: "可以推荐",
    no: "不要推荐",
    because: "因为您读过《会呼吸的纸》",
    plain: "改为按时间排序",
    isPlain: "文章按时间排列",
    basis: "推荐依据",
    forget: /^忘掉/,
  },
} as const;

/** What somebody who is not logged in sees at an address. */
async function seenByStranger(path: string): Promise<string> {
  await stranger.goto(`${avow.portal}${path}`);
  return stranger.locator("main").innerText();
}

/** Sends a form of the page with one field more than the policy declares, as a tampered page would. */
async function tamper({ page, context }: Reader, form: string): Promise<{ status: number; text: string }> {
  const sent = await page.locator(form).evaluate((element) => {
    const fields = new FormData(element as HTMLFormElement);
    return {
      action: (element as HTMLFormElement).action,
      fields: [...fields].map(([name, value]) => [name, `${value}`]),
    };
  });
  const answer = await context.request.post(sent.action, {
    form: { ...Object.fromEntries(sent.fields), act: "pseudonym", "contact.birthday": "1990-01-01" },
    headers: { origin: avow.portal },
  });
  return { status: answer.status(), text: await answer.text() };
}

describe("a comment", () => {
  it.each(languagesOf("zh"))(
    "[2.1.1] [2.5.6] %s: is published under a pseudonym or a name, as its author chooses; the name goes when it is taken back",
    async (language) => {
      const words = WORDS[language];
      const article = `/${language}/articles/the-night-bus`;
      const reader = await openReader(browser, avow, { language, cookies: "accepted" });
      const { page } = reader;
      await page.goto(`${avow.portal}${article}`);
      const [one, other] = [
        page.getByRole("button", { name: words.pseudonym }),
        page.getByRole("button", { name: words.own }),
      ];
      expect((await one.boundingBox())?.width).toBe((await other.boundingBox())?.width);
      const asked = await page.locator(".comments form.form").innerText();
      for (const ask of [words.publicationAsk, words.namingAsk]) expect(asked).toContain(ask);
      await expectSoundPage(page);
      await page.locator('[name="comment.text"]').fill(`Quiet ${language}`);
      await one.click();
      await page.getByText(`Quiet ${language}`).waitFor();
      await page.locator('[name="comment.text"]').fill(`Loud ${language}`);
      await other.click();
      await page.getByText(`Loud ${language}`).waitFor();
      await expectSoundPage(page);

      const seen = await seenByStranger(article);
      expect(seen.split(words.name)).toHaveLength(2);
      expect(seen).not.toContain(reader.email);
      await page.getByRole("button", { name: words.back }).click();
      await page.getByRole("button", { name: words.back }).waitFor({ state: "detached" });
      const after = await seenByStranger(article);
      expect(after).not.toContain(words.name);
      expect(after).toContain(`Loud ${language}`);
      await page.getByRole("button", { name: words.remove }).first().click();
      await page.getByText(`Quiet ${language}`).waitFor({ state: "detached" });
      expect(await seenByStranger(article)).not.toContain(`Quiet ${language}`);
      await expectReceiptsVerify(reader, avow, 5);
      await page.context().close();
    },
    120_000,
  );

  it("[2.1.1] is turned away with a field the policy does not declare, by its name, and [2.5.6] without the words of its consent", async () => {
    const reader = await openReader(browser, avow, { language: "en", cookies: "accepted" });
    const { page } = reader;
    await page.goto(`${avow.portal}/en/articles/reading-aloud`);
    await page.locator('[name="comment.text"]').fill("Tampered");
    const tampered = await tamper(reader, ".comments form.form");
    expect([tampered.status, tampered.text]).toEqual([422, expect.stringContaining("contact.birthday")]);
    await page
      .locator('[name="wording.naming"]')
      .evaluate((field) => field.setAttribute("value", "0".repeat(64)));
    await page.getByRole("button", { name: "Publish under my name" }).click();
    const refusal = page.getByRole("alert");
    await refusal.waitFor();
    expect(await refusal.innerText()).toContain("2.5.6");
    expect(await page.locator('[name="comment.text"]').inputValue()).toBe("Tampered");
    await expectSoundPage(page);
    expect(await seenByStranger("/en/articles/reading-aloud")).not.toContain("Tampered");
    await page.context().close();
  }, 60_000);
});

describe("material that a reader publishes", () => {
  it.each(languagesOf("en"))(
    "[2.1.1] [2.5.6] %s: is written without scripts and without a cookie, stands under a pseudonym, and goes when taken back",
    async (language) => {
      const words = WORDS[language];
      const context = { javaScriptEnabled: false };
      const { page, email } = await openReader(browser, avow, { language, cookies: "refused", context });
      await page.locator('footer form[action$="/works/new"] button').click();
      await page.locator('[name="work.title"]').fill(`A bridge ${language}`);
      await page.locator('[name="work.text"]').fill("Stone by stone.\n\n<b>Then</b> water.");
      await page.getByRole("button", { name: words.pseudonym }).click();
      expect(await page.locator("h1").innerText()).toBe(`A bridge ${language}`);
      expect(await page.locator(".text").innerText()).toContain("<b>Then</b> water.");
      const path = await page.locator(".own-acts").first().getAttribute("action");
      const seen = await seenByStranger(path ?? "");
      expect(seen).toContain("Stone by stone.");
      expect(seen).not.toContain(words.name);
      expect(await seenByStranger(`/${language}/works`)).toContain(`A bridge ${language}`);
      await expectSoundPage(stranger);
      await page.getByRole("button", { name: words.remove }).click();
      expect((await stranger.goto(`${avow.portal}${path}`))?.status()).toBe(404);
      await page.context().close();
      const again = await openReader(browser, avow, { language, cookies: "accepted", email });
      await expectReceiptsVerify(again, avow, 5);
      await again.context.close();
    },
    60_000,
  );
});

describe("recommendations", () => {
  it.each(languagesOf("zh"))(
    "[2.4.2] %s: are made with consent alone, each with its reason, on what can be seen and forgotten, and yield to plain ordering",
    async (language) => {
      const words = WORDS[language];
      const home = `${avow.portal}/${language}/`;
      const reader = await openReader(browser, avow, { language, cookies: "accepted" });
      const { page } = reader;
      await page.goto(`${avow.portal}/${language}/articles/reading-aloud`);
      await page.goto(home);
      const [yes, no] = [
        page.getByRole("button", { name: words.yes }),
        page.getByRole("button", { name: words.no }),
      ];
      expect((await yes.boundingBox())?.width).toBe((await no.boundingBox())?.width);
      expect(await page.locator(".reason").count()).toBe(0);
      await expectSoundPage(page);
      await yes.click();
      await page.locator("#for-you").waitFor();
      expect(await page.locator(".reason").count()).toBe(0);
      await page.goto(`${avow.portal}/${language}/articles/paper-that-breathes`);
      await page.goto(home);
      const reasons = await page.locator(".for-you .reason").allInnerTexts();
      expect(reasons.length).toBeGreaterThan(0);
      for (const reason of reasons) expect(reason).toContain(words.because);
      expect(await page.locator(".for-you .story").count()).toBe(reasons.length);
      await expectSoundPage(page);
      await page.getByRole("button", { name: words.plain }).click();
      await page.getByText(words.isPlain).waitFor();
      expect(await page.locator(".reason").count()).toBe(0);
      await page.goto(`${avow.portal}/${language}/recommendations`);
      await expectSoundPage(page);
      await page.getByRole("button", { name: words.forget }).click();
      await page.getByRole("button", { name: words.forget }).waitFor({ state: "detached" });
      await expectReceiptsVerify(reader, avow, 5);
      await page.context().close();
    },
    120_000,
  );

  it("[2.4.2] are refused in one step, for good, and cost nothing", async () => {
    const { page } = await openReader(browser, avow, { language: "en", cookies: "accepted" });
    await page.goto(`${avow.portal}/en/`);
    await page.getByRole("button", { name: "No, do not" }).click();
    await page.getByRole("button", { name: "No, do not" }).waitFor({ state: "detached" });
    await page.goto(`${avow.portal}/en/articles/paper-that-breathes`);
    await page.goto(`${avow.portal}/en/`);
    expect(await page.locator(".for-you, .question").count()).toBe(0);
    await page.goto(`${avow.portal}/en/recommendations`);
    expect(await page.locator("main").innerText()).toContain("Recommendations are off.");
    await page.context().close();
  }, 60_000);
});
