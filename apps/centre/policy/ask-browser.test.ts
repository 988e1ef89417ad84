import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { prepareGate } from "@avow/gate";
import { readQuestion } from "@avow/kit";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../../tests/support/browser.ts";
import { builtCentre } from "../../../tests/support/built.ts";
import { serveInBrowser } from "../serve-in-browser.testing.ts";
import type { CentreOptions } from "../site.ts";
import { makeVersions, ORIGIN, openPages, type Versions } from "./open-pages.testing.ts";

/** The most the gate may weigh on its way into a page. */
const MOST_BYTES = 13_500;

let browser: Browser;
let assets: CentreOptions["assets"];
let versions: Versions;

beforeAll(async () => {
  [browser, assets, versions] = await Promise.all([launchBrowser(), builtCentre(), makeVersions()]);
}, 120_000);

afterAll(() => browser.close());

async function openAsk(
  address: string,
  { javaScriptEnabled = true, published = versions.published } = {},
): Promise<{
  page: Page;
  app: ReturnType<typeof openPages>["app"];
  addresses: string[];
  complaints: string[];
}> {
  const { app } = openPages(versions.current, { published }, { assets });
  const addresses: string[] = [];
  const complaints: string[] = [];
  const context = await browser.newContext({ javaScriptEnabled });
  await serveInBrowser(context, app, addresses);
  const page = await context.newPage();
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${ORIGIN}/privacy${address}`);
  return { page, app, addresses, complaints };
}

/** Every question of a wide choice: each role, deed and purpose of the form, with some data, of five people. */
function listQuestions(): readonly string[] {
  const { bundle } = versions.current;
  const deeds = [
    "use",
    "publish",
    "release",
    "keep",
    "erase",
    ...["registration", "comment", "visit"].map((id) => `collect:${id}`),
    ...Object.keys(bundle.recipients).map((id) => `disclose:${id}`),
    ...Object.keys(bundle.channels).map((id) => `contact:${id}`),
    ...Object.keys(bundle.storage).map((id) => `store:${id}`),
  ];
  const data = [
    "data=contact.email",
    "data=contact.name&data=contact.email",
    "data=account.password",
    "data=contact.telephone&data=account.language",
  ];
  const people = [
    "person=nobody",
    "person=known",
    "person=logged-in&cookies=accepted",
    "person=logged-in&consent.marketing=granted",
    "person=logged-in&consent.marketing=granted&objected=marketing&cookies=refused",
  ];
  return Object.keys(bundle.roles).flatMap((by) =>
    deeds.flatMap((deed) =>
      ["account", "marketing", "orders", "publication"].flatMap((purpose) =>
        data.flatMap((some) =>
          people.map((person) => `do=${deed}&by=${by}&for=${purpose}&${some}&${person}`),
        ),
      ),
    ),
  );
}

/** Fills the form in as each question says and reads what the page then answers. */
function answersInPage(page: Page, questions: readonly string[]): Promise<string[]> {
  return page.evaluate((all) => {
    const form = document.querySelector<HTMLFormElement>("form[data-ask-gate]");
    if (form === null) throw new Error("no form");
    return all.map((question) => {
      const fields = new URLSearchParams(question);
      for (const control of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[name]")) {
        if (control instanceof HTMLInputElement)
          control.checked = fields.getAll(control.name).includes(control.value);
        else control.value = fields.get(control.name) ?? control.options[0]?.value ?? "";
      }
      form.dispatchEvent(new Event("input", { bubbles: true }));
      return document.querySelector("[data-answer]")?.textContent?.replace(/\s+/g, " ").trim() ?? "";
    });
  }, questions);
}

function answerIn(html: string): string {
  const answer = html.slice(html.indexOf("data-answer"), html.indexOf("<template"));
  return decode(answer.slice(answer.indexOf(">") + 1).replace(/<[^>]*>/g, ""))
    .replace(/\s+/g, " ")
    .trim();
}

function decode(text: string): string {
  const signs: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  return text.replace(/&([a-z0-9#]+);/g, (whole, name: string) => signs[name] ?? whole);
}

describe("asking in the browser", () => {
  it("[law 4] gives to every question the answer of the gate and of the server, in both languages", async () => {
    const gate = prepareGate(versions.current.bundle, versions.current.version);
    const questions = listQuestions();
    expect(questions.length).toBeGreaterThan(500);
    for (const language of ["en", "zh"] as const) {
      const { page, app, complaints } = await openAsk(`/${language}/policy/ask`);
      await page.locator("[data-with-script]").waitFor();
      const answers = await answersInPage(page, questions);
      for (const [at, query] of questions.entries()) {
        const question = readQuestion(new URLSearchParams(query));
        if (question === null) throw new Error(query);
        const decision = gate.decide(question.facts, question.operation);
        const said = answers[at] ?? "";
        expect(said, query).toContain(decision.clause);
        expect(/^(Permitted|允许)/.test(said), query).toBe(decision.effect === "permit");
        if (decision.effect === "refuse") expect(said, query).toContain(decision.reason[language]);
      }
      const few = questions
        .map((query, at) => [query, answers[at]] as const)
        .filter((_, at) => at % 37 === 0);
      for (const [query, answer] of few) {
        const response = await app.request(`${ORIGIN}/privacy/${language}/policy/ask?${query}`);
        expect(answer, query).toBe(answerIn(await response.text()));
      }
      const kinds = new Set(answers.map((answer) => answer.split(" ")[0]));
      expect(kinds.size).toBe(2);
      expect(complaints).toEqual([]);
      await page.context().close();
    }
  });

  it("asks nobody: after the page and its policy nothing more is requested, and the address tells what was chosen", async () => {
    const { page, addresses, complaints } = await openAsk("/en/policy/ask");
    await page.locator("[data-with-script]").waitFor();
    const before = addresses.length;
    await page.getByLabel("Who does it").selectOption({ label: "Our staff" });
    await page.getByLabel("What is done").selectOption("contact:email");
    await page.getByLabel("What for").selectOption("marketing");
    await page.getByLabel("E-mail address", { exact: true }).check();
    const answer = page.locator("[data-answer]");
    expect(await answer.textContent()).toContain("Refused");
    await page.getByLabel("The person").selectOption("logged-in");
    await page.locator('[name="consent.marketing"]').selectOption("granted");
    expect(await answer.textContent()).toContain("Permitted");
    await page.getByRole("button", { name: "Ask" }).first().click();
    expect(addresses.slice(before)).toEqual([]);
    expect(page.url()).toContain("do=contact%3Aemail");
    expect(await answer.locator("a").getAttribute("href")).toMatch(/\/privacy\/en\/policy#2\.4\.8$/);
    await page.reload();
    expect(await page.locator("[data-answer]").textContent()).toContain("Permitted");
    expect(addresses.filter((address) => !address.startsWith(`${ORIGIN}/`))).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
    await page.context().close();
  });

  it("[law 1] does not ask a policy other than the one the page speaks of", async () => {
    const [next, current, former] = versions.published;
    if (next === undefined || current === undefined || former === undefined) throw new Error("no versions");
    const forged = { row: current.row, bundle: former.bundle };
    const { page } = await openAsk("/en/policy/ask", { published: [next, forged, former] });
    await expect.poll(() => page.locator("[data-answer]").textContent()).toContain("could not be loaded");
    await page.context().close();
  });

  it("without scripts is a form that the server answers, and leads to the answer", async () => {
    const { page } = await openAsk("/zh/policy/ask", { javaScriptEnabled: false });
    await page.getByLabel("由谁操作").selectOption("operator");
    await page.getByLabel("作何操作").selectOption("use");
    await page.getByLabel("为何目的").selectOption("account");
    await page.getByLabel("电子邮箱", { exact: true }).check();
    await page.getByRole("button", { name: "提问" }).first().click();
    expect(await page.locator("[data-answer]").textContent()).toContain("允许");
    expect(page.url()).toMatch(/ask\?by=operator&do=use&for=account&data=contact\.email[^#]*#answer$/);
    expect(await page.getByLabel("电子邮箱", { exact: true }).isChecked()).toBe(true);
    await page.context().close();
  });
});

describe("the gate as a script", () => {
  it(`weighs no more than ${MOST_BYTES} bytes on its way, and loads nothing`, async () => {
    const script = await readFile(assets.asker);
    const bytes = gzipSync(script).length;
    console.info(`ask-gate.js: ${script.length} bytes, ${bytes} compressed`);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
    expect(script.toString()).not.toMatch(/\bimport\b|https?:\/\//);
  });
});
