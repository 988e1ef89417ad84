import type { Decision, Facts, Operation, Refusal } from "@avow/policy";
import { findFactsFlaw } from "./conditions.ts";
import { judgeParsed, refuse } from "./judge.ts";
import { findHeldTo, type Limits, measuredBy, permitsAll } from "./limits.ts";
import { OBJECT_KEYS, parseOperation } from "./parse-operation.ts";
import { type Candidate, columnOf, type RuleIndex } from "./rule-index.ts";

/** One operation, asked about again and again under changing facts. */
export interface Question {
  /** The frozen copy that is judged; `null` for what is no operation. */
  readonly operation: Operation | null;
  /** The same answer as `gate.decide(facts, operation)`, several times as quickly. Total. */
  ask(facts: Facts): Decision;
}

/** Judges once what does not depend on the facts; what is left for each asking is the conditions. */
export function makeQuestion(limits: Limits, input: unknown): Question {
  const parsed = parseOperation(input);
  if (!parsed.ok) {
    const refusal = refuse(limits.current, parsed.why);
    return { operation: null, ask: () => refusal };
  }
  const { operation } = parsed;
  const ask = askOf(limits.current, operation);
  if (operation.action === "erase") return { operation, ask };
  const earlier = new Map<string, Question["ask"]>();
  const askEarlier = (facts: Facts, index: RuleIndex, name: string): Decision => {
    const asked = earlier.get(name) ?? askOf(index, operation);
    earlier.set(name, asked);
    return asked(measuredBy(facts, name) as Facts);
  };
  return {
    operation,
    ask(facts) {
      const decision = ask(facts);
      if (decision.effect === "refuse") return decision;
      try {
        const heldTo = findHeldTo(facts);
        if (heldTo === undefined) return decision;
        const holds = permitsAll(limits, heldTo, (index, name) => askEarlier(facts, index, name));
        return holds ? decision : limits.unanswered;
      } catch {
        return refuse(limits.current, { code: "malformed", part: "facts" });
      }
    },
  };
}

/** How one version's rules answer an operation. */
function askOf(index: RuleIndex, operation: Operation): Question["ask"] {
  const covering = findCovering(index, operation);
  if (covering.length > 0) return (facts) => askThem(index, covering, facts);
  // No rule covers it, so the facts do not matter: the answer is the same for all.
  const refusal = judgeParsed(index, null, operation);
  return () => refusal;
}

/** The rules that speak of the operation and cover all its data; none also where it names what is not declared. */
function findCovering(index: RuleIndex, operation: Operation): readonly Candidate[] {
  if (index.bundle.controller === null) return [];
  const action = index.actions.get(operation.action);
  const by = index.roles.get(operation.by);
  const purpose = index.purposes.get(operation.purpose);
  const key = OBJECT_KEYS[operation.action];
  const object = key === null ? 0 : action?.objects?.get(operation[key] ?? "");
  if (action === undefined || by === undefined || purpose === undefined || object === undefined) return [];
  if (!operation.data.every((path) => index.fields.has(path))) return [];
  const candidates = index.rows[action.firstRow + object]?.[columnOf(index, purpose, by)] ?? [];
  return candidates.filter(({ fields }) => operation.data.every((path) => fields.has(path)));
}

function askThem(index: RuleIndex, covering: readonly Candidate[], facts: Facts): Decision {
  try {
    const flaw = findFactsFlaw(facts);
    if (flaw !== null) return refuse(index, { code: "malformed", part: flaw });
    let nearest: Refusal | null = null;
    for (const { tests, permit } of covering) {
      const failure = findFailure(tests, facts);
      if (failure === null) return permit;
      nearest ??= failure;
    }
    if (nearest !== null) return nearest;
  } catch {
    // Reading the facts threw.
  }
  return refuse(index, { code: "malformed", part: "facts" });
}

function findFailure(tests: Candidate["tests"], facts: Facts): Refusal | null {
  for (const test of tests) {
    const failure = test(facts);
    if (failure !== null) return failure;
  }
  return null;
}
