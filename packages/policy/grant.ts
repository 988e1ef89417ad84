import type { ClauseId } from "./model.ts";
import type { Operation } from "./operation.ts";

/**
 * Proof that the gate permitted one operation. Every door that reads, sends, sets or shows asks for one. Only the gate
 * may make them: the arrows let no other room import `@avow/policy/grant`.
 */
export class Permit<O extends Operation = Operation> {
  readonly operation: O;
  readonly clause: ClauseId;
  /** SHA-256 of the bundle that permitted it, hexadecimal. */
  readonly policy: string;
  /** The person it is about; `null` when nobody is identified. */
  readonly person: string | null;
  readonly #made: true = true;

  constructor(granted: {
    readonly operation: O;
    readonly clause: ClauseId;
    readonly policy: string;
    readonly person: string | null;
  }) {
    this.operation = granted.operation;
    this.clause = granted.clause;
    this.policy = granted.policy;
    this.person = granted.person;
    Object.freeze(this);
  }

  /** Whether `value` is a permit the gate made, not an object that looks like one. */
  static is(value: unknown): value is Permit {
    return typeof value === "object" && value !== null && #made in value;
  }
}

/** Whether `value` is a permit the gate made, not an object that looks like one. */
export function isPermit(value: unknown): value is Permit {
  return Permit.is(value);
}
