import { parseArgs } from "node:util";
import { type Browser, chromium } from "playwright-core";
import { CHECKS } from "./checks.ts";
import { formatReport } from "./format-report.ts";
import { runSuite } from "./run-suite.ts";

/** What a run of the command gives: its exit code, and what it says. */
export interface Ended {
  /** 0 every check passes, 1 some fail, 2 the arguments are wrong or the site cannot be visited. */
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly error: string;
}

const USAGE = `gpc-suite <url> [options]

  --browser PATH     the Chromium to run; without it, the one Playwright has installed
  --allow HOST       a host beside the site's own that may be asked; may be given again
  --necessary NAME   a cookie or key that is necessary (\`cart_*\`: a beginning); may be given again
  --settle MS        how long each page is watched after it has loaded; 2000
  --json             the report as JSON
  --list             the checks, and where they come from
`;

const OPTIONS = {
  browser: { type: "string" },
  allow: { type: "string", multiple: true },
  necessary: { type: "string", multiple: true },
  settle: { type: "string" },
  json: { type: "boolean" },
  list: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** Runs the command with the arguments after its name. Writes nothing itself. */
export async function runCommand(args: readonly string[]): Promise<Ended> {
  const parsed = parse(args);
  if ("wrong" in parsed) return { code: 2, out: "", error: `gpc-suite: ${parsed.wrong}\n\n${USAGE}` };
  if (parsed.values.help === true) return { code: 0, out: USAGE, error: "" };
  if (parsed.values.list === true) return { code: 0, out: listChecks(), error: "" };
  const { url, settleMs } = parsed;
  const { browser: executablePath, allow = [], necessary = [], json } = parsed.values;
  let browser: Browser | null = null;
  try {
    browser = await chromium.launch(executablePath === undefined ? {} : { executablePath });
    const report = await runSuite({ url, browser, allow, necessary, settleMs });
    const out = json === true ? `${JSON.stringify(report, null, 2)}\n` : formatReport(report);
    return { code: report.passed ? 0 : 1, out, error: "" };
  } catch (error) {
    const [what = ""] = String(error instanceof Error ? error.message : error).split("\n");
    const help =
      browser === null
        ? "name a Chromium with `--browser PATH`"
        : "see that the site can be reached from here";
    return { code: 2, out: "", error: `gpc-suite: ${what}\n  help: ${help}\n` };
  } finally {
    await browser?.close();
  }
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const [url = "", ...more] = positionals;
    const settleMs = Number(values.settle ?? "2000");
    if (values.help === true || values.list === true) return { values, url, settleMs };
    if (more.length > 0) return { wrong: "one address at a time" };
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      return { wrong: `\`${url}\` is no address such as \`https://www.example.com\`` };
    if (!Number.isInteger(settleMs) || settleMs < 0 || settleMs > 60_000)
      return { wrong: "`--settle` takes milliseconds, from 0 to 60000" };
    return { values, url, settleMs };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : "the arguments cannot be read" };
  }
}

function listChecks(): string {
  return CHECKS.map(
    ({ id, title, source }) => `${id.padEnd(20)} ${title}\n${" ".repeat(21)}${source}\n`,
  ).join("");
}
