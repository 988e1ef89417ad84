import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConsole } from "@avow/console";
import { wordingOf } from "@avow/policy";
import { Hono } from "hono";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { wordsOf as centreWords } from "../../apps/centre/words.ts";
import { wordsOf as consoleWords } from "../../apps/console/words.ts";
import { makeUpload } from "../../packages/cli/build.ts";
import { type Listening, listen } from "../../packages/cli/listen.ts";
import { VERIFY_EXITS, verify } from "../../packages/cli/verify.ts";
import { type MailServer, startMailServer } from "../../packages/service/channels/test-mail-server.ts";
import {
  answerOf,
  makeSecondOperator,
  type OpenService,
  openService,
  SERVICE,
} from "../conformance/open-service.ts";
import { launchBrowser } from "../support/browser.ts";
import { builtConsole } from "../support/built.ts";
import { loadIndexPolicy } from "../support/index-policy.ts";
import { expectSoundPage } from "../support/portal-browser.ts";
import { OWN_PAGE, PASSWORD, registerOnPortal } from "../support/portal-person.ts";

/**
 * A change of the policy in a real browser, in both languages and one house: proposed and approved in the console, told by mail, read
 * and answered in the privacy centre with and without a script, and held at the doors of portal and console. The clock is moved by
 * hand: it stands at noon in Shanghai, then at the moment from which the version governs.
 */
let clock = Date.parse("2026-11-23T04:00:00Z");
const SEEN = { timeout: 20_000, interval: 50 };
const PORTAL = OWN_PAGE.origin;

let service: OpenService;
let mail: MailServer;
let browser: Browser;
let dir: string;
let doors: readonly Listening[] = [];
/** Whoever refuses, in English, with a cookie and a script. */
let lin: Reader;
/** Whoever agrees, in Chinese, with neither. */
let wu: Reader;
/** Whoever says nothing. */
let zhao: Reader;
/** The operators, of whom one reads English. */
let wei: Page;
let min: Page;
const app = new Hono();
const complaints: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "avow-changes-"));
  const built = await builtConsole();
  mail = await startMailServer();
  service = await openService({ now: () => new Date(clock), environment: { AVOW_SMTP_URL: mail.url } });
  app.route("/console", createConsole({ dir: built }));
  app.all("*", (c) => service.app.fetch(c.req.raw));
  doors = [
    await listen((request) => service.visit(pathOf(request.url), request), "127.0.0.1", 0, "test"),
    await listen((request) => app.fetch(request), "127.0.0.1", 0, "test"),
  ];
  const rules = [PORTAL, SERVICE].map(
    (at, place) => `MAP ${new URL(at).host} 127.0.0.1:${doors[place]?.port}`,
  );
  browser = await launchBrowser([`--host-resolver-rules=${rules.join(", ")}`]);
  wei = await openConsole("en", service.headersOf("operator").cookie ?? "");
  min = await openConsole("zh", await makeSecondOperator(service));
  [lin, wu, zhao] = await Promise.all([
    openReader("en", { cookies: "accepted", javaScriptEnabled: true }),
    openReader("zh", { cookies: "refused", javaScriptEnabled: false }),
    openReader("zh", { cookies: "accepted", javaScriptEnabled: true }),
  ]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await Promise.all(doors.map((door) => door.stop()));
  await service?.close();
  await mail?.close();
  await rm(dir, { recursive: true });
  expect(service.reports).toEqual([]);
  expect(complaints).toEqual([]);
}, 60_000);

interface Reader {
  /** Open on the portal … */
  readonly portal: Page;
  /** … and in the privacy centre, side by side. */
  readonly centre: Page;
  readonly language: "en" | "zh";
  readonly email: string;
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

async function newPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Trusted/i.test(message.text())) complaints.push(message.text());
  });
  return page;
}

async function openConsole(language: "en" | "zh", cookie: string): Promise<Page> {
  const context = await browser.newContext({ locale: language === "zh" ? "zh-CN" : "en-GB" });
  const [name = "", value = ""] = cookie.split("; ")[0]?.split("=") ?? [];
  await context.addCookies([{ name, value: decodeURIComponent(value), url: SERVICE }]);
  return newPage(context);
}

