import type { Bundle, Decision, Facts, Operation, Refusal } from "@avow/policy";
import { Permit } from "@avow/policy/grant";
import { judge, judgeParsed, refuse } from "./judge.ts";
import { type Earlier, hold, type Limits, makeLimits } from "./limits.ts";
import { parseOperation } from "./parse-operation.ts";
import { makeQuestion, type Question } from "./question.ts";
import { makeRuleIndex } from "./rule-index.ts";

/** One policy, ready to decide. Made only by {@link prepareGate}. */
export interface Gate {
  readonly bundle: Bundle;
  /** SHA-256 of the bundle, hexadecimal. */
  readonly version: string;
  /**
   * Whether the policy permits the operation under these facts; if not, why, under which clause, and what would lift it.
   * Pure and total: the same question has the same answer, and whatever is passed, at run time, gets a decision.
   * Decisions are frozen and shared between callers.
   */
  decide(facts: Facts, operation: Operation): Decision;
  /** An earlier version as a limit on this one, in today's names; `null` for one the gate was not given. */
  limit(version: string): Bundle | null;
  /** Prepares one operation for being asked about often, as a door does that always does the same. */
  question(operation: Operation): Question;
}

class PreparedGate implements Gate {
  readonly bundle: Bundle;
  readonly version: string;
  readonly #limits: Limits;

  constructor(bundle: Bundle, version: string, earlier: readonly Earlier[]) {
    this.bundle = bundle;
    this.version = version;
    this.#limits = makeLimits(makeRuleIndex(bundle), version, earlier);
    Object.freeze(this);
  }

  decide(facts: Facts, operation: Operation): Decision {
    return hold(this.#limits, judge(this.#limits.current, facts, operation), facts, operation);
  }

  limit(version: string): Bundle | null {
    return this.#limits.find(version)?.bundle ?? null;
  }

  question(operation: Operation): Question {
    return makeQuestion(this.#limits, operation);
  }

  static limitsOf(gate: Gate): Limits {
    if (!(#limits in gate)) throw new TypeError("this gate was not made by `prepareGate`");
    return gate.#limits;
  }
}

/**
 * Indexes the bundle's rules once, so that a decision costs the same however many there are. `version` is the bundle's
 * SHA-256, which every permit carries; the caller has verified it.
 * @param earlier the versions that governed before, in that order: those that people may be held to. Whoever is held to another is
 *   refused
 * @example prepareGate(bundle, version).decide(facts, operation) // => { effect: "permit", clause: "2.4.8" }
 */
export function prepareGate(bundle: Bundle, version: string, earlier: readonly Earlier[] = []): Gate {
  return new PreparedGate(bundle, version, earlier);
}

const prepared = new WeakMap<Bundle, Gate>();

/** Decides one operation; the bundle is prepared the first time it is seen, and must not be changed after. */
export function decide(bundle: Bundle, facts: Facts, operation: Operation): Decision {
  let gate = prepared.get(bundle);
  if (gate === undefined) {
    gate = prepareGate(bundle, "");
    prepared.set(bundle, gate);
  }
  return gate.decide(facts, operation);
}

/**
 * Decides, and where the decision is to permit gives the proof that doors ask for. Nothing else makes permits. What is
 * judged and what the permit carries are one frozen copy, so that nobody can be permitted one thing and do another.
 * @param person the person the facts are about; `null` when nobody is identified.
 * @throws {TypeError} when `gate` only looks like a gate.
 */
export function askPermit<O extends Operation>(
  gate: Gate,
  facts: Facts,
  operation: O,
  person: string | null,
): { readonly permit: Permit<O> } | { readonly refusal: Refusal } {
  const limits = PreparedGate.limitsOf(gate);
  const parsed = parseOperation(operation);
  if (!parsed.ok) return { refusal: refuse(limits.current, parsed.why) };
  const judged = judgeParsed(limits.current, facts, parsed.operation);
  const decision = hold(limits, judged, facts, parsed.operation);
  if (decision.effect === "refuse") return { refusal: decision };
  const { clause } = decision;
  return { permit: new Permit({ operation: parsed.operation as O, clause, policy: gate.version, person }) };
}
