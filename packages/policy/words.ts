import { fromMarkdown } from "mdast-util-from-markdown";
import { toString as textOf } from "mdast-util-to-string";
import {
  type Diagnostic,
  type DiagnosticCode,
  type Fix,
  type SourceFile,
  type Span,
  spanAt,
  withoutMark,
} from "./diagnostic.ts";
import type { ClauseId } from "./model.ts";
import { nextNumbers } from "./numbering.ts";

/** A stretch of the source, from `start` up to `end`, in UTF-16 code units. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** A `{{path}}` that stands for a fact of the model. */
export interface Reference {
  readonly path: string;
  readonly span: Span;
  /** From the first brace to behind the last. */
  readonly extent: Extent;
}

/** A heading as written in one language, with the unnumbered prose under it. */
export interface WrittenSection {
  /** Empty for the preamble, which stands under the title of the document. */
  readonly id: string;
  readonly level: number;
  readonly title: string;
  /** CommonMark; empty when there is none. */
  readonly prose: string;
  readonly span: Span;
  /** Where the prose stands; empty when there is none. */
  readonly extent: Extent;
  readonly references: readonly Reference[];
}

/** A numbered promise as written in one language. */
export interface WrittenClause {
  readonly id: ClauseId;
  readonly section: string;
  /** CommonMark, with the indentation of the list taken off. */
  readonly words: string;
  readonly span: Span;
  /** Where the clause stands, from its number on. */
  readonly extent: Extent;
  readonly references: readonly Reference[];
}

/** The words of a policy in one language, in the order they are written. */
export interface Words {
  readonly language: string;
  readonly file: string;
  /** As written, without a byte order mark: what every place in it counts in. */
  readonly source: string;
  readonly sections: readonly WrittenSection[];
  readonly clauses: readonly WrittenClause[];
  readonly diagnostics: readonly Diagnostic[];
}

type Root = ReturnType<typeof fromMarkdown>;
type Block = Root["children"][number];
type Heading = Extract<Block, { type: "heading" }>;
type List = Extract<Block, { type: "list" }>;
type Item = List["children"][number];

/**
 * Reads the numbered text of a policy: `# title`, `## 1 Section`, `### 2.1 Section`, and under a heading its prose and one
 * ordered list, whose item n is clause `2.1.n`. What is wrong with it is in `diagnostics`; never throws.
 */
export function parseWords(text: { readonly language: string } & SourceFile): Words {
  const reader = new WordsReader(text);
  const root = fromMarkdown(reader.source);
  for (const block of root.children) reader.read(block);
  reader.findHtml(root);
  return {
    language: text.language,
    file: text.file,
    source: reader.source,
    sections: reader.sections.map(({ hasClauses, ...section }) => section),
    clauses: reader.clauses,
    diagnostics: reader.diagnostics,
  };
}

type OpenSection = { -readonly [K in keyof WrittenSection]: WrittenSection[K] } & {
  references: Reference[];
  hasClauses: boolean;
};

