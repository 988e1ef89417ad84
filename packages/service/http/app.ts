import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { mountAccounts } from "../accounts/routes.ts";
import { mountChoices } from "../choices/routes.ts";
import type { Context } from "../context.ts";
import { mountPolicy } from "../policy-versions/routes.ts";
import { mountReceipts } from "../receipts/routes.ts";
import { mountLogFiles } from "./log-files.ts";
import { ProblemError, problemResponse } from "./problem.ts";
import { strictHeaders, transportGuard } from "./transport-guard.ts";

const LONGEST_BODY_BYTES = 256 * 1024;

export interface AppOptions {
  readonly siteKey: string;
  readonly trustProxy: boolean;
  readonly logFolder: string;
  /** Told of everything that broke; it must write no personal value. */
  readonly report: (error: unknown) => void;
  /** Mounts the capabilities that need more than the context. */
  readonly mountMore: (app: Hono) => void;
}

/** The service over HTTP. Every error becomes a problem here and nowhere else. */
export function createApp(context: Context, options: AppOptions): Hono {
  const app = new Hono();
  app.onError((error) => problemResponse(error, options.report));
  app.notFound(() =>
    problemResponse(
      new ProblemError("not-found", { detail: "there is nothing at this address" }),
      options.report,
    ),
  );
  app.use(strictHeaders(options.trustProxy));
  app.use(transportGuard(context.bundle, options.trustProxy));
  app.use(
    bodyLimit({
      maxSize: LONGEST_BODY_BYTES,
      onError: () => {
        throw new ProblemError("too-large", { detail: `a request is at most ${LONGEST_BODY_BYTES} bytes` });
      },
    }),
  );
  mountPolicy(app, context);
  mountAccounts(app, context, options.siteKey);
  mountChoices(app, context);
  mountReceipts(app, context);
  mountLogFiles(app, context, options.logFolder);
  options.mountMore(app);
  return app;
}
