import { type ProblemCode, routes } from "@avow/contract";
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { mountAccounts } from "../accounts/routes.ts";
import { mountActivity } from "../activity/routes.ts";
import { mountChoices } from "../choices/routes.ts";
import type { Context } from "../context.ts";
import { mountPolicy } from "../policy-versions/routes.ts";
import { mountReceipts } from "../receipts/routes.ts";
import { mountLogFiles } from "./log-files.ts";
import { ProblemError, problemResponse } from "./problem.ts";
import { strictHeaders, transportGuard } from "./transport-guard.ts";

const LONGEST_BODY_BYTES = 256 * 1024;
/** Of a proposal, a policy of some hundred pages in several languages; and of a batch of visits, each as long as may be. */
const LONGEST_LARGE_BYTES = 8 * 1024 * 1024;
const LARGE: readonly string[] = [routes.propose.path, routes.recordVisits.path];

/** The version of the policy an answer was given under, hexadecimal. */
const VERSION_HEADER = "avow-policy";

export interface AppOptions {
  readonly siteKey: string;
  readonly trustProxy: boolean;
  readonly logFolder: string;
  /** Told of everything that broke; it must write no personal value. */
  readonly report: (error: unknown) => void;
  /** Whether it is known which version governs; rejects where it is not, and then nothing is done (law 1). */
  readonly confirm: () => Promise<unknown>;
  /** Mounts the capabilities that need more than the context. */
  readonly mountMore: (app: Hono) => void;
}

/** The service over HTTP, under one version of the policy. Every error becomes a problem here and nowhere else. */
export function createApp(context: Context, options: AppOptions): Hono {
  const app = new Hono();
  app.onError((error) => {
    countRefusal(context, error);
    return problemResponse(error, options.report);
  });
  app.notFound(() =>
    problemResponse(
      new ProblemError("not-found", { detail: "there is nothing at this address" }),
      options.report,
    ),
  );
  app.use(async (http, next) => {
    await next();
    http.res.headers.set(VERSION_HEADER, context.version);
  });
  app.use(strictHeaders(options.trustProxy));
  app.use(transportGuard(context.bundle, options.trustProxy));
  const [small, large] = [limitBody(LONGEST_BODY_BYTES), limitBody(LONGEST_LARGE_BYTES)];
  app.use((http, next) => (LARGE.includes(http.req.path) ? large(http, next) : small(http, next)));
  for (const path of ["/v1/*", "/console/api/*"])
    app.use(path, async (_, next) => {
      await options.confirm();
      await next();
    });
  mountPolicy(app, context);
  mountActivity(app, context);
  mountAccounts(app, context, options.siteKey);
  mountChoices(app, context);
  mountReceipts(app, context);
  mountLogFiles(app, context, options.logFolder);
  options.mountMore(app);
  return app;
}

function limitBody(maxSize: number): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new ProblemError("too-large", { detail: `a request is at most ${maxSize} bytes` });
    },
  });
}

/** What is turned away because the policy says so. */
const REFUSING: readonly ProblemCode[] = ["refused", "field-undeclared", "card-number", "insecure-transport"];

/** Counts what was refused under a clause, except what left a receipt: that was counted with its evidence. */
function countRefusal({ tally, version }: Context, error: unknown): void {
  if (!(error instanceof ProblemError)) return;
  const { code, clause, receipt } = error.details;
  if (clause !== undefined && receipt === undefined && REFUSING.some((one) => one === code))
    tally.refused(version, clause);
}
