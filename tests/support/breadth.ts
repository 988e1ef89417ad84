/**
 * How broadly walks in a browser go. `npm run test:long` sets `AVOW_BREADTH` to `whole`; `npm test` leaves out what repeats the same
 * steps over the same mechanism: the second language of a walk in which the words alone differ, which the tests of each screen and page
 * hold in both, and the looks in which only the pairing is new.
 */
const isWhole = process.env.AVOW_BREADTH === "whole";

/** Of the languages of one walk the one that is named, or both. */
export function languagesOf(named: "en" | "zh"): readonly ("en" | "zh")[] {
  return isWhole ? ["en", "zh"] : [named];
}

/** Of cases that pair the same properties differently the first two, which have every property between them, or all. */
export function pairingsOf<T>(cases: readonly T[]): readonly T[] {
  return isWhole ? cases : cases.slice(0, 2);
}
