import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holdsCardNumber } from "./card-number.ts";

/** Numbers that the schemes and payment providers publish for testing; nobody's cards. */
const CARDS = [
  "4111111111111111",
  "4222222222222",
  "5555555555554444",
  "2223003122003222",
  "378282246310005",
  "30569309025904",
  "3530111333300000",
  "6011111111111117",
  "6200000000000005",
  "6205500000000000004",
  "6759649826438453",
  "2200000000000004",
];

/** Digits with the last one made right. */
function withCheckDigit(body: string): string {
  for (let digit = 0; digit <= 9; digit += 1) {
    const sum = [...`${body}${digit}`].reverse().reduce((total, one, index) => {
      const value = Number(one) * (index % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    if (sum % 10 === 0) return `${body}${digit}`;
  }
  throw new Error("some digit is right");
}

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));

/** Cards of every scheme: its first digits, as many more as it has, and the check digit. */
const card = fc
  .constantFrom(
    ["62", 16],
    ["62", 17],
    ["62", 18],
    ["62", 19],
    ["4", 16],
    ["51", 16],
    ["2720", 16],
    ["34", 15],
    ["36", 14],
    ["3589", 16],
    ["6011", 16],
  )
  .chain(([first, length]) =>
    digits(Number(length) - String(first).length - 1).map((rest) => withCheckDigit(`${first}${rest}`)),
  );

describe("payment card numbers", () => {
  it("[2.1.4] the published test numbers of every scheme are seen, whatever stands around them", () => {
    for (const number of CARDS)
      for (const text of [number, `card ${number}.`, `No. 12 ${number}`, `卡号：${number}，谢谢`])
        expect(holdsCardNumber("long-text", text), text).toBe(true);
  });

  it("[2.1.4] any card is seen, in groups of four, with spaces, dashes or full-width digits, in any field that is read", () => {
    const separator = fc.constantFrom("", " ", "-", "\u00a0", "–");
    const width = fc.constantFrom("half", "full");
    const type = fc.constantFrom("text", "long-text", "number", "telephone", "choice", "language");
    fc.assert(
      fc.property(card, separator, width, type, (number, between, wide, field) => {
        fc.pre(field !== "telephone" || number.length >= 16);
        const grouped = number.match(/.{1,4}/g)?.join(between) ?? number;
        const typed =
          wide === "half"
            ? grouped
            : grouped.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
        return holdsCardNumber(field as "text", typed);
      }),
    );
  });

  it("[2.1.4] one wrong digit is no card", () => {
    fc.assert(
      fc.property(card, fc.nat(), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
        const index = 6 + (at % (number.length - 6));
        const changed = [...number].with(index, String((Number(number[index]) + by) % 10)).join("");
        return !holdsCardNumber("text", changed);
      }),
    );
  });

  it.each([
    ["a telephone number", "telephone", "+62 812 3456 7890 12"],
    ["a row of digits longer than any card", "text", "41111111111111111234"],
    ["a payment provider's reference of 28 digits", "text", "2026112222001456789012345678"],
    ["digits among letters in small groups", "long-text", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"],
    ["an address that is all digits", "email", "4111111111111111@example.com"],
    ["a password, which nobody reads", "password", "4111111111111111"],
    ["a price", "text", "CNY 120.00"],
    ["a day and an order number", "text", "20261122 000000123456"],
  ] as const)("[2.1.4] is not: %s", (_, type, value) => {
    expect(holdsCardNumber(type, value)).toBe(false);
  });

  it("[2.1.4] telephone numbers and order references are seldom taken for one", () => {
    const telephone = fc
      .tuple(fc.integer({ min: 1, max: 999 }), digits(10))
      .map(([country, rest]) => `+${country} ${rest.slice(0, 3)} ${rest.slice(3, 6)} ${rest.slice(6)}`);
    fc.assert(fc.property(telephone, (number) => !holdsCardNumber("telephone", number)));
    const share = (arbitrary: fc.Arbitrary<string>): number => {
      const values = fc.sample(arbitrary, { numRuns: 4000, seed: 20261122 });
      return values.filter((value) => holdsCardNumber("text", value)).length / values.length;
    };
    expect(share(telephone)).toBeLessThan(0.02);
    expect(share(digits(16))).toBeLessThan(0.05);
    expect(share(digits(12))).toBe(0);
    expect(share(digits(12).map((rest) => `2026-${rest.slice(0, 4)}-${rest.slice(4)}`))).toBeLessThan(0.02);
  });
});
