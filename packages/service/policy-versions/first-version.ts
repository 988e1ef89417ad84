import { randomUUID } from "node:crypto";
import { canonicalJson } from "@avow/evidence";
import { type Database, Fault, transact } from "@avow/postgres";
import type { Standing } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { awaitIndex } from "../receipts/settle.ts";
import type { ServiceTables } from "../tables.ts";
import { type BuiltSource, buildSource } from "./build-source.ts";
import { lookupsOf } from "./lookups.ts";
import { formatDiagnostics } from "./proposal-rows.ts";
import { lockPublication, logStep } from "./publication-lock.ts";

/** Whether some version of the policy has been published here. */
export async function isPublished(db: Database): Promise<boolean> {
  const found = await db
    .withTables<ServiceTables>()
    .selectFrom("policy_proposal")
    .select("id")
    .where("approved_at", "is not", null)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/**
 * Publishes the policy of the folder where nothing ever was: on the first start there is nobody to approve it. Of two
 * processes that start at once, one does.
 */
export async function publishFirst(
  standing: Pick<Standing, "db" | "ledger" | "now">,
  { bundle, version, source, diagnostics }: BuiltSource,
): Promise<void> {
  const entry = await transact(standing.db, async (tx) => {
    await lockPublication(tx);
    if (await isPublished(tx)) return null;
    const now = standing.now();
    await tx
      .withTables<ServiceTables>()
      .insertInto("policy_proposal")
      .values({
        id: randomUUID(),
        version,
        bundle: canonicalJson(bundle),
        source,
        diagnostics: formatDiagnostics(diagnostics),
        effective_at: now,
        proposed_by: null,
        proposed_by_name: null,
        proposed_at: now,
        approved_by: null,
        approved_by_name: null,
        approved_at: now,
        withdrawn_at: null,
        entered_at: null,
      })
      .execute();
    return logStep(standing, tx, { kind: "policy-first-run", policy: bundle.id, version, effectiveAt: now });
  });
  if (entry !== null) await awaitIndex(standing, entry);
}

/**
 * The policy to begin with.
 * @throws {Fault} `policy-unsound` when the folder has none that passes its check
 */
export async function readFirst(readFolder: Standing["readFolder"]): Promise<BuiltSource> {
  const source = await readFolder();
  if (source === null) throw nothingToRun();
  try {
    const built = buildSource(source);
    lookupsOf(built.bundle);
    return built;
  } catch (error) {
    throw error instanceof ProblemError ? nothingToRun(error) : error;
  }
}

function nothingToRun(cause?: unknown): Fault {
  return new Fault({
    code: "policy-unsound",
    message: "no version of the policy was published yet, and the one in the folder does not pass its check",
    help: "run `avow check` on the folder, and start again",
    cause,
  });
}
