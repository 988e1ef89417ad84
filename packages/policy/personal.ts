/** Set once by the class below, so that nothing outside this file can reach a value. */
let reveal: (value: Personal) => string;

/**
 * One personal value, readable by nobody who merely holds it. It prints as `[personal contact.email for marketing]`
 * in logs, templates, JSON, `util.inspect` and errors, and opens only in a {@link Sink} declared for its purpose.
 */
export class Personal<F extends string = string, P extends string = string> {
  readonly field: F;
  readonly purpose: P;
  readonly #value: string;

  static {
    reveal = (personal) => personal.#value;
  }

  constructor(field: F, purpose: P, value: string) {
    this.field = field;
    this.purpose = purpose;
    this.#value = value;
    Object.freeze(this);
  }

  toString(): string {
    return `[personal ${this.field} for ${this.purpose}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.toPrimitive](): string {
    return this.toString();
  }

  /** Read by `util.inspect` and `console.log` in Node; the symbol is registered, so nothing is imported. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** The one place where values of these fields, read for this purpose, are opened. */
export interface Sink<F extends string, P extends string> {
  readonly purpose: P;
  readonly fields: readonly F[];
  /** @throws {TypeError} when the value was read for another purpose or is of a field not declared here. */
  open(value: Personal<F, P>): string;
}

/** Makes a sink for names that are only known at run time; {@link definePolicy} gives the typed one. */
export function createSink<F extends string, P extends string>(declared: {
  readonly purpose: P;
  readonly fields: readonly F[];
}): Sink<F, P> {
  const fields = new Set<string>(declared.fields);
  return {
    purpose: declared.purpose,
    fields: declared.fields,
    open(value) {
      if (value.purpose !== declared.purpose)
        throw new TypeError(`${value} cannot be opened in a sink for \`${declared.purpose}\``);
      if (!fields.has(value.field))
        throw new TypeError(`${value} cannot be opened in a sink that does not declare \`${value.field}\``);
      return reveal(value);
    },
  };
}
