import type { BoundCondition, Bundle, Facts, Refusal, Remedy } from "@avow/policy";
import { shown, type Why } from "./reasons.ts";
import { makeRefusal } from "./refusal.ts";

/** Whether one condition holds of the facts: `null` where it does, else its refusal. */
export type Test = (facts: Facts) => Refusal | null;

const isOwn = Object.prototype.hasOwnProperty;

/**
 * The part of the facts that is not what every condition may rely on, or `null` where all is. What `consents` and
 * `objections` hold is not looked at here: a condition reads its own entry.
 */
export function findFactsFlaw(facts: unknown): string | null {
  if (!isObject(facts)) return "facts";
  let person: unknown;
  let cookies: unknown;
  // V8 answers `hasOwnProperty` within `for in` from the object's shape, five times as fast as `Object.hasOwn`.
  for (const name in facts) {
    if (!isOwn.call(facts, name)) continue;
    if (name === "person") person = facts[name];
    else if (name === "cookies") cookies = facts[name];
  }
  if (person !== null) {
    if (!isObject(person)) return "facts.person";
    const flaw = findPersonFlaw(person);
    if (flaw !== null) return flaw;
  }
  return cookies === "accepted" || cookies === "refused" || cookies === "not-asked" ? null : "facts.cookies";
}

function findPersonFlaw(person: Readonly<Record<string, unknown>>): string | null {
  let loggedIn: unknown;
  let consents: unknown;
  let objections: unknown;
  for (const name in person) {
    if (!isOwn.call(person, name)) continue;
    if (name === "loggedIn") loggedIn = person[name];
    else if (name === "consents") consents = person[name];
    else if (name === "objections") objections = person[name];
  }
  if (typeof loggedIn !== "boolean") return "facts.person.loggedIn";
  if (!isObject(consents)) return "facts.person.consents";
  return isObject(objections) ? null : "facts.person.objections";
}

/** Prepares a condition, with every refusal it can give made once. */
export function makeTest(bundle: Bundle, bound: BoundCondition): Test {
  const { condition, clause, source } = bound;
  const refusal = (why: Why, remedy?: Remedy): Refusal =>
    makeRefusal(bundle, why, remedy === undefined ? { clause, source } : { clause, source, remedy });
  const notLoggedIn = refusal({ code: "not-logged-in" }, { kind: "log-in" });

  switch (condition.kind) {
    case "not-objected": {
      const { purpose } = condition;
      const objected = refusal({ code: "objected", purpose }, { kind: "withdraw-objection", purpose });
      return ({ person }) => {
        if (person === null) return notLoggedIn;
        // `in` first, which is the quicker: hardly anybody has objected.
        return purpose in person.objections && Object.hasOwn(person.objections, purpose) ? objected : null;
      };
    }
    case "consent": {
      const { purpose } = condition;
      const remedy: Remedy = { kind: "consent", purpose };
      const missing = refusal({ code: "consent-missing", purpose }, remedy);
      const refused = refusal({ code: "consent-refused", purpose }, remedy);
      const withdrawn = refusal({ code: "consent-withdrawn", purpose }, remedy);
      return ({ person }) => {
        if (person === null) return notLoggedIn;
        const consent: unknown = Object.hasOwn(person.consents, purpose) ? person.consents[purpose] : null;
        const { kind, at } = readConsent(consent);
        if (kind === "granted") return Number.isFinite(at) ? null : missing;
        if (kind === "refused") return refused;
        return kind === "withdrawn" ? withdrawn : missing;
      };
    }
    case "logged-in":
      return ({ person }) => (person?.loggedIn === true ? null : notLoggedIn);
    case "cookies-accepted": {
      const refused = refusal({ code: "cookies-refused" }, { kind: "accept-cookies" });
      return ({ cookies }) => (cookies === "accepted" ? null : refused);
    }
    case "not-held": {
      const held = refusal({ code: "held" });
      return ({ person }) => {
        if (person === null) return notLoggedIn;
        return Object.hasOwn(person, "held") && person.held === false ? null : held;
      };
    }
    case "not-minor": {
      const minor = refusal({ code: "minor" });
      return ({ person }) => {
        if (person === null) return notLoggedIn;
        return Object.hasOwn(person, "minor") && person.minor === false ? null : minor;
      };
    }
    case "similar-purchase": {
      const dissimilar = refusal({ code: "not-similar" });
      return ({ person }) => {
        if (person === null) return notLoggedIn;
        const purchases = Object.hasOwn(person, "purchases") ? person.purchases : undefined;
        return purchases === "none" || purchases === "similar" ? null : dissimilar;
      };
    }
    case "licensed": {
      const lapsed = refusal({ code: "licence-lapsed" });
      const missing = refusal({ code: "licence-missing" });
      return (facts) => {
        const licence = Object.hasOwn(facts, "licence") ? facts.licence : undefined;
        if (licence === "held") return null;
        return licence === "lapsed" ? lapsed : missing;
      };
    }
    case "within-pace": {
      const { purpose } = condition;
      const reached = refusal({ code: "pace-reached", purpose });
      return ({ person }) => {
        if (person === null) return notLoggedIn;
        const known: unknown = Object.hasOwn(person, "reached") ? person.reached : undefined;
        return Array.isArray(known) && !known.includes(purpose) ? null : reached;
      };
    }
    default: {
      const unknown = refusal({ code: "condition-unknown", name: shown(nameOfUnknown(condition)) });
      return () => unknown;
    }
  }
}

function readConsent(consent: unknown): { readonly kind: unknown; readonly at: unknown } {
  let kind: unknown;
  let at: unknown;
  if (isObject(consent)) {
    for (const name in consent) {
      if (!isOwn.call(consent, name)) continue;
      if (name === "kind") kind = consent[name];
      else if (name === "at") at = consent[name];
    }
  }
  return { kind, at };
}

/** A bundle from a newer build may hold kinds this one does not know, whatever the types say. */
function nameOfUnknown(condition: never): string {
  return String((condition as { readonly kind: unknown }).kind);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
