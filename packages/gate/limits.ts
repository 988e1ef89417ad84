import { asLimit, type Bundle, type Decision, type Refusal } from "@avow/policy";
import { judgeParsed, refuse } from "./judge.ts";
import { parseOperation } from "./parse-operation.ts";
import { findAccountableClause, makeRefusal } from "./refusal.ts";
import { makeRuleIndex, type RuleIndex } from "./rule-index.ts";

/** A version that governed before. */
export interface Earlier {
  readonly bundle: Bundle;
  /** SHA-256 of the bundle, hexadecimal. */
  readonly version: string;
}

/** What holds for people who have not agreed to a change: the limits they lived under (SPEC.md, G46 to G49). */
export interface Limits {
  readonly current: RuleIndex;
  readonly version: string;
  readonly unanswered: Refusal;
  /** The rules of an earlier version in today's names; `null` for one that is not known here. */
  find(version: string): RuleIndex | null;
}

/**
 * Knows each earlier version by its number, and reads it when it is first asked for. Each is told in the names of those that
 * followed it, one after the other, so that a part which only changed its name is the part it was.
 * @param earlier in the order in which they governed; of a version that came back, its last time counts
 */
export function makeLimits(current: RuleIndex, version: string, earlier: readonly Earlier[]): Limits {
  const places = new Map(earlier.map((one, place) => [one.version, place]));
  const made = new Map<string, RuleIndex>();
  const { bundle } = current;
  return {
    current,
    version,
    unanswered: makeRefusal(
      bundle,
      { code: "change-unanswered" },
      { clause: findLimitsClause(bundle), remedy: { kind: "answer-change" } },
    ),
    find(name) {
      const known = made.get(name);
      const place = places.get(name);
      if (known !== undefined || place === undefined) return known ?? null;
      const [old, ...later] = [...earlier.slice(place).map((one) => one.bundle), bundle];
      const index = makeRuleIndex(later.reduce((said, next) => asLimit(said, next), old ?? bundle));
      made.set(name, index);
      return index;
    },
  };
}

/** What the current version decided, unless the person it is about is held to versions that do not all permit it. */
export function hold(limits: Limits, decision: Decision, facts: unknown, input: unknown): Decision {
  if (decision.effect === "refuse") return decision;
  try {
    const heldTo = findHeldTo(facts);
    if (heldTo === undefined) return decision;
    const parsed = parseOperation(input);
    if (!parsed.ok) return refuse(limits.current, parsed.why);
    const { operation } = parsed;
    const now = judgeParsed(limits.current, facts, operation);
    if (now.effect === "refuse" || operation.action === "erase") return now;
    return permitsAll(limits, heldTo, (index, name) => judgeParsed(index, measuredBy(facts, name), operation))
      ? now
      : limits.unanswered;
  } catch {
    return refuse(limits.current, { code: "malformed", part: "facts" });
  }
}

/** The versions a person is held to, as whoever gave the facts says; `undefined` where they say nothing, as of most people. */
export function findHeldTo(facts: unknown): unknown {
  const { person } = facts as { readonly person: { readonly heldTo?: unknown } | null };
  return person !== null && "heldTo" in person && Object.hasOwn(person, "heldTo") ? person.heldTo : undefined;
}

/** Whether each of these versions permits what is asked; one that is not known permits nothing. */
export function permitsAll(
  { version, find }: Pick<Limits, "version" | "find">,
  heldTo: unknown,
  ask: (earlier: RuleIndex, name: string) => Decision,
): boolean {
  if (!Array.isArray(heldTo)) return false;
  for (let at = 0; at < heldTo.length; at += 1) {
    const name: unknown = heldTo[at];
    if (name === version) continue;
    const earlier = typeof name === "string" ? find(name) : null;
    if (earlier === null || ask(earlier, String(name)).effect === "refuse") return false;
  }
  return true;
}

/**
 * The facts as an earlier version measures them: how many messages are too many, and what is similar to what was bought, is its own to
 * say. The same facts where they say nothing of it.
 */
export function measuredBy(facts: unknown, version: string): unknown {
  const { person } = facts as { readonly person: { readonly under?: unknown } | null };
  const under = person !== null && Object.hasOwn(person, "under") ? person.under : undefined;
  if (under === undefined || (isObject(under) && !Object.hasOwn(under, version))) return facts;
  const told = isObject(under) ? under[version] : null;
  const { purchases, reached }: Readonly<Record<string, unknown>> = { ...(isObject(told) ? told : {}) };
  return { ...(facts as object), person: { ...person, purchases, reached } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function findLimitsClause(bundle: Bundle): string {
  const clause = bundle.clauses.find(
    ({ status }) => status.status === "enforced" && status.by.includes("held-limits"),
  );
  return clause?.id ?? findAccountableClause(bundle);
}
