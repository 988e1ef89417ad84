import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wordsOf } from "../../apps/console/words.ts";
import {
  type MailServer,
  refusal,
  startMailServer,
} from "../../packages/service/channels/test-mail-server.ts";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { launchBrowser } from "../support/browser.ts";
import { findAxeViolations, watchForeignRequests } from "../support/page-checks.ts";

/**
 * An incident from the report to the evidence pack, by two operators, one in English and one in Chinese, against one `avow start`:
 * of three people one is told by mail, one by letter, for the mail server knows nobody of that address, and one cannot be reached.
 */
const PASSWORD = "correct horse battery";
const PEOPLE = { told: "lin.yue@example.com", letter: "gone.chen@example.com", lost: "gone.wu@example.com" };
const en = wordsOf("en");
const zh = wordsOf("zh");

let avow: RunningAvow;
let browser: Browser;
let mail: MailServer;
/** English. */
let wang: Page;
/** Chinese. */
let li: Page;
const foreign: string[] = [];
const complaints: string[] = [];
const sessions: Record<string, string> = {};

beforeAll(async () => {
  mail = await startMailServer({
    onMessage: ({ to }) => {
      const [{ text = "" } = {}] = [to ?? []].flat();
      if (text.includes("gone.")) throw refusal(550, "no such user");
    },
  });
  [avow, browser] = await Promise.all([
    startAvow({ AVOW_SMTP_URL: mail.url, AVOW_LETTERS: "staff" }),
    launchBrowser(),
  ]);
  for (const email of Object.values(PEOPLE)) sessions[email] = await register(email);
  await setAddress(sessions[PEOPLE.letter] ?? "", "18 Wensan Road\nHangzhou 310012");
  wang = await newOperator(avow.firstLink, "Wang Fang", "Make the operator");
  const invited = await wang.request.post(`${avow.service}/console/api/operators/invitations`, asConsole());
  const { token } = await invited.json();
  li = await newOperator(`${avow.service}/console/join#${token}`, "Li Na", "Become an operator");
}, 180_000);

afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
  await mail.close();
}, 60_000);

/** Registers and logs in on the portal, with cookies refused; returns the session that then travels in forms. */
async function register(email: string): Promise<string> {
  const post = async (path: string, fields: Record<string, string>) =>
    fetch(`${avow.portal}${path}`, {
      method: "POST",
      headers: { origin: avow.portal },
      body: new URLSearchParams(fields),
    });
  await post("/en/register", {
    "contact.name": "Lin Yue",
    "contact.email": email,
    "account.password": PASSWORD,
    "account.language": "en",
  });
  const page = await (await post("/en/log-in", { email, password: PASSWORD, cookies: "refused" })).text();
  return /name="session" value="([^"]+)"/.exec(page)?.[1] ?? "";
}

async function setAddress(session: string, value: string): Promise<void> {
  const answer = await fetch(`${avow.service}/v1/me/reach/address`, {
    method: "PUT",
    headers: { authorization: `Bearer ${session}`, "content-type": "application/json" },
    body: JSON.stringify({ value }),
  });
  expect(answer.status).toBe(200);
}

async function newOperator(link: string, name: string, act: string): Promise<Page> {
  const context = await browser.newContext({ acceptDownloads: true, locale: "en-GB" });
  watchForeignRequests(context, foreign);
  const page = await context.newPage();
  page.on("pageerror", ({ message }) => complaints.push(message));
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  const email = `${name.toLowerCase().replace(" ", ".")}@index.example`;
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill("a long enough password");
  await page.getByRole("button", { name: act }).click();
  await page.getByRole("heading", { name: "Log in", level: 1 }).waitFor();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill("a long enough password");
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("heading", { name: "Today", level: 1 }).waitFor();
  return page;
}

/** What a request of the console's own pages says of itself. */
function asConsole() {
  return { headers: { origin: avow.service, "content-type": "application/json" } };
}

/** The incident's section of this heading. */
function section(page: Page, heading: string): Locator {
  return page.getByRole("region", { name: heading, exact: true });
}

/** Fills each empty text of a form with one, in the language of its field. */
async function fillTexts(form: Locator, text: Readonly<Record<string, string>>): Promise<void> {
  for (const area of await form.locator("textarea").all()) {
    const lang = (await area.getAttribute("lang")) ?? "en";
    if ((await area.inputValue()) === "") await area.fill(text[lang] ?? "");
  }
}

const TEXT = {
  en: "A backup was copied on 21 November; it has been found and shut away.",
  zh: "十一月二十一日有一份备份遭复制，现已追回并封存。",
};

