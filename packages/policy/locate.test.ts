import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import index from "../../policies/index/policy.ts";
import { createLocator } from "./locate.ts";

const SOURCE = `import { definePolicy } from "@avow/policy";
// a comment with a { brace
const base = { id: "other" };

export default definePolicy({
  id: "shop", /* } */
  ...base,
  "title": { en: "a \\" } quote", zh: \`}\` },
  permits: [
    { action: "use", data: ["a.b", "c.d"] }, // first
    {
      action: "erase",
      data: [],
    },
  ],
  clauses: { "1.1": enforced("gate", "x"), "1.2": states() },
  computed,
  method() { return { id: 1 }; },
  last: 1,
});
`;

const LOCATOR = createLocator(SOURCE);

function textAt(path: readonly (string | number)[], part?: "name" | "value"): string | null {
  const span = LOCATOR.locate(path, part);
  if (span === null) return null;
  return SOURCE.split("\n")[span.line - 1]?.slice(span.column - 1, span.column - 1 + span.length) ?? null;
}

describe("places in a model's file", () => {
  it("[P23] a part is found where it is written, past strings, comments, spreads and methods", () => {
    expect(textAt(["id"])).toBe('"shop"');
    expect(textAt(["title", "zh"])).toBe("`}`");
    expect(textAt(["permits", 0, "data", 1])).toBe('"c.d"');
    expect(textAt(["permits", 1, "action"])).toBe('"erase"');
    expect(textAt(["clauses", "1.1"])).toBe('enforced("gate", "x")');
    expect(textAt(["clauses", "1.2"], "name")).toBe('"1.2"');
    expect(textAt(["last"])).toBe("1");
  });

  it("[P23] a part over several lines is shown by its name, an item by its first character", () => {
    expect(textAt(["permits"])).toBe("permits");
    expect(textAt(["permits", 1])).toBe("{");
  });

  it("[P23] a part that is not written out is shown by what surrounds it", () => {
    expect(textAt(["permits", 1, "purpose"])).toBe("{");
    expect(textAt(["permits", 7])).toBe("permits");
    expect(textAt(["clauses", "1.1", "by", 0])).toBe('"1.1"');
    expect(textAt(["purposes", "x"])).toBeNull();
  });

  it("[P171] a text is taken out of its quotes, and only where it is written out as it is", () => {
    const cut = (path: readonly (string | number)[]) => {
      const place = LOCATOR.locateText(path);
      return place === null ? null : SOURCE.slice(place.offset, place.offset + place.length);
    };
    expect(cut(["id"])).toBe("shop");
    expect(cut(["permits", 0, "data", 1])).toBe("c.d");
    for (const path of [
      ["title", "en"],
      ["title", "zh"],
      ["permits"],
      ["clauses", "1.1"],
      ["purposes", "x"],
      ["last"],
    ])
      expect(cut(path)).toBeNull();
  });

  it.each([
    ["[1, 2, 3]", 0, "[2, 3]"],
    ["[1, 2, 3]", 1, "[1, 3]"],
    ["[1, 2, 3]", 2, "[1, 2]"],
    ["[1, 2, 3,]", 2, "[1, 2,]"],
    ['[\n  { a: "]" }, // one\n  { b: 2 }\n]', 1, '[\n  { a: "]" }\n]'],
    ["[1]", 0, "[]"],
  ])("[P171] an item is taken out of %s", (list, index, left) => {
    const source = `{ "list": ${list} }`;
    const { locateItem } = createLocator(source);
    const { offset, length } = locateItem(["list", index]) ?? { offset: 0, length: 0 };
    expect(source.slice(0, offset) + source.slice(offset + length)).toBe(`{ "list": ${left} }`);
    expect(locateItem(["list", 9])).toBeNull();
    expect(locateItem(["other", 0])).toBeNull();
  });

  it("[P23] any text, cut anywhere, gives a place or none", () => {
    const policy = readFileSync(new URL("../../policies/index/policy.ts", import.meta.url), "utf8");
    const contact = index.model.permits.findIndex(
      ({ action, purpose }) => action === "contact" && purpose === "marketing",
    );
    const path = ["permits", contact, "when", 0, "purpose"];
    for (let end = 0; end < policy.length; end += 37) {
      const span = createLocator(policy.slice(0, end)).locate(path);
      expect(span === null || span.line <= policy.slice(0, end).split("\n").length).toBe(true);
    }
    expect(createLocator(policy).locate(path)?.length).toBe('"marketing"'.length);
    expect(createLocator("").locate(["id"])).toBeNull();
    expect(createLocator("{ a: 1 ) b: 2 }").locate(["b"])).toBeNull();
  });
});
