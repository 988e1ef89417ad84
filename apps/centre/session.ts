import type { Bundle } from "@avow/policy";
import type { Context } from "hono";
import { deleteCookie, getCookie } from "hono/cookie";
import { csrf } from "hono/csrf";
import type { MiddlewareHandler } from "hono/types";
import type { CentreContext } from "./site.ts";

/**
 * A person's session, and how it travels: in the portal's cookie; or, where cookies were refused, in a hidden field of
 * every form, so that no address ever holds it.
 */
export interface Session {
  readonly kind: "cookie" | "carried";
  /** Bearer token for the API. */
  readonly token: string;
}

/** Name of the hidden field that carries a session. */
export const SESSION_FIELD = "session";

/** The text fields of a posted form, the last of each name; files are left out. Empty for any other request. */
export async function readForm(c: Context): Promise<Readonly<Record<string, string>>> {
  if (c.req.method !== "POST") return {};
  const entries = Object.entries(await c.req.parseBody());
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** The session of a request: the one carried in its form, else the cookie's. `null` when there is none, or no token could look so. */
export async function findSession(c: CentreContext): Promise<Session | null> {
  const carried = (await readForm(c))[SESSION_FIELD];
  if (carried !== undefined) return isToken(carried) ? { kind: "carried", token: carried } : null;
  const cookie = sessionCookieOf(c.var.visit.policy.bundle);
  const token = cookie === null ? undefined : getCookie(c, cookie);
  return token !== undefined && isToken(token) ? { kind: "cookie", token } : null;
}

/** Has the browser forget a session that ended; the portal is who set the cookie. */
export function removeSessionCookie(c: CentreContext): void {
  const cookie = sessionCookieOf(c.var.visit.policy.bundle);
  if (cookie !== null) deleteCookie(c, cookie, { path: "/", httpOnly: true, sameSite: "Lax" });
}

/** The cookie that carries a session: the register's one for the account, under whichever policy governs now. */
function sessionCookieOf({ storage }: Bundle): string | null {
  const found = Object.entries(storage).find(
    ([, { kind, purpose }]) => kind === "cookie" && purpose === "account",
  );
  return found?.[0] ?? null;
}

function isToken(text: string): boolean {
  return /^[\x21-\x7e]{1,1000}$/.test(text);
}

/**
 * Refuses a form that another site posts with this person's cookie. A carried session needs no such guard: whoever can
 * write it into a form holds it already.
 */
export function guardOrigin(
  publicUrl: string,
): MiddlewareHandler<{ Variables: { visit: { session: Session | null } } }> {
  const guard = csrf({ origin: new URL(publicUrl).origin });
  return (c, next) => (c.var.visit.session?.kind === "cookie" ? guard(c, next) : next());
}