describe("an incident", () => {
  const steps = en.incident.steps;

  it("[2.3.9] is reported by anyone of the staff, and its clocks run at once", async () => {
    await wang.getByRole("link", { name: en.incidents.tab, exact: true }).click();
    await wang.getByText(en.incidents.empty).waitFor();
    await wang.getByLabel(en.incidents.report.seen).fill("A backup lay open.");
    await wang.getByRole("button", { name: en.incidents.report.do }).click();
    await wang.getByRole("heading", { name: en.incidents.number(1, false), level: 1 }).waitFor();
    expect(await section(wang, steps.log).innerText()).toContain("incident-reported");
  });

  it("[2.3.9] is graded: what the law proposes is shown, and an operator decides", async () => {
    const level = section(wang, steps.level);
    await level.getByLabel(en.incident.level.people).fill("3");
    await level.getByRole("button", { name: en.incident.level.grade }).click();
    await level.getByText(/^Proposed: /).waitFor();
    await level.getByRole("button", { name: en.incident.level.do }).click();
    await level.getByText(/decided by Wang Fang/).waitFor();
    const clocks = await section(wang, steps.clocks).innerText();
    expect(clocks).toContain(en.incidents.deadlineStates.running);
    await wang.getByRole("link", { name: "Today", exact: true }).click();
    await section(wang, en.incidents.title)
      .getByText(/left|over/)
      .first()
      .waitFor();
    await wang.getByRole("link", { name: en.incidents.number(1, false) }).click();
  });

  it("[2.3.6] has its people found by query, counted before they are frozen", async () => {
    const scope = section(wang, steps.scope);
    for (const group of [en.incident.scope.concerned, en.incident.scope.categories])
      await scope.getByRole("group", { name: group }).getByLabel("Contact details", { exact: true }).check();
    await scope.getByRole("button", { name: en.incident.scope.preview }).click();
    await scope.getByText(en.incident.scope.found(en.incident.scope.peopleOf("3"))).waitFor();
    await scope.getByRole("button", { name: en.incident.scope.freeze }).click();
    await wang.getByRole("dialog").getByRole("button", { name: en.incident.scope.freezeDo }).click();
    await scope.getByText(en.incident.scope.frozenState, { exact: true }).waitFor();
  });

  it("[2.3.6] has a notice that cannot be approved while it lacks a point in one language; nobody approves their own", async () => {
    const notice = section(wang, steps.notice);
    await fillTexts(notice, TEXT);
    const { elements, inLanguage, lack } = en.incident.notice;
    const remedy = notice.getByLabel(inLanguage(elements.remedy, "Chinese"));
    await remedy.fill("");
    await notice.getByRole("button", { name: en.incident.save }).click();
    await notice.getByText(lack(elements.remedy, "Chinese")).waitFor();
    const id = wang.url().split("/").at(-1)?.slice(0, 36);
    const forced = await li.request.post(`${avow.service}/console/api/incidents/${id}/notice/approval`, {
      ...asConsole(),
      data: { version: 1 },
    });
    expect(await forced.json()).toMatchObject({ code: "notice-incomplete" });
    await remedy.fill(TEXT.zh);
    await notice.getByRole("button", { name: en.incident.save }).click();
    await notice.getByText(en.incident.notice.own).waitFor();
    expect(await findAxeViolations(wang)).toEqual([]);
    await li.goto(`${avow.service}/console/incidents/${id}?lang=zh`);
    await section(li, zh.incident.steps.notice)
      .getByRole("button", { name: zh.incident.notice.approve })
      .click();
    await section(li, zh.incident.steps.notice).getByText(zh.incident.notice.states.approved).waitFor();
    expect(await findAxeViolations(li)).toEqual([]);
  });

  it("[2.3.8] is not announced before telling was tried: refused under the clause", async () => {
    await writeAnnouncement();
    const refused = section(wang, steps.announcements).getByRole("alert").filter({ hasText: "2.3.8" });
    await refused.waitFor();
    expect(await refused.innerText()).toContain("have not been tried");
  });

  it("[2.3.7] is told by mail; where no mail server knows the address a letter follows; one person cannot be reached", async () => {
    const notice = section(wang, steps.notice);
    await notice.getByRole("button", { name: en.incident.notice.send, exact: true }).click();
    await wang.getByRole("dialog").getByRole("button", { name: en.incident.notice.sendDo }).click();
    await counts({ told: 1, waiting: 1, failed: 1 });
    expect(mail.accepted).toHaveLength(1);
    expect(mail.accepted[0]?.text).toContain(TEXT.en);
    await section(wang, steps.announcements).getByRole("button", { name: en.announcements.do }).click();
    await section(wang, steps.announcements)
      .getByRole("alert")
      .filter({ hasText: "1 of the people" })
      .waitFor();
    await postLetters();
    await counts({ told: 2, failed: 1 });
  });

  it("[2.3.6] is not closed while somebody is untold", async () => {
    const closing = section(wang, steps.closing);
    await closing.getByRole("button", { name: en.incident.closing.close, exact: true }).click();
    const dialog = wang.getByRole("dialog");
    await dialog.getByRole("button", { name: en.incident.closing.closeDo }).click();
    await dialog.getByRole("alert").filter({ hasText: "2.3.6" }).waitFor();
    await dialog.getByRole("button", { name: en.cancel }).click();
  });

  it("[2.3.8] is announced with its reason when nobody is left to be told, by a second operator: on a page, in the feed, on the site", async () => {
    const own = section(wang, steps.announcements);
    await own.getByRole("button", { name: en.announcements.do }).click();
    await own.getByText(en.announcements.own).waitFor();
    const theirs = section(li, zh.incident.steps.announcements);
    await theirs.getByRole("button", { name: new RegExp(`^${zh.announcements.approve}`) }).click();
    await li.getByRole("dialog").getByRole("button", { name: zh.announcements.approveDo }).click();
    await theirs.getByText(zh.announcements.states.current, { exact: true }).waitFor();
    await counts({ told: 2, announced: 1 });
    await seeAnnouncement();
  }, 60_000);

  it("[2.3.9] is reported to the authority item by item, and what was handed in is recorded", async () => {
    const authority = section(wang, steps.authority);
    await fillTexts(authority, { en: TEXT.zh });
    await authority.getByRole("button", { name: en.incident.authority.save }).click();
    await authority.getByText(en.incident.done).first().waitFor();
    await section(wang, steps.closing).getByRole("button", { name: en.incident.closing.end }).click();
    await section(wang, steps.closing)
      .getByText(/^Over since/)
      .waitFor();
    await authority.getByText(en.incident.authority.file).click();
    for (const stage of ["first", "further", "summary"] as const) {
      await authority.getByLabel(en.incident.authority.stage).selectOption(stage);
      await authority.getByLabel(en.incident.authority.to).fill("CAC Zhejiang");
      for (const box of await authority.getByRole("checkbox").all()) await box.check();
      await authority.getByRole("button", { name: en.incident.authority.fileDo }).click();
      await authority
        .getByText(new RegExp(`^${en.incident.authority.stages[stage]}, to CAC Zhejiang`))
        .waitFor();
    }
  });

  it("[2.3.6] is closed then, and its evidence pack verifies offline", async () => {
    const closing = section(wang, steps.closing);
    await closing.getByRole("button", { name: en.incident.closing.close, exact: true }).click();
    await wang.getByRole("dialog").getByRole("button", { name: en.incident.closing.closeDo }).click();
    await closing.getByText(/^Closed by Wang Fang/).waitFor();
    const [download] = await Promise.all([
      wang.waitForEvent("download"),
      closing.getByRole("link", { name: en.incident.closing.download }).click(),
    ]);
    const file = join(avow.dataDir, "pack.json");
    await download.saveAs(file);
    const trust = join(avow.dataDir, "trust.txt");
    expect(await runAvow(["verify", file, "--trust", trust])).toMatchObject({
      code: 0,
      output: expect.stringContaining("people:   3"),
    });
    await writeFile(file, (await readFile(file, "utf8")).replace(TEXT.en, "Nothing happened."));
    expect(await runAvow(["verify", file, "--trust", trust])).not.toMatchObject({ code: 0 });
    await wang.getByRole("link", { name: en.incidents.tab, exact: true }).click();
    await section(wang, en.incidents.closed).waitFor();
    expect(await findAxeViolations(wang)).toEqual([]);
  });

  it("[2.3.6] is among the receipts of who was told", async () => {
    const answer = await fetch(`${avow.service}/v1/me/receipts`, {
      headers: { authorization: `Bearer ${sessions[PEOPLE.told]}` },
    });
    const receipts: { kind: string; clause: string }[] = await answer.json();
    expect(receipts.map(({ kind }) => kind)).toContain("message-sent");
    const page = await browser.newPage();
    await page.setContent(
      `<form method="post" action="${avow.portal}/privacy/en/receipts"><input name="session" value="${sessions[PEOPLE.told]}"><button>Go</button></form>`,
    );
    await page.getByRole("button").click();
    await page.getByRole("heading", { name: "Your receipts" }).waitFor();
    expect(await page.locator("main").innerText()).toContain("2.3.");
    await page.close();
  });

  it("asked nothing of anybody else, and no page complained", () => {
    expect({ foreign, complaints }).toEqual({ foreign: [], complaints: [] });
  });
});

