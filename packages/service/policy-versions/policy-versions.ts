import { canonicalJson, publicLeaf } from "@avow/evidence";
import { transact } from "@avow/postgres";
import type { Context } from "../context.ts";
import { awaitIndex } from "../receipts/settle.ts";
import type { ServiceTables } from "../tables.ts";

/**
 * Notes the version this service runs: kept whole, and entered into the log in clear, once. From then on it can be read at
 * its own address for as long as the service stands.
 */
export async function noteVersion(context: Context): Promise<void> {
  const bundle = canonicalJson(context.bundle);
  const entry = await transact(context.db, async (tx) => {
    const tables = tx.withTables<ServiceTables>();
    const known = await tables
      .selectFrom("policy_version")
      .select("version")
      .where("version", "=", context.version)
      .executeTakeFirst();
    if (known !== undefined) return null;
    const leaf = publicLeaf({
      v: 1,
      kind: "policy-first-run",
      policy: context.bundle.id,
      version: context.version,
      at: `${context.now().toISOString().slice(0, 19)}Z`,
    });
    const id = await context.ledger.append(tx, leaf);
    await tables
      .insertInto("policy_version")
      .values({
        version: context.version,
        policy: context.bundle.id,
        bundle,
        first_run_at: context.now(),
        entry: id,
      })
      .execute();
    return id;
  });
  if (entry !== null) await awaitIndex(context, entry);
}

/** The canonical JSON of one version's bundle, or `null` when this service never ran it. */
export async function findVersion(context: Context, version: string): Promise<string | null> {
  const row = await context.db
    .withTables<ServiceTables>()
    .selectFrom("policy_version")
    .select("bundle")
    .where("version", "=", version)
    .executeTakeFirst();
  return row?.bundle ?? null;
}
