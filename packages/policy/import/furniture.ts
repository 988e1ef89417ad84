import { LabelReader } from "./labels.ts";
import { endsSentence } from "./sentences.ts";

/** A line or paragraph as it may repeat on every page. */
export interface Stretch {
  readonly text: string;
  /** Among the first or last lines of a page whose end the document marks. */
  readonly edge: boolean;
}

/** Longest text, in UTF-16 code units, that is taken for a page header or footer. */
const LONGEST = 100;
/** How often a line repeats that is taken for part of every page. */
const LEAST_PAGES = 3;
/** So many lines a header may have. */
const TALLEST = 6;

const PAGE = String.raw`(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|\/)\s*\d{1,4})?|第\s*\d{1,4}\s*页(?:[，,、\s/]*共\s*\d{1,4}\s*页)?`;
const PAGE_NUMBER = new RegExp(`^(?:${PAGE}|[-–—]\\s*\\d{1,4}\\s*[-–—]|\\d{1,4}\\s*/\\s*\\d{1,4})$`, "i");
const WITH_PAGE_NUMBER = new RegExp(`^(?:${PAGE})\\b|(?:^|\\s)(?:${PAGE})$`, "i");
/** `EN / Index / Privacy / Policy` */
const BREADCRUMBS = /^[^\s/›»>|][^/›»>|]{0,30}(?:\s+[/›»>|]\s+[^/›»>|]{1,30}){2,}$/;

/**
 * Which stretches are page furniture: page numbers, paths such as `EN / Index / Privacy / Policy`, and short lines that repeat
 * at the edges of pages or beside a page number. Takes time in proportion to the document.
 */
export function findFurniture(stretches: readonly Stretch[]): readonly boolean[] {
  const alike = countBy(stretches, keyOf);
  const same = countBy(stretches, ({ text }) => text);
  const found = stretches.map((stretch, at) => {
    const times = alike.get(keyOf(stretch)) ?? 0;
    return isFurniture(stretch, times, at);
  });
  spread(stretches, found, ({ text }) => (same.get(text) ?? 0) >= LEAST_PAGES && mayRepeat(text));
  return found;
}

function countBy(
  stretches: readonly Stretch[],
  key: (stretch: Stretch) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const stretch of stretches) counts.set(key(stretch), (counts.get(key(stretch)) ?? 0) + 1);
  return counts;
}

/** `times` is how many are alike but for their numbers. */
function isFurniture({ text, edge }: Stretch, times: number, at: number): boolean {
  if (text.length > LONGEST || text.includes("\n")) return false;
  if (PAGE_NUMBER.test(text)) return true;
  if (WITH_PAGE_NUMBER.test(text) && times >= 2) return true;
  if (BREADCRUMBS.test(text) && !endsSentence(text)) return times >= 2 || at === 0;
  return edge && (/^\d{1,4}$/.test(text) || (times >= LEAST_PAGES && mayRepeat(text)));
}

/** From what is known to be furniture to its neighbours that repeat as pages do. */
function spread(
  stretches: readonly Stretch[],
  found: boolean[],
  repeats: (stretch: Stretch) => boolean,
): void {
  for (const walk of [stretches.entries(), [...stretches.entries()].toReversed()]) {
    let reach = 0;
    for (const [at, stretch] of walk) {
      if (found[at]) reach = TALLEST;
      else if (reach > 0 && repeats(stretch)) {
        found[at] = true;
        reach--;
      } else reach = 0;
    }
  }
}

/** Short, no sentence, and not numbered: `Article 5` stands at the top of a page for its own sake. */
function mayRepeat(text: string): boolean {
  return (
    text.length <= LONGEST &&
    !/[.!?;:,。！？；：，]["”’）)]*$/.test(text) &&
    new LabelReader().read(text, { bare: true }) === null
  );
}

function keyOf({ text }: Stretch): string {
  return text.toLowerCase().replace(/\d+/g, "#");
}
