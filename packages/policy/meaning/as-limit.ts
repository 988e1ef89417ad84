import type { Bundle } from "../bundle.ts";
import { translateNames } from "./renames.ts";

/**
 * An older policy as a limit on what a newer one permits: in the newer one's names, and without the recipients that are elsewhere
 * now, or have another part. What went to such a one is not what goes there now, whatever its name.
 */
export function asLimit(before: Bundle, after: Bundle): Bundle {
  const { bundle } = translateNames(before, after);
  const recipients = Object.fromEntries(
    Object.entries(bundle.recipients).filter(([name, was]) => {
      const now = Object.hasOwn(after.recipients, name) ? after.recipients[name] : undefined;
      return now !== undefined && placeOf(now) === placeOf(was);
    }),
  );
  return { ...bundle, recipients };
}

/** What people were told of where a recipient is and what its part is; two that share it are the same to them. */
export function placeOf({ kind = "controller", route, countries }: Bundle["recipients"][string]): string {
  return JSON.stringify([kind, route ?? null, countries.toSorted()]);
}
