import { type Action, isPermit, type Permit } from "@avow/policy";
import { Fault } from "@avow/postgres";

/** What a value is read for. */
export const READING: readonly Action[] = ["use", "contact", "disclose", "transfer", "publish"];

/**
 * Lets only a permit of the gate for one of `actions` past.
 * @throws {Fault} `permit-does-not-cover`
 */
export function requireAction(permit: Permit, actions: readonly Action[]): void {
  if (!isPermit(permit)) throw doesNotCover("that is not a permit of the gate");
  const { action } = permit.operation;
  if (!actions.includes(action)) throw doesNotCover(`the permit is to \`${action}\`, which this is not`);
}

/**
 * The person the permit is about.
 * @throws {Fault} `permit-does-not-cover` when it is about nobody
 */
export function requirePerson(permit: Permit): string {
  if (permit.person === null) throw doesNotCover("the permit is about nobody");
  requireUuid("person", permit.person);
  return permit.person;
}

/** @throws {Fault} `permit-does-not-cover` when the permit is about somebody else than `person`, or about nobody */
export function requireIs(permit: Permit, person: string): void {
  if (requirePerson(permit) !== person) throw doesNotCover("the permit is about somebody else");
}

/** @throws {Fault} `permit-does-not-cover` naming the first of `fields` that the permit leaves out */
export function requireFields(permit: Permit, fields: readonly string[]): void {
  const missing = fields.find((field) => !permit.operation.data.includes(field));
  if (missing !== undefined) throw doesNotCover(`the permit leaves out \`${missing}\``);
}

/** @throws {Fault} `permit-does-not-cover` naming the first of `categories` of which the permit names no field */
export function requireCategories(permit: Permit, categories: readonly string[]): void {
  const { data } = permit.operation;
  const missing = categories.find((category) => !data.some((path) => path.startsWith(`${category}.`)));
  if (missing !== undefined) throw doesNotCover(`the permit leaves out \`${missing}\``);
}

/**
 * Lets only the form of a UUID past that the database gives back, because seals are bound to its letters.
 * Never quotes the value: what arrives in place of an id may be an address.
 * @throws {TypeError} naming `what` it should have been
 */
export function requireUuid(what: string, value: string): void {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value))
    throw new TypeError(`\`${what}\` is not a UUID in lower case`);
}

function doesNotCover(message: string): Fault {
  return new Fault({
    code: "permit-does-not-cover",
    message,
    help: "ask the gate for the operation that is made",
  });
}
