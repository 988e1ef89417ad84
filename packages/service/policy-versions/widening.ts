import {
  asLimit,
  type Bundle,
  comparePolicies,
  listWiderMessages,
  type PolicyDifference,
} from "@avow/policy";
import type { Tx } from "@avow/postgres";
import type { ServiceTables } from "../tables.ts";
import { parseKeptBundle } from "./build-source.ts";

/**
 * Notes of a version that is approved, against each other one that governs, did or will, whether it permits anything that the other
 * does not, and the other way round. Where nothing is noted, it is taken to.
 */
export async function noteWidenings(
  tx: Tx,
  { version, bundle }: { readonly version: string; readonly bundle: string },
): Promise<void> {
  const tables = tx.withTables<ServiceTables>();
  const others = await tables
    .selectFrom("policy_proposal")
    .select(["version", "bundle"])
    .distinct()
    .where("approved_at", "is not", null)
    .where("withdrawn_at", "is", null)
    .where("version", "<>", version)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("policy_step")
            .select("later")
            .where("later", "=", version)
            .whereRef("earlier", "=", "policy_proposal.version"),
        ),
      ),
    )
    .execute();
  const own = parseKeptBundle(bundle);
  const steps = others.flatMap((other) => {
    const theirs = parseKeptBundle(other.bundle);
    return [
      { earlier: other.version, later: version, widens: isWiderThan(theirs, own) },
      { earlier: version, later: other.version, widens: isWiderThan(own, theirs) },
    ];
  });
  if (steps.length === 0) return;
  await tables
    .insertInto("policy_step")
    .values(steps)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whether `after` permits anything that `before`, as a limit on it, does not, or the same more often. That more is erased widens nothing. */
function isWiderThan(before: Bundle, after: Bundle): boolean {
  const limit = asLimit(before, after);
  return comparePolicies(limit, after).changes.some(isWider) || listWiderMessages(limit, after).length > 0;
}

/** Whether a change permits something that was not, other than erasing. */
export function isWider({ direction, points }: PolicyDifference["changes"][number]): boolean {
  return direction !== "narrower" && points.some(({ action }) => action !== "erase");
}
