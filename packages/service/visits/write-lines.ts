import type { OpenDay } from "@avow/vault";
import { type AgentReading, readAgent } from "./read-agent.ts";
import type { Visit } from "./read-visits.ts";
import { createRecent } from "./recent.ts";
import type { FindRegion } from "./regions.ts";

/** Of how many visitors it is remembered what was read. Some hundred bytes each, and in memory alone. */
const VISITORS_KNOWN = 20_000;
const AGENTS_KNOWN = 5000;

/** What of a visit may be kept, beside page, access, status and address: what the policy's form declares (2.2.1). */
export interface Declared {
  readonly referrer: boolean;
  readonly system: boolean;
  readonly browser: boolean;
}

const NULL = "\\N";

/** Writes the line of one visit, for one UTC day. */
export type WriteLine = (
  visit: Visit,
  of: { readonly agent: string; readonly place: number; readonly batch: string },
) => string;

/** What is read of agents, remembered between days. */
export type ReadAgent = (agent: string) => AgentReading;

export function createAgentReader(): ReadAgent {
  const agents = createRecent<AgentReading>(AGENTS_KNOWN);
  return (agent) => agents.get(agent, "", () => readAgent(agent));
}

/**
 * Writes lines in PostgreSQL's text format of COPY. Nothing in them needs to be escaped: the shape of a visit lets only
 * printable ASCII without a backslash past, and what is read of the agent is held to less.
 */
export function createLineWriter(o: {
  readonly day: OpenDay;
  readonly declared: Declared;
  readonly readAgent: ReadAgent;
  readonly findRegion: FindRegion;
}): WriteLine {
  const { declared } = o;
  const visitors = createRecent<string>(VISITORS_KNOWN);
  /** The columns from `region` to `visitor`. Nothing else is made of address and agent. */
  const readVisitor = (address: string, agent: string): string => {
    const { system, systemVersion, browser, browserVersion } = o.readAgent(agent);
    const [ofSystem, ofBrowser] = [declared.system ? system : null, declared.browser ? browser : null];
    return [
      o.findRegion(address),
      ofSystem,
      ofSystem === null ? null : systemVersion,
      ofBrowser,
      ofBrowser === null ? null : browserVersion,
      `\\\\x${o.day.pseudonym(`${address.toLowerCase()}\n${agent}`).toString("hex")}`,
    ]
      .map((value) => value ?? NULL)
      .join("\t");
  };
  return (visit, { agent, place, batch }) => {
    const { at, page, section, access, status, durationMs, address, shown, clicked, returning } = visit;
    const visitor = visitors.get(agent, address, () => readVisitor(address, agent));
    const referrer = declared.referrer ? visit.referrer : null;
    const placements = shown.length === 0 ? "{}" : `{${shown.join(",").toLowerCase()}}`;
    const returned = returning === null ? NULL : returning ? "t" : "f";
    return `${instant(at)}\t${page}\t${section}\t${access}\t${from(referrer)}\t${status}\t${durationMs}\t${visitor}\t${placements}\t${clicked?.toLowerCase() ?? NULL}\t${returned}\t${batch}\t${place}\n`;
  };
}

/** As `Date` writes an instant: with milliseconds. */
function instant(at: string): string {
  return at.length === 24 ? at : new Date(at).toISOString();
}

/** Host and path, and the host alone. */
function from(referrer: string | null): string {
  if (referrer === null) return `${NULL}\t${NULL}`;
  const hostAndPath = referrer.slice(referrer.indexOf("://") + 3);
  return `${hostAndPath}\t${hostAndPath.slice(0, hostAndPath.indexOf("/"))}`;
}
