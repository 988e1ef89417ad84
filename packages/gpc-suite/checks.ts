import type { Observation, Visits } from "./visit-site.ts";
import type { WellKnown } from "./well-known.ts";

/** All that was seen of a site, on which every check is decided. */
export interface Seen {
  readonly wellKnown: WellKnown;
  readonly visits: Visits;
  /** Names that may be kept whatever is refused; one that ends in `*` is the beginning of names. */
  readonly necessary: readonly string[];
  /** Hosts beside the site's own that are declared not to share or sell. */
  readonly allowed: readonly string[];
}

/** One requirement, with an id that stays the same. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** Where it comes from. */
  readonly source: string;
  /** What is wrong; empty where nothing is. */
  readonly find: (seen: Seen) => readonly string[];
}

const SPECIFICATION = "W3C Global Privacy Control";
const CALIFORNIA = "California, 11 CCR §7025";

/** Every check, in the order they are shown. A new one gets a new id; an id is never used for something else. */
export const CHECKS: readonly Check[] = [
  {
    id: "well-known-present",
    title: "`/.well-known/gpc.json` is there, as JSON",
    source: `${SPECIFICATION}, GPC Support Resource`,
    find: ({ wellKnown: { status, type } }) => [
      ...(status === 200 ? [] : [`it answers ${status ?? "nothing"}`]),
      ...(status !== 200 || type.startsWith("application/json") ? [] : [`its content type is \`${type}\``]),
    ],
  },
  {
    id: "well-known-valid",
    title: "it says that the site abides by the signal, and since when",
    source: `${SPECIFICATION}, GPC Support Representation`,
    find: ({ wellKnown: { json } }) => findFlaws(json),
  },
  {
    id: "same-service",
    title: "the page is the same address with the same status as without the signal",
    source: `${CALIFORNIA}(c)(7); California Civil Code §1798.125`,
    find: ({ visits: { plain, refused } }) => [
      ...(refused.status === plain.status
        ? []
        : [`status ${refused.status} with the signal, ${plain.status} without`]),
      ...(refused.address === plain.address ? [] : [`it leads to ${refused.address}`]),
    ],
  },
  {
    id: "nothing-stored",
    title: "nothing is kept on the device that is not declared to be necessary",
    source: `${SPECIFICATION}; ePrivacy Directive, Art. 5(3)`,
    find: (seen) => findStored(seen, seen.visits.refused),
  },
  {
    id: "nobody-else-asked",
    title: "no host is asked but the site's own and those declared",
    source: `${SPECIFICATION}; ${CALIFORNIA}(c)(1)`,
    find: (seen) => findAsked(seen, seen.visits.refused),
  },
  {
    id: "asks-not-again",
    title: "the page does not ask for what the signal refused",
    source: `${CALIFORNIA}(c)(4)`,
    find: ({ visits: { refused } }) => refused.asking.map((button) => `it shows a button \`${button}\``),
  },
  {
    id: "refusal-shown",
    title: "the page says that the signal is honoured, where there was anything to refuse",
    source: `${CALIFORNIA}(c)(6)`,
    find: (seen) => {
      const { plain, refused } = seen.visits;
      const something =
        plain.asking.length + findStored(seen, plain).length + findAsked(seen, plain).length > 0;
      return something && !refused.saysHonoured ? ["it says nothing of the signal"] : [];
    },
  },
  {
    id: "survives-reload",
    title: "all of this holds when the page is loaded again",
    source: SPECIFICATION,
    find: (seen) => findBroken(seen, seen.visits.reloaded),
  },
  {
    id: "not-flipped-back",
    title: "a later visit of the same browser without the signal does not undo the refusal",
    source: `${CALIFORNIA}(c)(5)`,
    find: (seen) => findBroken(seen, seen.visits.later),
  },
];

function findFlaws(json: unknown): readonly string[] {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return ["it is not a JSON object"];
  const { gpc, lastUpdate } = json as { readonly gpc?: unknown; readonly lastUpdate?: unknown };
  const dated = typeof lastUpdate === "string" && /^\d{4}-\d{2}-\d{2}(T|$)/.test(lastUpdate);
  return [
    ...(gpc === true ? [] : ["`gpc` is not `true`"]),
    ...(lastUpdate === undefined || (dated && !Number.isNaN(Date.parse(lastUpdate)))
      ? []
      : ["`lastUpdate` is not a date such as `2026-11-22`"]),
  ];
}

function findBroken(seen: Seen, visit: Observation): readonly string[] {
  return [...findStored(seen, visit), ...findAsked(seen, visit)];
}

function findStored({ necessary }: Seen, { stored }: Observation): readonly string[] {
  return stored
    .filter(({ name }) => !necessary.some((pattern) => isNamed(pattern, name)))
    .map(({ kind, name }) => `${kind} \`${name}\``);
}

function isNamed(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function findAsked({ allowed }: Seen, { asked }: Observation): readonly string[] {
  return asked.filter((host) => !allowed.includes(host)).map((host) => `a request to ${host}`);
}
