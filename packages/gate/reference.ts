import {
  asLimit,
  type BoundCondition,
  type Bundle,
  type Decision,
  type Facts,
  type Operation,
  type Refusal,
  type Remedy,
  type Rule,
} from "@avow/policy";
import type { Earlier } from "./limits.ts";
import { reasonOf, shown, type Why } from "./reasons.ts";

/**
 * Decides as `decide` does, slowly and plainly: SPEC.md read from top to bottom, with no index, no memory and nothing
 * shared with the quick one but the sentences of reasons. It is what the quick one is tested against.
 */
export function decideByReference(
  bundle: Bundle,
  facts: Facts,
  operation: Operation,
  past: Past = { version: "", earlier: [] },
): Decision {
  const decision = decideAlone(bundle, facts, operation);
  if (decision.effect === "refuse" || operation.action === "erase") return decision;
  const held =
    facts.person !== null && Object.hasOwn(facts.person, "heldTo") ? facts.person.heldTo : undefined;
  if (held === undefined) return decision;
  if (Array.isArray(held) && held.every((name) => permitted(bundle, facts, operation, { ...past, name })))
    return decision;
  return refuse(
    bundle,
    { code: "change-unanswered" },
    { clause: limitsClause(bundle), remedy: { kind: "answer-change" } },
  );
}

/** The version that is asked, and those that governed before it, as `prepareGate` is given them. */
export interface Past {
  readonly version: string;
  readonly earlier: readonly Earlier[];
}

function permitted(
  bundle: Bundle,
  facts: Facts,
  operation: Operation,
  { version, earlier, name }: Past & { readonly name: unknown },
): boolean {
  if (name === version) return true;
  const place = earlier.findLastIndex((one) => one.version === name);
  if (place < 0) return false;
  let old = earlier[place]?.bundle ?? bundle;
  for (const next of earlier.slice(place + 1)) old = asLimit(old, next.bundle);
  old = asLimit(old, bundle);
  return decideAlone(old, measured(facts, String(name)), operation).effect === "permit";
}

function measured(facts: Facts, version: string): Facts {
  const { person } = facts;
  const under: unknown = person !== null && Object.hasOwn(person, "under") ? person.under : undefined;
  if (person === null || under === undefined) return facts;
  const { purchases: _, reached: __, ...rest } = person;
  const nothing = { ...facts, person: rest };
  if (typeof under !== "object" || under === null) return nothing;
  const told: unknown = new Map(Object.entries(under)).get(version);
  if (told === undefined) return Object.hasOwn(under, version) ? nothing : facts;
  if (typeof told !== "object" || told === null) return nothing;
  const known = new Map<string, unknown>(Object.entries(told));
  return {
    ...facts,
    // Whatever stands there is read as a fact of that name is.
    person: { ...rest, purchases: known.get("purchases"), reached: known.get("reached") } as Facts["person"],
  };
}

function decideAlone(bundle: Bundle, facts: Facts, operation: Operation): Decision {
  let part = "operation";
  try {
    const flaw = findShapeFlaw(operation);
    if (flaw !== null) return refuse(bundle, flaw, { clause: generalClause(bundle) });
    const unknown = findUnknownName(bundle, operation);
    if (unknown !== null) return unknown;
    part = "facts";
    return askRules(bundle, facts, operation);
  } catch {
    return refuse(bundle, { code: "malformed", part }, { clause: generalClause(bundle) });
  }
}

function findShapeFlaw(operation: unknown): Why | null {
  if (typeof operation !== "object" || operation === null) return { code: "malformed", part: "operation" };
  const keys = new Map<string, unknown>(Object.entries(operation));

  const action = keys.get("action");
  if (typeof action !== "string") return { code: "malformed", part: "operation.action" };
  let demanded = "";
  if (action === "collect") demanded = "form";
  else if (action === "contact") demanded = "channel";
  else if (action === "disclose" || action === "transfer") demanded = "recipient";
  else if (action === "store") demanded = "key";
  else if (!["use", "publish", "release", "keep", "erase"].includes(action))
    return { code: "action-unknown", name: shown(action) };

  if (typeof keys.get("by") !== "string") return { code: "malformed", part: "operation.by" };
  if (typeof keys.get("purpose") !== "string") return { code: "malformed", part: "operation.purpose" };
  if (!isList(keys.get("data"), action === "store")) return { code: "malformed", part: "operation.data" };
  for (const key of ["form", "channel", "recipient", "key"]) {
    const value = keys.get(key);
    const fits = key === demanded ? typeof value === "string" : value === undefined;
    if (!fits) return { code: "malformed", part: `operation.${key}` };
  }
  for (const key of keys.keys()) {
    if (!["action", "by", "purpose", "data", "form", "channel", "recipient", "key"].includes(key))
      return { code: "malformed", part: shown(`operation.${key}`) ?? "operation" };
  }
  return null;
}

function isList(data: unknown, mayBeEmpty: boolean): boolean {
  if (!Array.isArray(data) || data.length > 1000) return false;
  if (data.length === 0) return mayBeEmpty;
  for (let i = 0; i < data.length; i += 1) {
    if (typeof data[i] !== "string") return false;
    for (let j = 0; j < i; j += 1) if (data[i] === data[j]) return false;
  }
  return true;
}

