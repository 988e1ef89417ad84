import type { Report } from "./run-suite.ts";

/** A report for people: each check with its outcome, what was found under it, and the sum. */
export function formatReport({ url, browser, checks }: Report): string {
  const lines = checks.flatMap(({ id, title, source, passed, found }) => [
    `${passed ? "pass" : "FAIL"}  ${id.padEnd(20)} ${title}`,
    ...found.map((what) => `        ${what}`),
    ...(passed ? [] : [`        (${source})`]),
  ]);
  const failed = checks.filter(({ passed }) => !passed).length;
  const sum = failed === 0 ? "every check passes" : `${failed} of ${checks.length} checks fail`;
  return `${url}, ${browser}\n\n${lines.join("\n")}\n\n${sum}\n`;
}
