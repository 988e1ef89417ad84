import { textOfLine } from "./block.ts";
import { isBullet } from "./labels.ts";
import {
  BARE,
  BOLD,
  HEADING,
  makePieces,
  numberOf,
  type Piece,
  type PlacedBlock,
  type Ranked,
  textOfPiece,
} from "./pieces.ts";
import { announces, looksLikeHeading } from "./sentences.ts";

/** A paragraph or item as it stands in a clause. */
export interface Part {
  readonly piece: Piece;
  /** Depth in the lists of its clause; 0 is the clause itself. */
  readonly level: number;
  /** Begins an item; otherwise it goes on in the one before. */
  readonly starts: boolean;
  /** Whether the number it had stays in its words, because it has no new one. */
  readonly keepsLabel: boolean;
}

export interface OutlineClause {
  /** The number it had; empty for none. */
  readonly original: string;
  readonly parts: readonly Part[];
}

export interface OutlineSection {
  /** `null` where the document had no heading, and one has to be added. */
  readonly heading: Piece | null;
  readonly prose: readonly Part[];
  readonly clauses: readonly OutlineClause[];
  readonly sections: readonly OutlineSection[];
}

/** A document as title, preamble, and sections with clauses; every piece stands in it once, and in its order. */
export interface Outline {
  readonly title: Piece | null;
  readonly preamble: readonly Part[];
  readonly sections: readonly OutlineSection[];
  readonly furniture: readonly Piece[];
}

/** Headings end at the sixth level, and the title takes the first. */
const DEEPEST = 5;
/** More than this before the first heading is more than a preamble: it gets numbers. */
const LONGEST_PREAMBLE = 6;
/** Longest text in front of a title that is taken for the site's and not for the policy's, in UTF-16 code units. */
const LONGEST_HEADER = 120;
const NAMES_POLICY = /privacy|polic|notice|statement|terms|政策|隐私|声明|协议|规则|条款|保护指引/i;

/** The outline of these blocks, whatever they are. Takes time in proportion to them. */
export function makeOutline(blocks: readonly PlacedBlock[]): Outline {
  const pieces = makePieces(blocks);
  const furniture = pieces.filter((piece) => piece.furniture !== null);
  const body = pieces.filter((piece) => piece.furniture === null);
  const at = findTitle(body);
  const header = body.slice(0, Math.max(at, 0)).map((piece): Piece => ({ ...piece, furniture: "site" }));
  const rest = body.slice(at + 1);
  const first = rest.findIndex(({ headed }) => headed !== null);
  const opening = first < 0 ? rest.length : first;
  const isPreamble =
    first >= 0 &&
    opening <= LONGEST_PREAMBLE &&
    rest.slice(0, opening).every((piece) => numberOf(piece) === "");
  const tree = new Tree();
  for (const piece of isPreamble ? rest.slice(opening) : rest) tree.add(piece);
  return {
    title: body[at] ?? null,
    preamble: isPreamble ? makeParts(rest.slice(0, opening)) : [],
    sections: tree.root.map(close),
    furniture: [...furniture, ...header],
  };
}

/** Where the title stands; -1 for nowhere. What stands before the first heading of all is of the site. */
function findTitle(body: readonly Piece[]): number {
  const top = body.findIndex(({ heading }) => heading === 1);
  if (top >= 0 && body.slice(0, top).every((piece) => textOfPiece(piece).length <= LONGEST_HEADER))
    return top;
  const [first] = body;
  if (first === undefined || first.label !== null || first.list > 0 || first.row || first.lines.length > 1)
    return -1;
  const text = textOfPiece(first);
  const named = NAMES_POLICY.test(text) && looksLikeHeading(text);
  const byLooks = first.headed?.key === BOLD || first.headed?.key === BARE;
  return named || byLooks ? 0 : -1;
}

function makeParts(pieces: readonly Piece[]): readonly Part[] {
  return pieces.map((piece) => {
    const isItem = piece.row || piece.starts || piece.label !== null;
    return { piece, level: isItem ? 1 : 0, starts: isItem, keepsLabel: true };
  });
}

interface OpenSection {
  readonly heading: Piece | null;
  readonly body: Body;
  readonly sections: OpenSection[];
}

class Tree {
  readonly root: OpenSection[] = [];
  readonly #stack: (Ranked & { readonly section: OpenSection })[] = [];
  readonly #seen = new Set<string>();

  add(piece: Piece): void {
    if (piece.headed !== null) this.#open(piece, piece.headed);
    else this.#current().body.add(piece);
  }

