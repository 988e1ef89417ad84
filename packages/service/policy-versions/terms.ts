import type { Database } from "@avow/postgres";
import type { ServiceTables } from "../tables.ts";

/** A node acts on terms that it read this long ago at most. */
export const TRUST_MS = 2000;

/**
 * A version is approved at least this long before it governs, and cannot be withdrawn any more this long before: every node has
 * read of it in time, and their clocks may differ by what is more than {@link TRUST_MS}.
 */
export const SPREAD_MS = 5000;

/** A time for which a version governs, or will: from its `effectiveAt` to that of the next. */
export interface Term {
  readonly id: string;
  readonly version: string;
  readonly effectiveAt: Date;
  /** When the log was told; once it was, the term has begun, whatever a clock says. */
  readonly enteredAt: Date | null;
}

/** Every term there was, is, or is approved, in order. */
export function listTerms(db: Database): Promise<readonly Term[]> {
  return db
    .withTables<ServiceTables>()
    .selectFrom("policy_proposal")
    .select(["id", "version", "effective_at as effectiveAt", "entered_at as enteredAt"])
    .where("approved_at", "is not", null)
    .where("withdrawn_at", "is", null)
    .orderBy("effective_at")
    .execute();
}

/** The one term that governs at `at`: the last of those that have begun. `undefined` before the first. */
export function termAt(terms: readonly Term[], at: Date): Term | undefined {
  return terms.findLast(({ effectiveAt, enteredAt }) => enteredAt !== null || effectiveAt <= at);
}