function findUnknownName(bundle: Bundle, operation: Operation): Refusal | null {
  const { action, by, purpose, data } = operation;
  const general = { clause: generalClause(bundle) };
  if (bundle.controller === null) return refuse(bundle, { code: "no-controller" }, general);
  if (!Object.hasOwn(bundle.roles, by))
    return refuse(bundle, { code: "role-unknown", name: shown(by) }, general);
  if (!Object.hasOwn(bundle.purposes, purpose))
    return refuse(bundle, { code: "purpose-unknown", name: shown(purpose) }, general);

  const nearest = { clause: clauseOf(bundle.purposes, purpose) };
  for (const path of data) {
    let declared = false;
    for (const [category, { fields }] of Object.entries(bundle.data))
      for (const field of Object.keys(fields)) if (`${category}.${field}` === path) declared = true;
    if (!declared) return refuse(bundle, { code: "data-unknown", name: shown(path) }, nearest);
  }
  const { form, channel, recipient, key } = operation;
  if (action === "collect" && form !== undefined && !Object.hasOwn(bundle.forms, form))
    return refuse(bundle, { code: "form-unknown", name: shown(form) }, nearest);
  if (action === "contact" && channel !== undefined && !Object.hasOwn(bundle.channels, channel))
    return refuse(bundle, { code: "channel-unknown", name: shown(channel) }, nearest);
  if (
    (action === "disclose" || action === "transfer") &&
    recipient !== undefined &&
    !Object.hasOwn(bundle.recipients, recipient)
  )
    return refuse(bundle, { code: "recipient-unknown", name: shown(recipient) }, nearest);
  if (action === "store" && key !== undefined && !Object.hasOwn(bundle.storage, key))
    return refuse(bundle, { code: "key-unknown", name: shown(key) }, nearest);
  return null;
}

function askRules(bundle: Bundle, facts: Facts, operation: Operation): Decision {
  const candidates: Rule[] = [];
  for (const rule of bundle.rules) if (speaksOf(rule, operation)) candidates.push(rule);
  const [first] = candidates;
  if (first === undefined) return refuseUnspoken(bundle, operation);

  const covering: Rule[] = [];
  for (const rule of candidates) if (firstLacking(rule, operation) === null) covering.push(rule);
  const lacking = firstLacking(first, operation);
  if (covering.length === 0 && lacking !== null) {
    const why: Why = { code: "data-not-permitted", field: lacking, purpose: operation.purpose };
    return refuse(bundle, why, { clause: first.clause });
  }

  const flaw = findFactsFlaw(facts);
  if (flaw !== null)
    return refuse(bundle, { code: "malformed", part: flaw }, { clause: generalClause(bundle) });
  const failures: Refusal[] = [];
  for (const rule of covering) {
    let failure: Refusal | null = null;
    for (const bound of rule.when) failure ??= findFailure(bundle, facts, bound);
    if (failure === null) return { effect: "permit", clause: rule.clause };
    failures.push(failure);
  }
  const [nearest] = failures;
  return nearest ?? refuseUnspoken(bundle, operation);
}

function speaksOf(rule: Rule, operation: Operation): boolean {
  const { action, form, channel, recipient, key } = operation;
  if (rule.action !== action || rule.purpose !== operation.purpose || !rule.by.includes(operation.by))
    return false;
  const forms = action === "collect" ? rule.form === form : rule.form === null;
  const channels =
    action === "contact"
      ? channel !== undefined && rule.channel?.includes(channel) === true
      : rule.channel === null;
  const recipients =
    action === "disclose" || action === "transfer"
      ? recipient !== undefined && rule.recipient?.includes(recipient) === true
      : rule.recipient === null;
  const keys = action === "store" ? rule.key === key : rule.key === null;
  return forms && channels && recipients && keys;
}

function firstLacking(rule: Rule, operation: Operation): string | null {
  for (const path of operation.data) if (!rule.data.includes(path)) return path;
  return null;
}

function refuseUnspoken(bundle: Bundle, operation: Operation): Refusal {
  const { action, by, purpose, form, channel, recipient, key } = operation;
  let clause = clauseOf(bundle.purposes, purpose);
  let object: string | null = null;
  if (action === "collect" && form !== undefined) {
    clause = clauseOf(bundle.forms, form);
    object = form;
  }
  if (action === "contact" && channel !== undefined) object = channel;
  if ((action === "disclose" || action === "transfer") && recipient !== undefined) {
    clause = clauseOf(bundle.recipients, recipient);
    object = recipient;
  }
  if (action === "store" && key !== undefined) {
    clause = clauseOf(bundle.storage, key);
    object = key;
  }
  return refuse(bundle, { code: "not-permitted", action, by, purpose, object }, { clause });
}

