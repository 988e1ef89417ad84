import type * as shapes from "@avow/contract/shapes";
import { checkPolicy } from "@avow/policy";
import { Fault } from "@avow/postgres";
import type { z } from "zod";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import { parseSource } from "./build-source.ts";

type LastCheck = z.infer<typeof shapes.Activity>["lastCheck"];

const DAY_MS = 86_400_000;

/** The last check of the version in force; one that was never checked is checked now. */
export async function findLastCheck(context: Context): Promise<LastCheck> {
  const row = await context.db
    .withTables<ServiceTables>()
    .selectFrom("policy_check")
    .selectAll()
    .where("version", "=", context.version)
    .executeTakeFirst();
  return row === undefined ? checkAgain(context) : { ...row, at: row.at.toISOString() };
}

/**
 * Holds the source of the version in force against `check` as this software knows it, and notes the outcome. What passed when
 * it was published may not pass what was learnt since.
 */
export async function checkAgain({ db, version, now }: Context): Promise<LastCheck> {
  const tables = db.withTables<ServiceTables>();
  const { source } = await tables
    .selectFrom("policy_proposal")
    .select("source")
    .where("version", "=", version)
    .where("entered_at", "is not", null)
    .orderBy("entered_at", "desc")
    .limit(1)
    .executeTakeFirstOrThrow();
  const diagnostics = checkPolicy(parseSource(source));
  const count = (severity: string) => diagnostics.filter((one) => one.severity === severity).length;
  const found = { at: now(), errors: count("error"), warnings: count("warning") };
  await tables
    .insertInto("policy_check")
    .values({ version, ...found })
    .onConflict((conflict) => conflict.column("version").doUpdateSet(found))
    .execute();
  return { version, ...found, at: found.at.toISOString() };
}

/**
 * Checks the version in force when it has not been for a day, or not since this process began; and tells `report` when it does
 * not pass. To be called again and again.
 */
export function createDailyCheck(report: (fault: Fault) => void): (context: Context) => Promise<void> {
  let last: { readonly version: string; readonly at: number } | null = null;
  return async (context) => {
    const at = context.now().getTime();
    if (last?.version === context.version && at - last.at < DAY_MS) return;
    const { errors } = await checkAgain(context);
    last = { version: context.version, at };
    if (errors > 0)
      report(
        new Fault({
          code: "policy-unsound",
          message: `the version of the policy in force does not pass its check any more: ${errors} errors`,
          help: "run `avow check` on its folder, and publish one that passes",
        }),
      );
  };
}
