/** Numbers written in words, by language: what the words may say a number with, and what it is worth. */

const ENGLISH_UNITS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/** The worth of an English number in words up to ninety-nine; `null` for anything else. */
export function parseEnglishNumber(words: string): number | null {
  const [first = "", second] = words.toLowerCase().split(/[\s-]+/);
  const unit = ENGLISH_UNITS.indexOf(first);
  if (second === undefined && unit >= 0) return unit;
  const ten = ENGLISH_TENS.indexOf(first);
  if (ten < 0) return null;
  const tens = (ten + 2) * 10;
  if (second === undefined) return tens;
  const ones = ENGLISH_UNITS.indexOf(second);
  return ones >= 1 && ones <= 9 ? tens + ones : null;
}

/** A pattern for what {@link parseEnglishNumber} reads. */
export const ENGLISH_NUMBER = `(?:(?:${ENGLISH_TENS.join("|")})(?:-(?:${ENGLISH_UNITS.slice(1, 10).join("|")}))?|${ENGLISH_UNITS.toReversed().join("|")})`;

const CHINESE_DIGITS = "零一二三四五六七八九";
const CHINESE_PLACES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };

/** A pattern for what {@link parseChineseNumber} reads. */
export const CHINESE_NUMBER =
  "(?<![零〇一二两三四五六七八九十百千万亿])[零〇一二两三四五六七八九十百千万亿]{1,16}";

/** The worth of a Chinese number: `三十`, `一百二十`, `一百万`, `二〇二六`. */
export function parseChineseNumber(text: string): number {
  const written = text.replaceAll("〇", "零").replaceAll("两", "二");
  if (written.length > 1 && Array.from(written).every((character) => CHINESE_DIGITS.includes(character)))
    return Number(Array.from(written, (character) => CHINESE_DIGITS.indexOf(character)).join(""));
  let total = 0;
  let section = 0;
  let digit = 0;
  for (const character of written) {
    const place = CHINESE_PLACES[character];
    if (character === "亿") total = (total + section + digit || 1) * 100_000_000;
    else if (character === "万") total += (section + digit || 1) * 10_000;
    else if (place !== undefined) section += (digit || 1) * place;
    else digit = CHINESE_DIGITS.indexOf(character);
    if (character === "亿" || character === "万") section = 0;
    if (!CHINESE_DIGITS.includes(character)) digit = 0;
  }
  return total + section + digit;
}
