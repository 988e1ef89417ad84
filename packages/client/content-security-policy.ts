import type { Gate } from "@avow/gate";
import type { Facts, Host, HostKind } from "@avow/policy";
import { anyRole } from "./visitor.ts";

/** Where browsers send what the policy stopped, and the kit what it met. */
export const OBSERVED_PATH = "/.avow/observed";
/** Name of the reporting endpoint at {@link OBSERVED_PATH}. */
export const REPORTING_GROUP = "avow";

/** The Trusted Types policy any page may make: the kit's, which opens the scripts that wait for consent. */
const KIT_TYPES = "avow-kit";
/** And the kit's other one, which registers the service worker of push notifications. */
const PUSH_TYPES = "avow-push";

type AnyHost = Host<string, string, string, string>;

/** What a page may load of its own site. What has no line here is loaded from nowhere, and neither are workers. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "font-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "connect-src": ["'self'"],
  "form-action": ["'self'"],
};

const DIRECTIVES: Readonly<Record<HostKind, string>> = {
  script: "script-src",
  style: "style-src",
  image: "img-src",
  font: "font-src",
  frame: "frame-src",
  media: "media-src",
  connect: "connect-src",
  form: "form-action",
};

/**
 * The Content-Security-Policy (w3.org/TR/CSP3) of one answer: the site itself, and those hosts of the policy that the gate
 * lets it disclose to under these facts, each in the ways declared and over HTTPS alone. Everything else is stopped and
 * reported. `object-src`, `manifest-src` and prefetching fall under `default-src`; `worker-src` would fall under `script-src`,
 * and is shut by name, for a worker has a policy of its own: unless the register has a service worker that this visitor's browser may
 * keep now.
 * @param o.secure whether the answer goes over HTTPS: browsers that know `report-to` then need no `report-uri`, and without
 *   HTTPS deliver nothing to it
 */
export function makeContentSecurityPolicy(
  gate: Gate,
  facts: Facts,
  { secure }: { readonly secure: boolean },
): string {
  const allowed = new Map(Object.entries(OWN).map(([directive, sources]) => [directive, [...sources]]));
  for (const [name, host] of listOpenHosts(gate, facts)) {
    for (const kind of host.kinds) {
      const sources = allowed.get(DIRECTIVES[kind]) ?? [];
      sources.push(`https://${name}`, ...(kind === "connect" ? [`wss://${name}`] : []));
      allowed.set(DIRECTIVES[kind], sources);
    }
  }
  const keepsWorker = mayKeepWorker(gate, facts);
  return [
    "default-src 'none'",
    ...[...allowed].map(([directive, sources]) => `${directive} ${sources.join(" ")}`),
    `worker-src ${keepsWorker ? "'self'" : "'none'"}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${keepsWorker ? `${KIT_TYPES} ${PUSH_TYPES}` : KIT_TYPES}`,
    `report-uri ${OBSERVED_PATH}`,
    ...(secure ? [`report-to ${REPORTING_GROUP}`] : []),
  ].join("; ");
}

/** Whether a service worker of the register may be kept under these facts. */
function mayKeepWorker(gate: Gate, facts: Facts): boolean {
  const by = anyRole(gate.bundle);
  return Object.entries(gate.bundle.storage).some(
    ([key, { kind, purpose }]) =>
      kind === "service-worker" &&
      gate.decide(facts, { action: "store", by, purpose, data: [], key }).effect === "permit",
  );
}

/** The declared hosts that may be reached under these facts, by name. */
function listOpenHosts(gate: Gate, facts: Facts): readonly (readonly [string, AnyHost])[] {
  const by = anyRole(gate.bundle);
  return Object.entries(gate.bundle.hosts ?? {}).filter(
    ([, { purpose, data, recipient }]) =>
      gate.decide(facts, { action: "disclose", by, purpose, data, recipient }).effect === "permit",
  );
}
