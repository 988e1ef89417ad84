import type { Database } from "@avow/postgres";
import { parseKeptBundle } from "../policy-versions/build-source.ts";
import type { ServiceTables } from "../tables.ts";
import { makeStep, type Step, type Version } from "./step.ts";

/** Steps between versions that were approved, each made once and kept while it is used. */
export interface Steps {
  find(db: Database, before: string, after: string): Promise<Step>;
}

/** A version's bundle never changes, so nothing kept goes stale. */
const MOST_KEPT = 32;

export function createSteps(): Steps {
  const kept = new Map<string, Promise<Step>>();
  return {
    find(db, before, after) {
      const key = `${before} ${after}`;
      const made = kept.get(key) ?? readStep(db, before, after);
      kept.delete(key);
      kept.set(key, made);
      made.catch(() => kept.delete(key));
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return made;
    },
  };
}

async function readStep(db: Database, before: string, after: string): Promise<Step> {
  const rows = await db
    .withTables<ServiceTables>()
    .selectFrom("policy_proposal")
    .select(["version", "bundle"])
    .where("version", "in", [before, after])
    .execute();
  const versionOf = (version: string): Version => {
    const row = rows.find((one) => one.version === version);
    if (row === undefined) throw new TypeError("a version that was approved is kept");
    return { version, bundle: parseKeptBundle(row.bundle) };
  };
  return makeStep(versionOf(before), versionOf(after));
}
