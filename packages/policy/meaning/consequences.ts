import { canonicalJson } from "@avow/evidence";
import type { Bundle } from "../bundle.ts";
import { isConsent } from "../check/consent.ts";
import type { Action, NoticeItem } from "../model.ts";
import { placeOf } from "./as-limit.ts";
import type { Change } from "./changes.ts";
import { stepOfMessages } from "./messages.ts";
import type { ClauseChange, Consequence } from "./shapes.ts";
import { categoryOf, type MeaningWords, type Speaker, sayInEach, unique } from "./speaker.ts";

type Reason = keyof MeaningWords & ("asked" | `told${string}`);

/** Someone who must hear of it, and why. */
interface Due {
  readonly who: Consequence["who"];
  readonly why: Reason;
}

/** Where the text tells people of their rights and how to use them. */
const RIGHTS: readonly NoticeItem[] = [
  "rights",
  "withdrawal",
  "account-cancellation",
  "portability",
  "deceased",
  "complaints",
  "authority-complaint",
  "minors",
  "opt-out",
];

/** Reasons of which only the first is told to the same people. */
const BY_WEIGHT: readonly Reason[] = [
  "asked",
  "toldWider",
  "toldDevice",
  "toldFoundations",
  "toldRecipient",
  "toldRetention",
  "toldNarrower",
];

/** What a step between two policies has brought about; `before` is in the names of `after`. */
export interface Differing {
  readonly before: Bundle;
  readonly after: Bundle;
  readonly changes: readonly Change[];
  readonly clauses: readonly ClauseChange[];
}

/**
 * Who is told and who is asked again. Those who agreed to a purpose are asked when more is done with their agreement than
 * they agreed to, or when the words they agreed to are others; new data, recipients and roles are such a widening. Whatever
 * else is wider is told to those of whom the data is held. What is narrower is told too, and asks for nothing.
 */
export function listConsequences(differing: Differing, speakers: readonly Speaker[]): readonly Consequence[] {
  const due = [
    ...differing.changes.flatMap((change) => duesOf(change, differing)),
    ...listReworded(differing),
    ...listMessages(differing),
    ...listFoundations(differing),
    ...listRetention(differing),
    ...listRecipients(differing),
    ...listDevice(differing),
  ];
  const people = [...Map.groupBy(due, ({ who, why }) => JSON.stringify([why === "asked", who])).values()];
  const weighed = people.flatMap((reasons) => {
    const why = BY_WEIGHT.find((reason) => reasons.some((one) => one.why === reason));
    const [first] = reasons;
    return why === undefined || first === undefined ? [] : [{ who: first.who, why }];
  });
  return weighed
    .sort((a, b) => BY_WEIGHT.indexOf(a.why) - BY_WEIGHT.indexOf(b.why))
    .map(({ who, why }) => ({
      kind: why === "asked" ? "asked" : "told",
      who,
      sentence: sayInEach(speakers, (speaker) => speaker.words[why](sayPeople(speaker, who))),
    }));
}

function duesOf({ direction, points, data, after }: Change, differing: Differing): readonly Due[] {
  if (data.length === 0) return [{ who: { kind: "everyone" }, why: "toldDevice" }];
  const told = (why: Reason): readonly Due[] =>
    unique(data.map(categoryOf)).map((category) => ({ who: { kind: "held", category }, why }));
  if (direction === "narrower") return told("toldNarrower");
  const consents = after.map(({ when }) =>
    when.flatMap(({ condition }) => (condition.kind === "consent" ? [condition.purpose] : [])),
  );
  const serving = points.flatMap(({ action, purpose }) => (NEEDS_NO_CONSENT.has(action) ? [] : [purpose]));
  const agreed = unique([...serving, ...consents.flat()]).filter((one) => standsOnConsent(differing, one));
  const asked = agreed.map((purpose): Due => ({ who: { kind: "consented", purpose }, why: "asked" }));
  const concernsOthers = !consents.every((needed) => needed.some((purpose) => agreed.includes(purpose)));
  return concernsOthers ? [...asked, ...told("toldWider")] : asked;
}

/** Erasing is what a withdrawal leads to. */
const NEEDS_NO_CONSENT: ReadonlySet<Action> = new Set(["erase"]);

/** Whether people were asked for consent to a purpose before and still are. */
function standsOnConsent({ before, after }: Pick<Differing, "before" | "after">, purpose: string): boolean {
  return [before, after].every(
    ({ purposes }) => Object.hasOwn(purposes, purpose) && isConsent(purposes[purpose]?.basis),
  );
}

