import type { Avow } from "@avow/client";
import type { Context, Hono } from "hono";
import { getCookie } from "hono/cookie";
import type { Language } from "./words.ts";

/** Somebody who is logged in. `carried` says how the token came: in a cookie, or in a form because cookies were refused. */
export interface Session {
  readonly token: string;
  readonly carried: "cookie" | "form";
}

/** One request as the pages see it. */
export interface Visit {
  readonly language: Language;
  /** Path without the language, `/` at the front. */
  readonly path: string;
  readonly session: Session | null;
}

export type PortalEnv = { Variables: { session: Session | null; justLoggedIn: boolean } };
export type PortalContext = Context<PortalEnv>;

/** What each part of the portal is mounted with, once for every language. */
export interface PortalPart {
  readonly app: Hono<PortalEnv>;
  readonly avow: Avow;
  readonly language: Language;
  /** Whether cookies are marked `Secure`: the site is reached over HTTPS. */
  readonly secure: boolean;
  /** Told what broke; never given a personal value. */
  readonly report: (what: string) => void;
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

/** Whether the browser itself refuses tracking: `Sec-GPC` (Global Privacy Control) or the older `DNT`. */
export function refusesTracking(http: Context): boolean {
  return http.req.header("sec-gpc") === "1" || http.req.header("dnt") === "1";
}
