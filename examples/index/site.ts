import { type Avow, type Me, readSignal, type Visitor } from "@avow/client";
import type { Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import type { PaymentPort } from "./payments/port.ts";
import type { Language } from "./words.ts";

/** Somebody who is logged in. `carried` says how the token came: in a cookie, or in a form because cookies were refused. */
export interface Session {
  readonly token: string;
  readonly carried: "cookie" | "form";
}

export const APPEARANCES = ["system", "light", "dark"] as const;
export type Appearance = (typeof APPEARANCES)[number];
export const ORDERINGS = ["plain", "recommended"] as const;
export type Ordering = (typeof ORDERINGS)[number];

/** How somebody has set the site. */
export interface Preferences {
  readonly appearance: Appearance;
  readonly ordering: Ordering;
}

/** How the site is until somebody sets it otherwise. */
export const DEFAULT_PREFERENCES: Preferences = { appearance: "system", ordering: "recommended" };

/** One request as the pages see it. */
export interface Visit {
  readonly language: Language;
  /** Path without the language, `/` at the front. */
  readonly path: string;
  readonly session: Session | null;
  readonly preferences: Preferences;
}

export type PortalEnv = {
  Variables: {
    session: Session | null;
    preferences: Preferences;
    /** What is known of who asks, as the guard of cookies wants it; nothing until it was asked of the service. */
    visitor: Visitor;
    /** The one answer of the service about the person, while this request lasts. */
    me: Promise<Me | null> | null;
  };
};
export type PortalContext = Context<PortalEnv>;

/** What each part of the portal is mounted with, once for every language. */
export interface PortalPart {
  readonly app: Hono<PortalEnv>;
  readonly avow: Avow;
  readonly language: Language;
  /** Whether cookies are marked `Secure`: the site is reached over HTTPS. */
  readonly secure: boolean;
  /** The payment provider; `null` where the site has none. */
  readonly payments: PaymentPort | null;
  readonly now: () => Date;
  /** Told what broke; never given a personal value. */
  readonly report: (what: string) => void;
}

/** The visit of a request to `path`, which stands without its language. */
export function visitOf(http: PortalContext, language: Language, path: string): Visit {
  return { language, path, session: http.get("session"), preferences: http.get("preferences") };
}

/** Name of the cookie that keeps people logged in, from the policy's register; `null` when it has none. */
export function sessionCookieOf(avow: Avow): string | null {
  const found = Object.entries(avow.bundle.storage).find(
    ([, key]) => key.kind === "cookie" && key.purpose === "account",
  );
  return found?.[0] ?? null;
}

/** The session of a request, from its cookie or its form; a cookie counts first. */
export async function readSession(avow: Avow, http: Context): Promise<Session | null> {
  const name = sessionCookieOf(avow);
  const cookie = name === null ? undefined : getCookie(http, name);
  if (cookie !== undefined && cookie !== "") return { token: cookie, carried: "cookie" };
  const isForm = (http.req.header("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
  if (http.req.method !== "POST" || !isForm) return null;
  const { session } = await http.req.parseBody();
  return typeof session === "string" && session !== "" ? { token: session, carried: "form" } : null;
}

/**
 * The person whose session this is, asked of the service once for each request; `null` for nobody, and for a session that
 * has ended. From then on the guard knows whether cookies may be set.
 */
export async function findPerson(avow: Avow, http: PortalContext): Promise<Me | null> {
  const asked = http.get("me") ?? askForPerson(avow, http);
  http.set("me", asked);
  return asked;
}

async function askForPerson(avow: Avow, http: PortalContext): Promise<Me | null> {
  const session = http.get("session");
  const me = session === null ? null : await avow.me(session.token);
  if (me === null || !me.ok) return null;
  const { cookies, heldTo } = me.answer;
  http.set("visitor", { loggedIn: true, cookies: refusesTracking(http) ? "refused" : cookies, heldTo });
  return me.answer;
}

/** Whether the browser itself refuses tracking: `Sec-GPC` (Global Privacy Control) or the older `DNT`. */
export function refusesTracking(http: Context): boolean {
  return readSignal(http.req.raw.headers) !== null;
}
