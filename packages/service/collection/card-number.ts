import type { Field } from "@avow/policy";

type FieldType = Field<string>["type"];

/**
 * First digits and lengths of payment card numbers, from ISO/IEC 7812 and the schemes' own published ranges: UnionPay, Visa,
 * Mastercard, American Express, Diners Club, JCB, Discover, Maestro and Mir.
 */
const RANGES: readonly { readonly first: RegExp; readonly least: number; readonly most: number }[] = [
  { first: /^(?:62|81)/, least: 16, most: 19 },
  { first: /^4/, least: 13, most: 19 },
  { first: /^5[1-5]/, least: 16, most: 16 },
  { first: /^2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)/, least: 16, most: 16 },
  { first: /^3[47]/, least: 15, most: 15 },
  { first: /^3(?:0[0-5]|095|6|[89])/, least: 14, most: 19 },
  { first: /^35(?:2[89]|[3-8])/, least: 16, most: 19 },
  { first: /^(?:6011|64[4-9]|65)/, least: 16, most: 19 },
  { first: /^(?:50|5[6-8]|6304|6759|676[1-3])/, least: 13, most: 19 },
  { first: /^220[0-4]/, least: 16, most: 19 },
];

/** Digits in groups, as people write them: one space or dash between two groups. */
const GROUPED = /\d+(?:[\s\u2010-\u2015-]\d+)*/g;

/** Nobody writes a card number into these: an address and a password are not read, and a telephone number is at most 15 digits. */
const LEAST_DIGITS: Readonly<Partial<Record<FieldType, number>>> = {
  email: Number.POSITIVE_INFINITY,
  password: Number.POSITIVE_INFINITY,
  telephone: 16,
};

/**
 * Whether a value of such a field holds a payment card number: 13 to 19 digits of a known range whose check digit is right
 * (Luhn, ISO/IEC 7812-1 annex B), written together or in groups of which the first has at least four. A longer row of digits
 * is a reference, not a card. Of random numbers of 16 digits about one in forty is taken for a card.
 */
export function holdsCardNumber(type: FieldType, value: string): boolean {
  const least = LEAST_DIGITS[type] ?? 0;
  for (const [written] of value.normalize("NFKC").matchAll(GROUPED)) {
    const groups = written.split(/\D/);
    for (const [at, first] of groups.entries()) {
      if (first.length < 4) continue;
      for (let to = at + 1, digits = first; digits.length <= 19; digits += groups[to++] ?? "") {
        if (digits.length >= least && isCardNumber(digits)) return true;
        if (to >= groups.length) break;
      }
    }
  }
  return false;
}

function isCardNumber(digits: string): boolean {
  return (
    RANGES.some(
      ({ first, least, most }) => digits.length >= least && digits.length <= most && first.test(digits),
    ) && isLuhn(digits)
  );
}

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
