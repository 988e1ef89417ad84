import type { Browser } from "playwright-core";
import { CHECKS } from "./checks.ts";
import { visitSite } from "./visit-site.ts";
import { readWellKnown } from "./well-known.ts";

export interface SuiteOptions {
  readonly url: string;
  /** A Chromium that runs; it is left running. */
  readonly browser: Browser;
  /** Hosts beside the site's own that may be asked. */
  readonly allow?: readonly string[];
  /** Names of what is necessary; one that ends in `*` is the beginning of names. */
  readonly necessary?: readonly string[];
  /** How long each page is watched after it has loaded; 2000 unless told. */
  readonly settleMs?: number;
}

export interface Outcome {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly passed: boolean;
  /** What is wrong, in words; never a value that was kept. */
  readonly found: readonly string[];
}

export interface Report {
  readonly suite: "gpc-suite/1";
  readonly url: string;
  readonly browser: string;
  readonly passed: boolean;
  readonly checks: readonly Outcome[];
}

const SETTLE_MS = 2000;

/**
 * Whether a site honours Global Privacy Control, as far as a browser can see.
 * @throws what Playwright throws where the page cannot be visited at all
 * @example const report = await runSuite({ url: "https://www.example.com", browser })
 */
export async function runSuite(options: SuiteOptions): Promise<Report> {
  const { url, browser, allow = [], necessary = [], settleMs = SETTLE_MS } = options;
  const site = new URL(url);
  const seen = {
    wellKnown: await readWellKnown(site),
    visits: await visitSite({ browser, site, settleMs }),
    allowed: allow,
    necessary,
  };
  const checks = CHECKS.map(({ id, title, source, find }): Outcome => {
    const found = find(seen);
    return { id, title, source, passed: found.length === 0, found };
  });
  return {
    suite: "gpc-suite/1",
    url,
    browser: `Chromium ${browser.version()}`,
    passed: checks.every(({ passed }) => passed),
    checks,
  };
}
