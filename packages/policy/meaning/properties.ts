import { type Diagnostic, type SourceFile, spanAt, withoutMark } from "../diagnostic.ts";
import type { Facts, Operation } from "../operation.ts";
import { type Property, parseProperty } from "./parse-property.ts";
import { listPermissions, type Space } from "./permissions.ts";
import type { Permission, Point, Way } from "./shapes.ts";

/** A permission that a property forbids, and which of its fields the property speaks of. */
export interface Violation {
  readonly point: Point;
  readonly way: Way;
  readonly data: readonly string[];
}

/** An operation with facts under which it is permitted, as the gate takes them. */
export interface Witness {
  readonly operation: Operation;
  readonly facts: Facts;
}

/**
 * Holds a policy to its never-properties: one a line, `#` begins a comment. A line that cannot be read and a property that
 * some permitted operation violates are errors; the latter shows the operation and the facts.
 */
export function checkProperties(space: Space, { file, source }: SourceFile): readonly Diagnostic[] {
  const text = withoutMark(source);
  const permissions = listPermissions(space);
  return [...text.matchAll(/^[^\n]*$/gm)].flatMap(({ 0: line, index }): readonly Diagnostic[] => {
    const written = line.replace(/(^|\s)#.*$/, "").trim();
    if (written === "") return [];
    const span = spanAt(text, index + line.indexOf(written), written.length);
    const parsed = parseProperty(written, space);
    if (!parsed.ok) {
      const { message, help } = parsed;
      return [{ code: "property-malformed", severity: "error", file, span, message, help }];
    }
    const [violation] = listViolations(parsed.value, permissions, space);
    if (violation === undefined) return [];
    const { operation, facts } = makeWitness(violation.point, violation.way, violation.data.slice(0, 1));
    const message = `what must never be is permitted by clause ${violation.way.clause}`;
    const help = `try: avow decide '${JSON.stringify(operation)}' --facts '${JSON.stringify(facts)}'`;
    return [{ code: "property-violated", severity: "error", file, span, message, help }];
  });
}

/** Every permission that lets a forbidden operation happen. None means that no operation violates the property. */
export function listViolations(
  property: Property,
  permissions: readonly Permission[],
  space: Space,
): readonly Violation[] {
  return permissions
    .filter(({ point }) => speaksOf(property, point, space))
    .flatMap(({ point, ways }) =>
      ways.flatMap((way) => {
        const data = way.data.filter((field) => property.data?.has(field) ?? true);
        if (data.length === 0 && property.data !== null) return [];
        return isSafe(property, point, way, space) ? [] : [{ point, way, data }];
      }),
    );
}

function speaksOf(property: Property, { action, by, purpose, object }: Point, space: Space): boolean {
  return (
    property.actions.has(action) &&
    (property.by === null || property.by === by) &&
    (property.purpose === null || property.purpose === purpose) &&
    (property.channel === null || (action === "contact" && property.channel === object)) &&
    (property.recipient === null || property.recipient === object) &&
    (property.outside === null || leaves(property.outside, space.recipients[object ?? ""]?.countries))
  );
}

/** A recipient that does not say where it is may be anywhere. */
function leaves(inside: ReadonlySet<string>, countries: readonly string[] = []): boolean {
  return countries.length === 0 || countries.some((country) => !inside.has(country));
}

/** Whether a way asks for what the property says must not be lacking. */
function isSafe(
  { without, afterObjection }: Property,
  { purpose }: Point,
  { when }: Way,
  space: Space,
): boolean {
  return when.some(({ condition }) => {
    if (condition.kind === "logged-in") return without === "log-in";
    if (condition.kind === "cookies-accepted") return without === "accepted cookies";
    if (condition.kind === "not-objected") return afterObjection && condition.purpose === purpose;
    if (condition.kind !== "consent") return false;
    if (without === "consent") return condition.purpose === purpose;
    const basis = space.purposes[condition.purpose]?.basis;
    return without === "separate consent" && basis === "separate-consent";
  });
}

/** An operation on `data` at `point`, and the least favourable facts under which `way` permits it. */
export function makeWitness(point: Point, way: Way, data: readonly string[]): Witness {
  const { action, by, purpose, object } = point;
  const named = object === null ? {} : nameObject(point, object);
  const has = (kind: string) => way.when.some(({ condition }) => condition.kind === kind);
  const mayObject = way.when.some(
    ({ condition }) => condition.kind === "not-objected" && condition.purpose === purpose,
  );
  const consents = way.when.flatMap(({ condition }) =>
    condition.kind === "consent" ? [[condition.purpose, { kind: "granted", at: 0 }] as const] : [],
  );
  return {
    operation: { action, by, purpose, data, ...named },
    facts: {
      person: {
        loggedIn: has("logged-in"),
        consents: Object.fromEntries(consents),
        objections: mayObject ? {} : { [purpose]: 0 },
        held: !has("not-held"),
        ...(has("not-minor") && { minor: false }),
        ...(has("similar-purchase") && { purchases: "similar" as const }),
        ...(has("within-pace") && { reached: [] }),
      },
      ...(has("licensed") && { licence: "held" as const }),
      cookies: has("cookies-accepted") ? "accepted" : "refused",
    },
  };
}

function nameObject({ action }: Point, object: string): Partial<Operation> {
  switch (action) {
    case "collect":
      return { form: object };
    case "contact":
      return { channel: object };
    case "store":
      return { key: object };
    default:
      return { recipient: object };
  }
}
