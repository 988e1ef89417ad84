import { z } from "zod";
import { route } from "./route.ts";
import { Instant } from "./shapes.ts";

export const ACCESS_CLASSES = ["free", "paid", "restricted"] as const;

/** Visits in one batch, at most. */
export const LONGEST_BATCH = 1000;
/** A visit reaches the service this long after it was, at the latest: a day is over soon after midnight, and takes no more. */
export const LATEST_MS = 50 * 60_000;
/** How far the site's clock may be ahead of the service's. */
export const AHEAD_MS = 5 * 60_000;

/** What parts of a visit look like; everything in them is printable ASCII, as the URL standard writes addresses. */
export const VISIT_PATTERNS = {
  /** A path without query. */
  page: /^\/[!"$->@-[\]-~]*$/,
  section: /^[a-z0-9-]*$/,
  referrer: /^https?:\/\/[a-z0-9._:[\]-]+\/[!"$->@-[\]-~]*$/,
} as const;

/**
 * One request as the site's middleware saw it. Nothing in it names a person; `address` and `agent` are parsed and sealed or
 * dropped at the door, and never kept in clear.
 */
export const Visit = z.strictObject({
  at: Instant,
  /** Path without query, as a URL has it. */
  page: z.string().max(300).regex(VISIT_PATTERNS.page, "is not a path without query such as /en/"),
  /** The site's own part of the page, such as `articles`; empty for none. */
  section: z.string().max(64).regex(VISIT_PATTERNS.section, "is not a name in lower case such as articles"),
  access: z.enum(ACCESS_CLASSES),
  /** Origin and path of the page before, without query, as a URL has them; `null` when the browser did not say. */
  referrer: z
    .string()
    .max(300)
    .regex(VISIT_PATTERNS.referrer, "is not an address without query such as https://example.com/")
    .nullable(),
  status: z.int().min(100).max(599),
  durationMs: z.int().nonnegative().max(600_000),
  address: z.union([z.ipv4(), z.ipv6()], "is not an IP address such as 203.0.113.7"),
  /** Place of its `User-Agent` header among the batch's `agents`, from 0. */
  agent: z.int().nonnegative(),
  /** The advertisers' placements shown on the page, and the one clicked, if this was a click. */
  shown: z.array(z.uuid()).max(20).default([]),
  clicked: z.uuid().nullable().default(null),
  /** Whether a cookie of the register said that this browser has been here before; `null` where there is none. */
  returning: z.boolean().nullable().default(null),
});

/** Figures under this are withheld from operators too. */
const Figure = z.int().nonnegative().nullable();
const Ranked = z.array(z.object({ name: z.string(), views: Figure }));

export const visitRoutes = {
  /**
   * Takes visits. They are durable when the answer is there; `visits-waiting` (503, with `Retry-After`) when more wait than
   * can be written: nothing of the batch was kept then. `batch` names what is sent, so that what is sent again because its
   * answer was lost is kept once; without it, it may be kept twice. A visit that is later than {@link LATEST_MS} or ahead by
   * more than {@link AHEAD_MS} has the whole batch refused.
   */
  recordVisits: route({
    method: "POST",
    path: "/v1/visits",
    caller: "site",
    status: 202,
    body: z
      .strictObject({
        batch: z.uuid().optional(),
        /** Each `User-Agent` header once: there are few, they are long, and most of a batch would be their repetition. */
        agents: z.array(z.string().max(1000)).max(LONGEST_BATCH),
        visits: z.array(Visit).min(1).max(LONGEST_BATCH),
      })
      .superRefine(({ agents, visits }, { addIssue }) => {
        const stray = visits.findIndex(({ agent }) => agent >= agents.length);
        if (stray === -1) return;
        const message = "is no place among the batch's agents";
        addIssue({ code: "custom", path: ["visits", stray, "agent"], message });
      }),
    answer: z.object({ accepted: z.int().positive() }),
  }),
  /** Traffic, faults and slow pages of the last days (2.2.2); sums alone, and never one visitor's trail. */
  traffic: route({
    method: "GET",
    path: "/console/api/traffic",
    caller: "operator",
    status: 200,
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(31).default(7) }),
    body: null,
    answer: z.object({
      asOf: Instant,
      least: z.int().positive(),
      hours: z.array(
        z.object({ at: Instant, views: Figure, visitors: Figure, faults: z.int().nonnegative() }),
      ),
      pages: Ranked,
      referrers: Ranked,
      systems: Ranked,
      browsers: Ranked,
      access: Ranked,
      /** Answers of 500 and above, by page. */
      faults: z.array(z.object({ page: z.string(), status: z.int(), times: z.int().positive() })),
      slow: z.array(z.object({ page: z.string(), p50: z.int(), p95: z.int() })),
      returning: z.object({ first: Figure, again: Figure }),
    }),
  }),
};
