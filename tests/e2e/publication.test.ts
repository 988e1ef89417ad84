import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeUpload } from "../../packages/cli/build.ts";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { launchBrowser } from "../support/browser.ts";
import { varyIndexPolicy } from "../support/index-policy.ts";
import { becomeOperator, WANG } from "../support/operator.ts";
import { findAxeViolations, watchForeignRequests } from "../support/page-checks.ts";

/** How a version of the policy comes to govern, walked by two operators in one real browser against one `avow start`. */
const LI = { name: "Li Na", email: "li.na@index.example", password: "another long password" };
const OLD_TELEPHONE = "+86 571 5550 0100";
const NEW_TELEPHONE = "+86 571 5550 0199";
const PERSON = "lin.yue@example.com";
const REFERENCE = "(2026) Zhe 0106 Min Chu 1";

let avow: RunningAvow;
let browser: Browser;
let wang: Page;
let li: Page;
let before: string;
let after: string;
const foreign: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  [avow, browser] = await Promise.all([startAvow(), launchBrowser()]);
  [wang, li] = [await newOperator(), await newOperator()];
  before = await currentVersion();
}, 180_000);

afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
}, 60_000);

async function newOperator(): Promise<Page> {
  const context: BrowserContext = await browser.newContext({ acceptDownloads: true, locale: "en-GB" });
  watchForeignRequests(context, foreign);
  const page = await context.newPage();
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Trusted/i.test(message.text())) complaints.push(message.text());
  });
  return page;
}

async function currentVersion(): Promise<string> {
  const answer = await fetch(`${avow.portal}/.well-known/avow/policy.json`);
  return answer.headers.get("etag")?.replaceAll('"', "") ?? "";
}

/** Goes to a section of the console by its tab, as an operator would. */
async function goTo(page: Page, section: string): Promise<void> {
  await page.getByRole("link", { name: section, exact: true }).click();
  await page.getByRole("heading", { name: section, level: 1 }).waitFor();
}

/** Proposes a file as `avow build` writes it. */
async function propose(page: Page, source: unknown): Promise<void> {
  const file = join(avow.dataDir, "policy.source.json");
  await writeFile(file, JSON.stringify(source));
  await page.getByLabel("Policy", { exact: true }).selectOption("file");
  await page.getByLabel("Policy file").setInputFiles(file);
  await page.getByRole("button", { name: "Check and propose" }).click();
}

describe("two operators", () => {
  it("the first makes a link, and whoever has it becomes the second, once", async () => {
    await becomeOperator(wang, avow.firstLink);
    await goTo(wang, "Operators");
    await wang.getByRole("button", { name: "Make a link" }).click();
    const link = await wang.getByLabel("Link", { exact: true }).inputValue();
    expect(link).toMatch(new RegExp(`^${avow.service}/console/join#.{43}$`));
    expect(await findAxeViolations(wang)).toEqual([]);
    await becomeOperator(li, link, LI);
    await goTo(li, "Operators");
    await li.getByRole("cell", { name: WANG.email }).waitFor();
    await li.getByText("No invitation is open.").waitFor();
    const again = await newOperator();
    await again.goto(link);
    await again.getByLabel("Your name").fill("Eve");
    await again.getByLabel("E-mail address").fill("eve@example.com");
    await again.getByLabel("Password").fill("a guessed password");
    await again.getByRole("button", { name: "Become an operator" }).click();
    await again.getByText("This link does not work").waitFor();
    await again.context().close();
  });
});

