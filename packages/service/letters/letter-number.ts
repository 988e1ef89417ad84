/** What stands on a letter: eight digits, the last of which checks the others (Luhn, ISO/IEC 7812-1 annex B). */
export function formatLetterNumber(number: number): string {
  const digits = String(number).padStart(7, "0");
  return `${digits}${checkDigit(digits)}`;
}

/** The number somebody typed or scanned from a letter, spaces or not; `null` where a digit was mistaken. */
export function parseLetterNumber(text: string): number | null {
  const digits = text.replaceAll(/[\s*-]/g, "");
  if (!/^\d{8,11}$/.test(digits)) return null;
  const own = digits.slice(0, -1);
  return digits.endsWith(String(checkDigit(own))) && Number(own) <= 2_147_483_647 ? Number(own) : null;
}

function checkDigit(digits: string): number {
  const sum = [...digits]
    .reverse()
    .map((digit, place) => Number(digit) * (place % 2 === 0 ? 2 : 1))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return (10 - (sum % 10)) % 10;
}
