import type { BoundCondition, Bundle, Rule } from "../bundle.ts";
import { ACTIONS, type Action, type Condition } from "../model.ts";
import type { Permission, Point, Way } from "./shapes.ts";

/** What of a policy decides what it permits. A bundle is one, and so is a sound model with its compiled rules. */
export type Space = Pick<
  Bundle,
  "controller" | "roles" | "purposes" | "channels" | "recipients" | "data" | "forms" | "storage" | "rules"
>;

const OBJECT_PARTS = ["form", "channel", "recipient", "key"] as const;

/** The part of a rule that names what an action is done through or to, and where those are declared. */
const OBJECTS: Readonly<
  Partial<
    Record<Action, readonly [(typeof OBJECT_PARTS)[number], "forms" | "channels" | "recipients" | "storage"]>
  >
> = {
  collect: ["form", "forms"],
  contact: ["channel", "channels"],
  disclose: ["recipient", "recipients"],
  transfer: ["recipient", "recipients"],
  store: ["key", "storage"],
};

/** Kinds of conditions in canonical order. The gate knows no other: a rule with another never permits. */
const KINDS = [
  "logged-in",
  "consent",
  "not-objected",
  "cookies-accepted",
  "not-held",
  "not-minor",
  "similar-purchase",
  "licensed",
  "within-pace",
] as const;

/**
 * All that a policy permits, and nothing else: an operation is permitted exactly when one of the ways at its point holds all
 * of its data and the facts meet all of that way's conditions. Points in the order of actions, then of names; those at
 * which nothing is permitted are left out.
 *
 * Conditions are independent of each other and none is ever met by another's failing, so that the largest ways are the same
 * for two policies exactly when they permit the same. (More than 1000 fields in one operation are never permitted, and a way
 * does not say so.)
 */
export function listPermissions(space: Space): readonly Permission[] {
  if (space.controller === null) return [];
  const fields = listFields(space.data);
  const spoken = new Map<string, { readonly point: Point; readonly rules: number[] }>();
  const ways = space.rules.map((rule) => makeWay(rule, fields));
  for (const [index, rule] of space.rules.entries()) {
    if (ways[index] === null) continue;
    for (const point of pointsOf(space, rule)) {
      const key = pointKey(point);
      const known = spoken.get(key);
      if (known === undefined) spoken.set(key, { point, rules: [index] });
      else known.rules.push(index);
    }
  }
  // Points of which the same rules speak share their ways: a policy has many points and few such sets of rules.
  const shared = new Map<string, readonly Way[]>();
  const permissions = [...spoken.values()].map(({ point, rules }): Permission => {
    const key = rules.join();
    const known = shared.get(key);
    if (known !== undefined) return { point, ways: known };
    const largest = keepLargest(rules.flatMap((index) => ways[index] ?? []));
    shared.set(key, largest);
    return { point, ways: largest };
  });
  return permissions.sort((a, b) => comparePoints(a.point, b.point));
}

/** `category.field` of everything declared. */
export function listFields(data: Space["data"]): ReadonlySet<string> {
  return new Set(
    Object.entries(data).flatMap(([category, { fields }]) =>
      Object.keys(fields).map((field) => `${category}.${field}`),
    ),
  );
}

/** A text that two points share exactly when they are the same. */
export function pointKey({ action, by, purpose, object }: Point): string {
  return JSON.stringify([action, by, purpose, object]);
}

/** A text that two conditions share exactly when the same facts meet them; `null` for one that no facts meet. */
export function conditionKey(condition: Condition): string | null {
  const order = KINDS.indexOf(condition.kind);
  if (order < 0) return null;
  return "purpose" in condition ? `${order} ${condition.purpose}` : `${order}`;
}

/** A text that two lists of canonical conditions share exactly when the same facts meet all of either. */
export function conditionsKey(when: readonly BoundCondition[]): string {
  return JSON.stringify(when.map(({ condition }) => conditionKey(condition)));
}

/** The first of several names in the order of their code units. */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function comparePoints(a: Point, b: Point): number {
  return (
    ACTIONS.indexOf(a.action) - ACTIONS.indexOf(b.action) ||
    compareNames(a.purpose, b.purpose) ||
    compareNames(a.by, b.by) ||
    compareNames(a.object ?? "", b.object ?? "")
  );
}

/** Those of `ways` that no other contains, in canonical order; of two alike, the first. */
export function keepLargest(ways: readonly Way[]): readonly Way[] {
  if (ways.length < 2) return ways;
  const once = new Map<string, Extent>();
  for (const way of ways) {
    const key = JSON.stringify([way.data, conditionsKey(way.when)]);
    if (once.has(key)) continue;
    const conditions = new Set(way.when.map(({ condition }) => conditionKey(condition)));
    once.set(key, { way, data: new Set(way.data), conditions });
  }
  const extents = [...once].sort(([a], [b]) => compareNames(a, b)).map(([, extent]) => extent);
  return extents
    .filter((extent) => !extents.some((other) => other !== extent && contains(other, extent)))
    .map(({ way }) => way);
}

interface Extent {
  readonly way: Way;
  readonly data: ReadonlySet<string>;
  readonly conditions: ReadonlySet<string | null>;
}

/** Whether whatever `part` permits, `whole` permits: it has all the data, and asks for nothing more. */
function contains(whole: Extent, part: Extent): boolean {
  return isWithin(part.data, whole.data) && isWithin(whole.conditions, part.conditions);
}

function isWithin<T>(part: ReadonlySet<T>, whole: ReadonlySet<T>): boolean {
  if (part.size > whole.size) return false;
  for (const item of part) if (!whole.has(item)) return false;
  return true;
}

/** What a rule permits wherever it speaks, or `null` when that is nothing. */
function makeWay(rule: Rule, fields: ReadonlySet<string>): Way | null {
  const data = [...new Set(rule.data)].filter((path) => fields.has(path)).sort();
  if (data.length === 0 && rule.action !== "store") return null;
  const when = new Map<string, BoundCondition>();
  for (const bound of rule.when) {
    const key = conditionKey(bound.condition);
    if (key === null) return null;
    if (!when.has(key)) when.set(key, bound);
  }
  const sorted = [...when].sort(([a], [b]) => compareNames(a, b)).map(([, bound]) => bound);
  return { data, when: sorted, clause: rule.clause };
}

/** The points of declared names that a rule speaks of. */
function pointsOf(space: Space, rule: Rule): readonly Point[] {
  const { action, purpose } = rule;
  if (!Object.hasOwn(space.purposes, purpose)) return [];
  const roles = [...new Set(rule.by)].filter((role) => Object.hasOwn(space.roles, role));
  const objects = objectsOf(space, rule);
  return roles.flatMap((by) => objects.map((object) => ({ action, by, purpose, object })));
}

/** The declared forms, channels, recipients or keys that a rule names, `null` standing for none; empty when it names what its action does not take. */
function objectsOf(space: Space, rule: Rule): readonly (string | null)[] {
  const [taken, declaredIn] = OBJECTS[rule.action] ?? [];
  if (OBJECT_PARTS.some((part) => part !== taken && rule[part] !== null)) return [];
  if (taken === undefined || declaredIn === undefined) return [null];
  const named = rule[taken];
  const names = typeof named === "string" ? [named] : [...new Set(named)];
  return names.filter((name) => Object.hasOwn(space[declaredIn], name));
}
