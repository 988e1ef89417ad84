import type * as shapes from "@avow/contract/shapes";
import type { z } from "zod";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";
import { parseKeptBundle } from "./build-source.ts";
import { listTerms, termAt } from "./terms.ts";

type VersionRow = z.infer<typeof shapes.VersionRow>;

/** The canonical JSON of one version's bundle, or `null` when this service never ran it and is not about to. */
export async function findVersion({ db }: Context, version: string): Promise<string | null> {
  const tables = db.withTables<ServiceTables>();
  const row = await tables
    .selectFrom("policy_version")
    .select("bundle")
    .where("version", "=", version)
    .unionAll(
      tables
        .selectFrom("policy_proposal")
        .select("bundle")
        .where("version", "=", version)
        .where("approved_at", "is not", null)
        .where("withdrawn_at", "is", null),
    )
    .limit(1)
    .executeTakeFirst();
  return row?.bundle ?? null;
}

/** Every version that has governed, governs, or is approved to; the latest first. One that came back is there twice. */
export async function listVersions({ db, now }: Context): Promise<VersionRow[]> {
  const at = now();
  const terms = await listTerms(db);
  const governs = termAt(terms, at);
  const current = governs === undefined ? terms.length : terms.indexOf(governs);
  const titles = await titlesOf(db);
  return terms
    .map((term, index): VersionRow => {
      const state = index < current ? "former" : index === current ? "current" : "scheduled";
      return {
        version: term.version,
        title: titles.get(term.version) ?? {},
        state,
        from: term.effectiveAt.toISOString(),
        until: state === "former" ? (terms[index + 1]?.effectiveAt.toISOString() ?? null) : null,
      };
    })
    .reverse();
}

async function titlesOf(db: Context["db"]): Promise<ReadonlyMap<string, VersionRow["title"]>> {
  const rows = await db
    .withTables<ServiceTables>()
    .selectFrom("policy_proposal")
    .select(["version", "bundle"])
    .where("approved_at", "is not", null)
    .where("withdrawn_at", "is", null)
    .execute();
  return new Map(rows.map(({ version, bundle }) => [version, { ...parseKeptBundle(bundle).title }]));
}