class WordsReader {
  readonly file: string;
  readonly source: string;
  readonly sections: OpenSection[] = [];
  readonly clauses: WrittenClause[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly #taken = new Set<string>();
  #lastHeading: string | null = null;
  /** Where the next block goes; under a heading that has no number it goes nowhere, and only the heading is reported. */
  #place: OpenSection | "before-title" | "under-unnumbered" = "before-title";

  constructor({ file, source }: SourceFile) {
    this.file = file;
    this.source = withoutMark(source);
  }

  read(block: Block): void {
    if (block.type === "heading") this.#readHeading(block);
    else if (block.type === "html" || this.#place === "under-unnumbered") return;
    else if (this.#place === "before-title") this.#misplaced(block, "text before the title");
    else if (block.type === "definition") this.#misplaced(block, "a link definition outside a clause");
    else if (block.type === "list" && block.ordered) this.#readClauses(block, this.#place);
    else if (this.#place.hasClauses) this.#misplaced(block, "text after the clauses of its section");
    else this.#readProse(block, this.#place);
  }

  /** Reports raw HTML anywhere: it is not published, so a reader would miss what it says. */
  findHtml(node: Root | Block | Item | { readonly type: string }): void {
    if (node.type === "html" && "position" in node)
      this.#report("html-not-published", this.#span(node), "HTML is not published", {
        help: "write it as Markdown",
      });
    if ("children" in node) for (const child of node.children) this.findHtml(child);
  }

  #readHeading(heading: Heading): void {
    const span = this.#span(heading);
    const title = textOf(heading);
    if (title.includes("{{"))
      this.#report("text-misplaced", span, "a heading cannot hold a fact of the model");
    if (heading.depth === 1) this.#readTitle(title, span);
    else this.#readSection(title, heading);
  }

  #readTitle(title: string, span: Span): void {
    if (this.#place === "before-title") this.#open({ id: "", level: 1, title, span });
    else this.#report("text-misplaced", span, "a second title has no place in the policy");
  }

  #readSection(title: string, heading: Heading): void {
    const span = this.#span(heading);
    if (this.#place === "before-title")
      this.#report("text-misplaced", span, "text before the title has no place in the policy");
    const [, id, words] = /^(\d+(?:\.\d+)*)\s+(\S.*)$/s.exec(title) ?? [];
    if (id === undefined || words === undefined) {
      this.#report("clause-number", span, `heading \`${title}\` has no number`, {
        help: "write it as `## 1 Title`",
      });
      this.#place = "under-unnumbered";
      return;
    }
    this.#checkHeadingNumber(id, heading);
    this.#open({ id, level: heading.depth, title: words, span });
  }

  #open(heading: { id: string; level: number; title: string; span: Span }): void {
    const extent = { start: 0, end: 0 };
    this.#place = { ...heading, prose: "", extent, references: [], hasClauses: false };
    this.sections.push(this.#place);
  }

  #checkHeadingNumber(id: string, heading: Heading): void {
    const span = this.#span(heading);
    const expected = nextNumbers(this.#lastHeading);
    this.#lastHeading = id;
    if (!this.#take("section", id, span)) return;
    if (heading.depth !== fittingLevel(id)) this.#reportLevel(id, heading);
    else if (!expected.includes(id)) this.#outOfOrder("section", id, expected, span);
  }

  /** A heading of hashes can be made as deep as its number says; headings end at the sixth level. */
  #reportLevel(id: string, heading: Heading): void {
    const fitting = fittingLevel(id);
    const [offset] = offsets(heading);
    const message = `section \`${id}\` has a heading of level ${heading.depth}, not ${fitting}`;
    const edit = { file: this.file, offset, length: heading.depth, text: "#".repeat(fitting) };
    const title = `make the heading of section \`${id}\` one of level ${fitting}`;
    const fixable = fitting <= 6 && this.source[offset] === "#";
    const fix = fixable ? { title, edits: [edit] } : undefined;
    this.#report("clause-number", this.#span(heading), message, { fix });
  }

  #readProse(block: Block, section: OpenSection): void {
    const [start, end] = offsets(block);
    section.extent = { start: section.prose === "" ? start : section.extent.start, end };
    section.prose = this.#dedent(section.extent.start, end);
    section.references.push(...this.#references(start, end));
  }

  #readClauses(list: List, section: OpenSection): void {
    if (section.id === "" || section.hasClauses) {
      const where =
        section.id === "" ? "outside any numbered section" : `after the first in section \`${section.id}\``;
      this.#misplaced(list, `a numbered list ${where}`);
      return;
    }
    section.hasClauses = true;
    let expected = [0, 1];
    for (const item of list.children) {
      const number = this.#numberOf(item);
      const id = `${section.id}.${number}`;
      const span = this.#span(item);
      const wanted = expected.map((each) => `${section.id}.${each}`);
      if (this.#take("clause", id, span) && !wanted.includes(id))
        this.#outOfOrder("clause", id, wanted, span);
      expected = [number + 1];
      this.#readClause(item, { id, section: section.id, span });
    }
  }

  /** The number as it is written; CommonMark itself would count on from the first. */
  #numberOf(item: Item): number {
    const [start, end] = offsets(item);
    return Number.parseInt(this.source.slice(start, end), 10);
  }

  #readClause(item: Item, clause: Pick<WrittenClause, "id" | "section" | "span">): void {
    const [first] = item.children;
    if (first === undefined) {
      this.#report("clause-empty", clause.span, `clause \`${clause.id}\` has no words`);
      return;
    }
    const [start] = offsets(first);
    const [outset, end] = offsets(item);
    this.clauses.push({
      ...clause,
      extent: { start: outset, end },
      words: this.#dedent(start, end),
      references: this.#references(start, end),
    });
  }

  /** Source text from `start` to `end`, without the indentation its first line has, and with `\n` for every line end. */
  #dedent(start: number, end: number): string {
    const indent = start - (this.source.lastIndexOf("\n", start - 1) + 1);
    const [first = "", ...rest] = this.source.slice(start, end).split(/\r\n?|\n/);
    const margin = new RegExp(`^(?:\\t| {0,${indent}})`);
    return [first, ...rest.map((line) => line.replace(margin, ""))].join("\n").trimEnd();
  }

  #references(start: number, end: number): Reference[] {
    const found: Reference[] = [];
    for (const match of this.source.slice(start, end).matchAll(/\{\{(?:([^{}\n]*)\}\})?/g)) {
      const at = start + match.index;
      const span = spanAt(this.source, at, match[0].length);
      const path = match[1]?.trim();
      if (path === undefined) this.#reportUnclosed(at, span);
      else found.push({ path, span, extent: { start: at, end: at + match[0].length } });
    }
    return found;
  }

  /** Where what follows the braces reads like a path, the fix closes it there. */
  #reportUnclosed(at: number, span: Span): void {
    const [, path, brace] = /^\{\{([ \t]*\w+(?:[.-]\w+)*)(\}?)/.exec(this.source.slice(at)) ?? [];
    const message = "`{{` is not closed on its line";
    if (path === undefined) {
      this.#report("interpolation-unclosed", span, message);
      return;
    }
    const edit = {
      file: this.file,
      offset: at + "{{".length + path.length,
      length: 0,
      text: brace === "" ? "}}" : "}",
    };
    const fix = { title: `close \`{{${path.trim()}}}\``, edits: [edit] };
    this.#report("interpolation-unclosed", span, message, { fix });
  }

  /** Takes a number; `false` when it was taken before. */
  #take(what: "section" | "clause", id: string, span: Span): boolean {
    if (this.#taken.has(id)) {
      this.#report("clause-number", span, `number \`${id}\` of this ${what} is already taken`);
      return false;
    }
    this.#taken.add(id);
    return true;
  }

  #outOfOrder(what: string, id: string, expected: readonly string[], span: Span): void {
    const wanted = expected.map((number) => `\`${number}\``).join(" or ");
    this.#report("clause-number", span, `${what} \`${id}\` is out of order`, {
      help: `expected here: ${wanted}`,
    });
  }

  #misplaced(block: Block, what: string): void {
    this.#report("text-misplaced", this.#span(block), `${what} has no place in the policy`);
  }

  #span(node: { readonly position?: Block["position"] }): Span {
    const [start, end] = offsets(node);
    return spanAt(this.source, start, end - start);
  }

  #report(
    code: DiagnosticCode,
    span: Span,
    message: string,
    { help, fix }: { readonly help?: string | undefined; readonly fix?: Fix | undefined } = {},
  ): void {
    this.diagnostics.push({
      code,
      severity: "error",
      file: this.file,
      span,
      message,
      ...(help !== undefined && { help }),
      ...(fix !== undefined && { fix }),
    });
  }
}

/** Section `2.1` has a heading of level 3: the title of the document has level 1. */
function fittingLevel(id: string): number {
  return id.split(".").length + 1;
}

function offsets(node: { readonly position?: Block["position"] }): readonly [number, number] {
  return [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0];
}