describe("a version", () => {
  it("[2.6.1] that does not pass its check is not proposed, and each error is listed", async () => {
    await goTo(wang, "Versions");
    const source = makeUpload(await varyIndexPolicy({ telephone: NEW_TELEPHONE }));
    await propose(wang, { ...source, model: { ...(source.model as object), controller: undefined } });
    const refusal = wang.getByRole("alert").filter({ hasText: "does not pass its check" });
    await refusal.waitFor();
    expect(await refusal.innerText()).toContain("controller");
    await wang.getByText("Nothing has been proposed yet.").waitFor();
    await propose(wang, "not a policy");
    await wang.getByText("This is not a file that `avow build` wrote.").waitFor();
  });

  it("[2.6.1] that does is shown with what it changes and whom it concerns, and not approved by who proposed it", async () => {
    await propose(wang, makeUpload(await varyIndexPolicy({ telephone: NEW_TELEPHONE })));
    await wang.getByRole("heading", { name: "Proposal", level: 1 }).waitFor();
    await wang.getByRole("heading", { name: "In words" }).waitFor();
    expect(await wang.locator("ins").allInnerTexts()).toContainEqual(expect.stringContaining("0199"));
    expect(await wang.locator("main").innerText()).toMatch(/is told/);
    const approve = wang.getByRole("button", { name: "Approve" });
    expect(await approve.isDisabled()).toBe(true);
    await wang.getByText("Nobody approves what they proposed themselves; another operator has to.").waitFor();
    const id = wang.url().split("/").at(-1);
    const forced = await wang.request.post(`${avow.service}/console/api/proposals/${id}/approval`, {
      headers: { origin: avow.service, "content-type": "application/json" },
    });
    expect(await forced.json()).toMatchObject({ status: 403, code: "approval-own" });
    expect(await currentVersion()).toBe(before);
  });

  it("[2.6.1] becomes current at its time, by itself, once another operator has approved it", async () => {
    await goTo(li, "Versions");
    await li.getByRole("link", { name: /^Open the proposal of version/ }).click();
    await li.getByRole("heading", { name: "In words" }).waitFor();
    expect(await findAxeViolations(li)).toEqual([]);
    await li.getByRole("button", { name: "Approve" }).click();
    await li.getByText("It is approved, and becomes current by itself at its time.").waitFor();
    await li.getByText("It governs now.").waitFor({ timeout: 60_000 });
    after = await currentVersion();
    expect(after).not.toBe(before);
    await goTo(wang, "Versions");
    await wang.getByText("Former").first().waitFor();
    const rows = wang.getByRole("row").filter({ hasText: after.slice(0, 12) });
    await expect.poll(() => rows.innerText()).toContain("In force");
  }, 90_000);

  it("[2.6.1] is what portal and privacy centre say from then on, in both languages", async () => {
    const visitor = await (await browser.newContext()).newPage();
    for (const path of ["/en/policy", "/zh/policy", "/privacy/en/policy", "/privacy/zh/policy"]) {
      await expect
        .poll(
          async () => {
            await visitor.goto(`${avow.portal}${path}`);
            return visitor.locator("body").innerText();
          },
          { timeout: 15_000 },
        )
        .toContain(NEW_TELEPHONE);
      expect(await visitor.locator("body").innerText()).not.toContain(OLD_TELEPHONE);
    }
    await visitor.context().close();
  });

  it("[2.6.1] leaves the one before readable at its own address", async () => {
    for (const [version, telephone] of [
      [before, OLD_TELEPHONE],
      [after, NEW_TELEPHONE],
    ] as const) {
      const answer = await fetch(`${avow.portal}/.well-known/avow/policy/${version}`);
      expect(await answer.json()).toMatchObject({ controller: { telephone } });
    }
    await goTo(li, "Versions");
    for (const version of [before, after])
      await li.getByRole("link", { name: `Version ${version.slice(0, 12)} as software reads it` }).waitFor();
  });

  it("that is no longer wanted is withdrawn, after a question", async () => {
    await goTo(wang, "Versions");
    await propose(wang, makeUpload(await varyIndexPolicy({ telephone: OLD_TELEPHONE, longestName: 60 })));
    await wang.getByRole("button", { name: "Withdraw", exact: true }).click();
    const question = wang.getByRole("dialog", { name: "Withdraw this version?" });
    await question.waitFor();
    expect(await findAxeViolations(wang)).toEqual([]);
    await question.getByRole("button", { name: "Withdraw it" }).click();
    await wang.getByText("It was withdrawn and will not become current.").waitFor();
    expect(await wang.getByRole("button", { name: "Approve" }).count()).toBe(0);
    expect(await currentVersion()).toBe(after);
  });
});