/** Somebody with an account who agreed to recommendations, logged in on the portal through its own form. */
async function openReader(
  language: "en" | "zh",
  { cookies, javaScriptEnabled }: { cookies: "accepted" | "refused"; javaScriptEnabled: boolean },
): Promise<Reader> {
  const email = await registerOnPortal(service.visit, language);
  const body = { email, password: PASSWORD, cookies } as const;
  const { token } = answerOf(await service.ask("site", "logIn", { body }));
  const wording = wordingOf(service.context.bundle.purposes.recommendations?.ask ?? {});
  const choice = { path: { purpose: "recommendations" }, body: { choice: "agree", wording } } as const;
  answerOf(await service.ask({ person: token }, "choose", choice));
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const context = await browser.newContext({ acceptDownloads: true, locale, javaScriptEnabled });
  const open = async (): Promise<Page> => {
    const page = await newPage(context);
    await page.goto(`${PORTAL}/${language}/log-in`);
    await page.locator('[name="email"]').fill(email);
    await page.locator('[name="password"]').fill(PASSWORD);
    await page.locator(`button[value="${cookies}"]`).click();
    await page.locator("#given").waitFor();
    return page;
  };
  const [portal, centre] = [await open(), await open()];
  await follow(centre, `/privacy/${language}`);
  return { portal, centre, language, email };
}

/** The Index policy where staff may write about recommendations, the form for letters takes a telephone number, and nobody is called. */
async function changedPolicy(): Promise<ReturnType<typeof makeUpload>> {
  const { model, words } = await loadIndexPolicy();
  const changed = structuredClone(model) as {
    permits: { action: string; purpose: string; channel?: string[] }[];
    forms: { contact: { fields: object[] } };
  };
  for (const permit of changed.permits)
    if (permit.action === "contact" && permit.purpose === "marketing") permit.channel = ["email", "sms"];
  changed.permits.push({
    ...{ clause: "2.4.2", action: "contact", purpose: "recommendations" },
    ...{ data: ["contact.name", "contact.email", "account.language"], by: ["operator"] },
    ...{ channel: ["email"], when: [{ kind: "consent", purpose: "recommendations" }] },
  });
  changed.forms.contact.fields.push({
    field: "contact.telephone",
    required: false,
    purposes: ["correspondence"],
  });
  return makeUpload({ model: changed, words });
}

const SENTENCES = {
  en: {
    wider: "Our staff may now contact you by e-mail",
    narrower: "Our staff may no longer contact you by telephone",
  },
  zh: {
    wider: "我们的工作人员今后可以使用您的语言、电子邮箱和姓名，通过电子邮件与您联系",
    narrower: "我们的工作人员今后不得再使用您的语言、电子邮箱、姓名和电话号码，通过电话与您联系",
  },
} as const;

const mailsTo = ({ email }: Reader) => mail.accepted.filter(({ to }) => JSON.stringify(to).includes(email));

/** Follows a link, or the button of a form that carries the session of whoever has no cookie. */
async function follow(page: Page, path: string): Promise<void> {
  await page.locator(`a[href="${path}"], form:not(.form)[action="${path}"] button`).first().click();
}

/** Opens "what this changes for you" by the centre's own tabs. */
async function openChanges({ centre, language }: Reader): Promise<void> {
  await follow(centre, `/privacy/${language}/changes`);
  await centre.getByRole("heading", { name: centreWords(language).myChanges.title, level: 1 }).waitFor();
}

const button = ({ language }: Reader, kind: "agree" | "refuse") =>
  new RegExp(`^${centreWords(language).myChanges[kind]}`);

/** Answers the change by its button in the centre. */
async function answer(reader: Reader, kind: "agree" | "refuse"): Promise<void> {
  const { centre, language } = reader;
  await openChanges(reader);
  await centre.getByRole("button", { name: button(reader, kind) }).click();
  await centre.getByText(centreWords(language).myChanges.recorded).waitFor();
}

/** Writes a letter on the portal, with a telephone number, which only the changed form takes. */
async function writeWithTelephone({ portal, language }: Reader): Promise<number> {
  // The portal's pages change when it has heard of the version.
  await expect
    .poll(
      async () => {
        await follow(portal, `/${language}/write`);
        await portal.locator('[name="letter.text"]').waitFor();
        return portal.locator('[name="contact.telephone"]').count();
      },
      { timeout: 10_000 },
    )
    .toBe(1);
  await portal.locator('[name="letter.text"]').fill("Where is my order?");
  await portal.locator('[name="contact.telephone"]').fill("+86 571 5550 0107");
  const [response] = await Promise.all([
    portal.waitForResponse((one) => one.request().method() === "POST"),
    portal.locator("form.form button").click(),
  ]);
  await portal.locator("main").waitFor();
  return response.status();
}

