import type { AnswerOf } from "@avow/contract";
import { askPermit } from "@avow/gate";
import { transact } from "@avow/postgres";
import { type RawBuilder, sql } from "kysely";
import { countDecision } from "../activity/tally.ts";
import type { Context } from "../context.ts";
import { refusalProblem } from "../http/problem.ts";
import { figuresOf, findSummedUntil } from "./sums.ts";

type Traffic = AnswerOf<"traffic">;

/** Below this a figure could be somebody. */
const LEAST = 10;
const MOST_RANKED = 20;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Figures are counted again this often, at the most. */
const STEP_MS = 5 * 60_000;

/** What operators see of the traffic of the last days. */
export type ReadTraffic = (days: number) => Promise<Traffic>;

/**
 * Sums over the last days up to the last full five minutes, which are the same for everyone who asks in between: nothing is
 * learnt from the difference of two answers that lie close together, and asking costs no more than once.
 * @throws {ProblemError} `refused`
 */
export function createTraffic(context: Context): ReadTraffic {
  const counted = new Map<number, { readonly asOf: number; readonly traffic: Promise<Traffic> }>();
  return async (days) => {
    await permitOperations(context);
    const asOf = Math.floor(context.now().getTime() / STEP_MS) * STEP_MS;
    const known = counted.get(days);
    if (known?.asOf === asOf) return known.traffic;
    const traffic = countTraffic(context, { from: asOf - (asOf % HOUR_MS) - days * DAY_MS, asOf });
    counted.set(days, { asOf, traffic });
    traffic.catch(() => counted.delete(days));
    return traffic;
  };
}

/** What an operator may use of visits, and so the figures may be made of. */
const USED = [
  "visit.page",
  "visit.access",
  "visit.referrer",
  "visit.status",
  "visit.system",
  "visit.browser",
];

async function permitOperations(context: Context): Promise<void> {
  const asked = askPermit(
    context.gate,
    { person: null, cookies: "not-asked" },
    { action: "use", by: "operator", purpose: "operations", data: USED },
    null,
  );
  if ("refusal" in asked) throw refusalProblem(asked.refusal);
  const { clause } = asked.permit;
  await transact(context.db, (tx) => countDecision(context, tx, { clause, effect: "permit" }));
}

interface Span {
  /** Milliseconds since 1970, UTC; the beginning of an hour. */
  readonly from: number;
  readonly asOf: number;
}

async function countTraffic({ db, publicUrl }: Context, span: Span): Promise<Traffic> {
  const from = new Date(span.from);
  const summedUntil = (await findSummedUntil(db)) ?? from;
  const since = summedUntil > from ? summedUntil : from;
  const figures = sql`
    select hour, kind, name, bucket, views, visitors from visit_hour where hour >= ${from} and hour < ${since}
    union all ${figuresOf(since, new Date(span.asOf))}`;
  const { rows } = await addUp(figures, new URL(publicUrl).host).execute(db);
  const named = rows
    .filter(({ hour }) => hour === null)
    .toSorted((a, b) => b.views - a.views || a.name.localeCompare(b.name));
  const ranked = (kind: string) =>
    named
      .filter((row) => row.kind === kind && row.views >= LEAST)
      .map(({ name, views }) => ({ name, views }));
  const returning = (name: string) =>
    shown(named.find((row) => row.kind === "returning" && row.name === name)?.views);
  return {
    asOf: new Date(span.asOf).toISOString(),
    least: LEAST,
    hours: listHours(span, rows),
    pages: ranked("page"),
    referrers: ranked("referrer"),
    systems: ranked("system"),
    browsers: ranked("browser"),
    access: ranked("access"),
    faults: named.filter(({ kind }) => kind === "fault").map(faultOf),
    slow: findSlow(named.filter(({ kind }) => kind === "slow")),
    returning: { first: returning("first"), again: returning("again") },
  };
}

/** Of an hour, all that was in it; or of a name, and a bucket of durations, all hours together. */
interface Row {
  readonly hour: Date | null;
  readonly kind: string;
  readonly name: string;
  readonly bucket: number;
  readonly views: number;
  readonly visitors: number;
  readonly faults: number;
}

/**
 * Adds figures up by hour and by name. Of a kind's names, those with the most views, which our own pages as referrers are not
 * among; of durations, every bucket.
 */
function addUp(figures: RawBuilder<unknown>, ownHost: string): RawBuilder<Row> {
  return sql<Row>`
    with figures as materialized (${figures}), named as (
      select kind, name, bucket, sum(views)::integer as views from figures
      where kind <> 'hour' and not (kind = 'referrer' and name = ${ownHost})
      group by kind, name, bucket
    ), ranked as (
      select *, dense_rank() over (partition by kind order by total desc, name) as rank
      from (select *, sum(views) over (partition by kind, name) as total from named) as totals
    )
    select hour, 'hour' as kind, '' as name, 0::smallint as bucket,
      coalesce(sum(views) filter (where kind = 'hour'), 0)::integer as views,
      max(visitors)::integer as visitors,
      coalesce(sum(views) filter (where kind = 'fault'), 0)::integer as faults
    from figures group by hour
    union all
    select null::timestamptz, kind, name, bucket, views, 0, 0 from ranked
    where kind = 'slow' or rank <= ${MOST_RANKED}`;
}

/** Every hour of the span, those without a visit too: none and a few look alike. */
function listHours({ from, asOf }: Span, rows: readonly Row[]): Traffic["hours"] {
  const found = new Map(rows.map((row) => [row.hour?.getTime(), row]));
  const count = Math.ceil((asOf - from) / HOUR_MS);
  return Array.from({ length: count }, (_, index) => {
    const at = from + index * HOUR_MS;
    const row = found.get(at);
    return {
      at: new Date(at).toISOString(),
      views: shown(row?.views),
      visitors: shown(row?.visitors),
      faults: row?.faults ?? 0,
    };
  });
}

function faultOf({ name, views }: Row): Traffic["faults"][number] {
  return { status: Number(name.slice(0, 3)), page: name.slice(4), times: views };
}

/** The pages that take longest, by the time within which 95 of 100 answers were given. */
function findSlow(rows: readonly Row[]): Traffic["slow"] {
  return [...Map.groupBy(rows, ({ name }) => name)]
    .filter(([, buckets]) => totalOf(buckets) >= LEAST)
    .map(([page, buckets]) => ({ page, p50: within(buckets, 0.5), p95: within(buckets, 0.95) }))
    .toSorted((a, b) => b.p95 - a.p95 || b.p50 - a.p50)
    .slice(0, MOST_RANKED);
}

/** The end of the bucket in which that share of the answers is reached, in whole milliseconds. */
function within(buckets: readonly Row[], share: number): number {
  const wanted = totalOf(buckets) * share;
  let reached = 0;
  const found = buckets
    .toSorted((a, b) => a.bucket - b.bucket)
    .find(({ views }) => {
      reached += views;
      return reached >= wanted;
    });
  return Math.round(2 ** (((found?.bucket ?? 0) + 1) / 4));
}

function totalOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { views }) => sum + views, 0);
}

function shown(count = 0): number | null {
  return count < LEAST ? null : count;
}
