import { type Bundle, findRuleSet, listLaws } from "@avow/policy";
import { type Database, transact } from "@avow/postgres";
import type { Vault } from "@avow/vault";
import { sql } from "kysely";
import { addDays, dropDay, listDays, lockDays } from "./days.ts";

/**
 * The times for which network logs are kept, as ISO 8601 durations; the longest counts. What the policy promises of its category
 * of that nature, and the least that a law it applies demands.
 */
export function listRetentions({ data, law }: Pick<Bundle, "data" | "law">): readonly string[] {
  const promised = Object.values(data).flatMap(({ nature, retention }) =>
    nature === "network-log" ? [retention.keep] : [],
  );
  const applied = new Set(law.applied.map(({ id }) => id));
  const demanded = listLaws(law)
    .flatMap((name) => findRuleSet(name)?.rules ?? [])
    .filter(({ id }) => applied.has(id))
    .flatMap(({ clocks = [] }) => clocks)
    .flatMap(({ kind, start, within }) =>
      kind === "keep-at-least" && start === "log-written" && within !== null ? [within] : [],
    );
  return [...promised, ...demanded];
}

/**
 * Drops every day whose time is over, and destroys its key, in one transaction. Of several processes one does it. A visit late on
 * a UTC day is on the next one further east, so a day's time begins when the day after it ends.
 */
export async function dropOverdue(o: {
  readonly db: Database;
  readonly vault: Vault;
  readonly bundle: Pick<Bundle, "data" | "law">;
  /** UTC, ISO 8601. */
  readonly today: string;
}): Promise<void> {
  const retentions = listRetentions(o.bundle);
  if ((await findOverdue(o.db, retentions, o.today)).length === 0) return;
  await transact(o.db, async (tx) => {
    await lockDays(tx);
    const overdue = await findOverdue(tx, retentions, o.today);
    for (const day of overdue) await dropDay(tx, day);
    const last = overdue.at(-1);
    if (last !== undefined) await o.vault.destroyDays(tx, addDays(last, 1));
  });
}

async function findOverdue(
  db: Database,
  retentions: readonly string[],
  today: string,
): Promise<readonly string[]> {
  const { rows } = await sql<{ day: string }>`
    select day::text from unnest(${await listDays(db)}::date[]) as day
    where ${today}::date > all (select day + 1 + kept from unnest(${retentions}::interval[]) as kept)
    and day < ${today}::date - 1
    order by day`.execute(db);
  return rows.map(({ day }) => day);
}
