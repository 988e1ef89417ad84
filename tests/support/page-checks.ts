import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { BrowserContext, Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds against WCAG 2.2 AA on a page: rule and the first element, empty when nothing. */
export async function findAxeViolations(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, not by the page: its Content-Security-Policy stays as strict as it is.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(options: unknown): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
  });
}

/** Notes every request that leaves this machine. */
export function watchForeignRequests(context: BrowserContext, found: string[]): void {
  context.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    const isOwn = hostname === "localhost" || hostname === "127.0.0.1";
    if (protocol.startsWith("http") && !isOwn) found.push(request.url());
  });
}