/** Writes the announcement of this incident, from what the notice says. */
async function writeAnnouncement(): Promise<void> {
  const announcements = section(wang, en.incident.steps.announcements);
  await announcements.getByText(en.announcements.announce, { exact: true }).click();
  await announcements.getByLabel(en.announcements.heading("English")).fill("A backup was copied");
  await announcements.getByLabel(en.announcements.heading("Chinese")).fill("一份备份遭复制");
  await fillTexts(announcements, {
    en: "Mail to them comes back, and they left no other address.",
    zh: "邮件均被退回，且未留下其他联系方式。",
  });
  await announcements.getByRole("button", { name: en.announcements.do }).click();
}

/** Waits until so many people stand in each group, and none in another. */
async function counts(
  wanted: Readonly<Partial<Record<keyof typeof en.incident.people.groups, number>>>,
): Promise<void> {
  const entries = section(wang, en.incident.steps.people).getByRole("listitem");
  await expect
    .poll(
      async () => {
        const texts = await entries.locator(".badge, b").allInnerTexts();
        return Object.fromEntries(
          texts.flatMap((text, at) => (at % 2 === 0 ? [[text, Number(texts[at + 1])]] : [])),
        );
      },
      { timeout: 30_000 },
    )
    .toEqual(
      Object.fromEntries(
        Object.entries(wanted).map(([group, people]) => [
          en.incident.people.groups[group as keyof typeof en.incident.people.groups],
          people,
        ]),
      ),
    );
}

