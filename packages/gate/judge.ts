import type { Decision, Facts, Operation, Refusal } from "@avow/policy";
import { findFactsFlaw } from "./conditions.ts";
import { type DeclaredNames, refuseUnknown, refuseUnspoken } from "./names.ts";
import { type ObjectKey, parseOperation } from "./parse-operation.ts";
import type { Why } from "./reasons.ts";
import { makeRefusal } from "./refusal.ts";
import {
  bitOf,
  type Candidate,
  type Candidates,
  columnOf,
  MOST_KEPT,
  masksAreExact,
  type RuleIndex,
} from "./rule-index.ts";

/** Judges any value as an operation, under any value as facts. Total: it answers everything and throws nothing. */
export function judge(index: RuleIndex, facts: unknown, input: unknown): Decision {
  try {
    const decision = judgePlain(index, facts, input);
    if (decision !== null) return decision;
  } catch {
    // Reading it threw: the careful way says where.
  }
  const parsed = parseOperation(input);
  return parsed.ok ? judgeParsed(index, facts, parsed.operation) : refuse(index, parsed.why);
}

/** Judges a frozen copy made by {@link parseOperation}. */
export function judgeParsed(index: RuleIndex, facts: unknown, operation: Operation): Decision {
  return (
    refuseUnknown(index, operation) ??
    judgePlain(index, facts, operation) ??
    refuse(index, { code: "malformed", part: "operation" })
  );
}

/** A refusal of what is nearest to no promise but the one that somebody answers for the policy. */
export function refuse(index: RuleIndex, why: Why): Refusal {
  return makeRefusal(index.bundle, why, { clause: index.accountableClause });
}

const isOwn = Object.prototype.hasOwnProperty;

/** The facts, and the parts of an operation; none of them checked yet, but for what `mask` says. */
interface Asked {
  readonly facts: unknown;
  action: unknown;
  by: unknown;
  purpose: unknown;
  data: unknown;
  objectKey: ObjectKey | null;
  object: unknown;
  /** The bits of `data`, once it is known to hold declared fields only. */
  mask: number;
}

/**
 * The quick way: reads an operation once and decides it by number. Gives `null` where it meets anything out of the
 * ordinary in the operation, without saying what.
 */
function judgePlain(index: RuleIndex, facts: unknown, input: unknown): Decision | null {
  const asked = readPlain(facts, input);
  if (asked === null || index.bundle.controller === null) return null;
  const action = index.actions.get(asked.action as string);
  if (action === undefined || action.objectKey !== asked.objectKey) return null;
  const by = index.roles.get(asked.by as string);
  const purpose = index.purposes.get(asked.purpose as string);
  const object = action.objects === null ? 0 : action.objects.get(asked.object as string);
  const mask = maskOf(index, asked.data);
  if (by === undefined || purpose === undefined || object === undefined || mask === null) return null;
  if (mask === 0 && asked.action !== "store") return null;
  asked.mask = mask;

  const row = action.firstRow + object;
  const column = columnOf(index, purpose, by);
  const candidates = index.rows[row]?.[column];
  return candidates === undefined
    ? findUnspoken(index, row * index.purposes.size * index.roles.size + column, asked)
    : settle(index, candidates, asked);
}

/** Reads the own keys of an operation, each once; `null` where there is one too many. */
function readPlain(facts: unknown, input: unknown): Asked | null {
  if (typeof input !== "object" || input === null) return null;
  const operation = input as Readonly<Record<string, unknown>>;
  const asked: Asked = {
    facts,
    action: undefined,
    by: undefined,
    purpose: undefined,
    data: undefined,
    objectKey: null,
    object: undefined,
    mask: 0,
  };
  for (const name in operation) {
    if (!isOwn.call(operation, name)) continue;
    const value = operation[name];
    if (name === "action") asked.action = value;
    else if (name === "by") asked.by = value;
    else if (name === "purpose") asked.purpose = value;
    else if (name === "data") asked.data = value;
    else if (name !== "form" && name !== "channel" && name !== "recipient" && name !== "key") return null;
    else if (value !== undefined) {
      if (asked.objectKey !== null) return null;
      asked.objectKey = name;
      asked.object = value;
    }
  }
  return asked;
}

/**
 * The bits of an array of declared fields without duplicates; `null` for any other value. The array is read by number
 * alone here and below: its methods may have been replaced.
 */
function maskOf(index: RuleIndex, data: unknown): number | null {
  if (!Array.isArray(data) || data.length > index.fields.size) return null;
  let mask = 0;
  let collided = false;
  for (let at = 0; at < data.length; at += 1) {
    const field = index.fields.get(data[at]);
    if (field === undefined) return null;
    const bit = bitOf(field);
    if ((mask & bit) !== 0) collided = true;
    mask |= bit;
  }
  return collided && (masksAreExact(index) || hasDuplicates(data)) ? null : mask;
}

function hasDuplicates(data: readonly unknown[]): boolean {
  const seen = new Set<unknown>();
  for (let at = 0; at < data.length; at += 1) seen.add(data[at]);
  return seen.size !== data.length;
}

/** Among the rules that speak of the operation, finds the first that permits it, else the nearest refusal. */
function settle(index: RuleIndex, candidates: Candidates, asked: Asked): Decision | null {
  const { facts, mask } = asked;
  const data = asked.data as readonly string[];
  const exact = masksAreExact(index);
  let nearest: Refusal | null = null;
  try {
    for (const candidate of candidates) {
      if ((mask & ~candidate.mask) !== 0) continue;
      if (!exact && findFirstLacking(candidate, data) !== null) continue;
      const flaw = nearest === null ? findFactsFlaw(facts) : null;
      if (flaw !== null) return refuse(index, { code: "malformed", part: flaw });
      const failure = findFailure(candidate, facts as Facts);
      if (failure === null) return candidate.permit;
      nearest ??= failure;
    }
  } catch {
    return refuse(index, { code: "malformed", part: "facts" });
  }
  return nearest ?? findLacking(index, candidates[0], data);
}

function findFirstLacking(candidate: Candidate, data: readonly string[]): string | null {
  for (let at = 0; at < data.length; at += 1) {
    const path = data[at];
    if (path !== undefined && !candidate.fields.has(path)) return path;
  }
  return null;
}

function findFailure(candidate: Candidate, facts: Facts): Refusal | null {
  for (const test of candidate.tests) {
    const failure = test(facts);
    if (failure !== null) return failure;
  }
  return null;
}

/** No rule covers the data: the first is cited, with the first field it lacks. */
function findLacking(index: RuleIndex, first: Candidate, data: readonly string[]): Refusal | null {
  const field = findFirstLacking(first, data);
  if (field === null) return null;
  const kept = first.lacking.get(field);
  if (kept !== undefined) return kept;
  const why: Why = { code: "data-not-permitted", field, purpose: first.purpose };
  const refusal = makeRefusal(index.bundle, why, { clause: first.clause });
  first.lacking.set(field, refusal);
  return refusal;
}

/** No rule speaks of an operation whose names are all declared. */
function findUnspoken(index: RuleIndex, place: number, asked: Asked): Refusal {
  const kept = index.unspoken.get(place);
  if (kept !== undefined) return kept;
  const refusal = refuseUnspoken(index, asked as DeclaredNames);
  if (index.unspoken.size < MOST_KEPT) index.unspoken.set(place, refusal);
  return refusal;
}
