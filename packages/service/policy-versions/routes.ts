import { canonicalJson } from "@avow/evidence";
import { parseFacts } from "@avow/gate";
import type { Facts, Operation } from "@avow/policy";
import type { Hono } from "hono";
import type { Context } from "../context.ts";
import { anyone } from "../http/authenticate-site.ts";
import { mount } from "../http/mount.ts";
import { ProblemError } from "../http/problem.ts";
import { findVersion, listVersions } from "./versions.ts";

/** The published policy at its well-known address, every version at its own, and the gate as anyone may ask it. */
export function mountPolicy(app: Hono, context: Context): void {
  const current = canonicalJson(context.bundle);
  const etag = `"${context.version}"`;
  app.get("/.well-known/avow/policy.json", (http) => {
    http.header("etag", etag);
    http.header("cache-control", "no-cache");
    if (http.req.header("if-none-match") === etag) return http.body(null, 304);
    return http.body(current, 200, { "content-type": "application/json" });
  });
  app.get("/.well-known/avow/policy/:version{[0-9a-f]{64}}", async (http) => {
    const bundle = await findVersion(context, http.req.param("version"));
    if (bundle === null)
      throw new ProblemError("not-found", {
        detail: "this version was never in force here, nor is it to be",
      });
    return http.body(bundle, 200, {
      "content-type": "application/json",
      "cache-control": "public, max-age=31536000, immutable",
    });
  });
  mount(app, "versions", anyone, () => listVersions(context));
  mount(app, "decide", anyone, async ({ body }) => {
    const facts = parseFacts(body.facts);
    if (!facts.ok)
      throw new ProblemError("body-malformed", { detail: `the facts are malformed: ${facts.why}` });
    const decision = context.gate.decide(facts.facts satisfies Facts, body.operation as Operation);
    if (decision.effect === "permit") return { ...decision, policy: context.version };
    return {
      ...decision,
      reason: { ...decision.reason },
      remedy: decision.remedy === null ? null : { ...decision.remedy },
      policy: context.version,
    };
  });
}