function findFactsFlaw(facts: unknown): string | null {
  if (typeof facts !== "object" || facts === null) return "facts";
  const { person, cookies } = readKeys(facts, ["person", "cookies"]);
  if (typeof person !== "object") return "facts.person";
  if (person !== null) {
    const { loggedIn, consents, objections } = readKeys(person, ["loggedIn", "consents", "objections"]);
    if (typeof loggedIn !== "boolean") return "facts.person.loggedIn";
    if (typeof consents !== "object" || consents === null) return "facts.person.consents";
    if (typeof objections !== "object" || objections === null) return "facts.person.objections";
  }
  return ["accepted", "refused", "not-asked"].some((known) => known === cookies) ? null : "facts.cookies";
}

function readKeys(value: object, names: readonly string[]): Readonly<Record<string, unknown>> {
  const read: Record<string, unknown> = {};
  for (const name of Object.keys(value))
    if (names.includes(name)) read[name] = (value as Readonly<Record<string, unknown>>)[name];
  return read;
}

function findFailure(bundle: Bundle, facts: Facts, bound: BoundCondition): Refusal | null {
  const { condition, clause, source } = bound;
  const { person } = facts;
  const fails = (why: Why, remedy: Remedy | null): Refusal => refuse(bundle, why, { clause, source, remedy });
  if (condition.kind === "cookies-accepted")
    return facts.cookies === "accepted"
      ? null
      : fails({ code: "cookies-refused" }, { kind: "accept-cookies" });
  if (condition.kind === "logged-in")
    return person?.loggedIn === true ? null : fails({ code: "not-logged-in" }, { kind: "log-in" });
  if (condition.kind === "not-held") {
    if (person === null) return fails({ code: "not-logged-in" }, { kind: "log-in" });
    return readKeys(person, ["held"]).held === false ? null : fails({ code: "held" }, null);
  }
  if (condition.kind === "not-minor") {
    if (person === null) return fails({ code: "not-logged-in" }, { kind: "log-in" });
    return readKeys(person, ["minor"]).minor === false ? null : fails({ code: "minor" }, null);
  }
  if (condition.kind === "similar-purchase") {
    if (person === null) return fails({ code: "not-logged-in" }, { kind: "log-in" });
    const { purchases } = readKeys(person, ["purchases"]);
    return purchases === "none" || purchases === "similar" ? null : fails({ code: "not-similar" }, null);
  }
  if (condition.kind === "licensed") {
    const { licence } = readKeys(facts, ["licence"]);
    if (licence === "held") return null;
    return fails({ code: licence === "lapsed" ? "licence-lapsed" : "licence-missing" }, null);
  }
  if (condition.kind === "within-pace") {
    if (person === null) return fails({ code: "not-logged-in" }, { kind: "log-in" });
    const { reached } = readKeys(person, ["reached"]);
    if (Array.isArray(reached) && !reached.includes(condition.purpose)) return null;
    return fails({ code: "pace-reached", purpose: condition.purpose }, null);
  }
  if (condition.kind !== "consent" && condition.kind !== "not-objected")
    return fails(
      { code: "condition-unknown", name: shown(String((condition as { readonly kind: unknown }).kind)) },
      null,
    );

  const { purpose } = condition;
  if (person === null) return fails({ code: "not-logged-in" }, { kind: "log-in" });
  if (condition.kind === "not-objected") {
    if (!Object.hasOwn(person.objections, purpose)) return null;
    return fails({ code: "objected", purpose }, { kind: "withdraw-objection", purpose });
  }
  const remedy: Remedy = { kind: "consent", purpose };
  const consent: unknown = Object.hasOwn(person.consents, purpose) ? person.consents[purpose] : undefined;
  if (typeof consent !== "object" || consent === null)
    return fails({ code: "consent-missing", purpose }, remedy);
  const { kind, at } = readKeys(consent, ["kind", "at"]);
  if (kind === "refused") return fails({ code: "consent-refused", purpose }, remedy);
  if (kind === "withdrawn") return fails({ code: "consent-withdrawn", purpose }, remedy);
  if (kind === "granted" && typeof at === "number" && Number.isFinite(at)) return null;
  return fails({ code: "consent-missing", purpose }, remedy);
}

function refuse(
  bundle: Bundle,
  why: Why,
  cited: { readonly clause: string; readonly remedy?: Remedy | null; readonly source?: string | null },
): Refusal {
  const { clause, remedy = null, source = null } = cited;
  return { effect: "refuse", clause, code: why.code, reason: reasonOf(bundle, why), remedy, source };
}

function clauseOf(elements: Readonly<Record<string, { readonly clause: string }>>, name: string): string {
  const element = elements[name];
  if (element === undefined) throw new TypeError("a name that was checked is not declared");
  return element.clause;
}

function limitsClause(bundle: Bundle): string {
  for (const { id, status } of bundle.clauses)
    if (status.status === "enforced" && status.by.includes("held-limits")) return id;
  return generalClause(bundle);
}

function generalClause(bundle: Bundle): string {
  for (const { id, status } of bundle.clauses)
    if (status.status === "enforced" && status.by.includes("accountable-controller")) return id;
  return bundle.controller === null ? bundle.law.clause : bundle.controller.clause;
}
