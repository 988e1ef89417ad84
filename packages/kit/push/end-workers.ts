import type { Consent } from "../consent/shapes.ts";

/**
 * Unregisters, now and after each change of the choice, every service worker of a declared name that is permitted no more; with it
 * goes what it subscribed to (W3C Push API, section 5). A worker's name is its script's, without the ending. What is not declared, and
 * what only a session decides, is left alone.
 * @returns a promise for tests: what was to go at the start has gone
 */
export function endWorkers(page: Window, consent: Consent): Promise<void> {
  const end = () => endUnwanted(page, consent).catch(reportError);
  consent.subscribe(() => void end());
  return end();
}

async function endUnwanted({ navigator }: Window, { plan, permits }: Consent): Promise<void> {
  const keys = plan.keys.filter(({ kind }) => kind === "service-worker");
  // Off HTTPS there are none.
  if (keys.length === 0 || !("serviceWorker" in navigator)) return;
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    const { active, waiting, installing } = registration;
    const name = nameOfScript((active ?? waiting ?? installing)?.scriptURL);
    const declared = keys.filter((key) => (key.prefix ? name.startsWith(key.name) : name === key.name));
    const isPermitted = declared.some(({ needs }) => needs === null || permits(needs));
    if (declared.length > 0 && !isPermitted) await registration.unregister();
  }
}

function nameOfScript(address = ""): string {
  const path = URL.canParse(address) ? new URL(address).pathname : "";
  return path.replace(/.*\//, "").replace(/\.\w+$/, "");
}
