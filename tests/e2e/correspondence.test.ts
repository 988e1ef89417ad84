import { readFile } from "node:fs/promises";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wordsOf as centreWordsOf } from "../../apps/centre/words.ts";
import { wordsOf } from "../../apps/console/words.ts";
import { type MailServer, startMailServer } from "../../packages/service/channels/test-mail-server.ts";
import { sendOverSmtp } from "../../packages/service/correspondence/correspondence.testing.ts";
import { freePort, type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { languagesOf } from "../support/breadth.ts";
import { launchBrowser } from "../support/browser.ts";
import { becomeOperator } from "../support/operator.ts";
import { expectReceiptsVerify, expectSoundPage, openReader } from "../support/portal-browser.ts";

/**
 * Letters against one `avow start`: a person writes by real mail, staff answer in the console, the answer arrives at a
 * real mail server, and what the person answers comes back into the same thread.
 */
const DOMAIN = "in.index.example";

let avow: RunningAvow;
let browser: Browser;
let mail: MailServer;
let inboundPort: number;
let staff: BrowserContext;
beforeAll(async () => {
  mail = await startMailServer();
  inboundPort = await freePort();
  [avow, browser] = await Promise.all([
    startAvow({
      AVOW_SMTP_URL: mail.url,
      AVOW_INBOUND_PORT: `${inboundPort}`,
      AVOW_INBOUND_DOMAIN: DOMAIN,
    }),
    launchBrowser(),
  ]);
  staff = await browser.newContext({ locale: "en-GB", acceptDownloads: true });
  const page = await staff.newPage();
  await becomeOperator(page, avow.firstLink);
  await page.close();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
  await mail.close();
}, 60_000);

/** Sends over SMTP, as a person's own mail program would. */
async function post(letter: {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly inReplyTo?: string;
  readonly references?: string[];
  readonly attachments?: { readonly filename: string; readonly content: string }[];
}): Promise<string> {
  return (await sendOverSmtp(inboundPort, letter)).messageId;
}

/** The switch of the consent to marketing, in the privacy centre. */
async function marketingOf(page: Page, language: "en" | "zh"): Promise<Locator> {
  await page.goto(`${avow.portal}/privacy/${language}/choices`);
  return page.locator('form[action$="/choices/marketing"] button[role=switch]');
}

const SAID = {
  en: {
    subject: "A question",
    question: "When is the reading room open?",
    answer: "From nine to five.",
    thanks: "Thank you!",
    stop: "unsubscribe",
  },
  zh: {
    subject: "咨询",
    question: "阅览室几点开放？",
    answer: "九点至五点。",
    thanks: "谢谢！",
    stop: "退订",
  },
} as const;

describe("correspondence", () => {
  it.each(languagesOf("zh"))(
    "[2.1.2] [2.4.9] in %s: a letter, its answer, and the word that ends advertising, in one thread",
    async (language) => {
      const [words, centre, said] = [wordsOf(language), centreWordsOf(language).letters, SAID[language]];
      const reader = await openReader(browser, avow, { language, cookies: "accepted" });
      await (await marketingOf(reader.page, language)).click();
      expect(await (await marketingOf(reader.page, language)).getAttribute("aria-checked")).toBe("true");
      const from = `Lin Yue <${reader.email}>`;
      const messageId = await post({
        from,
        to: `editors@${DOMAIN}`,
        subject: said.subject,
        text: said.question,
        attachments: [{ filename: "笔记.txt", content: "notes" }],
      });

      const page = await staff.newPage();
      await page.goto(`${avow.service}/console/threads?lang=${language}`);
      await page.locator("table.records a").first().click();
      await page.getByRole("heading", { name: words.thread.title, level: 1 }).waitFor();
      expect(await page.getByText(said.question).count()).toBe(0);
      await page.getByRole("button", { name: words.thread.open }).click();
      await page.getByText(said.question).waitFor();
      await page.getByText(words.thread.proofs.claimed).waitFor();
      await expectSoundPage(page);
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: words.thread.saveOf("笔记.txt") }).click(),
      ]);
      expect(file.suggestedFilename()).toBe("笔记.txt");
      expect(await readFile(await file.path(), "utf8")).toBe("notes");
      await page.getByRole("textbox", { name: words.thread.text }).fill(said.answer);
      await page.getByRole("button", { name: words.thread.send }).click();
      await page.getByText(said.answer).waitFor();

      const answerOf = () => mail.accepted.find((one) => one.text?.includes(said.answer));
      await expect.poll(answerOf, { timeout: 20_000 }).toBeDefined();
      const answer = answerOf();
      expect(answer).toMatchObject({ inReplyTo: messageId, subject: `Re: ${said.subject}` });
      const references = [answer?.references ?? []].flat();
      expect(references).toContain(messageId);
      const replyTo = answer?.replyTo?.value[0]?.address ?? "";
      expect(replyTo).toMatch(/^reply\+[0-9a-f]{32}@in\.index\.example$/);
      await post({
        from: "somebody.else@elsewhere.example",
        to: replyTo,
        subject: `Re: ${said.subject}`,
        text: said.thanks,
        inReplyTo: answer?.messageId ?? "",
        references: [...references, answer?.messageId ?? ""],
      });
      await post({ from, to: `editors@${DOMAIN}`, subject: "Re: News", text: `${said.stop}\n\n> News` });

      await reader.page.goto(`${avow.portal}/privacy/${language}/letters`);
      for (const text of [said.question, said.answer, said.thanks, centre.proofs.token, centre.ended])
        await reader.page.getByText(text, { exact: false }).first().waitFor();
      await expectSoundPage(reader.page);
      const [own] = await Promise.all([
        reader.page.waitForEvent("download"),
        reader.page.getByRole("button", { name: centre.saveOf("笔记.txt") }).click(),
      ]);
      expect(await readFile(await own.path(), "utf8")).toBe("notes");
      expect(await (await marketingOf(reader.page, language)).getAttribute("aria-checked")).toBe("false");
      await expectReceiptsVerify(reader, avow, 6);
      await page.close();
      await reader.context.close();
    },
    120_000,
  );

  it.each(languagesOf("en"))(
    "[2.1.2] in %s: who has no account writes on the site and is answered by mail",
    async (language) => {
      const [words, said] = [wordsOf(language), SAID[language]];
      const address = `${crypto.randomUUID()}@elsewhere.example`;
      const context = await browser.newContext({
        locale: language === "zh" ? "zh-CN" : "en-GB",
        javaScriptEnabled: false,
      });
      const page = await context.newPage();
      await page.goto(`${avow.portal}/${language}/write`);
      await page.locator('[name="correspondent.name"]').fill("Chen");
      await page.locator('[name="correspondent.email"]').fill("nobody");
      await page.locator('[name="letter.text"]').fill(`${said.question} ${address}`);
      await page.locator("form.form button").click();
      await page.locator(".notice.wrong").waitFor();
      await page.locator('[name="correspondent.email"]').fill(address);
      await page.locator("form.form button").click();
      await page.getByRole("heading", { level: 1 }).waitFor();

      const desk = await staff.newPage();
      await desk.goto(`${avow.service}/console/threads?lang=${language}`);
      await desk.locator("table.records a").first().click();
      await desk.getByRole("button", { name: words.thread.open }).click();
      await desk.getByText(address).first().waitFor();
      await desk.getByText(words.thread.noAccount).waitFor();
      await desk.getByRole("textbox", { name: words.thread.subject }).fill(said.subject);
      await desk.getByRole("textbox", { name: words.thread.text }).fill(`${said.answer} ${address}`);
      await desk.getByRole("button", { name: words.thread.send }).click();
      const sentTo = () => mail.accepted.find((one) => one.text?.includes(`${said.answer} ${address}`))?.to;
      await expect.poll(sentTo, { timeout: 20_000 }).toMatchObject({ value: [{ address, name: "Chen" }] });
      await desk.close();
      await context.close();
    },
    120_000,
  );
});
