import type * as shapes from "@avow/contract/shapes";
import { sql } from "kysely";
import type { z } from "zod";
import type { Context } from "../context.ts";
import { findLastCheck } from "../policy-versions/check-again.ts";
import { foldTally, startOfHour } from "./tally.ts";

type Activity = z.infer<typeof shapes.Activity>;
type Figures = Omit<Activity, "lastCheck">;

/** Below this a figure could be somebody; others are rounded down to a multiple of it. */
const LEAST = 10;

const DAY_MS = 86_400_000;
const MONTH_MS = 30 * DAY_MS;

/** How often the clauses of the version in force permitted and refused, and when that version was last checked. */
export type ReadActivity = () => Promise<Activity>;

/**
 * Counts over whole hours that are past, and over no more than one set of them an hour: asking again within the hour gives
 * the same figures, so that nothing is learnt from the difference of two answers.
 */
export function createActivity(context: Context): ReadActivity {
  let counted: { readonly asOf: number; readonly figures: Promise<Figures> } | null = null;
  return async () => {
    const asOf = startOfHour(context.now());
    if (counted?.asOf !== asOf.getTime()) {
      const figures = countFigures(context, asOf);
      counted = { asOf: asOf.getTime(), figures };
      figures.catch(() => {
        if (counted?.figures === figures) counted = null;
      });
    }
    return { ...(await counted.figures), lastCheck: await findLastCheck(context) };
  };
}

interface Row {
  readonly clause: string;
  readonly day_permitted: number;
  readonly day_refused: number;
  readonly month_permitted: number;
  readonly month_refused: number;
}

async function countFigures({ db, bundle, version }: Context, asOf: Date): Promise<Figures> {
  await foldTally(db, asOf);
  const day = new Date(asOf.getTime() - DAY_MS);
  const { rows } = await sql<Row>`
    select clause,
      coalesce(sum(permitted) filter (where hour >= ${day}), 0)::int8 as day_permitted,
      coalesce(sum(refused) filter (where hour >= ${day}), 0)::int8 as day_refused,
      sum(permitted)::int8 as month_permitted,
      sum(refused)::int8 as month_refused
    from decision_tally
    where version = ${version} and hour >= ${new Date(asOf.getTime() - MONTH_MS)} and hour < ${asOf}
    group by clause`.execute(db);
  const found = new Map(rows.map((row) => [row.clause, row]));
  return {
    asOf: asOf.toISOString(),
    least: LEAST,
    clauses: bundle.clauses.map(({ id }) => {
      const row = found.get(id);
      return {
        clause: id,
        day: { permitted: shown(row?.day_permitted), refused: shown(row?.day_refused) },
        month: { permitted: shown(row?.month_permitted), refused: shown(row?.month_refused) },
      };
    }),
  };
}

/** What of a count may be shown; none and a few look alike. */
function shown(count = 0): number | null {
  return count < LEAST ? null : count - (count % LEAST);
}