  #current(): OpenSection {
    const top = this.#stack.at(-1)?.section ?? this.root.at(-1);
    if (top !== undefined) return top;
    const section = { heading: null, body: new Body(), sections: [] };
    this.root.push(section);
    return section;
  }

  #open(piece: Piece, { key, rank }: Ranked): void {
    this.#closeTo(key, rank, piece);
    this.#seen.add(key);
    const section = { heading: piece, body: new Body(), sections: [] };
    const siblings = this.#stack.at(-1)?.section.sections ?? this.root;
    siblings.push(section);
    this.#stack.push({ key, rank, section });
  }

  #closeTo(key: string, rank: number, piece: Piece): void {
    const stack = this.#stack;
    const same = stack.findIndex((open) => open.key === key && open.rank >= rank);
    if (same >= 0) stack.length = same;
    else if (key === HEADING) stack.length = stack.findLastIndex((open) => open.key === HEADING) + 1;
    else if (key !== BOLD && key !== BARE && !(piece.label?.value === 1 && this.#seen.has(key))) {
      const isUnnumbered = (open: Ranked | undefined) => open?.key === BOLD || open?.key === BARE;
      while (isUnnumbered(stack.at(-1))) stack.pop();
    }
    stack.length = Math.min(stack.length, DEEPEST - 1);
  }
}

interface OpenClause {
  readonly original: string;
  /** Has a number of its own, so that paragraphs without one go on with it. */
  readonly numbered: boolean;
  /** Levels of items that stand in front of its own. */
  readonly above: 0 | 1;
  readonly parts: Part[];
}

/** What stands under one heading. */
class Body {
  prose: readonly Part[] = [];
  clauses: OpenClause[] = [];
  #levels: Ranked[] = [];

  add(piece: Piece): void {
    const open = this.clauses.at(-1);
    if (piece.row) this.#addRow(piece, open);
    else if (piece.starts || piece.label !== null) this.#addItem(piece, open);
    else if (open !== undefined && piece.list > 0)
      this.#append(open, piece, { level: this.#levels.length - open.above, starts: false });
    else if (open?.numbered && !piece.fresh) {
      this.#levels.length = 1;
      this.#append(open, piece, { level: 0, starts: false });
    } else {
      this.#levels = [];
      this.#open(piece, { numbered: false, above: 0 });
    }
  }

  #addRow(piece: Piece, open: OpenClause | undefined): void {
    if (open === undefined) this.#open(piece, { numbered: false, above: 0 });
    else this.#append(open, piece, { level: Math.max(1, this.#levels.length - open.above), starts: true });
  }

  #addItem(piece: Piece, open: OpenClause | undefined): void {
    const depth = this.#enter(piece);
    const counts = numberOf(piece) !== "";
    if (depth === 0 && this.#beginsClause(piece, open, counts)) {
      this.#levels.length = 1;
      this.#open(piece, { numbered: counts, above: 1 });
    } else if (open !== undefined)
      this.#append(open, piece, { level: Math.max(1, depth + 1 - open.above), starts: true });
  }

  /** A numbered item is a clause; it is part of one where a paragraph announces it, and so is an item with a bullet. */
  #beginsClause(piece: Piece, open: OpenClause | undefined, counts: boolean): boolean {
    if (open === undefined) return true;
    if (!counts) return open.above === 1 && !open.numbered;
    const introduced =
      open.above === 0 &&
      announces(textOfPiece(open.parts.findLast(({ level }) => level === 0)?.piece ?? piece));
    if (!introduced) return true;
    const isAlone = this.clauses.length === 1 && open.parts.length === 1 && this.prose.length === 0;
    if (!isAlone || !isSentence(piece)) return false;
    this.prose = open.parts.map((part) => ({ ...part, keepsLabel: true }));
    this.clauses = [];
    return true;
  }

  /** The depth of an item among those it stands in, from 0. */
  #enter(piece: Piece): number {
    const { label, list, indent } = piece;
    const ranked =
      list > 0 || label === null
        ? { key: "list", rank: list }
        : { key: label.style, rank: isBullet(label) ? indent : label.rank };
    const same = this.#levels.findIndex(({ key, rank }) => key === ranked.key && rank >= ranked.rank);
    if (same >= 0) this.#levels.length = same;
    this.#levels.push(ranked);
    return this.#levels.length - 1;
  }

  #open(piece: Piece, clause: Pick<OpenClause, "numbered" | "above">): void {
    const part = { piece, level: 0, starts: true, keepsLabel: false };
    this.clauses.push({ ...clause, original: numberOf(piece), parts: [part] });
  }

  #append(clause: OpenClause, piece: Piece, where: Pick<Part, "level" | "starts">): void {
    clause.parts.push({ piece, ...where, keepsLabel: true });
  }
}

function isSentence(piece: Piece): boolean {
  const text = textOfLine(piece.lines[0] ?? []);
  return /[.!?。！？]["'”’)）]*$/.test(text) && !/^\p{Ll}/u.test(text);
}

/** A section that has others in it has room for one clause, `2.0`: `2.1` is the number of its first section. */
function close({ heading, body, sections }: OpenSection): OutlineSection {
  const { prose, clauses } = body;
  const children = sections.map(close);
  return {
    heading,
    prose,
    clauses: children.length > 0 && clauses.length > 1 ? [merge(clauses)] : clauses,
    sections: children,
  };
}

function merge(clauses: readonly OpenClause[]): OutlineClause {
  const parts = clauses.flatMap((clause) => clause.parts.map((part) => ({ ...part, keepsLabel: true })));
  return {
    original: clauses
      .map(({ original }) => original)
      .filter(Boolean)
      .join(", "),
    parts,
  };
}
