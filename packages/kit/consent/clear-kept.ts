import { attempt, isMeant, type KeptName, listKept } from "./kept-names.ts";
import type { Consent } from "./shapes.ts";

/**
 * Clears all that is kept under declared names no longer permitted: cookies on every path of the address and every parent
 * domain, storage, databases, caches. Gives what is still there afterwards. What is not declared is left alone.
 */
export async function clearKept(page: Window, consent: Consent): Promise<readonly KeptName[]> {
  const unwanted = await listUnwanted(page, consent);
  await Promise.all(unwanted.map((kept) => attempt(() => clear(page, kept))));
  return unwanted.length === 0 ? [] : listUnwanted(page, consent);
}

async function listUnwanted(page: Window, { plan, permits }: Consent): Promise<readonly KeptName[]> {
  const kept = await listKept(page);
  return kept.filter((one) => {
    const declared = plan.keys.filter((key) => isMeant(key, one));
    return declared.length > 0 && !declared.some(({ needs }) => needs === null || permits(needs));
  });
}

function clear(page: Window, { kind, name }: KeptName): unknown {
  switch (kind) {
    case "cookie":
      return expireCookie(page, name);
    case "local-storage":
      return page.localStorage.removeItem(name);
    case "session-storage":
      return page.sessionStorage.removeItem(name);
    case "indexed-db":
      return deleteDatabase(page, name);
    case "cache-storage":
      return page.caches.delete(name);
  }
}

/** Done, or given up while somebody keeps the database open: then it goes when they let go. */
function deleteDatabase(page: Window, name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = page.indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

/** A cookie is another one for every path and domain it was set for, and when it is partitioned. */
function expireCookie({ document, location }: Window, name: string): void {
  for (const path of parentPaths(location.pathname))
    for (const domain of ["", ...parentDomains(location.hostname).map((parent) => `; Domain=${parent}`)])
      for (const kind of ["", "; Secure", "; Secure; Partitioned"])
        document.cookie = `${name}=; Max-Age=0; Path=${path}${domain}${kind}`;
}

/** `/a/b` is reached by cookies of `/`, `/a`, `/a/` and `/a/b`. */
export function parentPaths(path: string): readonly string[] {
  const paths = new Set(["/"]);
  for (let at = path.indexOf("/", 1); at > 0; at = path.indexOf("/", at + 1))
    paths.add(path.slice(0, at)).add(path.slice(0, at + 1));
  return [...paths.add(path)];
}

/** `a.b.example` is reached by cookies of itself, `b.example` and `example`; the browser refuses what is too wide. */
export function parentDomains(host: string): readonly string[] {
  const labels = host.split(".");
  return labels.map((_, at) => labels.slice(at).join("."));
}