/** Writes to somebody about recommendations in the console, and reads what it says. */
async function message(page: Page, language: "en" | "zh", { email }: Reader): Promise<"refused" | "queued"> {
  const { send } = consoleWords(language);
  const { person } = answerOf(await service.ask("operator", "findPerson", { body: { email } }));
  await page.goto(`${SERVICE}/console/people/${person}?lang=${language}`);
  await page.locator("#purpose").selectOption("recommendations");
  for (const tag of ["en", "zh"]) {
    await page.locator(`[id="subject.${tag}"]`).fill("For you");
    await page.locator(`[id="body.${tag}"]`).fill("This may interest you.");
  }
  await page.getByRole("button", { name: send.do, exact: true }).click();
  const refused = page.getByRole("heading", { name: send.refused, exact: true });
  const queued = page.getByRole("heading", { name: send.queued, exact: true });
  await refused.or(queued).waitFor();
  if ((await queued.count()) === 1) return "queued";
  const why = page.getByRole("alert").filter({ hasText: send.refusedText });
  expect(await why.innerText()).toContain("2.6.2");
  return "refused";
}

/** The one row of the console's screen of changes. */
async function openProgress(page: Page, language: "en" | "zh"): Promise<void> {
  await page.goto(`${SERVICE}/console/changes?lang=${language}`);
  await page.getByRole("heading", { name: consoleWords(language).changes.title, level: 1 }).waitFor();
}

const cell = (page: Page, language: "en" | "zh", name: "agreed" | "refused" | "silent" | "telling") =>
  page.locator(`tbody td[data-label="${consoleWords(language).changes[name]}"]`).first();

async function expectAnswers(agreed: number, refused: number, silent: number): Promise<void> {
  for (const [page, language] of [
    [wei, "en"],
    [min, "zh"],
  ] as const) {
    await openProgress(page, language);
    for (const [name, count] of Object.entries({ agreed, refused, silent } as const))
      await expect
        .poll(() => cell(page, language, name as "agreed").innerText(), { timeout: 10_000 })
        .toBe(`${count}`);
  }
}

