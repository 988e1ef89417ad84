/** A stretch of text of one kind. */
export interface Run {
  readonly kind: "text" | "code" | "image";
  readonly text: string;
  readonly strong: boolean;
  /** Target of the link it stands in; empty outside of one. */
  readonly href: string;
  /** Address of the image; empty for everything else. */
  readonly source: string;
}

/** A line as its author broke it, which is mostly the whole paragraph. */
export type Line = readonly Run[];

/** A paragraph, heading, item of a list or row of a table, in the order of the document. */
export interface Block {
  readonly lines: readonly Line[];
  /** `page` is what repeats on pages, `site` what stands around the text: navigation, footer. */
  readonly furniture: "page" | "site" | null;
  /** Level of a heading by markup, 1–6; `BOLD_HEADING` and `BARE_HEADING` by looks; 0 is none. */
  readonly heading: number;
  /** Depth in lists by markup; 0 is outside. */
  readonly list: number;
  /** Begins an item of a list. */
  readonly starts: boolean;
  /** Number a list by markup shows and the text does not hold; empty otherwise. */
  readonly counted: string;
  /** Columns of white space in front, where that is all the nesting there is. */
  readonly indent: number;
  readonly row: boolean;
  /** Goes on with the block before, which furniture interrupted. */
  readonly joins: boolean;
}

/** A line that is bold or underlined as a whole. */
export const BOLD_HEADING = 7;
/** A short line that stands alone, or is all capitals. */
export const BARE_HEADING = 8;

const PLAIN: Block = {
  lines: [],
  furniture: null,
  heading: 0,
  list: 0,
  starts: false,
  counted: "",
  indent: 0,
  row: false,
  joins: false,
};

/** A paragraph of these lines, or what `more` makes of it. */
export function makeBlock(lines: readonly Line[], more: Partial<Block> = {}): Block {
  return { ...PLAIN, ...more, lines };
}

/** A run of plain text. */
export function makeRun(text: string, more: Partial<Run> = {}): Run {
  return { kind: "text", strong: false, href: "", source: "", ...more, text };
}

/** What a block says, its lines one below the other. */
export function textOfBlock({ lines }: Pick<Block, "lines">): string {
  return lines.map(textOfLine).join("\n");
}

export function textOfLine(line: Line): string {
  return line.map(({ text }) => text).join("");
}

/** Characters nobody sees that part or turn what is seen: soft hyphens, zero-width spaces, marks of direction. */
const UNSEEN = /[\u00AD\u200B\u2060\uFEFF\u202A-\u202E\u2066-\u2069]/g;

/** `text` with one space for every stretch of white space or control characters, and without what nobody sees. */
export function tidy(text: string): string {
  return text.replace(UNSEEN, "").replace(/[\s\p{Cc}]+/gu, " ");
}

/** The line without white space around it or twice inside it, equal neighbours joined; empty when nothing is left. */
export function tidyLine(line: Line): Line {
  const tidied: Run[] = [];
  for (const run of line) {
    const last = tidied.at(-1);
    const text = tidy(run.text);
    const fresh = last === undefined || last.text.endsWith(" ") ? text.trimStart() : text;
    if (fresh === "") continue;
    if (last !== undefined && isAlike(last, run))
      tidied[tidied.length - 1] = { ...last, text: last.text + fresh };
    else tidied.push({ ...run, text: fresh });
  }
  return dropEndSpace(tidied);
}

function dropEndSpace(line: readonly Run[]): Line {
  const last = line.at(-1);
  if (last === undefined) return line;
  const text = last.text.trimEnd();
  const before = line.slice(0, -1);
  return text === "" ? dropEndSpace(before) : [...before, { ...last, text }];
}

function isAlike(a: Run, b: Run): boolean {
  return (
    a.kind === b.kind &&
    a.kind !== "image" &&
    a.strong === b.strong &&
    a.href === b.href &&
    a.source === b.source
  );
}

/** Parts `line` in front of the code unit `at`. */
export function splitLine(line: Line, at: number): readonly [Line, Line] {
  const before: Run[] = [];
  const behind: Run[] = [];
  let offset = 0;
  for (const run of line) {
    const cut = Math.min(Math.max(at - offset, 0), run.text.length);
    if (cut > 0) before.push({ ...run, text: run.text.slice(0, cut) });
    if (cut < run.text.length) behind.push({ ...run, text: run.text.slice(cut) });
    offset += run.text.length;
  }
  return [before, behind];
}
