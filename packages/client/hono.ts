import { isSafeTransport } from "@avow/contract";
import type { Gate, Question } from "@avow/gate";
import type { Facts, Refusal } from "@avow/policy";
import type { Context, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { Avow } from "./avow.ts";
import { makeContentSecurityPolicy, OBSERVED_PATH, REPORTING_GROUP } from "./content-security-policy.ts";
import { readSignal } from "./signal.ts";
import { anyRole, factsOf, type Visitor } from "./visitor.ts";

export interface GuardOptions {
  readonly avow: Pick<Avow, "gate" | "refresh">;
  readonly trustProxy: boolean;
  /** Whom the answer is for, asked after the handler ran. What the browser itself refuses need not be in it. */
  readonly visitor: (http: Context) => Visitor;
  /** Told of every cookie that was stripped because the policy forbids it; given its name and the refusal. */
  readonly onRefusal: (name: string, refusal: Refusal) => void;
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
    if (!safe) return http.text("This site is reached over HTTPS only.", 403);
    return next();
  };
}

/**
 * What browsers would tell advertisers of their own accord, and devices no page of this site asks for: shut to frames too. A
 * browser that has given one of them up complains in its console; older ones have them still.
 */
const SHUT_FEATURES = [
  "attribution-reporting",
  "browsing-topics",
  "camera",
  "geolocation",
  "idle-detection",
  "join-ad-interest-group",
  "local-fonts",
  "microphone",
  "run-ad-auction",
  "usb",
];

function headers(trustProxy: boolean): MiddlewareHandler {
  const strict = secureHeaders({
    referrerPolicy: "same-origin",
    xFrameOptions: "DENY",
    crossOriginOpenerPolicy: "same-origin",
    strictTransportSecurity: trustProxy ? "max-age=63072000; includeSubDomains" : false,
  });
  const permissions = SHUT_FEATURES.map((feature) => `${feature}=()`).join(", ");
  return async (http, next) => {
    await strict(http, next);
    http.res.headers.set("permissions-policy", permissions);
    if (trustProxy) http.res.headers.set("reporting-endpoints", `${REPORTING_GROUP}="${OBSERVED_PATH}"`);
  };
}

function follow({ avow }: GuardOptions): MiddlewareHandler {
  return async (_, next) => {
    await avow.refresh();
    await next();
  };
}

/** Holds what leaves against the policy: which hosts the page may reach, and which cookies are set. */
function policed({ avow, trustProxy, visitor, onRefusal }: GuardOptions): MiddlewareHandler {
  return async (http, next) => {
    await next();
    const { gate } = avow;
    const facts = factsOf(gate.bundle, visitor(http), readSignal(http.req.raw.headers));
    const answer = http.res.headers;
    answer.set("content-security-policy", makeContentSecurityPolicy(gate, facts, { secure: trustProxy }));
    // A page kept for later would bring back the hosts of an earlier choice.
    if (gate.bundle.hosts !== undefined && answer.get("content-type")?.startsWith("text/html") === true)
      answer.append("vary", "cookie, sec-gpc, dnt");
    const wanted = answer.getSetCookie();
    if (wanted.length === 0) return;
    answer.delete("set-cookie");
    for (const cookie of wanted) {
      const name = cookie.slice(0, cookie.indexOf("=")).trim();
      const refusal = removes(cookie) ? null : refusalOf(questionOf(gate, name), facts);
      if (refusal === null) answer.append("set-cookie", cookie);
      else onRefusal(name, refusal);
    }
  };
}

/** Whether a `Set-Cookie` value only takes a cookie away, which needs no permit. */
function removes(cookie: string): boolean {
  return /;\s*max-age=0\s*(;|$)/i.test(cookie);
}

/** Whether this site may store a cookie of this name; one that is not in the register is refused as unknown. */
function questionOf(gate: Gate, name: string): Question {
  const { storage, purposes } = gate.bundle;
  const declared = findCookie(gate, name);
  const [somePurpose = ""] = Object.keys(purposes);
  const purpose = declared === null ? somePurpose : (storage[declared]?.purpose ?? somePurpose);
  // A name that is registered for another kind of storage is no cookie's.
  const key = declared ?? (Object.hasOwn(storage, name) ? `${name} (cookie)` : name);
  return gate.question({ action: "store", by: anyRole(gate.bundle), purpose, data: [], key });
}

/** The name in the register that covers a cookie: its own, or the longest that is the beginning of it. */
function findCookie({ bundle: { storage } }: Gate, name: string): string | null {
  const covering = Object.entries(storage)
    .filter(
      ([key, { kind, prefix }]) => kind === "cookie" && (key === name || (prefix && name.startsWith(key))),
    )
    .map(([key]) => key)
    .toSorted((a, b) => b.length - a.length);
  return covering[0] ?? null;
}

function refusalOf(question: Question, facts: Facts): Refusal | null {
  const decision = question.ask(facts);
  return decision.effect === "permit" ? null : decision;
}
