import type { Gate, Question } from "@avow/gate";
import type { Facts, Refusal } from "@avow/policy";
import type { Avow } from "./avow.ts";
import { makeContentSecurityPolicy, OBSERVED_PATH, REPORTING_GROUP } from "./content-security-policy.ts";
import { readSignal } from "./signal.ts";
import { anyRole, factsOf, type Visitor } from "./visitor.ts";

/** What every framework's guard is told. */
export interface Guarding {
  readonly avow: Pick<Avow, "gate" | "refresh">;
  readonly trustProxy: boolean;
  /** Told of every cookie that was stripped because the policy forbids it; given its name and the refusal. */
  readonly onRefusal: (name: string, refusal: Refusal) => void;
}

/** Said to whoever comes over plain HTTP from elsewhere than this machine. */
export const HTTPS_ONLY = "This site is reached over HTTPS only.";

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

/** Sets the strict headers, and takes away the one that names the framework. */
export function setStrictHeaders(answer: Headers, trustProxy: boolean): void {
  answer.delete("x-powered-by");
  answer.set("cross-origin-opener-policy", "same-origin");
  answer.set("cross-origin-resource-policy", "same-origin");
  answer.set("origin-agent-cluster", "?1");
  answer.set("permissions-policy", SHUT_FEATURES.map((feature) => `${feature}=()`).join(", "));
  answer.set("referrer-policy", "same-origin");
  answer.set("x-content-type-options", "nosniff");
  answer.set("x-dns-prefetch-control", "off");
  answer.set("x-download-options", "noopen");
  answer.set("x-frame-options", "DENY");
  answer.set("x-permitted-cross-domain-policies", "none");
  answer.set("x-xss-protection", "0");
  if (!trustProxy) return;
  answer.set("strict-transport-security", "max-age=63072000; includeSubDomains");
  answer.set("reporting-endpoints", `${REPORTING_GROUP}="${OBSERVED_PATH}"`);
}

/**
 * Holds what leaves against the policy: which hosts the page may reach, and which cookies are set.
 * @param asked headers of the request
 * @param answer headers of the answer, changed in place
 */
export function holdToPolicy(
  { avow, trustProxy, onRefusal }: Guarding,
  visitor: Visitor,
  { asked, answer }: { readonly asked: Headers; readonly answer: Headers },
): void {
  const { gate } = avow;
  const facts = factsOf(gate.bundle, visitor, readSignal(asked));
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
