import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskName } from "./mask-name.ts";

describe("the name of what a page met", () => {
  it.each([
    ["_ga", "_ga"],
    ["PHPSESSID", "PHPSESSID"],
    ["utm_source", "utm_source"],
    ["video-volume", "video-volume"],
    ["cdn.partner.example", "cdn.partner.example"],
    ["cart_v2", "cart_v2"],
    ["_hjSession_1234567", "_hjSession_#"],
    ["user_anna@example.com", "#"],
    ["user_anna%40example.com", "#"],
    ["order-2026-11-22", "order-#-11-22"],
    ["id.550e8400-e29b-41d4-a716-446655440000", "id.#"],
    ["deadbeefcafe", "#"],
    ["张三的购物车", "#"],
    ["a b", "a#b"],
    ["eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "#"],
    [`x${"-y".repeat(60)}`, `x${"-y".repeat(31)}#`],
  ])("`%s` is told as `%s`", (name, told) => expect(maskName(name)).toBe(told));

  it("never tells a number of four digits, an identifier, a hash or an address, wherever it stands", () => {
    const values = fc.oneof(
      fc.nat().map((number) => String(number + 1000)),
      fc.uuid(),
      fc.stringMatching(/^[0-9a-f]{32}$/),
      fc.emailAddress(),
    );
    const parts = fc.constantFrom("user", "_ga_", "v", "", "-", ".");
    fc.assert(
      fc.property(parts, values, parts, (before, value, after) => {
        expect(maskName(`${before}${value}${after}`)).not.toContain(value);
      }),
    );
  });

  it("masks once: what is masked stays as it is, and fits the contract", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (name) => {
        const masked = maskName(name);
        expect(maskName(masked)).toBe(masked);
        expect(masked.length).toBeLessThanOrEqual(64);
      }),
    );
  });
});
