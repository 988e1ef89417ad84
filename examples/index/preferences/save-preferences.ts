import type { Submission } from "@avow/client";
import { KEYS, keep } from "../cookies.ts";
import { listGiven } from "../person-page.ts";
import type { Problem } from "../problems.ts";
import { findPerson, type PortalContext, type PortalPart, type Session } from "../site.ts";
import { FORM, findSaved, formatPreferences } from "./read-preferences.ts";

export type Saved =
  | { readonly ok: true; readonly submission: Submission }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Saves preferences with the account, in the place of those before, and, where cookies were accepted, in their cookie too
 * (2.4.1). From here on the request has them.
 * @param values by `category.field`, as a form sent them
 */
export async function savePreferences(
  part: Pick<PortalPart, "avow" | "secure">,
  http: PortalContext,
  session: Session,
  values: Readonly<Record<string, string>>,
): Promise<Saved> {
  const { avow } = part;
  const { token } = session;
  const given = await avow.asPerson(token, "submit", { path: { form: FORM }, body: { values } });
  if (!given.ok) return given;
  const { submission } = given.answer;
  const former = await listGiven(avow, session, { form: FORM });
  for (const { id } of former.filter(({ id }) => id !== submission.id))
    await avow.asPerson(token, "withdrawSubmission", { path: { id } });
  const saved = await findSaved(avow, session);
  if (saved !== null) {
    http.set("preferences", saved);
    if (session.carried === "cookie" && (await findPerson(avow, http)) !== null)
      keep(part, http, KEYS.preferences, formatPreferences(saved));
  }
  return { ok: true, submission };
}
