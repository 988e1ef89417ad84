import { findHost, parseAddress } from "./find-host.ts";
import { isMeant, listKept } from "./kept-names.ts";
import { maskName } from "./mask-name.ts";
import { ADDRESSES } from "./read-page.ts";
import type { Consent } from "./shapes.ts";

/** The contract takes no more at once. */
const MOST = 200;
/** By then a page has done most of what it does by itself. */
const SETTLED_MS = 3000;

/**
 * Watches for what the plan does not declare: cookies, storage keys, databases, caches, and hosts that were reached or
 * stopped on the way. Sends each name once, masked, and never a value; when the page is idle, and when it is left.
 */
export function observe(page: Window, { plan }: Consent): void {
  const found = new Set<string>();
  const sent = new Set<string>();

  const note = (kind: string, name: string) => {
    const one = JSON.stringify({ kind, name: maskName(name) });
    if (!sent.has(one)) found.add(one);
  };
  const noteHost = (address: string) => {
    const url = parseAddress(address);
    const isForeign = url !== null && /^(http|ws)/.test(url.protocol) && url.host !== page.location.host;
    if (isForeign && !findHost(plan, url)) note("host", url.hostname);
  };
  const look = async () => {
    for (const one of await listKept(page))
      if (!plan.keys.some((key) => isMeant(key, one))) note(one.kind, one.name);
  };
  const send = () => {
    const some = [...found].slice(0, MOST);
    const body = new Blob([`{"observations":[${some}]}`], { type: "application/json" });
    if (some.length === 0 || !page.navigator.sendBeacon(ADDRESSES.observed, body)) return;
    for (const one of some) {
      found.delete(one);
      sent.add(one);
    }
  };

  new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) noteHost(name);
  }).observe({ type: "resource", buffered: true });
  page.document.addEventListener("securitypolicyviolation", ({ blockedURI }) => {
    noteHost(blockedURI);
  });
  const lookAndSend = () => void look().then(send);
  page.document.addEventListener("visibilitychange", () => {
    send();
    lookAndSend();
  });
  page.setTimeout(lookAndSend, SETTLED_MS);
}
