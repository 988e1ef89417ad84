import type { ConsentPlan, PlannedKey } from "@avow/policy";
import { isOpen } from "./plan.ts";

type Choices = Readonly<Record<string, boolean>>;

/** More would not fit the headers that proxies let through. */
const MOST_EXPIRED = 60;
const COOKIE_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** What a request says of the device that sent it. */
export interface Device {
  /** Names of the cookies it sent. */
  readonly cookies: readonly string[];
  /** Host name it reached, without its port. */
  readonly host: string;
  /** Path of the page it was sent from. */
  readonly page: string;
}

/** Of the cookies a device sent, those the policy declares and the choice does not permit. */
export function listUnwanted({ keys }: ConsentPlan, choices: Choices, cookies: readonly string[]): string[] {
  return cookies.filter((cookie) => {
    const declared = keys.filter((key) => covers(key, cookie));
    return declared.length > 0 && declared.every((key) => isClosed(key, choices));
  });
}

/**
 * `Set-Cookie` values that take away every declared cookie the choice does not permit: those the device sent, and those of
 * declared names that it may have sent elsewhere, on the root and every path above the page, for the host and each domain
 * above it. What the browser does not let a host take away stays, and the page says so.
 */
export function expireCookies(
  plan: ConsentPlan,
  choices: Choices,
  { device, secure }: { readonly device: Device; readonly secure: boolean },
): string[] {
  const declared = plan.keys.filter((key) => key.kind === "cookie" && !key.prefix && isClosed(key, choices));
  const names = new Set([
    ...listUnwanted(plan, choices, device.cookies),
    ...declared.map(({ name }) => name),
  ]);
  const expired = parentPaths(device.page).flatMap((path) =>
    ["", ...parentDomains(device.host)].flatMap((domain) =>
      [...names]
        .filter((name) => COOKIE_NAME.test(name))
        .map((name) =>
          [`${name}=`, "Max-Age=0", `Path=${path}`, domain && `Domain=${domain}`, secure && "Secure"]
            .filter(Boolean)
            .join("; "),
        ),
    ),
  );
  return expired.slice(0, MOST_EXPIRED);
}

/**
 * The `Clear-Site-Data` header for a change from one choice to another, or `null`. It is sent only where something agreed to is
 * agreed to no more: `"cache"` then, for a page the browser kept would come back with the hosts it was given before; and
 * `"storage"` where, under the new choice, the policy leaves nothing but cookies that may be kept on the device, for it takes all
 * storage there is. `"cookies"` is never sent: it would take the refusal itself.
 */
export function clearSiteData({ keys }: ConsentPlan, before: Choices, after: Choices): string | null {
  const withdrawn = Object.keys(before).some((purpose) => before[purpose] === true && !after[purpose]);
  if (!withdrawn) return null;
  const keepsStorage = keys.some((key) => key.kind !== "cookie" && !isClosed(key, after));
  return keepsStorage ? '"cache"' : '"cache", "storage"';
}

/** Whether a choice forbids a key; what only a session decides it does not. */
function isClosed({ needs }: PlannedKey, choices: Choices): boolean {
  return needs !== null && !isOpen(needs, choices);
}

function covers({ kind, name, prefix }: PlannedKey, cookie: string): boolean {
  return kind === "cookie" && (name === cookie || (prefix && cookie.startsWith(name)));
}

/** `/a/b` is reached by cookies of `/`, `/a`, `/a/` and `/a/b`; the widest first. */
function parentPaths(path: string): readonly string[] {
  const paths = new Set(["/"]);
  for (let at = path.indexOf("/", 1); at > 0; at = path.indexOf("/", at + 1))
    paths.add(path.slice(0, at)).add(path.slice(0, at + 1));
  return [...paths.add(path)].filter((one) => /^\/[^;,\s]*$/.test(one));
}

/** `a.b.example` is reached by cookies of itself and `b.example`. */
function parentDomains(host: string): readonly string[] {
  if (!/^[a-z0-9.-]+\.[a-z-]+$/i.test(host)) return [];
  const labels = host.split(".");
  return labels.slice(0, -1).map((_, at) => labels.slice(at).join("."));
}
