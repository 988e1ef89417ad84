import { failed, type Parsed } from "./bytes.ts";

/** A value JSON can say. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

const DEEPEST = 100;

/** Whether `value` is an object with members, neither an array nor `null`. */
export function isJsonObject(value: JsonValue): value is { readonly [name: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The one text of `value` under RFC 8785 (JSON Canonicalization Scheme): members sorted by UTF-16 code units, no
 * white space, numbers and strings as ECMAScript writes them.
 * @throws {TypeError} on what JSON cannot say: non-finite numbers, `undefined`, functions, symbols, bigints, objects
 *   that are not plain (dates, maps, bytes), lone surrogates, nesting deeper than 100 (which a cycle is).
 * @example canonicalJson({ b: 1.0, a: [true] }) // => '{"a":[true],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > DEEPEST) throw new TypeError(`value is nested deeper than ${DEEPEST}`);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return writeString(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("number is not finite");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item, depth + 1)).join(",")}]`;
  if (typeof value === "object" && isPlain(value)) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, item]) => `${writeString(name)}:${write(item, depth + 1)}`).join(",")}}`;
  }
  throw new TypeError(`JSON has no ${typeof value === "object" ? "such object" : typeof value}`);
}

function writeString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError("text holds a lone surrogate");
  return JSON.stringify(text);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/**
 * Parses JSON as I-JSON (RFC 7493) wants it: a name occurs once in an object (after unescaping), no lone surrogates,
 * no number too large to be finite, nesting up to 100.
 */
export function parseStrictJson(text: string): Parsed<JsonValue> {
  const reader = new JsonReader(text);
  try {
    return { ok: true, value: reader.whole() };
  } catch (error) {
    if (error instanceof NotStrictJson) return failed(`${error.message} at ${reader.at}`);
    throw error;
  }
}

class NotStrictJson extends Error {}

const STRING = /"(?:[^"\\]|\\.)*"/sy;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERAL = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

class JsonReader {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): JsonValue {
    const value = this.#value(0);
    this.#space();
    if (this.at !== this.#text.length) throw new NotStrictJson("unexpected text after the value");
    return value;
  }

  #value(depth: number): JsonValue {
    if (depth > DEEPEST) throw new NotStrictJson(`nested deeper than ${DEEPEST}`);
    this.#space();
    if (this.#take("{")) return this.#object(depth);
    if (this.#take("[")) return this.#array(depth);
    if (this.#text[this.at] === '"') return this.#string();
    const literal = this.#match(LITERAL);
    if (literal !== null) return JSON.parse(literal) as null | boolean;
    const number = Number(this.#match(NUMBER) ?? Number.NaN);
    if (!Number.isFinite(number)) throw new NotStrictJson("expected a value with a finite number");
    return number;
  }

  #object(depth: number): JsonValue {
    const members = new Map<string, JsonValue>();
    this.#space();
    if (this.#take("}")) return {};
    do {
      this.#space();
      const name = this.#string();
      if (members.has(name)) throw new NotStrictJson("a name occurs twice");
      this.#space();
      this.#expect(":");
      members.set(name, this.#value(depth + 1));
      this.#space();
    } while (this.#take(","));
    this.#expect("}");
    return Object.fromEntries(members);
  }

  #array(depth: number): JsonValue {
    const items: JsonValue[] = [];
    this.#space();
    if (this.#take("]")) return items;
    do {
      items.push(this.#value(depth + 1));
      this.#space();
    } while (this.#take(","));
    this.#expect("]");
    return items;
  }

  #string(): string {
    const token = this.#match(STRING);
    if (token === null) throw new NotStrictJson("expected a string");
    const text = unquote(token);
    if (!text.isWellFormed()) throw new NotStrictJson("a string holds a lone surrogate");
    return text;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #take(character: string): boolean {
    if (this.#text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw new NotStrictJson(`expected \`${character}\``);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }
}

function unquote(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    throw new NotStrictJson("a string holds a bad escape or a control character");
  }
}