/** Prints and posts the letters that wait, as the console does. */
async function postLetters(): Promise<void> {
  const runs = `${avow.service}/console/api/letter-runs`;
  const { id } = await (await wang.request.post(runs, asConsole())).json();
  const printed = await wang.request.get(`${runs}/${id}/pdf`);
  expect((await printed.body()).subarray(0, 5).toString()).toBe("%PDF-");
  expect((await wang.request.put(`${runs}/${id}/posted`, asConsole())).status()).toBe(200);
}

/** The announcement as everybody sees it: without a script and without a cookie, in both languages, in the feed and on the site. */
async function seeAnnouncement(): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "zh-CN" });
  watchForeignRequests(context, foreign);
  const page = await context.newPage();
  await page.goto(`${avow.portal}/privacy/announcements`);
  await page.getByRole("link", { name: "阅读: 一份备份遭复制" }).click();
  await page.getByRole("heading", { name: "一份备份遭复制", level: 1 }).waitFor();
  await page.getByText("邮件均被退回，且未留下其他联系方式。").waitFor();
  await page.getByRole("link", { name: "English" }).click();
  await page.getByRole("heading", { name: "A backup was copied", level: 1 }).waitFor();
  await page.goto(`${avow.portal}/en/`);
  const banner = page.getByRole("region", { name: "Announcements" });
  // The portal asks once in ten seconds.
  const isShown = async () => {
    await page.reload();
    return banner.count();
  };
  await expect.poll(isShown, { timeout: 20_000, interval: 1_000 }).toBe(1);
  await banner.getByRole("link", { name: "A backup was copied" }).waitFor();
  await banner.locator("summary").press("Enter");
  expect(await banner.getByRole("link").isVisible()).toBe(false);
  expect(await context.cookies()).toEqual([]);
  await context.close();
  const reader = await browser.newPage();
  for (const path of ["/privacy/en/announcements", "/privacy/zh/announcements", "/en/"]) {
    await reader.goto(`${avow.portal}${path}`);
    expect(await findAxeViolations(reader)).toEqual([]);
  }
  await reader.close();
  const feed = await fetch(`${avow.portal}/privacy/zh/announcements/feed.atom`);
  expect(await feed.text()).toContain("一份备份遭复制");
  const again = await fetch(`${avow.portal}/privacy/zh/announcements/feed.atom`, {
    headers: { "if-none-match": feed.headers.get("etag") ?? "" },
  });
  expect(again.status).toBe(304);
}

/** Runs the `avow` command, which asks nobody. */
async function runAvow(words: readonly string[]): Promise<{ code: number | null; output: string }> {
  const program = join(import.meta.dirname, "../../packages/cli/bin/avow.js");
  const child = spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  const [code] = await once(child, "exit");
  return { code, output };
}
