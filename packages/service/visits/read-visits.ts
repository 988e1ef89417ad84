import { ACCESS_CLASSES, LONGEST_BATCH, type routes, VISIT_PATTERNS } from "@avow/contract";
import type { z } from "zod";

/** A batch as the contract has it, its shape checked. */
export type Batch = z.output<(typeof routes)["recordVisits"]["body"]>;
export type Visit = Batch["visits"][number];

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^(?:${OCTET}\\.){3}${OCTET}$`);
const MEMBERS = 12;
const SECONDS = /:[0-5]\d\.\d{3}Z$/;
const ACCESS: ReadonlySet<unknown> = new Set(ACCESS_CLASSES);

/**
 * Reads a batch that is written the way our own client writes it, many times as quickly as the contract's shape does. What it
 * takes, that shape takes unchanged (a test holds the two together); of anything else it says `null`, and the shape decides.
 */
export function readBatch(json: unknown): Batch | null {
  if (!isRecord(json) || Object.keys(json).length !== 3) return null;
  const { batch, agents, visits } = json;
  if (typeof batch !== "string" || !ID.test(batch)) return null;
  if (!Array.isArray(visits) || visits.length === 0 || visits.length > LONGEST_BATCH) return null;
  if (!Array.isArray(agents) || agents.length > LONGEST_BATCH || !agents.every(isAgent)) return null;
  const isInstant = createInstantCheck();
  const isOne = (visit: unknown): visit is Visit => isVisit(visit, isInstant) && visit.agent < agents.length;
  return visits.every(isOne) ? { batch, agents, visits } : null;
}

function isVisit(value: unknown, isInstant: (value: unknown) => boolean): value is Visit {
  return (
    isRecord(value) &&
    Object.keys(value).length === MEMBERS &&
    isInstant(value.at) &&
    isText(value.page, 300, VISIT_PATTERNS.page) &&
    isText(value.section, 64, VISIT_PATTERNS.section) &&
    ACCESS.has(value.access) &&
    (value.referrer === null || isText(value.referrer, 300, VISIT_PATTERNS.referrer)) &&
    isWhole(value.status, 100, 599) &&
    isWhole(value.durationMs, 0, 600_000) &&
    isText(value.address, 15, IPV4) &&
    isWhole(value.agent, 0, LONGEST_BATCH) &&
    Array.isArray(value.shown) &&
    value.shown.length <= 20 &&
    value.shown.every(isId) &&
    (value.clicked === null || isId(value.clicked)) &&
    (value.returning === null || typeof value.returning === "boolean")
  );
}

/**
 * Takes instants as `Date` writes them, so that no 30 February passes. What arrives together is of few minutes, and a minute is
 * read once.
 */
function createInstantCheck(): (value: unknown) => boolean {
  let known = "";
  return (value) => {
    if (typeof value !== "string" || value.length !== 24 || !SECONDS.test(value)) return false;
    const minute = value.slice(0, 16);
    if (minute === known) return true;
    const at = Date.parse(`${minute}:00.000Z`);
    if (Number.isNaN(at) || !new Date(at).toISOString().startsWith(minute)) return false;
    known = minute;
    return true;
  };
}

function isAgent(value: unknown): value is string {
  return typeof value === "string" && value.length <= 1000;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown, longest: number, pattern: RegExp): value is string {
  return typeof value === "string" && value.length <= longest && pattern.test(value);
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

function isId(value: unknown): value is string {
  return typeof value === "string" && ID.test(value);
}
