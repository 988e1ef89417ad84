import {
  type Block,
  BOLD_HEADING,
  type Line,
  makeRun,
  splitLine,
  textOfBlock,
  textOfLine,
  tidyLine,
} from "./block.ts";
import { isBullet, type Label, LabelReader } from "./labels.ts";
import { jointOf, listSentences, looksLikeHeading } from "./sentences.ts";

/** A block, or a part of one that was too much for one clause, with its number taken off. */
export interface Piece extends Block {
  /** Place in the document. */
  readonly order: number;
  readonly label: Label | null;
  /** Begins a clause, though it went on with a paragraph. */
  readonly fresh: boolean;
  /** What ranks it among headings; `null` for what is none. */
  readonly headed: Ranked | null;
  /** The stretches of the document it is made of, where furniture interrupted it; otherwise one. */
  readonly stretches: readonly Stretch[];
}

export interface Stretch {
  readonly order: number;
  /** As written in front of it; empty for none. */
  readonly label: string;
  readonly text: string;
}

/** A level of headings or items: the same `key` counts together, a greater `rank` stands deeper. */
export interface Ranked {
  readonly key: string;
  readonly rank: number;
}

/** Keys of headings by markup and by looks; every other key is the style of a label. */
export const HEADING = "h";
export const BOLD = "bold";
export const BARE = "bare";

/** A block and its place in the document. */
export interface PlacedBlock {
  readonly block: Block;
  readonly order: number;
}

/** From this length on, in UTF-16 code units, a paragraph is parted between sentences, to be cited by more than one number. */
const LONGEST_CLAUSE = 900;
/** How long its parts are at most, unless one sentence is longer. */
const PART = 450;
/** Longest label that can stand for a heading without further words. */
const LONGEST_LABEL = 40;
/** Labels that number headings; `(a)` or `1)` do not. */
const HEADING_STYLE =
  /^(?:decimal|一、|（一）|第|1、|A\.|(?:article|section|part|chapter|clause|annex|appendix|schedule|§)\d)/;

/** The blocks in order, with numbers read, run-on lists and paragraphs parted, and headings found. */
export function makePieces(blocks: readonly PlacedBlock[]): readonly Piece[] {
  const parted = blocks.flatMap(partBlock);
  const labels = new LabelReader();
  const labelled = joinLoneLabels(parted.map((piece) => readLabel(piece, labels)));
  return markHeadings(joinInterrupted(labelled.map(withStretch)));
}

/** The words of a piece, without its label. */
export function textOfPiece(piece: Pick<Piece, "lines">): string {
  return textOfBlock(piece);
}

/** The number its reader saw; empty for none. */
export function numberOf({ label, counted }: Piece): string {
  return label !== null && !isBullet(label) ? label.written : counted;
}

type Parted = Omit<Piece, "label" | "headed" | "stretches">;
type Labelled = Omit<Piece, "headed" | "stretches">;

function partBlock({ block, order }: PlacedBlock): readonly Parted[] {
  const whole = { ...block, order, fresh: false };
  if (block.furniture !== null || block.heading > 0 || block.row) return [whole];
  return partLines(whole).flatMap((part) => {
    const [line, ...others] = part.lines;
    if (line === undefined || others.length > 0) return [part];
    const listed = cut(part, line, findRunOnLists(textOfLine(line)));
    return listed.flatMap(partLong);
  });
}

/** Lines that are items of a list, one below the other in a paragraph. */
function partLines(whole: Parted): readonly Parted[] {
  const labels = new LabelReader();
  const begins = whole.lines.map((line) => labels.read(textOfLine(line), { bare: false }) !== null);
  if (whole.lines.length < 2 || begins.filter(Boolean).length < 2) return [whole];
  const parts: Line[][] = [];
  for (const [at, line] of whole.lines.entries()) {
    if (at === 0 || begins[at]) parts.push([line]);
    else parts.at(-1)?.push(line);
  }
  return parts.map((lines, at) => ({ ...whole, lines, ...(at > 0 && { starts: false, counted: "" }) }));
}

function partLong(part: Parted): readonly Parted[] {
  const [line = []] = part.lines;
  const isPlain = part.list === 0 && textOfLine(line).length > LONGEST_CLAUSE;
  return isPlain ? cut(part, line, findParts(textOfLine(line))) : [part];
}

