import { type Block, textOfBlock } from "./block.ts";
import { LabelReader } from "./labels.ts";
import { shapeOf } from "./numbered.ts";
import { makeOutline, type Outline } from "./outline.ts";
import type { PlacedBlock } from "./pieces.ts";
import { weighScripts } from "./word-list.ts";

export type ImportLanguage = "en" | "zh";

/** How the languages of a document were told apart. */
export interface Edition {
  readonly language: ImportLanguage;
  readonly outline: Outline;
}

export interface Editions {
  /** The main language first; a second only where it is numbered alike. */
  readonly editions: readonly [Edition, ...Edition[]];
  /** Both languages stand in the document and do not match clause by clause, so that they stay together. */
  readonly unmatched: boolean;
}

/** A language with less than this share of the words is quoted, not a translation. */
const LEAST_SHARE = 0.2;

/** Parts a document into its languages where one is the translation of the other, clause for clause. */
export function makeEditions(blocks: readonly Block[], wanted: ImportLanguage | null): Editions {
  const placed = blocks.map((block, order) => ({ block, order }));
  const spoken = listLanguages(blocks);
  const weight = { en: 0, zh: 0 };
  for (const [at, block] of blocks.entries()) weight[spoken[at] ?? "en"] += weigh(block);
  const main = wanted ?? (weight.zh > weight.en ? "zh" : "en");
  const other = main === "en" ? "zh" : "en";
  const whole = { language: main, outline: makeOutline(placed) };
  if (weight[other] < (weight.en + weight.zh) * LEAST_SHARE || weight[main] === 0)
    return { editions: [whole], unmatched: false };
  const own = (language: ImportLanguage): readonly PlacedBlock[] =>
    placed.filter((_, at) => spoken[at] === language);
  const [first, second] = [makeOutline(own(main)), makeOutline(own(other))];
  if (shapeOf(first) !== shapeOf(second)) return { editions: [whole], unmatched: true };
  return {
    editions: [
      { language: main, outline: first },
      { language: other, outline: second },
    ],
    unmatched: false,
  };
}

/**
 * The language of each block; one without words has that of the block before. Where the document speaks Chinese at all,
 * `3. Cookie` directly below `3. Cookies` is the other language's.
 */
function listLanguages(blocks: readonly Block[]): readonly ImportLanguage[] {
  const speaksChinese = blocks.some((block) => weighScripts(textOfBlock(block)).han > 0);
  let last: ImportLanguage | null = null;
  let number = "";
  const found = blocks.map((block) => {
    const text = textOfBlock(block);
    const { han, latin } = weighScripts(text);
    const repeated = speaksChinese && number !== "" && numberOf(text) === number && han === 0;
    if (han + latin > 0) last = han >= latin || (repeated && last === "en") ? "zh" : "en";
    number = repeated ? "" : numberOf(text);
    return last;
  });
  const first = found.find((language) => language !== null) ?? "en";
  return found.map((language) => language ?? first);
}

function numberOf(text: string): string {
  return new LabelReader().read(text, { bare: true })?.written ?? "";
}

/** About as many words as a reader of English would count. */
function weigh(block: Block): number {
  const { han, latin } = weighScripts(textOfBlock(block));
  return han / 2 + latin;
}
