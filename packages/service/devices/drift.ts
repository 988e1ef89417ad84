import { type AnswerOf, isDeclared, maskName, type Observed } from "@avow/contract";
import { makeConsentPlan } from "@avow/policy";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import type { ServiceTables } from "../tables.ts";

/** Names kept at most. Anyone can make a page meet what it likes, so what is told must not fill the store. */
const MOST_NAMES = 5000;

/**
 * Keeps the names pages met that the version in force does not declare, masked once more; returns how many were kept. When
 * there are {@link MOST_NAMES}, those known already are still counted, and new ones are left out.
 */
export async function keepObserved(context: Context, met: readonly Observed[]): Promise<number> {
  const plan = makeConsentPlan(context.bundle, context.version);
  const undeclared = met.filter((one) => !isDeclared(plan, one));
  const names = new Map(
    undeclared.map(({ kind, name }) => [`${kind} ${maskName(name)}`, { kind, name: maskName(name) }]),
  );
  if (names.size === 0) return 0;
  // In one order everywhere, so that two statements never wait for each other.
  const rows = [...names].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const at = context.now();
  const { numAffectedRows } = await sql`
    insert into observed_name (kind, name, first_seen, last_seen, times)
    select met.kind, met.name, ${at}, ${at}, 1
    from unnest(${rows.map(({ kind }) => kind)}::text[], ${rows.map(({ name }) => name)}::text[])
      with ordinality as met (kind, name, place)
    where met.name <> '' and (
      (select count(*) from observed_name) + met.place <= ${MOST_NAMES}
      or exists (select from observed_name as known where known.kind = met.kind and known.name = met.name)
    )
    order by met.place
    on conflict (kind, name) do update
      set last_seen = greatest(observed_name.last_seen, excluded.last_seen), times = observed_name.times + 1`.execute(
    context.db,
  );
  return Number(numAffectedRows ?? 0n);
}

/** What was met and the version in force does not declare, the latest first. */
export async function listDrift(context: Context): Promise<AnswerOf<"drift">> {
  const plan = makeConsentPlan(context.bundle, context.version);
  const rows = await context.db
    .withTables<ServiceTables>()
    .selectFrom("observed_name")
    .select(["kind", "name", "first_seen", "last_seen", "times"])
    .orderBy("last_seen", "desc")
    .orderBy("kind")
    .orderBy("name")
    .execute();
  return rows
    .filter((row) => !isDeclared(plan, row))
    .map(({ kind, name, first_seen, last_seen, times }) => ({
      kind,
      name,
      firstSeen: first_seen.toISOString(),
      lastSeen: last_seen.toISOString(),
      times,
    }));
}
