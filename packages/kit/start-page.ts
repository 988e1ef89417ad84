import { fetchPage, readPage } from "./consent/read-page.ts";
import type { Consent, Page } from "./consent/shapes.ts";

/**
 * Reads what the page holds, or asks the server for it, starts, and says so with `avow-change` on the document: once then,
 * and after every change. Where the plan cannot be had nothing starts, so nothing opens.
 */
export function startPage(
  window: Window & typeof globalThis,
  start: (window: Window & typeof globalThis, page: Page) => Consent,
): void {
  const { document } = window;
  const run = (page: Page) => {
    const consent = start(window, page);
    const tell = () => document.dispatchEvent(new CustomEvent("avow-change", { detail: consent }));
    consent.subscribe(tell);
    tell();
  };
  const page = readPage(document);
  if (page !== null) run(page);
  else fetchPage(document, (...asked) => window.fetch(...asked)).then(run, reportError);
}
