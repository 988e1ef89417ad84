import type { Database, Tx } from "@avow/postgres";
import { type RawBuilder, sql } from "kysely";

/** What the gate or a door answered. It says nothing of whom. */
export interface Counted {
  /** Version of the policy, hexadecimal. */
  readonly version: string;
  readonly clause: string;
  readonly effect: "permit" | "refuse";
}

/** Counts refusals that leave no evidence, for they were about nobody or before anything was begun. */
export interface Tally {
  /** Counts one, in memory: a flood of refused requests writes no more than a row a clause at every {@link flush}. */
  refused(version: string, clause: string): void;
  /** Writes what was counted since; what cannot be written is counted again with the next. */
  flush(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** Everything finer than the hour is left out, so that a row does not tell whose event it counts. */
export function startOfHour(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
}

/**
 * The statement that counts a decision, or several alike, to be run in the transaction of its effect, alone or as part of
 * another.
 */
export function insertTally({ version, clause, effect }: Counted, at: Date, times = 1): RawBuilder<unknown> {
  const permitted = effect === "permit" ? times : 0;
  return sql`
    insert into decision_tally (version, clause, hour, permitted, refused)
    values (${version}, ${clause}, ${startOfHour(at)}, ${permitted}, ${times - permitted})`;
}

/** Counts one decision in the transaction of its effect, where no event of a person's evidence does. */
export async function countDecision(
  { version, now }: { readonly version: string; readonly now: () => Date },
  tx: Tx,
  decision: Omit<Counted, "version">,
): Promise<void> {
  await insertTally({ version, ...decision }, now()).execute(tx);
}

export function createTally({ db, now }: { readonly db: Database; readonly now: () => Date }): Tally {
  let waiting = new Map<string, { version: string; clause: string; hour: Date; refused: number }>();
  const add = (version: string, clause: string, hour: Date, refused: number): void => {
    const key = `${version} ${clause} ${hour.getTime()}`;
    const before = waiting.get(key)?.refused ?? 0;
    waiting.set(key, { version, clause, hour, refused: before + refused });
  };
  return {
    refused: (version, clause) => add(version, clause, startOfHour(now()), 1),
    async flush() {
      if (waiting.size === 0) return;
      const counted = [...waiting.values()];
      waiting = new Map();
      const rows = counted.map(
        ({ version, clause, hour, refused }) => sql`(${version}, ${clause}, ${hour}, 0, ${refused})`,
      );
      await sql`
        insert into decision_tally (version, clause, hour, permitted, refused)
        values ${sql.join(rows)}`
        .execute(db)
        .catch((error) => {
          for (const { version, clause, hour, refused } of counted) add(version, clause, hour, refused);
          throw error;
        });
    },
  };
}

/** How far back the rows of a finished hour are folded: time for the last of its transactions to commit. */
const FOLD_HOURS = 3;
const KEPT_DAYS = 31;

/**
 * Folds the rows of the last finished hours into one a clause, and drops those that are too old for any figure. It may run
 * at any time and in several processes at once: a row is folded once.
 */
export async function foldTally(db: Database, now: Date): Promise<void> {
  const hour = startOfHour(now).getTime();
  const from = new Date(hour - FOLD_HOURS * HOUR_MS);
  const oldest = new Date(hour - KEPT_DAYS * 24 * HOUR_MS);
  await sql`
    with folded as (
      delete from decision_tally where hour >= ${from} and hour < ${new Date(hour)}
      returning version, clause, hour, permitted, refused
    ), dropped as (
      delete from decision_tally where hour < ${oldest}
    )
    insert into decision_tally (version, clause, hour, permitted, refused)
    select version, clause, hour, sum(permitted), sum(refused) from folded group by version, clause, hour`.execute(
    db,
  );
}