describe("what is made of the version in force", () => {
  it("the documents open as pages of their own, in both languages, and are kept as files", async () => {
    await goTo(li, "Documents");
    expect(await findAxeViolations(li)).toEqual([]);
    for (const [name, title] of [
      ["Open: Record of processing activities, English", "Record of processing activities"],
      ["Open: Impact assessment: the facts, Chinese", "个人信息保护影响评估：事实部分"],
    ] as const) {
      const [opened] = await Promise.all([
        li.context().waitForEvent("page"),
        li.getByRole("link", { name, exact: true }).click(),
      ]);
      await opened.waitForLoadState();
      expect(await opened.locator("h1").innerText()).toBe(title);
      expect(await opened.locator("body").innerText()).toContain(after);
      expect(await opened.evaluate(() => getComputedStyle(document.body).maxWidth)).toBe("960px");
      expect(await findAxeViolations(opened)).toEqual([]);
      await opened.close();
    }
    const [download] = await Promise.all([
      li.waitForEvent("download"),
      li.getByRole("button", { name: "Save as a page: Record of processing activities, English" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("record-of-processing.en.html");
    const kept = join(avow.dataDir, "record.html");
    await download.saveAs(kept);
    expect(await readFile(kept, "utf8")).toMatch(/<style>[\s\S]*AES-256-GCM/);
  });

  it("machines read it too: the signal that is obeyed, and the policy in W3C DPV", async () => {
    const gpc = await fetch(`${avow.portal}/.well-known/gpc.json`);
    expect(await gpc.json()).toMatchObject({ gpc: true });
    const dpv = await fetch(`${avow.portal}/.well-known/avow/policy.jsonld`);
    expect(await dpv.json()).toMatchObject({ "@type": "dpv:PrivacyNotice", "dpv:hasIdentifier": after });
  });
});

describe("a dispute", () => {
  it("[1.2] holds a person's data, is listed with its file, and is closed after a question", async () => {
    const visitor = await (await browser.newContext({ locale: "en-GB" })).newPage();
    await visitor.goto(`${avow.portal}/en/register`);
    await visitor.locator('[name="contact.name"]').fill("Lin Yue");
    await visitor.locator('[name="contact.email"]').fill(PERSON);
    await visitor.locator('[name="account.password"]').fill("correct horse battery");
    await visitor.locator("form.form button").click();
    await visitor.getByRole("heading", { name: "Your account is open" }).waitFor();
    await visitor.context().close();
    await goTo(li, "People");
    await li.getByLabel("E-mail address").fill(PERSON);
    await li.getByRole("button", { name: "Find" }).click();
    await li.getByRole("heading", { name: "Person", level: 1 }).waitFor();
    await li.getByRole("button", { name: "Open the dispute" }).click();
    expect(await li.getByLabel("Reference").getAttribute("aria-invalid")).toBe("true");
    await li.getByLabel("Reference").fill(REFERENCE);
    await li.getByRole("button", { name: "Open the dispute" }).click();
    await li.getByText("Their data is held for:").waitFor();
    expect(await findAxeViolations(li)).toEqual([]);
    await goTo(li, "Disputes");
    const [download] = await Promise.all([
      li.waitForEvent("download"),
      li.getByRole("link", { name: `Evidence file of ${REFERENCE}` }).click(),
    ]);
    const kept = join(avow.dataDir, "dispute.md");
    await download.saveAs(kept);
    expect(await readFile(kept, "utf8")).toContain("# Dispute");
    await li.getByRole("button", { name: `Close ${REFERENCE}` }).click();
    const question = li.getByRole("dialog", { name: `Close the dispute ${REFERENCE}?` });
    await question.getByRole("button", { name: "Close the dispute" }).click();
    await li.getByText("No dispute is open.").waitFor();
  });
});

describe("everywhere", () => {
  it("nothing for axe and nothing beyond the edge, in either language, wide and narrow, light and dark", async () => {
    for (const [width, colorScheme, language] of [
      [1280, "dark", "zh"],
      [360, "light", "en"],
    ] as const) {
      await li.setViewportSize({ width, height: 800 });
      await li.emulateMedia({ colorScheme });
      for (const path of ["versions", "documents", "disputes", "operators", "policy"]) {
        await li.goto(`${avow.service}/console/${path}?lang=${language}`);
        await li.locator("h1").waitFor();
        await li.waitForLoadState("networkidle");
        expect(await findAxeViolations(li), `${path} ${language} ${width}`).toEqual([]);
        const beyond = await li.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(beyond, `${path} ${language} ${width}`).toBe(0);
      }
    }
  }, 90_000);

  it("no page broke a policy of its own, or asked anybody else for anything", () => {
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  });
});
