import { parseTilePath } from "@avow/evidence";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { ProblemError } from "./problem.ts";

/** The log as static files, as c2sp.org/tlog-tiles lays them out, and the trust policy a verifier needs. */
export function mountLogFiles(app: Hono, context: Context, folder: string): void {
  app.get("/log/trust.txt", (http) =>
    http.text(context.ledger.trustPolicy(), 200, { "cache-control": "no-cache" }),
  );
  app.get("/log/*", async (http, next) => {
    const path = http.req.path.slice("/log/".length);
    if (path === "checkpoint" || parseTilePath(path).ok) return next();
    throw new ProblemError("not-found", { detail: "the log has no such file" });
  });
  app.get(
    "/log/*",
    serveStatic({
      root: folder,
      rewriteRequestPath: (path) => path.slice("/log".length),
      onFound: (path, http) => {
        const tile = path.includes("tile");
        http.header("content-type", tile ? "application/octet-stream" : "text/plain; charset=utf-8");
        http.header("cache-control", tile ? "public, max-age=31536000, immutable" : "max-age=1");
      },
    }),
  );
}
