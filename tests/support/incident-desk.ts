import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import {
  type MailServer,
  refusal,
  startMailServer,
} from "../../packages/service/channels/test-mail-server.ts";
import type { RunningAvow } from "./avow.ts";
import { watchForeignRequests } from "./page-checks.ts";

/* What tests of the incident desk do in a browser, by two operators. */

/** Everybody’s in these tests. */
const PASSWORD = "correct horse battery";

/** What was asked of other machines, and what pages complained of; both stay empty. */
interface Complaints {
  readonly foreign: string[];
  readonly complaints: string[];
}

/** A mail server that takes everything but mail to addresses that begin with `gone.`, of which it knows none. */
export function startMailServerWithoutGone(): Promise<MailServer> {
  return startMailServer({
    onMessage: ({ to }) => {
      const [{ text = "" } = {}] = [to ?? []].flat();
      if (text.includes("gone.")) throw refusal(550, "no such user");
    },
  });
}

/** Makes the first operator, who invites the second; each has a browser of their own, logged in, on an empty page. */
export async function openTwoOperators(
  avow: RunningAvow,
  browser: Browser,
  noted: Complaints,
): Promise<readonly [Page, Page]> {
  const [first, second] = await Promise.all([browser, browser].map((one) => openStaff(one, noted)));
  if (first === undefined || second === undefined) throw new Error("no browser could be opened");
  const ask = asStaff(avow);
  await ask(first, "first-operator", credentials("Wang Fang", avow.firstLink));
  await logIn(avow, first, "Wang Fang");
  const { token } = await (await ask(first, "operators/invitations")).json();
  await ask(second, "operators", credentials("Li Na", `#${token}`));
  await logIn(avow, second, "Li Na");
  return Promise.all([first.newPage(), second.newPage()]);
}

async function openStaff(browser: Browser, { foreign, complaints }: Complaints): Promise<BrowserContext> {
  const context = await browser.newContext({ acceptDownloads: true, locale: "en-GB" });
  watchForeignRequests(context, foreign);
  context.on("weberror", (error) => complaints.push(error.error().message));
  return context;
}

function credentials(name: string, link: string) {
  return { name, email: emailOf(name), password: PASSWORD, token: link.split("#")[1] ?? "" };
}

function emailOf(name: string): string {
  return `${name.toLowerCase().replace(" ", ".")}@index.example`;
}

async function logIn(avow: RunningAvow, context: BrowserContext, name: string): Promise<void> {
  const answer = await context.request.post(`${avow.service}/console/auth/sign-in/email`, {
    headers: asConsole(avow),
    data: { email: emailOf(name), password: PASSWORD },
  });
  expect(answer.status()).toBe(200);
}

/** Sends what a page of the console would send, as the operator whose browser it is. */
export function asStaff(avow: RunningAvow) {
  return async (of: BrowserContext | Page, path: string, data?: unknown) => {
    const answer = await of.request.post(`${avow.service}/console/api/${path}`, {
      headers: asConsole(avow),
      ...(data === undefined ? {} : { data }),
    });
    expect([path, answer.status()]).toEqual([path, expect.toSatisfy((status) => status < 300)]);
    return answer;
  };
}

/** What a request of the console's own pages says of itself. */
export function asConsole(avow: RunningAvow): Record<string, string> {
  return { origin: avow.service, "content-type": "application/json" };
}

/** Registers somebody on the portal and logs them in, with cookies refused; returns the session that then travels in forms. */
export async function registerPerson(
  avow: RunningAvow,
  email: string,
  language: "en" | "zh" = "en",
): Promise<string> {
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`${avow.portal}/${language}${path}`, {
      method: "POST",
      headers: { origin: avow.portal },
      body: new URLSearchParams(fields),
    });
  await post("/register", {
    "contact.name": "Lin Yue",
    "contact.email": email,
    "account.password": PASSWORD,
    "account.language": language,
  });
  const page = await (await post("/log-in", { email, password: PASSWORD, cookies: "refused" })).text();
  return /name="session" value="([^"]+)"/.exec(page)?.[1] ?? "";
}

/** The incident's section of this heading. */
export function section(page: Page, heading: string): Locator {
  return page.getByRole("region", { name: heading, exact: true });
}

/** Fills each empty text of a form with one, in the language of its field, at once. */
export async function fillTexts(form: Locator, text: Readonly<Record<string, string>>): Promise<void> {
  for (const area of await form.locator("textarea").all()) {
    const { lang, value } = await area.evaluate((element: HTMLTextAreaElement) => ({
      lang: element.lang,
      value: element.value,
    }));
    if (value === "") await area.fill(text[lang === "" ? "en" : lang] ?? "");
  }
}

/** Waits until so many people stand in each group, by its name on the screen, and none in another. */
export async function seeGroups(people: Locator, wanted: Readonly<Record<string, number>>): Promise<void> {
  const entries = people.getByRole("listitem").locator(".badge, b");
  const shown = async () => {
    const texts = await entries.allInnerTexts();
    return Object.fromEntries(
      texts.flatMap((text, at) => (at % 2 === 0 ? [[text, Number(texts[at + 1])]] : [])),
    );
  };
  await expect.poll(shown, { timeout: 30_000, interval: 100 }).toEqual(wanted);
}

/** Runs the `avow` command, which asks nobody. */
export async function runAvow(words: readonly string[]): Promise<{ code: number | null; output: string }> {
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
