import type { Database } from "@avow/postgres";
import { type RawBuilder, sql } from "kysely";
import type { Question, Terms } from "./plan.ts";

/** A cell as it was counted. It never leaves this folder: what does is noised. */
export interface Cell {
  readonly name: string;
  readonly count: number;
}

/** Visits more than this apart belong to two sessions. */
const SESSION_GAP = "30 minutes";

/** How much memory one sort or hash table of a count may take before it goes to disk. */
const WORK_MEMORY = "64MB";

/**
 * Counts the cells of one question inside the database. Of each visitor at most `contributions` are taken, by a rule that
 * looks at no other visitor: cells in an order of the visitor's own, each as far as the bound reaches. So whoever is added
 * or removed moves the counts by no more than the terms say, and no other visitor's part in them.
 * Only cells come back, however many visits the day had. The caller's transaction keeps the smaller memory it sets.
 */
export async function countCells(
  tx: Database,
  question: Question,
  { contributions, leastVisitors }: Pick<Terms, "contributions" | "leastVisitors">,
): Promise<readonly Cell[]> {
  await sql`select set_config('work_mem', ${WORK_MEMORY}, true)`.execute(tx);
  const { rows } = await sql<Cell>`
    with given as (
      select visitor, cell, ${amountOf(question)} as amount, min(at) as since
      from ${visitsOf(question)} as counted
      group by visitor, cell
    ), bounded as (
      select cell, least(amount, ${contributions}::int8 - coalesce(sum(amount) over earlier, 0)) as taken
      from given
      window earlier as (
        partition by visitor order by ${orderOf(question)}
        rows between unbounded preceding and 1 preceding
      )
    )
    select cell as name, sum(taken)::int8 as count
    from bounded
    where taken > 0
    group by cell
    having count(*) >= ${leastVisitors}::int8`.execute(tx);
  if (question.by === "total" && rows.length === 0) return [{ name: TOTAL, count: 0 }];
  return rows;
}

/** Name of the one cell of an answer that is not broken down; it is there whoever came. */
export const TOTAL = "total";

const CELLS: Readonly<Record<Question["by"], RawBuilder<string>>> = {
  total: sql`${sql.lit(TOTAL)}`,
  page: sql`page`,
  section: sql`section`,
  region: sql`coalesce(region, '')`,
  system: sql`coalesce(system, '')`,
  browser: sql`coalesce(browser, '')`,
  referrer: sql`coalesce(referrer_host, '')`,
};

/** A visitor is one visitor in each cell, however often they came there. */
function amountOf({ measure }: Question): RawBuilder<number> {
  return measure === "visitors" ? sql`1::int4` : sql`count(*)::int4`;
}

/**
 * In which order a visitor's cells are taken until the bound is reached. Of pages and sections a hash decides, so that the
 * page everybody enters by is not counted before all others; of the rest, what was first.
 */
function orderOf({ by }: Question): RawBuilder<unknown> {
  return by === "page" || by === "section"
    ? sql`hashtextextended(cell, hashtextextended(encode(visitor, 'hex'), 0))`
    : sql`since, cell`;
}

/** The visits that a measure counts, each with its visitor and the cell it is in. */
function visitsOf({ day, measure, by, placement }: Question): RawBuilder<unknown> {
  const midnight = sql`${`${day}T00:00:00Z`}::timestamptz`;
  const ofDay = sql`
    select at, page, visitor, ${CELLS[by]} as cell from visit
    where at >= ${midnight} and at < ${midnight} + interval '24 hours'`;
  if (measure === "clicks") return sql`(${ofDay} and clicked = ${placement}::uuid)`;
  if (measure === "impressions") return sql`(${ofDay} and ${placement}::uuid = any(shown))`;
  // A page that was shown: not an error, not a redirection, not a click on its way elsewhere.
  const views = sql`${ofDay} and status < 300 and clicked is null`;
  if (measure !== "sessions") return sql`(${views})`;
  return sql`(
    select at, visitor, cell
    from (select *, lag(at) over (partition by visitor order by at, page) as before from (${views}) as viewed) as ordered
    where before is null or at - before > ${SESSION_GAP}::interval
  )`;
}
