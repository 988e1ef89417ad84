import type { ConsentPlan } from "@avow/policy";
import type { Page, PageChoice } from "./shapes.ts";

/** Addresses on the page's own origin, answered by the site's middleware. */
export const ADDRESSES = {
  plan: "/.avow/plan.json",
  choice: "/.avow/choice",
  observed: "/.avow/observed",
} as const;

/** Reads `#avow-plan` and `#avow-choice`; `null` where the page does not hold both. */
export function readPage(document: Document): Page | null {
  const plan = readJson<ConsentPlan>(document, "avow-plan");
  const known = readJson<PageChoice>(document, "avow-choice");
  return plan && known && makePage(document, plan, known);
}

/**
 * What the page holds, and the rest from the server; for pages that are the same for everybody.
 * @throws {TypeError} when the server cannot be asked; then nothing may open.
 */
export async function fetchPage(document: Document, fetch: typeof globalThis.fetch): Promise<Page> {
  const get = async (address: string) => {
    const response = await fetch(address, { cache: "no-store" });
    if (!response.ok) throw new TypeError(`\`${address}\` answered ${response.status}`);
    return response.json();
  };
  const [plan, known] = await Promise.all([
    readJson<ConsentPlan>(document, "avow-plan") ?? get(ADDRESSES.plan),
    readJson<PageChoice>(document, "avow-choice") ?? get(ADDRESSES.choice),
  ]);
  return makePage(document, plan, known);
}

function makePage(document: Document, plan: ConsentPlan, known: PageChoice): Page {
  return { plan, known, policy: document.getElementById("avow-plan")?.dataset.policy ?? null };
}

function readJson<T>(document: Document, id: string): T | null {
  const text = document.getElementById(id)?.textContent;
  return text ? JSON.parse(text) : null;
}
