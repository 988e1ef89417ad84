import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Context, createNonces, frame, open, seal } from "./seal.ts";

const key = randomBytes(32);
const nonce = createNonces();
const bytes = fc.uint8Array({ maxLength: 300 });
const context = fc.tuple(fc.string(), fc.string(), fc.string());
const doesNotOpen = expect.objectContaining({ code: "sealed-value-does-not-open", retryable: false });

it("[V1] what is sealed opens to the same bytes, in its own context", () => {
  fc.assert(
    fc.property(bytes, context, (plain, context) => {
      const sealed = seal({ key, nonce: nonce(), context, plain });
      expect(open({ key, context, sealed }).equals(plain)).toBe(true);
    }),
  );
});

it("[V2] any one bit changed, and the seal does not open", () => {
  fc.assert(
    fc.property(bytes, fc.nat(), (plain, at) => {
      const context: Context = ["label"];
      const sealed = seal({ key, nonce: nonce(), context, plain });
      const bit = at % (sealed.length * 8);
      sealed[bit >> 3] = (sealed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open({ key, context, sealed })).toThrow(doesNotOpen);
    }),
    { numRuns: 1000 },
  );
});

it("[V2] cut or lengthened anywhere, a seal does not open", () => {
  const context: Context = ["label"];
  const sealed = seal({ key, nonce: nonce(), context, plain: Buffer.from("value") });
  for (let length = 0; length < sealed.length; length++)
    expect(() => open({ key, context, sealed: sealed.subarray(0, length) })).toThrow(doesNotOpen);
  expect(() => open({ key, context, sealed: Buffer.concat([sealed, Buffer.of(0)]) })).toThrow(doesNotOpen);
});

it("[V3] a seal does not open in another context, nor under another key", () => {
  fc.assert(
    fc.property(bytes, context, context, (plain, own, other) => {
      fc.pre(own.some((part, i) => part !== other[i]));
      const sealed = seal({ key, nonce: nonce(), context: own, plain });
      expect(() => open({ key, context: other, sealed })).toThrow(doesNotOpen);
      expect(() => open({ key: randomBytes(32), context: own, sealed })).toThrow(doesNotOpen);
    }),
  );
});

it("[V3] no two lists of names frame to the same bytes", () => {
  const parts = fc.array(fc.string({ unit: "grapheme", maxLength: 3 }), { maxLength: 4 });
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      expect(frame(a).equals(frame(b))).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
  );
  expect(frame(["ab", "c"])).not.toEqual(frame(["a", "bc"]));
});

it("[V5] no nonce is given twice, across blocks and sources", () => {
  const sources = [createNonces(), createNonces()];
  const given = Array.from({ length: 2000 }, (_, i) => sources[i % 2]?.());
  expect(given.every((nonce) => nonce?.length === 12)).toBe(true);
  expect(new Set(given.map((nonce) => Buffer.from(nonce ?? []).toString("hex"))).size).toBe(2000);
});
