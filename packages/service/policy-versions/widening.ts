import { asLimit, type Bundle, comparePolicies, type PolicyDifference } from "@avow/policy";
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
      { earlier: other.version, later: version, widens: findWider(theirs, own).length > 0 },
      { earlier: version, later: other.version, widens: findWider(own, theirs).length > 0 },
    ];
  });
  if (steps.length === 0) return;
  await tables
    .insertInto("policy_step")
    .values(steps)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What `after` permits and `before`, as a limit on it, does not. That more is erased widens nothing. */
function findWider(before: Bundle, after: Bundle): PolicyDifference["changes"] {
  return comparePolicies(asLimit(before, after), after).changes.filter(isWider);
}

/** Whether a change permits something that was not, other than erasing. */
export function isWider({ direction, points }: PolicyDifference["changes"][number]): boolean {
  return direction !== "narrower" && points.some(({ action }) => action !== "erase");
}
