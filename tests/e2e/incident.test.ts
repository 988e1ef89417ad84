import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wordsOf } from "../../apps/console/words.ts";
import type { MailServer } from "../../packages/service/channels/test-mail-server.ts";
import { type RunningAvow, removeData, startAvow } from "../support/avow.ts";
import { launchBrowser } from "../support/browser.ts";
import {
  asConsole,
  asStaff,
  fillTexts,
  openTwoOperators,
  registerPerson,
  runAvow,
  section,
  seeGroups,
  startMailServerWithoutGone,
} from "../support/incident-desk.ts";
import { findAxeViolations, watchForeignRequests } from "../support/page-checks.ts";

/**
 * An incident from the report to the evidence pack, by two operators, one in English and one in Chinese, against one `avow start`:
 * of three people one is told by mail, one by letter, for the mail server knows nobody of that address, and one cannot be reached.
 */
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
const noted = { foreign: [], complaints: [] };
const sessions: Record<string, string> = {};

beforeAll(async () => {
  mail = await startMailServerWithoutGone();
  [avow, browser] = await Promise.all([
    startAvow({ AVOW_SMTP_URL: mail.url, AVOW_LETTERS: "staff" }),
    launchBrowser(),
  ]);
  const register = async (email: string) => {
    sessions[email] = await registerPerson(avow, email);
  };
  [[wang, li]] = await Promise.all([
    openTwoOperators(avow, browser, noted),
    ...Object.values(PEOPLE).map(register),
  ]);
  await setAddress(sessions[PEOPLE.letter] ?? "", "18 Wensan Road\nHangzhou 310012");
  await wang.goto(`${avow.service}/console/incidents`);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
  await mail.close();
}, 60_000);

async function setAddress(session: string, value: string): Promise<void> {
  const answer = await fetch(`${avow.service}/v1/me/reach/address`, {
    method: "PUT",
    headers: { authorization: `Bearer ${session}`, "content-type": "application/json" },
    body: JSON.stringify({ value }),
  });
  expect(answer.status).toBe(200);
}

const TEXT = {
  en: "A backup was copied on 21 November; it has been found and shut away.",
  zh: "十一月二十一日有一份备份遭复制，现已追回并封存。",
};

describe("an incident", () => {
  const steps = en.incident.steps;

  it("[2.3.9] is reported by anyone of the staff, and its clocks run at once", async () => {
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
      headers: asConsole(avow),
      data: { version: 1 },
    });
    expect(await forced.json()).toMatchObject({ code: "notice-incomplete" });
    await remedy.fill(TEXT.zh);
    await notice.getByRole("button", { name: en.incident.save }).click();
    await notice.getByText(en.incident.notice.own).waitFor();
    await li.goto(`${avow.service}/console/incidents/${id}?lang=zh`);
    await section(li, zh.incident.steps.notice)
      .getByRole("button", { name: zh.incident.notice.approve })
      .click();
    await section(li, zh.incident.steps.notice).getByText(zh.incident.notice.states.approved).waitFor();
    await wang.reload();
    await notice.getByText(en.incident.notice.states.approved, { exact: true }).waitFor();
    expect(await Promise.all([wang, li].map(findAxeViolations))).toEqual([[], []]);
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
    await li.reload();
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
    await authority.getByLabel(en.incident.authority.to).fill("CAC Zhejiang");
    for (const box of await authority.getByRole("checkbox").all()) await box.check();
    await authority.getByRole("button", { name: en.incident.authority.fileDo }).click();
    const id = wang.url().split("/").at(-1)?.slice(0, 36);
    for (const stage of ["further", "summary"] as const)
      await asStaff(avow)(li, `incidents/${id}/filings`, {
        stage,
        language: "zh",
        deadlines: [],
        to: "CAC Zhejiang",
        reference: "",
      });
    for (const stage of ["first", "further", "summary"] as const)
      await authority
        .getByText(new RegExp(`^${en.incident.authority.stages[stage]}, to CAC Zhejiang`))
        .waitFor();
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
    const altered = join(avow.dataDir, "altered.json");
    await writeFile(altered, (await readFile(file, "utf8")).replace(TEXT.en, "Nothing happened."));
    const trust = join(avow.dataDir, "trust.txt");
    const verdicts = await Promise.all(
      [file, altered].map((one) => runAvow(["verify", one, "--trust", trust])),
    );
    expect(verdicts).toMatchObject([
      { code: 0, output: expect.stringContaining("people:   3") },
      { code: 1 },
    ]);
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
    expect(noted).toEqual({ foreign: [], complaints: [] });
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
  const { groups } = en.incident.people;
  const named = Object.entries(wanted).map(([group, people]) => [
    groups[group as keyof typeof groups],
    people,
  ]);
  await seeGroups(section(wang, en.incident.steps.people), Object.fromEntries(named));
}

/** Prints and posts the letters that wait, as the console does. */
async function postLetters(): Promise<void> {
  const runs = `${avow.service}/console/api/letter-runs`;
  const { id } = await (await asStaff(avow)(wang, "letter-runs")).json();
  const printed = await wang.request.get(`${runs}/${id}/pdf`);
  expect((await printed.body()).subarray(0, 5).toString()).toBe("%PDF-");
  const posted = await wang.request.put(`${runs}/${id}/posted`, { headers: asConsole(avow) });
  expect(posted.status()).toBe(200);
}

/** The announcement as everybody sees it: without a script and without a cookie, in both languages, in the feed and on the site. */
async function seeAnnouncement(): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "zh-CN" });
  watchForeignRequests(context, noted.foreign);
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
  await expect.poll(isShown, { timeout: 20_000, interval: 200 }).toBe(1);
  await banner.getByRole("link", { name: "A backup was copied" }).waitFor();
  await banner.locator("summary").press("Enter");
  expect(await banner.getByRole("link").isVisible()).toBe(false);
  expect(await context.cookies()).toEqual([]);
  await context.close();
  const readers = await browser.newContext();
  const findOn = async (path: string) => {
    const reader = await readers.newPage();
    await reader.goto(`${avow.portal}${path}`);
    return findAxeViolations(reader);
  };
  const paths = ["/privacy/zh/announcements", "/en/"];
  expect(await Promise.all(paths.map(findOn))).toEqual([[], []]);
  await readers.close();
  const feed = await fetch(`${avow.portal}/privacy/zh/announcements/feed.atom`);
  expect(await feed.text()).toContain("一份备份遭复制");
  const again = await fetch(`${avow.portal}/privacy/zh/announcements/feed.atom`, {
    headers: { "if-none-match": feed.headers.get("etag") ?? "" },
  });
  expect(again.status).toBe(304);
}
