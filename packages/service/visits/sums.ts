import { type Database, type Tx, transact } from "@avow/postgres";
import { type RawBuilder, sql } from "kysely";
import { OVER_MS } from "./days.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KEPT_MS = 32 * DAY_MS;
/** Names of one kind and hour that are kept, those with the most views; a scan for what is not there makes very many. */
const MOST_NAMES = 200;
/** The same of pages whose durations are kept, for each has a row a bucket. */
const MOST_TIMED = 50;

/** What an hour leaves in `visit_hour`. */
interface HourFigure {
  readonly hour: Date;
  readonly kind: string;
  readonly name: string;
  readonly bucket: number;
  readonly views: number;
  readonly visitors: number;
}

/**
 * The figures of every hour from `from` up to `until`. A duration's bucket is four times its binary logarithm, rounded down:
 * no value is further than a fifth from the end of its bucket.
 */
export function figuresOf(from: Date, until: Date): RawBuilder<HourFigure> {
  return sql<HourFigure>`
    select hour, kind, name, bucket, views, visitors from (
      select hour, kind, name, bucket, views, visitors,
        dense_rank() over (partition by hour, kind order by total desc, name) as rank
      from (select *, sum(views) over (partition by hour, kind, name) as total from (
        with seen as materialized (
          select date_trunc('hour', at, 'UTC') as hour, page, referrer_host, system, access, status,
            browser || coalesce(' ' || browser_version, '') as browser,
            visitor, returned, floor(4 * ln(greatest(duration_ms, 1)::float8) / ln(2::float8))::smallint as bucket
          from visit where at >= ${from} and at < ${until}
        )
        select hour, 'hour' as kind, '' as name, 0::smallint as bucket, count(*)::integer as views,
          count(distinct visitor)::integer as visitors
        from seen group by hour
        union all ${countBy("page", sql`page`)}
        union all ${countBy("referrer", sql`referrer_host`)}
        union all ${countBy("system", sql`system`)}
        union all ${countBy("browser", sql`browser`)}
        union all ${countBy("access", sql`access`)}
        union all ${countBy("fault", sql`case when status >= 500 then status || ' ' || page end`)}
        union all ${countBy("returning", sql`case returned when true then 'again' when false then 'first' end`)}
        union all
        select hour, 'slow', page, bucket, count(*)::integer, 0 from seen group by hour, page, bucket
      ) as counted) as totals
    ) as ranked
    where rank <= case kind when 'slow' then ${MOST_TIMED}::integer else ${MOST_NAMES}::integer end`;
}

/** Views by a name; a visit without one is left out. */
function countBy(kind: string, name: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select hour, ${sql.lit(kind)}, ${name}, 0::smallint, count(*)::integer, 0
    from seen where ${name} is not null group by hour, 3`;
}

/** Up to when hours are summed; before that nothing of them changes. */
export async function findSummedUntil(db: Database): Promise<Date | null> {
  const { rows } = await sql<{ until: Date }>`select until from visit_summed`.execute(db);
  return rows[0]?.until ?? null;
}

/**
 * Sums the hours that are over and take no more visits, and drops sums that no figure needs. Of several processes one does it;
 * an hour is summed once.
 */
export async function sumHours(db: Database, now: number): Promise<void> {
  const until = Math.floor((now - OVER_MS) / HOUR_MS) * HOUR_MS;
  const known = await findSummedUntil(db);
  if (known !== null && known.getTime() >= until) return;
  await transact(db, async (tx) => {
    await sql`
      insert into visit_summed (single, until)
      select true, coalesce(date_trunc('hour', min(at), 'UTC'), ${new Date(until)}) from visit
      on conflict do nothing`.execute(tx);
    const { rows } = await sql<{ until: Date }>`select until from visit_summed for update`.execute(tx);
    const from = rows[0]?.until ?? new Date(until);
    const end = Math.min(until, from.getTime() + DAY_MS); // no more at a time, however long the service was away
    if (from.getTime() < end) await sumBetween(tx, from, new Date(end));
  });
}

async function sumBetween(tx: Tx, from: Date, until: Date): Promise<void> {
  await sql`
    insert into visit_hour (hour, kind, name, bucket, views, visitors)
    ${figuresOf(from, until)}`.execute(tx);
  await sql`update visit_summed set until = ${until}`.execute(tx);
  const oldest = new Date(until.getTime() - KEPT_MS);
  await sql`delete from visit_hour where hour < ${oldest}`.execute(tx);
}
