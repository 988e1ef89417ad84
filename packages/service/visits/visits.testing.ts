import { randomUUID } from "node:crypto";
import { finished } from "node:stream/promises";
import type { Hono } from "hono";
import { to } from "pg-copy-streams";
import {
  openTestContext,
  type TestContext,
  type TestContextOptions,
} from "../../../tests/support/context.ts";
import { createApp } from "../http/app.ts";
import type { Visit } from "./read-visits.ts";
import { openRegions } from "./regions.ts";
import { mountVisits } from "./routes.ts";
import { createVisitLog, type VisitLog } from "./visit-log.ts";
import { COLUMNS } from "./waiting.ts";

/** A visit with its `User-Agent` header, as it is before a batch is made. */
export type SeenVisit = Omit<Visit, "agent"> & { readonly agent: string };

/** Visits as a batch has them: each agent once. What is no visit stays what it is. */
export function batchOf<V extends { readonly agent: string }>(visits: readonly V[]) {
  const agents = [...new Set(visits.map(({ agent }) => agent))];
  return { agents, visits: visits.map((visit) => ({ ...visit, agent: agents.indexOf(visit.agent) })) };
}

/** The visit log behind its doors, over an empty database, with a clock that the test sets. */
export interface VisitBench extends TestContext {
  readonly log: VisitLog;
  readonly app: Hono;
  clock: number;
  /** A visit at the clock's time. */
  visit(change?: Partial<SeenVisit>): SeenVisit;
  /** Sends a batch as the site does. */
  send(visits: readonly SeenVisit[], more?: Readonly<Record<string, unknown>>): Promise<Response>;
  /** Another log over the same database, as a second node has it. */
  another(): VisitLog;
  rows<T>(query: string, values?: readonly unknown[]): Promise<readonly T[]>;
}

export const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.7390.65 Safari/537.36";

export async function openVisitBench(
  at = "2026-11-22T08:30:00Z",
  options: Pick<TestContextOptions, "under"> = {},
): Promise<VisitBench> {
  const time = { clock: Date.parse(at) };
  const now = () => new Date(time.clock);
  const test = await openTestContext({ ...options, now });
  const { context, database } = test;
  const another = () =>
    createVisitLog({ store: database.store, vault: context.vault, ledger: context.ledger, now });
  const log = another();
  const findRegion = await openRegions();
  const app = createApp(context, {
    siteKey: "site",
    trustProxy: false,
    logFolder: test.dataDir,
    confirm: test.governing.current,
    report: (error) => test.reports.push(error),
    mountMore: (inner) =>
      mountVisits(inner, context, {
        siteKey: "site",
        operators: { authenticate: async () => ({ id: "1", name: "Wei", email: "wei@index.example" }) },
        log,
        findRegion,
      }),
  });
  const bench = {
    ...test,
    log,
    app,
    another,
    get clock() {
      return time.clock;
    },
    set clock(at: number) {
      time.clock = at;
    },
    visit: (change: Partial<SeenVisit> = {}): SeenVisit => ({
      at: now().toISOString(),
      page: "/en/articles/ink",
      section: "articles",
      access: "free",
      referrer: "https://news.example/today",
      status: 200,
      durationMs: 12,
      address: "203.0.113.7",
      agent: CHROME,
      shown: [],
      clicked: null,
      returning: null,
      ...change,
    }),
    send: async (visits: readonly SeenVisit[], more: Readonly<Record<string, unknown>> = {}) =>
      app.request("http://localhost:4001/v1/visits", {
        method: "POST",
        headers: { authorization: "Bearer site", "content-type": "application/json" },
        body: JSON.stringify({ batch: randomUUID(), ...batchOf(visits), ...more }),
      }),
    rows: async <T>(query: string, values: readonly unknown[] = []) =>
      (await database.store.pool.query(query, [...values])).rows as T[],
    async drop() {
      await log.stop();
      await test.drop();
    },
  };
  return bench;
}

/** The lines of batches as COPY gives them back, in the order in which they were hashed. */
export async function copyOut({ database }: TestContext, batches: readonly string[]): Promise<Buffer> {
  const client = await database.store.pool.connect();
  try {
    const stream = client.query(
      to(`copy (
        select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), ${COLUMNS.slice(1).join(", ")}
        from visit where batch = any('{${batches.join()}}'::uuid[])
        order by array_position('{${batches.join()}}'::uuid[], batch), place
      ) to stdout`),
    );
    const parts: Buffer[] = [];
    stream.on("data", (part: Buffer) => parts.push(part));
    await finished(stream);
    return Buffer.concat(parts);
  } finally {
    client.release();
  }
}
