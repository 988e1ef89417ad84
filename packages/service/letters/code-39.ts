/** Wide and narrow elements of each sign, bars and spaces by turns (ISO/IEC 16388); a digit or the sign that begins and ends. */
const SIGNS: Readonly<Record<string, string>> = {
  "0": "nnnwwnwnn",
  "1": "wnnwnnnnw",
  "2": "nnwwnnnnw",
  "3": "wnwwnnnnn",
  "4": "nnnwwnnnw",
  "5": "wnnwwnnnn",
  "6": "nnwwwnnnn",
  "7": "nnnwnnwnw",
  "8": "wnnwnnwnn",
  "9": "nnwwnnwnn",
  "*": "nwnnwnwnn",
};
const WIDE = 2.5;

/** A bar of a bar code: where it begins and how wide it is, in widths of a narrow one. */
export interface Bar {
  readonly at: number;
  readonly width: number;
}

/** The bars of Code 39 for a row of digits. */
export function makeBars(digits: string): readonly Bar[] {
  const bars: Bar[] = [];
  let at = 0;
  for (const sign of `*${digits}*`) {
    for (const [place, element] of [...(SIGNS[sign] ?? "")].entries()) {
      const width = element === "w" ? WIDE : 1;
      if (place % 2 === 0) bars.push({ at, width });
      at += width;
    }
    at += 1;
  }
  return bars;
}
