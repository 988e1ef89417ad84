import type { ConsentPlan, StorageKind } from "@avow/policy";

/** Kinds of storage a page keeps; a service worker is ended by `push/end-workers.ts`. */
type PageStorage = Exclude<StorageKind, "service-worker">;

/** Something kept on the device, by its name. */
export interface KeptName {
  readonly kind: PageStorage;
  readonly name: string;
}

/** Names of all that a page can see to be kept; `HttpOnly` cookies and those of other paths it cannot see. */
export async function listKept(page: Window): Promise<readonly KeptName[]> {
  const places: Readonly<Record<PageStorage, () => string[] | Promise<string[]>>> = {
    cookie: () => page.document.cookie.split("; ").map((pair) => pair.split("=", 1).join()),
    "local-storage": () => Object.keys(page.localStorage),
    "session-storage": () => Object.keys(page.sessionStorage),
    "indexed-db": async () => (await page.indexedDB.databases()).map(({ name = "" }) => name),
    "cache-storage": () => page.caches.keys(),
  };
  const found = Object.entries(places).map(async ([kind, read]) =>
    [...new Set(await attempt(read))].map((name) => ({ kind: kind as PageStorage, name })),
  );
  return (await Promise.all(found)).flat().filter(({ name }) => name !== "");
}

/** Whether a declared key is meant by what is kept: by its name, or by the beginning of it. */
export function isMeant(declared: ConsentPlan["keys"][number], { kind, name }: KeptName): boolean {
  return (
    declared.kind === kind && (declared.prefix ? name.startsWith(declared.name) : name === declared.name)
  );
}

/** What `read` gives; `undefined` where the browser does not let the page look. */
export async function attempt<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