describe("a change of the policy that goes further in one thing and less far in another", () => {
  it("[2.6.1] is proposed by one operator and approved by another, who sees what it means and for whom", async () => {
    await openProgress(wei, "en");
    await wei.getByText(consoleWords("en").changes.empty).waitFor();
    const file = join(dir, "policy.source.json");
    await writeFile(file, JSON.stringify(await changedPolicy()));
    const say = consoleWords("en");
    await wei.goto(`${SERVICE}/console/versions?lang=en`);
    await wei.getByLabel(say.propose.source, { exact: true }).selectOption("file");
    await wei.getByLabel(say.propose.fileLabel).setInputFiles(file);
    await wei.getByRole("button", { name: say.propose.do }).click();
    await wei.getByRole("heading", { name: say.proposal.title, level: 1 }).waitFor();
    const zh = consoleWords("zh");
    await min.goto(wei.url().replace("lang=en", "lang=zh"));
    await min.getByRole("heading", { name: zh.difference.consequences }).waitFor();
    for (const kind of ["permitted", "no-longer-permitted"] as const)
      await min.getByText(zh.difference.kinds[kind], { exact: true }).first().waitFor();
    await min.getByRole("button", { name: zh.proposal.approve }).click();
    await min.getByText(zh.proposal.will.approved).waitFor();
  });

  it("[2.6.2] is told by mail to each before it governs, in their language, and its progress is shown", async () => {
    await vi.waitFor(() => expect(mail.accepted).toHaveLength(3), SEEN);
    for (const reader of [lin, wu, zhao]) {
      const [told] = mailsTo(reader);
      for (const sentence of Object.values(SENTENCES[reader.language]))
        expect(told?.text).toContain(sentence);
      expect(told?.text).toContain(`${PORTAL}/privacy/${reader.language}/changes`);
    }
    await expectAnswers(0, 0, 3);
    await cell(min, "zh", "telling")
      .locator(".meta", { hasText: consoleWords("zh").changes.told("3", "3") })
      .waitFor();
    await expectSoundPage(wei);
    await expectSoundPage(min);
  });

  it("where it cannot be read, that is said, and it is read again on demand", async () => {
    const { retry, trouble } = consoleWords("en");
    await wei.route("**/console/api/changes", (route) => route.abort());
    await openProgress(wei, "en");
    await wei.getByText(trouble.unreachable).waitFor();
    await wei.unroute("**/console/api/changes");
    await wei.getByRole("button", { name: retry }).click();
    await cell(wei, "en", "silent").waitFor();
  });

  it("[2.6.2] stands in the privacy centre as what it changes for you, with two buttons alike, and may be answered beforehand", async () => {
    for (const reader of [lin, wu, zhao]) {
      const { centre, language } = reader;
      await openChanges(reader);
      for (const sentence of Object.values(SENTENCES[language])) await centre.getByText(sentence).waitFor();
      const [agree, refuse] = [button(reader, "agree"), button(reader, "refuse")].map((name) =>
        centre.getByRole("button", { name }),
      );
      expect(await agree?.getAttribute("class")).toBe(await refuse?.getAttribute("class"));
    }
    await expectSoundPage(lin.centre);
    await expectSoundPage(zhao.centre);
    await answer(wu, "agree");
  });

  it("[2.6.2] [law 4] once it governs holds nobody to it who has not agreed, at portal and console, and whoever has is not held", async () => {
    const [change] = answerOf(await service.ask("operator", "changes"));
    clock = Date.parse(change?.from ?? "");
    for (const reader of [lin, zhao]) {
      expect(await writeWithTelephone(reader)).toBe(403);
      await follow(reader.portal, `/privacy/${reader.language}/changes`);
      const { limited } = centreWords(reader.language).myChanges;
      await reader.portal.getByRole("heading", { name: limited }).waitFor();
      await reader.portal.goto(`${PORTAL}/${reader.language}/account`);
    }
    expect(await writeWithTelephone(wu)).toBe(201);
    expect(await message(wei, "en", lin)).toBe("refused");
    expect(await message(min, "zh", zhao)).toBe("refused");
    expect(await message(min, "zh", wu)).toBe("queued");
    await vi.waitFor(() => expect(mailsTo(wu)).toHaveLength(2), SEEN);
  });

  it("[2.6.2] leaves who refuses it under the earlier limits; answers, refusals and silence are shown", async () => {
    await answer(lin, "refuse");
    expect(await writeWithTelephone(lin)).toBe(403);
    expect(await message(wei, "en", lin)).toBe("refused");
    await expectAnswers(1, 1, 1);
  });

  it("[2.6.2] may be answered otherwise later, and silence changes nothing", async () => {
    await answer(lin, "agree");
    expect(await writeWithTelephone(lin)).toBe(201);
    expect(await message(wei, "en", lin)).toBe("queued");
    await answer(wu, "refuse");
    expect(await writeWithTelephone(wu)).toBe(403);
    // Without a cookie the way to the answer carries the session.
    await follow(wu.portal, "/privacy/zh/changes");
    await wu.portal.getByRole("button", { name: button(wu, "agree") }).waitFor();
    expect(await message(min, "zh", wu)).toBe("refused");
    expect(await message(min, "zh", zhao)).toBe("refused");
    await expectAnswers(1, 1, 1);
    await vi.waitFor(() => expect(mailsTo(lin)).toHaveLength(2), SEEN);
    expect(mailsTo(zhao)).toHaveLength(1);
  });

  it("[2.6.2] leaves a receipt of each answer, which verifies offline with the command line", async () => {
    const trust = join(dir, "trust.txt");
    await writeFile(trust, await (await service.fetch("/log/trust.txt")).text());
    for (const { centre, language } of [lin, wu]) {
      for (const kind of ["change-told", "change-agreed", "change-refused"] as const) {
        await follow(centre, `/privacy/${language}/receipts`);
        const entry = centre.getByRole("listitem").filter({
          has: centre.getByRole("heading", { name: centreWords(language).kinds[kind] }),
        });
        const [download] = await Promise.all([
          centre.waitForEvent("download"),
          entry.locator("form button[aria-label]").first().click(),
        ]);
        const receipt = join(dir, `${language}-${kind}.tlog-proof`);
        await download.saveAs(receipt);
        const said: string[] = [];
        const output = { out: (text: string) => void said.push(text), err: () => {}, color: false };
        expect(await verify({ receipt, trust, defaultTrust: trust }, output)).toBe(VERIFY_EXITS.verifies);
        expect(said.join("")).toContain(kind);
      }
    }
  });
});
