import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeUtf8, toHex } from "./bytes.ts";
import { canonicalJson, parseStrictJson } from "./canonical-json.ts";

const JCS = new URL("fixtures/jcs/", import.meta.url);
const CASES = ["arrays", "french", "structures", "unicode", "values", "weird"];

function read(path: string): string {
  return readFileSync(new URL(path, JCS), "utf8");
}

function parsedFrom(text: string): unknown {
  const parsed = parseStrictJson(text);
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.value;
}

describe("canonical JSON", () => {
  it.each(CASES)("[E3] RFC 8785 author's vector `%s`: text and bytes", (name) => {
    const canonical = canonicalJson(parsedFrom(read(`input/${name}.json`)));
    expect(canonical).toBe(read(`output/${name}.json`).trimEnd());
    expect(toHex(encodeUtf8(canonical))).toBe(read(`outhex/${name}.txt`).replaceAll(/\s/g, ""));
    expect(canonicalJson(parsedFrom(canonical))).toBe(canonical);
  });

  it("[E3] the example in the documentation holds", () => {
    expect(canonicalJson({ b: 1.0, a: [true] })).toBe('{"a":[true],"b":1}');
  });

  it("[E3] canonical text reads back as the same value and writes the same text", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(parsedFrom(text))).toBe(text);
      }),
    );
  });

  it("[E3] a member named `__proto__` is a member", () => {
    expect(canonicalJson(parsedFrom('{"__proto__":{"x":1},"a":2}'))).toBe('{"__proto__":{"x":1},"a":2}');
  });

  const circular: unknown[] = [];
  circular.push(circular);
  it.each([
    ["NaN", Number.NaN],
    ["an infinity", [Number.POSITIVE_INFINITY]],
    ["undefined", undefined],
    ["an undefined member", { a: undefined }],
    ["a hole", new Array(1)],
    ["a function", { a: () => 1 }],
    ["a symbol", Symbol("a")],
    ["a bigint", 1n],
    ["a lone surrogate", "\ud800"],
    ["a lone surrogate in a name", { "\udc00": 1 }],
    ["a date", new Date(0)],
    ["bytes", Uint8Array.of(1)],
    ["a map", new Map()],
    ["a cycle", circular],
  ])("[E4] %s is a TypeError", (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

describe("strict JSON", () => {
  it("[E5] agrees with JSON.parse on what JSON.stringify writes, however indented", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary" }), fc.integer({ min: 0, max: 4 }), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        expect(parseStrictJson(spaced)).toEqual({ ok: true, value: JSON.parse(spaced) });
      }),
    );
  });

  it("[E5] refuses whatever JSON.parse refuses", () => {
    const pieces = fc.constantFrom(
      ...'{}[],:"\\ \n0123456789.eE+-truefalsn\u0000\ufeff',
      '"a"',
      "true",
      "null",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        if (!isJson) expect(parseStrictJson(text).ok).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['{"a":1,"a":1}', "a name occurs twice"],
    ['{"a":1,"\\u0061":2}', "a name occurs twice"],
    ['[{"x":{"b":1,"b":2}}]', "a name occurs twice"],
    ['"\\ud800"', "lone surrogate"],
    ['{"\\udc00":1}', "lone surrogate"],
    ["1e400", "finite"],
    ["-", "finite"],
    ["", "finite"],
    ["01", "unexpected text"],
    ["1 2", "unexpected text"],
    ["\ufeff1", "finite"],
    ['"a', "expected a string"],
    ['"\t"', "control character"],
    ['"\\x"', "bad escape"],
    ["[1,]", "finite"],
    ["[1", "expected `]`"],
    ['{"a"}', "expected `:`"],
    ['{"a":1', "expected `}`"],
    [`${"[".repeat(5000)}${"]".repeat(5000)}`, "nested deeper than 100"],
  ])("[E5] `%.20s` is refused: %s", (text, why) => {
    expect(parseStrictJson(text)).toEqual({ ok: false, why: expect.stringContaining(why) });
  });
});
