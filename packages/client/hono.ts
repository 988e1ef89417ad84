import { isSafeTransport } from "@avow/contract";
import type { Context, MiddlewareHandler } from "hono";
import { type Guarding, HTTPS_ONLY, holdToPolicy, setStrictHeaders } from "./guarded-answer.ts";
import type { Visitor } from "./visitor.ts";

export interface GuardOptions extends Guarding {
  /** Whom the answer is for, asked after the handler ran. What the browser itself refuses need not be in it. */
  readonly visitor: (http: Context) => Visitor;
}

/**
 * Guards every answer of a Hono app: plain HTTP off loopback is turned away (2.3.4), strict headers are set, the page reaches
 * no host but those the policy permits for this visitor now, and a cookie that the policy's register does not name, or that it
 * does not permit for this visitor now, never leaves (2.2.4, 2.2.7). Before anything is answered it is heard which version of
 * the policy is in force (2.6.1).
 */
export function guard(options: GuardOptions): MiddlewareHandler[] {
  return [transport(options.trustProxy), headers(options.trustProxy), follow(options), policed(options)];
}

function transport(trustProxy: boolean): MiddlewareHandler {
  return async (http, next) => {
    const safe = isSafeTransport({
      host: http.req.header("host") ?? new URL(http.req.url).host,
      forwardedProto: http.req.header("x-forwarded-proto"),
      trustProxy,
    });
    return safe ? next() : http.text(HTTPS_ONLY, 403);
  };
}

function headers(trustProxy: boolean): MiddlewareHandler {
  return async (http, next) => {
    await next();
    setStrictHeaders(http.res.headers, trustProxy);
  };
}

function follow({ avow }: GuardOptions): MiddlewareHandler {
  return async (_, next) => {
    await avow.refresh();
    await next();
  };
}

function policed(options: GuardOptions): MiddlewareHandler {
  return async (http, next) => {
    await next();
    holdToPolicy(options, options.visitor(http), {
      asked: http.req.raw.headers,
      answer: http.res.headers,
    });
  };
}
