import type { Avow, Visitor } from "@avow/client";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { type PortalContext, type PortalPart, refusesTracking } from "./site.ts";

/** A name of the policy's register, and the one thing it is used for. */
export interface KeyUse {
  readonly name: string;
  readonly purpose: string;
}

/** What the portal keeps on a device beside the session: four names for four purposes, and no fifth (2.2.5). */
export const KEYS = {
  counting: { name: "index_count", purpose: "counting" },
  preferences: { name: "index_preferences", purpose: "preferences" },
  search: { name: "index_search", purpose: "search" },
  recognition: { name: "index_return", purpose: "recognition" },
} as const satisfies Readonly<Record<string, KeyUse>>;

/** Whether the policy lets this visitor's device hold the key for this purpose: asked of the gate each time. */
export function mayUse(avow: Avow, visitor: Visitor, { name, purpose }: KeyUse): boolean {
  const { loggedIn, cookies, heldTo = [] } = visitor;
  const decision = avow.gate.decide(
    { person: { loggedIn, consents: {}, objections: {}, heldTo }, cookies },
    { action: "store", by: "portal", purpose, data: [], key: name },
  );
  return decision.effect === "permit";
}

/**
 * A cookie as it came, for the purpose the register gives it; `null` for any other purpose or name. It was set for somebody
 * who had logged in and accepted cookies, and is taken away at a refusal, so that is whom the gate is asked about; a browser
 * that refuses now is not read.
 */
export function readKept(avow: Avow, http: PortalContext, use: KeyUse): string | null {
  const cookies = refusesTracking(http) ? "refused" : "accepted";
  if (!mayUse(avow, { loggedIn: true, cookies }, use)) return null;
  return getCookie(http, use.name) ?? null;
}

/** Sets a cookie for its declared life; returns whether the policy let it, for this purpose and whoever {@link PortalContext} knows of. */
export function keep(
  { avow, secure }: Pick<PortalPart, "avow" | "secure">,
  http: PortalContext,
  use: KeyUse,
  value: string,
): boolean {
  const maxAge = avow.lifeOf(use.name);
  if (maxAge === null || !mayUse(avow, http.get("visitor"), use)) return false;
  setCookie(http, use.name, value, { path: "/", httpOnly: true, sameSite: "Lax", secure, maxAge });
  return true;
}

/** Sets the session's cookie as the service gave it, after a log-in or a change of mind. */
export function keepSession(
  { secure }: Pick<PortalPart, "secure">,
  http: PortalContext,
  session: {
    readonly token: string;
    readonly cookie: { readonly name: string; readonly maxAgeSeconds: number };
  },
): void {
  http.set("visitor", { loggedIn: true, cookies: "accepted" });
  http.set("session", { token: session.token, carried: "cookie" });
  setCookie(http, session.cookie.name, session.token, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure,
    maxAge: session.cookie.maxAgeSeconds,
  });
}

/** Takes one cookie away. */
export function takeAway(http: PortalContext, name: string): void {
  deleteCookie(http, name, { path: "/" });
}

/** After a refusal: takes away every cookie of the register that came with the request, and what scripts kept beside them. */
export function takeAllAway(avow: Avow, http: PortalContext): void {
  const came = Object.keys(avow.bundle.storage).filter((name) => getCookie(http, name) !== undefined);
  for (const name of came) takeAway(http, name);
  if (came.length > 0) clearScriptStorage(http);
}

/** Has the browser clear what scripts kept (Clear-Site-Data). */
export function clearScriptStorage(http: PortalContext): void {
  http.header("clear-site-data", '"storage"');
}
