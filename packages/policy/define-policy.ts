import type {
  Category,
  Channel,
  ClauseStatus,
  FieldPath,
  Mechanism,
  PolicyModel,
  Purpose,
  Recipient,
  Role,
  Text,
} from "./model.ts";
import { createSink, type Sink } from "./personal.ts";

/** A model whose names are literal types, with the sinks that open its data. */
export interface Policy<M, F extends string, P extends string> {
  readonly model: M;
  /**
   * Declares the one place where values of `fields`, read for `purpose`, are opened.
   * A value read for another purpose, or a field that is not listed, does not compile; at run time it is a `TypeError`.
   * @example
   * const letter = index.sink({ purpose: "marketing", fields: ["contact.email"] });
   * letter.open(value); // value: Personal<"contact.email", "marketing">
   */
  sink<const SF extends F, const SP extends P>(declared: {
    readonly purpose: SP;
    readonly fields: readonly SF[];
  }): Sink<SF, SP>;
}

/**
 * Declares a privacy policy. The names of data, purposes, roles, channels and recipients stay literal types, so that a
 * permit, form or cookie which names something undeclared does not compile.
 * @example
 * export default definePolicy({ id: "index", languages: ["en", "zh"], … });
 */
export function definePolicy<
  const L extends string,
  const D extends Readonly<Record<string, Category<L>>>,
  const P extends Readonly<Record<string, Purpose<L>>>,
  const R extends Readonly<Record<string, Role<L>>>,
  const C extends Readonly<Record<string, Channel<L>>>,
  const T extends Readonly<Record<string, Recipient<L>>>,
>(
  model: PolicyModel<L, D, P, R, C, T>,
): Policy<PolicyModel<L, D, P, R, C, T>, FieldPath<D>, keyof P & string> {
  return { model, sink: (declared) => createSink(declared) };
}

/** A clause kept by these parts of the software. */
export function enforced(...by: [Mechanism, ...Mechanism[]]): ClauseStatus {
  return { status: "enforced", by };
}

/** A clause whose mechanism is not built yet; `brings` names what will bring it. Until then what it would permit is refused. */
export function pending(brings: Text): ClauseStatus {
  return { status: "pending", brings };
}

/** A clause that states a fact and promises nothing to be done. */
export function states(): ClauseStatus {
  return { status: "states" };
}
