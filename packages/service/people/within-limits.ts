import type { Gate } from "@avow/gate";
import type { Facts, Operation } from "@avow/policy";

/**
 * What of an operation's data stays within the limits that somebody is held to: without the fields that only a change permits which
 * they have not agreed to (clause 2.6.2). So whoever keeps the earlier limits is served as before, with what was opened before. What
 * is refused for another reason stays in, for the gate to refuse the whole.
 */
export function withinLimits(gate: Gate, facts: Facts, operation: Operation): readonly string[] {
  return operation.data.filter((path) => {
    const decision = gate.decide(facts, { ...operation, data: [path] });
    return decision.effect === "permit" || decision.code !== "change-unanswered";
  });
}
