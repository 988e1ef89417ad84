import type { Avow } from "@avow/client";
import { KEYS, readKept } from "../cookies.ts";
import { listGiven } from "../person-page.ts";
import {
  APPEARANCES,
  DEFAULT_PREFERENCES,
  ORDERINGS,
  type PortalContext,
  type Preferences,
  type Session,
} from "../site.ts";

/** The form that keeps preferences with the account. */
export const FORM = "preferences";

/** Preferences as the cookie holds them, such as `dark.plain`. */
export function formatPreferences({ appearance, ordering }: Preferences): string {
  return `${appearance}.${ordering}`;
}

/** Reads what {@link formatPreferences} wrote; `null` for anything else. */
export function parsePreferences(text: string | null): Preferences | null {
  const [first, second, more] = (text ?? "").split(".");
  const appearance = APPEARANCES.find((one) => one === first);
  const ordering = ORDERINGS.find((one) => one === second);
  return appearance === undefined || ordering === undefined || more !== undefined
    ? null
    : { appearance, ordering };
}

/**
 * How the site is to be for this request: as its cookie says; without a cookie, as the account says while somebody is logged
 * in; else plain.
 */
export async function readPreferences(avow: Avow, http: PortalContext): Promise<Preferences> {
  const kept = parsePreferences(readKept(avow, http, KEYS.preferences));
  if (kept !== null) return kept;
  const session = http.get("session");
  if (session?.carried !== "form") return DEFAULT_PREFERENCES;
  return (await findSaved(avow, session)) ?? DEFAULT_PREFERENCES;
}

/** What somebody saved with their account last; `null` when they have saved nothing, or the session has ended. */
export async function findSaved(avow: Avow, { token }: Pick<Session, "token">): Promise<Preferences | null> {
  const [newest] = (await listGiven(avow, { token }, { form: FORM }).catch(() => null)) ?? [];
  if (newest === undefined) return null;
  const { values } = newest;
  return parsePreferences(
    `${values["preference.appearance"] ?? DEFAULT_PREFERENCES.appearance}.${values["preference.ordering"] ?? DEFAULT_PREFERENCES.ordering}`,
  );
}
