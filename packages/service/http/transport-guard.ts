import { isSafeTransport } from "@avow/contract";
import type { Bundle, ClauseId, Mechanism } from "@avow/policy";
import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { ProblemError } from "./problem.ts";

/** Refuses every request that came over a network in clear (2.3.4). */
export function transportGuard(bundle: Bundle, trustProxy: boolean): MiddlewareHandler {
  const clause = clauseKeptBy(bundle, "transport-guard");
  return async (http, next) => {
    const safe = isSafeTransport({
      host: http.req.header("host") ?? new URL(http.req.url).host,
      forwardedProto: http.req.header("x-forwarded-proto"),
      trustProxy,
    });
    if (!safe)
      throw new ProblemError("insecure-transport", {
        detail: "personal data is taken over HTTPS, or from this machine itself",
        help: trustProxy
          ? "let the proxy speak HTTPS and send `X-Forwarded-Proto: https`"
          : "use http://localhost, or put an HTTPS proxy in front and set AVOW_TRUST_PROXY=1",
        ...(clause === null ? {} : { clause }),
      });
    await next();
  };
}

/** Headers of every answer: nothing from elsewhere, no referrer, no frame; HSTS where the transport is HTTPS. */
export function strictHeaders(trustProxy: boolean): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      fontSrc: ["'self'"],
      imgSrc: ["'self'", "data:"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
    referrerPolicy: "same-origin",
    xFrameOptions: "DENY",
    crossOriginOpenerPolicy: "same-origin",
    crossOriginResourcePolicy: "same-origin",
    strictTransportSecurity: trustProxy ? "max-age=63072000; includeSubDomains" : false,
  });
}

/** The clause a part of the software keeps, by the bundle's own account; `null` when the policy does not name it. */
export function clauseKeptBy(bundle: Bundle, mechanism: Mechanism): ClauseId | null {
  const clause = bundle.clauses.find(
    ({ status }) => status.status === "enforced" && status.by.includes(mechanism),
  );
  return clause?.id ?? null;
}