/** Parts of `whole`, cut in front of each of `places`. */
function cut(whole: Parted, line: Line, places: readonly number[]): readonly Parted[] {
  let rest = line;
  let done = 0;
  const lines = places.map((place) => {
    const [before, behind] = splitLine(rest, place - done);
    rest = behind;
    done = place;
    return before;
  });
  return [...lines, rest]
    .map(tidyLine)
    .filter((part) => part.length > 0)
    .map((part, at) => ({
      ...whole,
      lines: [part],
      ...(at > 0 && { fresh: true, starts: false, counted: "" }),
    }));
}

/** Places between sentences that make parts of at most {@link PART}. */
function findParts(text: string): readonly number[] {
  const places: number[] = [];
  let start = 0;
  for (const { text: sentence, at } of listSentences(text)) {
    if (at + sentence.trimEnd().length - start <= PART || at === start) continue;
    places.push(at);
    start = at;
  }
  return places;
}

const INLINE_LABEL =
  /(?:^|[.;:!?,]\s+(?:and |or )?|[，、。；：！？]\s*|\s(?=[（(①-⑳]))((?:[（(](?:\d{1,2}|[a-z]|[一二三四五六七八九十]{1,3})[）)])|(?:\d{1,2}|[a-h])[)）]|\d{1,2}[.、](?=\s*[\p{Lu}\p{Lo}])|[①-⑳])/gu;

/**
 * Places to cut a paragraph in which lists run on: in front of each of their labels, as in `we collect: 1) names; 2) addresses`,
 * and behind the sentence that ends them.
 */
function findRunOnLists(text: string): readonly number[] {
  const labels = listInlineLabels(text);
  const chained = chain(labels);
  if (chained.size === 0) return [];
  const starts = listSentences(text).map(({ at }) => at);
  const places: number[] = [];
  const open = new Set<string>();
  let sentence = 0;
  for (const [index, { at, style }] of labels.entries()) {
    const link = chained.get(index);
    if (link === undefined) continue;
    places.push(at);
    if (link === "last") open.delete(style);
    else open.add(style);
    while ((starts[sentence] ?? text.length) <= at) sentence++;
    const end = starts[sentence] ?? text.length;
    const next = labels[index + 1]?.at ?? text.length;
    if (open.size === 0 && !SENTENCE_STYLES.has(style) && end <= next) places.push(end);
  }
  return [...new Set(places)];
}

/** Styles whose items are sentences, so that the end of a sentence does not end the list. */
const SENTENCE_STYLES = new Set(["decimal", "1、"]);

interface InlineLabel {
  readonly at: number;
  readonly style: string;
  readonly value: number;
}

function listInlineLabels(text: string): readonly InlineLabel[] {
  const labels = new LabelReader();
  return Array.from(text.matchAll(INLINE_LABEL)).flatMap((found) => {
    const written = found[1] ?? "";
    const at = found.index + found[0].length - written.length;
    const label = labels.read(text.slice(at, at + LONGEST_LABEL), { bare: false });
    return label === null ? [] : [{ at, style: label.style, value: label.value }];
  });
}

/** Indexes of the labels that count on from each other, by style, from 1 or from the beginning of the text. */
function chain(labels: readonly InlineLabel[]): ReadonlyMap<number, "on" | "last"> {
  const open = new Map<string, number[]>();
  const found = new Map<number, "on" | "last">();
  for (const [index, { at, style, value }] of labels.entries()) {
    const links = open.get(style) ?? [];
    const before = links.at(-1);
    if (before !== undefined && labels[before]?.value === value - 1) {
      links.push(index);
      found.set(before, "on");
      found.set(index, "last");
    } else if (value === 1 || at === 0) open.set(style, [index]);
    else open.delete(style);
  }
  return found;
}

function readLabel(piece: Parted, labels: LabelReader): Labelled {
  const [line, ...others] = piece.lines;
  const unread = { ...piece, label: null };
  if (line === undefined || piece.furniture !== null || piece.row || piece.joins) return unread;
  const label = labels.read(textOfLine(line), { bare: piece.heading > 0 });
  if (label === null) return unread;
  const rest = tidyLine(splitLine(line, label.length)[1]);
  const lines = rest.length > 0 ? [rest, ...others] : others;
  return { ...unread, label, lines };
}

