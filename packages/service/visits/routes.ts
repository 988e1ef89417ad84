import { routes } from "@avow/contract";
import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { authenticateSite } from "../http/authenticate-site.ts";
import { mount } from "../http/mount.ts";
import type { Operators } from "../staff/operators.ts";
import { createIntake } from "./intake.ts";
import { readBatch } from "./read-visits.ts";
import type { FindRegion } from "./regions.ts";
import { createTraffic } from "./traffic.ts";
import { createTurns } from "./turns.ts";
import type { VisitLog } from "./visit-log.ts";

export interface VisitOptions {
  readonly siteKey: string;
  readonly operators: Pick<Operators, "authenticate">;
  readonly log: VisitLog;
  readonly findRegion: FindRegion;
}

/** The visit log: taken from the company's own site, shown to operators as sums. */
export function mountVisits(app: Hono, context: Context, options: VisitOptions): void {
  const site = authenticateSite(options.siteKey);
  const take = createIntake(context, options);
  const turn = createTurns();
  const { method, path, status } = routes.recordVisits;
  app.on(method, path, async (http, next) => {
    await site(http);
    await turn();
    const batch = readBatch(await http.req.json().catch(() => null));
    return batch === null ? next() : http.json(await take(batch), status, { "cache-control": "no-store" });
  });
  mount(app, "recordVisits", site, ({ body }) => take(body));
  const traffic = createTraffic(context);
  mount(app, "traffic", options.operators.authenticate, ({ query }) => traffic(query.days));
}
