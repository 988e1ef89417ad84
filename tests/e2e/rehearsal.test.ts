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
import { findAxeViolations } from "../support/page-checks.ts";

/**
 * A whole rehearsal in Chinese, by two operators, against one `avow start`: of three people two are marked as test, of whom the mail
 * server knows one. Everything is done as in an incident, and nobody else hears of it.
 */
const PEOPLE = { told: "lin.test@example.com", lost: "gone.test@example.com", other: "wu@example.com" };
const zh = wordsOf("zh");
const { steps } = zh.incident;
const TEXT = { en: "In this exercise a backup was copied.", zh: "演练情景：一份备份遭复制。" };

let avow: RunningAvow;
let browser: Browser;
let mail: MailServer;
let wang: Page;
let li: Page;
const noted = { foreign: [], complaints: [] };

beforeAll(async () => {
  mail = await startMailServerWithoutGone();
  [avow, browser] = await Promise.all([startAvow({ AVOW_SMTP_URL: mail.url }), launchBrowser()]);
  [[wang, li]] = await Promise.all([
    openTwoOperators(avow, browser, noted),
    ...Object.values(PEOPLE).map((email) => registerPerson(avow, email, "zh")),
  ]);
}, 180_000);

afterAll(async () => {
  await browser.close();
  await avow.stop();
  await removeData(avow);
  await mail.close();
}, 60_000);

const idOfIncident = () => new URL(wang.url()).pathname.split("/").at(-1) ?? "";
const marked = () => section(wang, zh.testPeople.title);

