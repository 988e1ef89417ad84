import { BARE_HEADING, type Block, BOLD_HEADING, makeBlock, makeRun, tidy } from "./block.ts";
import { findFurniture } from "./furniture.ts";
import { LabelReader } from "./labels.ts";
import { endsSentence, jointOf, looksLikeHeading, widthOf } from "./sentences.ts";

interface TextLine {
  readonly text: string;
  readonly indent: number;
  readonly edge: boolean;
  /** An empty line, or the end of a page, stands in front. */
  readonly apart: boolean;
  /** A ruling such as `=====` stands directly below. */
  readonly underlined: boolean;
  readonly labelled: boolean;
}

/** Lines at the top and at the bottom of a page that may be its header and footer. */
const EDGE_LINES = 3;
const RULING = /^[-=_*~─━═]{3,}$/;
/** A row of a table drawn with bars. */
const TABLE_ROW = /^\|.*\|$/;
const TABLE_RULING = /^[|+\s:=-]*[-=]{2}[|+\s:=-]*$/;

/**
 * Reads plain text, such as comes out of a PDF: lines that were broken to a width are joined again, also across the header and
 * footer of a page; what repeats on pages is marked as furniture.
 */
export function readText(text: string): readonly Block[] {
  const lines = readLines(text);
  const furniture = findFurniture(lines);
  const body = lines.filter((_, at) => !furniture[at]);
  return markBareHeadings(new Paragraphs(measure(body)).read(lines, furniture));
}

function readLines(text: string): readonly TextLine[] {
  const labels = new LabelReader();
  const pages = text.split("\f");
  return pages.flatMap((page) => {
    const lines: (TextLine & { underlined: boolean })[] = [];
    let apart = true;
    for (const raw of page.split(/\r\n?|[\n\u2028\u2029]/)) {
      const tidied = tidy(raw).trim();
      const last = lines.at(-1);
      if (RULING.test(tidied) || (TABLE_RULING.test(tidied) && tidied.length > 2)) {
        if (last !== undefined && !apart && looksLikeHeading(last.text)) last.underlined = true;
        apart ||= RULING.test(tidied);
      } else if (tidied === "") apart = true;
      else {
        const labelled = labels.read(tidied, { bare: false }) !== null;
        lines.push({ text: tidied, indent: indentOf(raw), edge: false, apart, underlined: false, labelled });
        apart = false;
      }
    }
    const isEdge = (at: number) => pages.length > 1 && (at < EDGE_LINES || at >= lines.length - EDGE_LINES);
    return lines.map((line, at) => ({ ...line, edge: isEdge(at) }));
  });
}

function indentOf(raw: string): number {
  const white = /^[\s\uFEFF]*/.exec(raw)?.[0] ?? "";
  return widthOf(white.replaceAll("\t", "    ").replaceAll("\u3000", "  "));
}

/** The width lines were broken to, in columns; `null` when every line is a paragraph. */
function measure(lines: readonly TextLine[]): number | null {
  const pairs = lines.flatMap((line, at) => {
    const next = lines[at + 1];
    return next === undefined || next.apart || next.labelled || TABLE_ROW.test(line.text) ? [] : [line];
  });
  const broken = pairs.filter(({ text }) => !endsSentence(text) && widthOf(text) > 40);
  if (broken.length * 2 < pairs.length || broken.length === 0) return null;
  const widths = broken.map(({ text }) => widthOf(text)).sort((a, b) => a - b);
  return widths[Math.floor(widths.length * 0.9)] ?? null;
}

interface OpenParagraph {
  readonly lines: string[];
  readonly first: TextLine;
  /** Its last line as it stands in the document. */
  last: TextLine;
  readonly joins: boolean;
}

class Paragraphs {
  readonly #width: number | null;
  readonly #blocks: Block[] = [];
  #open: OpenParagraph | null = null;
  /** Furniture met since the last line of the open paragraph. */
  #between: Block[] = [];

  constructor(width: number | null) {
    this.#width = width;
  }

  read(lines: readonly TextLine[], furniture: readonly boolean[]): readonly Block[] {
    for (const [at, line] of lines.entries()) {
      if (furniture[at]) this.#between.push(makeBlock([[makeRun(line.text)]], { furniture: "page" }));
      else this.#readLine(line);
    }
    this.#close();
    return this.#blocks;
  }

  #readLine(line: TextLine): void {
    const open = this.#open;
    const joint = open === null ? "new" : this.#jointOf(open, line);
    if (open === null || joint === "new" || this.#between.length > 0) {
      this.#close();
      this.#open = { lines: [line.text], first: line, last: line, joins: joint === "on" };
      return;
    }
    const written = open.lines.pop() ?? "";
    if (joint === "below") open.lines.push(written, line.text);
    else open.lines.push(written + jointOf(written, line.text) + line.text);
    open.last = line;
  }

  /** Whether `line` goes on with the paragraph, stands below it as a line of its own, or begins a new one. */
  #jointOf({ last, first }: OpenParagraph, line: TextLine): "on" | "below" | "new" {
    if (line.labelled || TABLE_ROW.test(line.text) || TABLE_ROW.test(last.text)) return "new";
    if (this.#width === null || line.underlined || last.underlined) return "new";
    const ended = endsSentence(last.text);
    const full = widthOf(last.text) >= this.#width * 0.6;
    if (line.apart) return this.#between.length > 0 && !ended && goesOn(line.text, full) ? "on" : "new";
    if (full || /^[\p{Ll}\p{Pd}(（，。、]/u.test(line.text)) return "on";
    const short = widthOf(line.text) < this.#width * 0.6;
    const bothBare = short && !ended && !endsSentence(line.text) && !first.labelled;
    return bothBare ? "below" : "new";
  }

  #close(): void {
    if (this.#open !== null) {
      const { lines, first, joins } = this.#open;
      const row = TABLE_ROW.test(first.text);
      const text = row ? lines.map((line) => line.replace(/^\|\s*|\s*\|$/g, "")) : lines;
      const heading = first.underlined && lines.length === 1 ? BOLD_HEADING : 0;
      const bare =
        lines.length === 1 && !first.labelled && !row && !joins && isBare(first) ? BARE_HEADING : 0;
      this.#blocks.push(
        makeBlock(
          text.map((line) => [makeRun(line)]),
          { heading: heading || bare, indent: first.indent, row, joins },
        ),
      );
      this.#open = null;
    }
    this.#blocks.push(...this.#between);
    this.#between = [];
  }
}

/** Whether a page begins in the middle of a sentence. */
function goesOn(text: string, full: boolean): boolean {
  return /^\p{Ll}/u.test(text) || (full && !/^\p{Lu}/u.test(text));
}

function isBare({ text, apart }: TextLine): boolean {
  if (!looksLikeHeading(text) || /[:：]|\d{4}|@/.test(text)) return false;
  const shouted = /\p{Lu}{2}/u.test(text) && text === text.toUpperCase();
  return shouted || (apart && widthOf(text) <= 60 && !/^\p{Ll}/u.test(text));
}

/** A bare line is a heading only above text: of several in a row, only the first and the last are. */
function markBareHeadings(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block, at) => {
    if (block.heading !== BARE_HEADING) return block;
    const next = blocks.slice(at + 1, at + 1 + EDGE_LINES * 2).find(({ furniture }) => furniture === null);
    const isFirst = at === 0;
    return isFirst || (next !== undefined && next.heading === 0) ? block : { ...block, heading: 0 };
  });
}
