import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createIndexKey } from "./keys.ts";
import { normalise, normaliseEmail, normaliseTelephone } from "./lookup.ts";

it.each([
  [" Ann@Example.COM ", "ann@example.com"],
  ["Ann@Bücher.Example", "ann@xn--bcher-kva.example"],
  ["ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"],
  ["ann@ｅｘａｍｐｌｅ．com", "ann@example.com"],
  ["李@例子.中国", "李@xn--fsqu00a.xn--fiqs8s"],
  ["a.n.n+tag@example.com", "a.n.n+tag@example.com"],
  ['"a@b"@example.com', '"a@b"@example.com'],
  ["no address", "no address"],
  ["ann@", "ann@"],
])("[V17] e-mail `%s` is found as `%s`", (typed, found) => {
  expect(normaliseEmail(typed)).toBe(found);
});

it.each([
  ["+86 (10) 5555-0100", "+861055550100"],
  ["＋８６ 10 ５５５５ 0100", "+861055550100"],
  ["010/5555.0100", "01055550100"],
  ["+44 20\u00a07946\u20110958", "+442079460958"],
])("[V17] telephone `%s` is found as `%s`", (typed, found) => {
  expect(normaliseTelephone(typed)).toBe(found);
});

it("[V17] text keeps its case and loses only its width and edges", () => {
  expect(normalise("text", " Ａnn Ｌee ")).toBe("Ann Lee");
});

it("[V17] what is normal already stays as it is", () => {
  const kind = fc.constantFrom("email" as const, "telephone" as const, "text" as const);
  fc.assert(
    fc.property(kind, fc.oneof(fc.string({ unit: "binary" }), fc.emailAddress()), (kind, value) => {
      const once = normalise(kind, value);
      expect(normalise(kind, once)).toBe(once);
    }),
    { numRuns: 500 },
  );
});

it("[V20] equal values of two fields, or under two keys, have different digests", () => {
  const secret = randomBytes(32);
  const [key, same, other] = [
    createIndexKey(secret),
    createIndexKey(secret),
    createIndexKey(randomBytes(32)),
  ];
  const digest = key.digest("contact.email", "ann@example.com");
  expect(digest).toHaveLength(32);
  expect(same.digest("contact.email", "ann@example.com")).toEqual(digest);
  expect(key.digest("billing.email", "ann@example.com")).not.toEqual(digest);
  expect(other.digest("contact.email", "ann@example.com")).not.toEqual(digest);
});