describe("a rehearsal", () => {
  it("[2.3.6] needs people marked as test: each is marked on their page, and listed with who marked them", async () => {
    await wang.goto(`${avow.service}/console/incidents?lang=zh`);
    await marked().getByText(zh.testPeople.empty).waitFor();
    await marked().getByRole("link", { name: zh.testPeople.toPeople }).click();
    await wang.getByLabel(zh.people.email).fill(PEOPLE.told);
    await wang.getByRole("button", { name: zh.people.find }).click();
    const mark = section(wang, zh.testPeople.markTitle);
    await mark.getByText(zh.testPeople.isNot).waitFor();
    await mark.getByRole("button", { name: zh.testPeople.mark }).click();
    await mark.getByText(/^Wang Fang 于 .* 标记为测试。$/).waitFor();
    const found = await asStaff(avow)(li, "people/find", { email: PEOPLE.lost });
    const { person } = await found.json();
    const path = `${avow.service}/console/api/people/${person}/test`;
    expect((await li.request.put(path, { headers: asConsole(avow), data: { test: true } })).status()).toBe(
      200,
    );
    await wang.goto(`${avow.service}/console/incidents?lang=zh`);
    await marked().getByRole("row").filter({ hasText: "Li Na" }).waitFor();
    expect(await marked().getByRole("row").count()).toBe(3);
  });

  it("[2.3.9] is reported, graded and numbered as an incident is, and says on every page that it is an exercise", async () => {
    await wang.getByLabel(zh.incidents.report.seen).fill("演练：备份遭复制。");
    await wang.getByLabel(zh.incidents.report.kind).selectOption("rehearsal");
    await wang.getByRole("button", { name: zh.incidents.report.do, exact: true }).click();
    await wang.getByRole("heading", { name: zh.incidents.number(1, true), level: 1 }).waitFor();
    await wang.getByText(zh.incidents.rehearsalText).waitFor();
    const level = section(wang, steps.level);
    await level.getByLabel(zh.incident.level.people).fill("2");
    await level.getByRole("button", { name: zh.incident.level.do }).click();
    await level.getByText(/Wang Fang 于 .* 确定/).waitFor();
    expect(await section(wang, steps.clocks).innerText()).toContain(zh.incidents.deadlineStates.running);
  });

  it("[2.3.6] concerns whom the query finds among those who are marked, and nobody else", async () => {
    const scope = section(wang, steps.scope);
    for (const group of [zh.incident.scope.concerned, zh.incident.scope.categories])
      await scope
        .getByRole("group", { name: group, exact: true })
        .getByLabel("联系方式", { exact: true })
        .check();
    await scope.getByRole("button", { name: zh.incident.scope.preview }).click();
    await scope.getByText(zh.incident.scope.found(zh.incident.scope.peopleOf("2"))).waitFor();
    await scope.getByRole("button", { name: zh.incident.scope.freeze }).click();
    await wang.getByRole("dialog").getByRole("button", { name: zh.incident.scope.freezeDo }).click();
    await scope.getByText(zh.incident.scope.frozenState, { exact: true }).waitFor();
    const found = await asStaff(avow)(wang, "people/find", { email: PEOPLE.other });
    const { person } = await found.json();
    const named = await asStaff(avow)(wang, `incidents/${idOfIncident()}/people`, {
      people: [person],
      reason: "演练",
    });
    expect(await named.json()).toEqual({ added: 0, unknown: [person] });
  });

  it("[2.3.6] has a notice that is not approved while a point lacks, and then by a second operator", async () => {
    const notice = section(wang, steps.notice);
    await fillTexts(notice, TEXT);
    const { elements, inLanguage, lack, own, approve, states } = zh.incident.notice;
    const remedy = notice.getByLabel(inLanguage(elements.remedy, zh.languages.zh));
    await remedy.fill("");
    const saved = wang.waitForResponse(
      (response) => response.url().endsWith("/notice") && response.request().method() === "PUT",
    );
    await notice.getByRole("button", { name: zh.incident.save }).click();
    expect((await saved).status()).toBe(200);
    await notice.getByText(lack(elements.remedy, zh.languages.zh)).waitFor();
    const path = `${avow.service}/console/api/incidents/${idOfIncident()}/notice/approval`;
    const forced = await li.request.post(path, { headers: asConsole(avow), data: { version: 1 } });
    expect(await forced.json()).toMatchObject({ code: "notice-incomplete", clause: "2.3.6" });
    await remedy.fill(TEXT.zh);
    await notice.getByRole("button", { name: zh.incident.save }).click();
    await notice.getByText(own).waitFor();
    await li.goto(`${avow.service}/console/incidents/${idOfIncident()}?lang=zh`);
    const theirs = section(li, steps.notice);
    await theirs.getByRole("button", { name: approve }).click();
    await theirs.getByText(states.approved, { exact: true }).waitFor();
    await wang.reload();
    await notice.getByText(states.approved, { exact: true }).waitFor();
  });

  it("[2.3.6] [2.3.7] reaches people marked as test alone, says that it is one, and shows who is still untold", async () => {
    const notice = section(wang, steps.notice);
    await notice.getByRole("button", { name: zh.incident.notice.send, exact: true }).click();
    await wang.getByRole("dialog").getByRole("button", { name: zh.incident.notice.sendDo }).click();
    const people = section(wang, steps.people);
    const { told, failed } = zh.incident.people.groups;
    await seeGroups(people, { [told]: 1, [failed]: 1 });
    expect(
      mail.accepted.map(({ to, subject }) => [[to ?? []].flat()[0]?.text, subject?.slice(0, 4)]),
    ).toEqual([[expect.stringContaining(PEOPLE.told), "【演练】"]]);
    expect(mail.accepted[0]?.text).toContain("本消息为应急演练");
    await people.getByText(zh.incident.people.explain(failed)).click();
    await people.getByLabel(zh.incident.reason).fill("演练地址无效。");
    await people.getByRole("button", { name: zh.incident.people.explainDo }).click();
    await people.getByText("演练地址无效。").waitFor();
    expect(await findAxeViolations(wang)).toEqual([]);
  });

  it("[2.3.9] has a report that says it is not to be filed, and records that it would have been", async () => {
    const authority = section(wang, steps.authority);
    await authority.getByText(zh.incident.authority.rehearsal).waitFor();
    await fillTexts(authority, { en: TEXT.zh });
    await authority.getByRole("button", { name: zh.incident.authority.save }).click();
    await authority.getByText(zh.incident.done).first().waitFor();
    const report = `${avow.service}/console/api/incidents/${idOfIncident()}/report?stage=first&language=zh`;
    const { title, markdown } = await (await wang.request.get(report)).json();
    expect(title).toMatch(/^【演练】网络安全事件报告（首报）/);
    expect(markdown).toContain("不得报送任何主管部门");
    await authority.getByText(zh.incident.authority.rehearse).click();
    await authority.getByLabel(zh.incident.authority.to).fill("演练：省级网信部门");
    for (const box of await authority.getByRole("checkbox").all()) await box.check();
    await authority.getByRole("button", { name: zh.incident.authority.fileDo, exact: true }).click();
    await authority.getByText(/^首次报告，报送演练：省级网信部门/).waitFor();
  });

  it("[2.3.6] [2.3.9] is closed, and its evidence pack verifies offline and says that it was a rehearsal", async () => {
    const closing = section(wang, steps.closing);
    await closing.getByRole("button", { name: zh.incident.closing.end }).click();
    await closing.getByText(/^处置完毕时间/).waitFor();
    await closing.getByRole("button", { name: zh.incident.closing.close, exact: true }).click();
    await wang.getByRole("dialog").getByRole("button", { name: zh.incident.closing.closeDo }).click();
    await closing.getByText(/^Wang Fang 于 .* 结案$/).waitFor();
    const [download] = await Promise.all([
      wang.waitForEvent("download"),
      closing.getByRole("link", { name: zh.incident.closing.download }).click(),
    ]);
    const file = join(avow.dataDir, "pack.json");
    await download.saveAs(file);
    const verdict = await runAvow(["verify", file, "--trust", join(avow.dataDir, "trust.txt")]);
    expect(verdict).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^verifies\n {2}a rehearsal: .*people: {3}2/s),
    });
  });

  it("[2.3.6] counts as the yearly drill, and takes marks away where they stand", async () => {
    await wang.getByRole("link", { name: zh.incidents.tab, exact: true }).click();
    await section(wang, zh.incidents.drill.title)
      .getByText(/上次演练/)
      .waitFor();
    const row = marked().getByRole("row").filter({ hasText: "Li Na" });
    await row.getByRole("button").click();
    await wang.getByRole("dialog").getByRole("button", { name: zh.testPeople.unmark }).click();
    await row.waitFor({ state: "detached" });
    expect(await findAxeViolations(wang)).toEqual([]);
    expect(noted).toEqual({ foreign: [], complaints: [] });
  });
});
