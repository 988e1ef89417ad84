import { type Avow, noteVisit } from "@avow/client";
import type { MiddlewareHandler } from "hono";
import { KEYS, keep, readKept } from "../cookies.ts";
import { findSaved, formatPreferences } from "../preferences/read-preferences.ts";
import { findPerson, type PortalContext, type PortalEnv, type PortalPart } from "../site.ts";
import { addVisit, dayOf, formatVisitDays, parseVisitDays } from "./visit-days.ts";

/**
 * Remembers, for who logged in and accepted cookies, the days of the last two visits, the day of the first, and how they have
 * set the site (2.2.5): at log-in, and once on each day after. For everybody else it does nothing and asks nothing. The visit
 * log hears whether the browser was here on an earlier day, and of nothing else in these cookies.
 */
export function rememberVisits(
  part: Pick<PortalPart, "avow" | "secure" | "now">,
): MiddlewareHandler<PortalEnv> {
  const { avow, now } = part;
  return async (http, next) => {
    const today = dayOf(now());
    const returning = isReturning(avow, http, today);
    if (returning !== null) noteVisit(http, { returning });
    await next();
    const session = http.get("session");
    if (session?.carried !== "cookie") return;
    const days = parseVisitDays(readKept(avow, http, KEYS.recognition));
    const isCounted = readKept(avow, http, KEYS.counting) !== null;
    if (days?.latest === today && isCounted) return;
    // Who has logged in with this very request is known already.
    if (!http.get("visitor").loggedIn && (await findPerson(avow, http)) === null) return;
    keep(part, http, KEYS.recognition, formatVisitDays(addVisit(days, today)));
    if (!isCounted) keep(part, http, KEYS.counting, today);
    if (readKept(avow, http, KEYS.preferences) !== null) return;
    const saved = await findSaved(avow, session);
    if (saved !== null) keep(part, http, KEYS.preferences, formatPreferences(saved));
  };
}

/** The day from which everything is new to this browser: that of its visit before today's; `null` where it is not known. */
export function findLastVisit(avow: Avow, http: PortalContext, today: string): string | null {
  const days = parseVisitDays(readKept(avow, http, KEYS.recognition));
  return days?.latest === today ? days.before : (days?.latest ?? null);
}

/** Whether this browser has been counted on an earlier day; `null` where nothing says so. */
function isReturning(avow: Avow, http: PortalContext, today: string): boolean | null {
  const first = readKept(avow, http, KEYS.counting);
  return first === null ? null : first < today;
}
