import { z } from "zod";
import { route } from "./route.ts";
import { Instant } from "./shapes.ts";

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

export const Budget = z.object({
  year: z.int(),
  rho: z.object({ year: z.number(), spent: z.number(), left: z.number() }),
  /** The same as (epsilon, delta). */
  epsilon: z.number(),
  delta: z.number(),
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
  budget: route({
    method: "GET",
    path: "/v1/statistics/budget",
    caller: "advertiser",
    status: 200,
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
      section: z.string().max(64),
    }),
    answer: Placement,
  }),
};
