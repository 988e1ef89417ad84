import { z } from "zod";
import { route } from "./route.ts";
import { Instant } from "./shapes.ts";
import { VISIT_PATTERNS } from "./visits.ts";

export const MEASURES = ["views", "visitors", "sessions", "clicks", "impressions"] as const;
export const BREAKDOWNS = ["total", "page", "section", "region", "system", "browser", "referrer"] as const;
const Day = z.iso.date();

/** One question: a measure of one finished day (UTC), whole or by one breakdown. Clicks and impressions are of one placement. */
export const StatisticQuestion = z.strictObject({
  day: Day,
  measure: z.enum(MEASURES),
  by: z.enum(BREAKDOWNS),
  /** One of the advertiser's own; with `clicks` and `impressions` alone. */
  placement: z.uuid().optional(),
});

/** The one published answer to a question. Whoever asks again, however often, gets these bytes. */
export const StatisticAnswer = z.object({
  question: StatisticQuestion,
  publishedAt: Instant,
  /** Cells, largest first; with `total`, one of the name `total`. What is withheld is not here. */
  cells: z.array(z.object({ name: z.string(), value: z.int().nonnegative() })),
  /** Cells under this are withheld. */
  threshold: z.int().positive(),
  /** Standard deviation of the noise in each cell. */
  sigma: z.number().positive(),
  /** What the answer cost of the year's budget, as zero-concentrated differential privacy. */
  rho: z.number().positive(),
});

/**
 * What all answers about one calendar year's days may tell together of one visitor, as zero-concentrated differential privacy;
 * `spent`, `reserved` and `left` make up `year`.
 */
export const Budget = z.object({
  year: z.int(),
  rho: z.object({
    year: z.number(),
    spent: z.number(),
    /** Kept for the standard answers of days that have none yet. */
    reserved: z.number(),
    /** For all other questions. */
    left: z.number(),
  }),
  /** The whole year's as (epsilon, delta). */
  epsilon: z.number(),
  delta: z.number(),
  /** Fewer visitors are never behind a cell of a breakdown. */
  leastVisitors: z.int().positive(),
  /** What each kind of question costs and how it is answered. */
  plan: z.array(
    z.object({
      measure: z.enum(MEASURES),
      by: z.enum(BREAKDOWNS),
      /** Whether the reserve pays for it. */
      standard: z.boolean(),
      rho: z.number().positive(),
      sigma: z.number().positive(),
      threshold: z.int().positive(),
      /** One visitor counts at most this often in the whole answer. */
      contributions: z.int().positive(),
    }),
  ),
});

export const Placement = z.object({ id: z.uuid(), name: z.string(), target: z.url(), section: z.string() });
export const Advertiser = z.object({
  id: z.uuid(),
  name: z.string(),
  createdAt: Instant,
  closedAt: Instant.nullable(),
  placements: z.array(Placement),
});

export const statisticsRoutes = {
  statistic: route({
    method: "GET",
    path: "/v1/statistics",
    caller: "advertiser",
    status: 200,
    query: StatisticQuestion,
    body: null,
    answer: StatisticAnswer,
  }),
  /** The same answer as CSV (RFC 4180). */
  statisticCsv: route({
    method: "GET",
    path: "/v1/statistics.csv",
    caller: "advertiser",
    status: 200,
    query: StatisticQuestion,
    body: null,
    answer: null,
  }),
  /** The answers published so far about the days of one month (`2026-11`), by day; reading them costs nothing. */
  publishedStatistics: route({
    method: "GET",
    path: "/v1/statistics/published",
    caller: "advertiser",
    status: 200,
    query: z.strictObject({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/) }),
    body: null,
    answer: z.array(StatisticAnswer),
  }),
  /** Of one calendar year; the current one unless told. */
  budget: route({
    method: "GET",
    path: "/v1/statistics/budget",
    caller: "advertiser",
    status: 200,
    query: z.strictObject({ year: z.coerce.number().int().min(2000).max(9999).optional() }),
    body: null,
    answer: Budget,
  }),
  /** The advertiser whose key this is. */
  advertiser: route({
    method: "GET",
    path: "/v1/statistics/advertiser",
    caller: "advertiser",
    status: 200,
    body: null,
    answer: Advertiser,
  }),
  /** The placements that may be shown now, for the site. */
  placements: route({
    method: "GET",
    path: "/v1/placements",
    caller: "site",
    status: 200,
    body: null,
    answer: z.array(Placement),
  }),
  advertisers: route({
    method: "GET",
    path: "/console/api/advertisers",
    caller: "operator",
    status: 200,
    body: null,
    answer: z.object({ advertisers: z.array(Advertiser), budget: Budget }),
  }),
  /** Adds an advertiser; the key is shown this once. */
  addAdvertiser: route({
    method: "POST",
    path: "/console/api/advertisers",
    caller: "operator",
    status: 201,
    body: z.strictObject({ name: z.string().trim().min(1).max(120) }),
    answer: z.object({ advertiser: Advertiser, key: z.string() }),
  }),
  /** Ends an advertiser's key and placements; what was published stays. */
  closeAdvertiser: route({
    method: "DELETE",
    path: "/console/api/advertisers/:id",
    caller: "operator",
    status: 200,
    body: null,
    answer: Advertiser,
  }),
  addPlacement: route({
    method: "POST",
    path: "/console/api/advertisers/:id/placements",
    caller: "operator",
    status: 201,
    body: z.strictObject({
      name: z.string().trim().min(1).max(120),
      target: z.url({ protocol: /^https$/ }).max(300),
      /** The site's own part of the page, such as `articles`. */
      section: z
        .string()
        .min(1)
        .max(64)
        .regex(VISIT_PATTERNS.section, "is not a name in lower case such as articles"),
    }),
    answer: Placement,
  }),
};
