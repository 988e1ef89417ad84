import type { DiagnosticCode } from "./diagnostic.ts";
import { suggest } from "./near-miss.ts";

/** Names and indexes that lead from the root to a part. */
export type Path = readonly (string | number)[];

/** What keeps a value from having its shape. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly path: Path;
  readonly message: string;
  readonly help?: string;
}

/** The problems of `value`, which stands at `path`; none when it has the shape. Never throws. */
export type Shape = (value: unknown, path: Path) => readonly Problem[];

/** A member that may be absent (but not `undefined`, which JSON cannot say). */
export interface Optional {
  readonly optional: Shape;
}

/** One shape for each member of `T`; the compiler sees to it that none is forgotten and none invented. */
export type Members<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? Optional : Shape;
};

/** A path in backticks, such as `permits[4].purpose` or `clauses["2.1.1"]`; `the whole` for the root. */
export function quotePath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text === "" ? "the whole" : `\`${text}\``;
}

/** Marks a member that may be absent. */
export function optional(shape: Shape): Optional {
  return { optional: shape };
}

/** Text that `accepts` holds for; `wanted` says what it is. Reported under `code`. */
export function text(
  wanted = "text",
  accepts: (value: string) => boolean = () => true,
  code: DiagnosticCode = "model-malformed",
): Shape {
  return (value, path) =>
    typeof value === "string" && accepts(value) ? [] : [unlike(wanted, value, path, code)];
}

/** One of these texts; a near miss is answered with the text it misses. Reported under `code`. */
export function oneOf(values: readonly string[], code: DiagnosticCode = "model-malformed"): Shape {
  return (value, path) => {
    if (typeof value === "string" && values.includes(value)) return [];
    const help = typeof value === "string" ? suggest(value, values) : {};
    return [{ ...unlike("one of a fixed list", value, path, code), ...help }];
  };
}

/** Exactly this value. */
export function literal(wanted: string | number | boolean | null): Shape {
  return (value, path) => (value === wanted ? [] : [unlike(`\`${wanted}\``, value, path, "model-malformed")]);
}

/** A whole number from 1 up. */
export const count: Shape = (value, path) =>
  Number.isSafeInteger(value) && Number(value) >= 1
    ? []
    : [unlike("a whole number from 1", value, path, "model-malformed")];

/** `null`, or a value of this shape. */
export function nullable(shape: Shape): Shape {
  return (value, path) => (value === null ? [] : shape(value, path));
}

/** A list of at least so many values of this shape; too short a list is reported under `code`. */
export function arrayOf(shape: Shape, atLeast = 0, code: DiagnosticCode = "model-malformed"): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return [unlike("a list", value, path, "model-malformed")];
    if (value.length < atLeast) return [{ code, path, message: `${quotePath(path)} is an empty list` }];
    return Array.from(value, (item: unknown, index) => shape(item, [...path, index])).flat();
  };
}

/** An object whose member names the author chooses; each must match `name`. */
export function recordOf(shape: Shape, name: RegExp): Shape {
  return (value, path) => {
    if (!isObject(value)) return [unlike("an object", value, path, "model-malformed")];
    return Object.entries(value).flatMap(([key, member]) => {
      const at = [...path, key];
      if (key !== "__proto__" && name.test(key)) return shape(member, at);
      return [
        {
          code: "model-malformed",
          path: at,
          message: `\`${key}\` is not a name that can stand in ${quotePath(path)}`,
        },
      ];
    });
  };
}

/** An object with these members and no others: a misspelt optional one would silently permit more. */
export function object<T>(members: Members<T>): Shape {
  const shapes = new Map<string, Shape | Optional>(Object.entries(members));
  return (value, path) => {
    if (!isObject(value)) return [unlike("an object", value, path, "model-malformed")];
    const known = [...shapes].flatMap(([key, shape]) => {
      const present = Object.hasOwn(value, key);
      if (typeof shape === "function")
        return present ? shape(value[key], [...path, key]) : [missing([...path, key])];
      return present ? shape.optional(value[key], [...path, key]) : [];
    });
    const unknown = Object.keys(value).filter((key) => !shapes.has(key));
    return [...known, ...unknown.map((key) => unknownMember([...path, key], key, [...shapes.keys()]))];
  };
}

/** One of several objects, told apart by the text in `tag`. */
export function variants(tag: string, shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    if (!isObject(value)) return [unlike("an object", value, path, "model-malformed")];
    const kind = Object.hasOwn(value, tag) ? value[tag] : undefined;
    const shape = typeof kind === "string" && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
    return shape === undefined ? oneOf(Object.keys(shapes))(kind, [...path, tag]) : shape(value, path);
  };
}

/** Whether `value` is an object with members, not a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function missing(path: Path): Problem {
  return { code: "model-malformed", path, message: `${quotePath(path)} is missing` };
}

function unknownMember(path: Path, key: string, known: readonly string[]): Problem {
  return {
    code: "model-malformed",
    path,
    message: `${quotePath(path)} is not known here`,
    ...suggest(key, known),
  };
}

function unlike(wanted: string, value: unknown, path: Path, code: DiagnosticCode): Problem {
  if (value === undefined) return { ...missing(path), code };
  const got = typeof value === "string" && value !== "" ? `\`${JSON.stringify(value)}\`` : kindOf(value);
  return { code, path, message: `${quotePath(path)} is ${got}, not ${wanted}` };
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (value === "") return "empty";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
