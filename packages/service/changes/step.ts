import { OBJECT_KEYS, prepareGate } from "@avow/gate";
import {
  asLimit,
  type Bundle,
  comparePolicies,
  type Facts,
  listWiderMessages,
  type MeaningChange,
  type Operation,
  type Point,
  type Text,
  type WiderMessages,
} from "@avow/policy";
import { isWider } from "../policy-versions/widening.ts";

/** A version, as far as its meaning goes. */
export interface Version {
  readonly bundle: Bundle;
  readonly version: string;
}

/** Of whom it is asked whether a step concerns them. */
export interface Concerned {
  readonly facts: Facts;
  /** Categories of which something is held. */
  readonly holds: ReadonlySet<string>;
}

/** Something that a step permits, in words, and the clauses under which it does. */
export interface Wider {
  readonly sentence: Text;
  readonly clauses: readonly string[];
}

/** What a step means for one person. */
export interface Concern {
  /** What it permits that was not permitted for them, or more of it. Where there is any, they are asked. */
  readonly wider: readonly Wider[];
  /** What else they are told: what is permitted no longer, and what is declared otherwise. */
  readonly other: readonly Text[];
}

/** From the limits somebody lives under to a version: what it means, to whom. */
export interface Step {
  /** `null` for whom it does not concern. */
  concern(person: Concerned): Concern | null;
  /** Whether it could concern anybody at all. */
  readonly concernsSomebody: boolean;
  /** Categories of which it matters whether something is held. */
  readonly categories: readonly string[];
}

/**
 * Compares two versions once, for however many people. What is wider is found by asking the gate of either version, under the
 * person's own facts, about every operation that the difference names (clauses 2.6.1 and 2.6.2).
 */
export function makeStep(before: Version, after: Version): Step {
  const limit = asLimit(before.bundle, after.bundle);
  const { changes, notes, consequences } = comparePolicies(limit, after.bundle);
  const now = prepareGate(after.bundle, after.version);
  const was = prepareGate(limit, before.version);
  const widening = changes.filter(isWider).map((change) => ({
    wider: [{ sentence: change.sentence, clauses: unique(change.after.map(({ clause }) => clause)) }],
    operations: operationsOf(change),
  }));
  const messages = listWiderMessages(limit, after.bundle).map((one) => moreOf(one, after.bundle));
  const rest = changes.filter((change) => !isWider(change));
  const more = new Set(
    messages.flatMap(({ wider }) => wider.map(({ sentence }) => JSON.stringify(sentence))),
  );
  // What stands behind a clause is for whoever reads the model; what they are asked about is told once.
  const declared = notes.filter(
    ({ part, sentence }) => !part.startsWith("clause ") && !more.has(JSON.stringify(sentence)),
  );
  const known = new Map<string, Concern | null>();
  const find = ({ facts, holds }: Concerned): Concern | null => {
    const permits = (operation: Operation) => now.decide(facts, operation).effect === "permit";
    const wider = [
      ...widening.filter(({ operations }) =>
        operations.some((one) => permits(one) && was.decide(facts, one).effect === "refuse"),
      ),
      ...messages.filter(({ operations }) => operations.some(permits)),
    ].flatMap((one) => one.wider);
    const told = consequences.some(({ who }) => isAmong(who, { facts, holds }));
    if (wider.length === 0 && !told) return null;
    const narrower = rest.filter(
      ({ data }) => data.length === 0 || data.some((path) => holds.has(categoryOf(path))),
    );
    return { wider, other: [...narrower, ...declared].map(({ sentence }) => sentence) };
  };
  return {
    concernsSomebody: widening.length > 0 || messages.length > 0 || consequences.length > 0,
    categories: [
      ...new Set([
        ...changes.flatMap(({ data }) => data.map(categoryOf)),
        ...consequences.flatMap(({ who }) => (who.kind === "held" ? [who.category] : [])),
      ]),
    ].sort(),
    concern(person) {
      const asked = { ...person, facts: atMost(person.facts) };
      const key = keyOf(asked);
      const found = known.get(key);
      if (found !== undefined || known.has(key)) return found ?? null;
      const concern = find(asked);
      if (known.size < MOST_KEPT) known.set(key, concern);
      return concern;
    },
  };
}

/** Kinds of people whose answer is kept: they differ in what they chose and in what is held of them, and are few. */
const MOST_KEPT = 10_000;

/**
 * What the gate could ever be told of somebody who chooses nothing else: present, on a device that accepts, outside any dispute, about
 * what is like their purchases, and seldom written to. Consents, objections and age are their own.
 */
function atMost({ person }: Facts): Facts {
  return {
    person: person && {
      loggedIn: true,
      consents: person.consents,
      objections: person.objections,
      ...(person.minor !== undefined && { minor: person.minor }),
      held: false,
      purchases: "similar",
      reached: [],
    },
    licence: "held",
    cookies: "accepted",
  };
}

function keyOf({ facts: { person }, holds }: Concerned): string {
  const consents = Object.entries(person?.consents ?? {}).map(([purpose, { kind }]) => `${purpose} ${kind}`);
  const objections = Object.keys(person?.objections ?? {});
  return JSON.stringify([consents.sort(), objections.sort(), person?.minor ?? null, [...holds].sort()]);
}

/** One operation for each point and field that a change is about, or for all fields where it is about having them together. */
function operationsOf({ points, data, together }: MeaningChange): readonly Operation[] {
  const taken = together || data.length === 0 ? [data] : data.map((path) => [path]);
  return points
    .filter(({ action }) => action !== "erase")
    .flatMap((point) => taken.map((paths) => operationAt(point, paths)));
}

/** That more messages may leave for a purpose, and every way in which one may. */
function moreOf({ purpose, sentences }: WiderMessages, { rules, purposes, channels }: Bundle) {
  const clauses = [purposes[purpose]?.clause ?? ""];
  const contact = rules.filter((rule) => rule.action === "contact" && rule.purpose === purpose);
  return {
    wider: sentences.map((sentence): Wider => ({ sentence, clauses })),
    operations: contact.flatMap(({ by, data, channel }) =>
      by.flatMap((role) =>
        (channel ?? Object.keys(channels)).map((object) =>
          operationAt({ action: "contact", by: role, purpose, object }, data),
        ),
      ),
    ),
  };
}

function unique(clauses: readonly string[]): readonly string[] {
  return [...new Set(clauses)];
}

function operationAt({ action, by, purpose, object }: Point, data: readonly string[]): Operation {
  const key = OBJECT_KEYS[action];
  return { action, by, purpose, data, ...(key !== null && object !== null && { [key]: object }) };
}

type Who = ReturnType<typeof comparePolicies>["consequences"][number]["who"];

function isAmong(who: Who, { facts: { person }, holds }: Concerned): boolean {
  switch (who.kind) {
    case "everyone":
      return true;
    case "held":
      return holds.has(who.category);
    case "consented":
      return (
        person !== null &&
        Object.hasOwn(person.consents, who.purpose) &&
        person.consents[who.purpose]?.kind === "granted"
      );
  }
}

function categoryOf(path: string): string {
  return path.slice(0, path.indexOf("."));
}