/** A label on a line of its own, `Article 5`, belongs to what follows; without a follower it is text. */
function joinLoneLabels(pieces: readonly Labelled[]): readonly Labelled[] {
  const joined: Labelled[] = [];
  let lone: Labelled | null = null;
  for (const piece of pieces) {
    const { furniture, label } = piece;
    if (lone !== null) {
      const fits: boolean =
        label === null &&
        furniture === null &&
        !piece.row &&
        !piece.starts &&
        piece.list === lone.list &&
        piece.order - lone.order <= 1;
      if (fits)
        joined.push({
          ...piece,
          label: lone.label,
          counted: lone.counted,
          starts: lone.starts,
          heading: lone.heading || piece.heading,
        });
      else joined.push(asText(lone));
      lone = null;
      if (fits) continue;
    }
    if (label !== null && piece.lines.length === 0) lone = piece;
    else joined.push(piece);
  }
  return lone === null ? joined : [...joined, asText(lone)];
}

function asText(piece: Labelled): Labelled {
  return { ...piece, label: null, lines: [[makeRun(piece.label?.written ?? "")]] };
}

function withStretch(piece: Labelled): Omit<Piece, "headed"> {
  return {
    ...piece,
    stretches: [{ order: piece.order, label: piece.label?.written ?? "", text: textOfBlock(piece) }],
  };
}

/** A paragraph that the end of a page interrupted is one again. */
function joinInterrupted(pieces: readonly Omit<Piece, "headed">[]): readonly Omit<Piece, "headed">[] {
  const joined: Omit<Piece, "headed">[] = [];
  for (const piece of pieces) {
    const at = piece.joins ? joined.findLastIndex(({ furniture }) => furniture === null) : -1;
    const before = joined[at];
    if (before === undefined) joined.push(piece);
    else joined[at] = joinPieces(before, piece);
  }
  return joined;
}

function joinPieces(
  before: Omit<Piece, "headed">,
  { lines: [first = [], ...others], stretches }: Omit<Piece, "headed">,
): Omit<Piece, "headed"> {
  const last = before.lines.at(-1) ?? [];
  const joint = makeRun(jointOf(textOfLine(last), textOfLine(first)));
  return {
    ...before,
    lines: [...before.lines.slice(0, -1), tidyLine([...last, joint, ...first]), ...others],
    stretches: [...before.stretches, ...stretches],
  };
}

interface Habit {
  times: number;
  short: number;
  /** How often the same style follows at once, as in a list. */
  runs: number;
}

/** Headings by markup and looks, and those that a numbering is mostly used for. */
function markHeadings(pieces: readonly Omit<Piece, "headed">[]): readonly Piece[] {
  const habits = new Map<string, Habit>();
  const body = pieces.filter(({ furniture }) => furniture === null);
  for (const [at, piece] of body.entries()) {
    const style = styleOf(piece);
    if (style === null) continue;
    const habit = habits.get(style) ?? { times: 0, short: 0, runs: 0 };
    const next = body[at + 1];
    habit.times++;
    if (looksLikeHeading(textOfPiece(piece))) habit.short++;
    if (next !== undefined && styleOf(next) === style) habit.runs++;
    habits.set(style, habit);
  }
  return pieces.map((piece) => ({ ...piece, headed: headedBy(piece, habits) }));
}

function headedBy(piece: Omit<Piece, "headed">, habits: ReadonlyMap<string, Habit>): Ranked | null {
  const { furniture, heading, label, lines } = piece;
  if (furniture !== null || lines.length === 0) return null;
  if (heading > 0 && heading < BOLD_HEADING) return { key: HEADING, rank: heading };
  const style = styleOf(piece);
  const short = lines.length === 1 && looksLikeHeading(textOfPiece(piece));
  if (label !== null && style !== null) {
    const { times = 0, short: shorts = 0, runs = 0 } = habits.get(style) ?? {};
    const isHabit = shorts * 2 >= times && runs * 2 <= times;
    return short && (isHabit || heading > 0) ? { key: label.style, rank: label.rank } : null;
  }
  if (heading === 0 || label !== null) return null;
  return { key: heading === BOLD_HEADING ? BOLD : BARE, rank: 0 };
}

/** The style that numbers headings like this one; `null` where none could. */
function styleOf({ label, list, row }: Labelled): string | null {
  if (label === null || list > 0 || row || !HEADING_STYLE.test(label.style)) return null;
  return `${label.style} ${label.rank}`;
}
