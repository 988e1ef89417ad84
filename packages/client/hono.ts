import { isSafeTransport } from "@avow/contract";
import type { Gate, Question } from "@avow/gate";
import type { Facts, Refusal } from "@avow/policy";
import type { Context, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { Avow } from "./avow.ts";

/** What the site knows of who asks; it decides which cookies may be set. */
export interface Visitor {
  readonly loggedIn: boolean;
  readonly cookies: Facts["cookies"];
}

export interface GuardOptions {
  readonly avow: Pick<Avow, "gate" | "refresh">;
  readonly trustProxy: boolean;
  /** Whom the answer is for, asked after the handler ran. */
  readonly visitor: (http: Context) => Visitor;
  /** Told of every cookie that was stripped because the policy forbids it; given its name and the refusal. */
  readonly onRefusal: (name: string, refusal: Refusal) => void;
}

/**
 * Guards every answer of a Hono app: plain HTTP off loopback is turned away (2.3.4), strict headers are set, and a cookie that
 * the policy's register does not name, or that it does not permit for this visitor now, never leaves (2.2.4, 2.2.7). Before
 * anything is answered it is heard which version of the policy is in force (2.6.1).
 */
export function guard(options: GuardOptions): MiddlewareHandler[] {
  return [transport(options.trustProxy), headers(options.trustProxy), follow(options), storage(options)];
}

function transport(trustProxy: boolean): MiddlewareHandler {
  return async (http, next) => {
    const safe = isSafeTransport({
      host: http.req.header("host") ?? new URL(http.req.url).host,
      forwardedProto: http.req.header("x-forwarded-proto"),
      trustProxy,
    });
    if (!safe) return http.text("This site is reached over HTTPS only.", 403);
    return next();
  };
}

function headers(trustProxy: boolean): MiddlewareHandler {
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
    strictTransportSecurity: trustProxy ? "max-age=63072000; includeSubDomains" : false,
  });
}

function follow({ avow }: GuardOptions): MiddlewareHandler {
  return async (_, next) => {
    await avow.refresh();
    await next();
  };
}

function storage({ avow, visitor, onRefusal }: GuardOptions): MiddlewareHandler {
  return async (http, next) => {
    await next();
    const wanted = http.res.headers.getSetCookie();
    if (wanted.length === 0) return;
    http.res.headers.delete("set-cookie");
    for (const cookie of wanted) {
      const name = cookie.slice(0, cookie.indexOf("=")).trim();
      const refusal = removes(cookie) ? null : refusalOf(questionOf(avow.gate, name), visitor(http));
      if (refusal === null) http.res.headers.append("set-cookie", cookie);
      else onRefusal(name, refusal);
    }
  };
}

/** Whether a `Set-Cookie` value only takes a cookie away, which needs no permit. */
function removes(cookie: string): boolean {
  return /;\s*max-age=0\s*(;|$)/i.test(cookie);
}

/** Whether this site may store under a name; one that is not in the register is refused as unknown. */
function questionOf(gate: Gate, name: string): Question {
  const declared = Object.hasOwn(gate.bundle.storage, name) ? gate.bundle.storage[name] : undefined;
  const [purpose = ""] = declared === undefined ? Object.keys(gate.bundle.purposes) : [declared.purpose];
  return gate.question({ action: "store", by: "portal", purpose, data: [], key: name });
}

function refusalOf(question: Question, { loggedIn, cookies }: Visitor): Refusal | null {
  const decision = question.ask({ person: { loggedIn, consents: {}, objections: {} }, cookies });
  return decision.effect === "permit" ? null : decision;
}