function listReworded({ before, after }: Differing): readonly Due[] {
  return Object.entries(after.purposes).flatMap(([purpose, now]): readonly Due[] => {
    const old = Object.hasOwn(before.purposes, purpose) ? before.purposes[purpose] : undefined;
    if (!standsOnConsent({ before, after }, purpose) || isSame(askedOf(old), askedOf(now))) return [];
    return [{ who: { kind: "consented", purpose }, why: "asked" }];
  });
}

/** How often people are asked is part of what they agree to: an answer about one thing is none about all. */
function askedOf(purpose: Bundle["purposes"][string] | undefined): unknown {
  return [purpose?.ask ?? null, purpose?.each ?? null];
}

/**
 * Who agreed to messages agreed to as many, and about what was similar then: more of them, or about more, is more than that. Fewer
 * they are told of.
 */
function listMessages({ before, after }: Differing): readonly Due[] {
  return Object.keys(after.purposes).flatMap((purpose): readonly Due[] => {
    if (!standsOnConsent({ before, after }, purpose)) return [];
    const { pace, products } = stepOfMessages(before, after, purpose);
    if (pace === null && products === null) return [];
    const why = [pace, products].includes("wider") ? "asked" : "toldNarrower";
    return [{ who: { kind: "consented", purpose }, why }];
  });
}

function listFoundations({ before, after, clauses }: Differing): readonly Due[] {
  const lawOf = ({ law }: Bundle) => [law.governing, law.also ?? [], law.excludes, law.courts];
  const grounds = ({ purposes }: Bundle) =>
    Object.entries(purposes).map(([id, { basis, objection }]) => [id, basis, objection !== undefined]);
  const onRights = new Set(RIGHTS.flatMap((item) => after.notices[item] ?? []));
  const changed =
    !isSame(contactOf(before), contactOf(after)) ||
    !isSame(lawOf(before), lawOf(after)) ||
    !isSame(known(grounds(before), after), known(grounds(after), before)) ||
    clauses.some(({ after: id }) => id !== null && onRights.has(id));
  return changed ? [{ who: { kind: "everyone" }, why: "toldFoundations" }] : [];
}

function contactOf({ controller }: Bundle): unknown {
  if (controller === null) return null;
  const { clause: _, ...contact } = controller;
  return contact;
}

/** Those of purposes that the other policy has too. */
function known(grounds: readonly (readonly unknown[])[], { purposes }: Bundle): readonly unknown[] {
  return grounds.filter(([id]) => Object.hasOwn(purposes, String(id))).sort();
}

function listRetention({ before, after }: Differing): readonly Due[] {
  return Object.entries(after.data).flatMap(([category, { retention }]): readonly Due[] => {
    const old = Object.hasOwn(before.data, category) ? before.data[category] : undefined;
    if (old === undefined || isSame(old.retention, retention)) return [];
    return [{ who: { kind: "held", category }, why: "toldRetention" }];
  });
}

/** A recipient elsewhere, or with another part, is not the one people agreed to or were told of. */
function listRecipients({ before, after }: Differing): readonly Due[] {
  return Object.entries(after.recipients).flatMap(([recipient, now]): readonly Due[] => {
    const old = Object.hasOwn(before.recipients, recipient) ? before.recipients[recipient] : undefined;
    if (old === undefined) return [];
    if (placeOf(now) === placeOf(old)) return [];
    const rules = after.rules.filter((rule) => rule.recipient?.includes(recipient));
    const categories = unique(rules.flatMap(({ data }) => data.map(categoryOf)));
    const purposes = unique(rules.map(({ purpose }) => purpose));
    const agreed = purposes.filter((purpose) => standsOnConsent({ before, after }, purpose));
    return [
      ...categories.map((category): Due => ({ who: { kind: "held", category }, why: "toldRecipient" })),
      ...agreed.map((purpose): Due => ({ who: { kind: "consented", purpose }, why: "asked" })),
    ];
  });
}

function listDevice({ before, after }: Differing): readonly Due[] {
  const changed = Object.entries(after.storage).some(([name, now]) => {
    const old = Object.hasOwn(before.storage, name) ? before.storage[name] : undefined;
    return old !== undefined && !isSame(onDevice(now), onDevice(old));
  });
  return changed ? [{ who: { kind: "everyone" }, why: "toldDevice" }] : [];
}

function onDevice({ kind, prefix, life, setBy }: Bundle["storage"][string]): unknown {
  return [kind, prefix === true, life, setBy];
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a ?? null) === canonicalJson(b ?? null);
}

function sayPeople(speaker: Speaker, who: Consequence["who"]): string {
  const { people } = speaker.words;
  switch (who.kind) {
    case "everyone":
      return people.everyone;
    case "consented":
      return people.consented(speaker.title("purposes", who.purpose));
    case "held":
      return people.held(speaker.title("data", who.category));
  }
}
