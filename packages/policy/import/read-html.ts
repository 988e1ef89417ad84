import { fromHtml } from "hast-util-from-html";
import {
  type Block,
  BOLD_HEADING,
  type Line,
  makeBlock,
  makeRun,
  type Run,
  textOfBlock,
  textOfLine,
  tidy,
  tidyLine,
} from "./block.ts";
import { findFurniture } from "./furniture.ts";
import { countItem } from "./labels.ts";
import { looksLikeHeading } from "./sentences.ts";

type Root = ReturnType<typeof fromHtml>;
type Node = Root["children"][number];
type Element = Extract<Node, { type: "element" }>;

/** What a browser shows nothing of. */
const UNSEEN = new Set(["head", "script", "style", "template", "noframes", "noembed", "iframe"]);
/** What stands apart from the text around it. Everything else runs on in its line. */
const APART = new Set(
  (
    "address article aside blockquote body button caption center col colgroup dd details dialog dir div dl dt fieldset " +
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav object ol optgroup " +
    "option p pre search section select summary table tbody td textarea tfoot th thead title tr ul video audio canvas"
  ).split(" "),
);
const SECTIONING = new Set(["article", "main", "section", "aside", "blockquote"]);

/**
 * Reads HTML as a browser would show it without style sheets and scripts: text, descriptions of images and targets of links;
 * not the `head`, comments, scripts and style sheets. Navigation, header and footer of the site are marked as furniture.
 */
export function readHtml(html: string): readonly Block[] {
  const reader = new HtmlReader();
  reader.readAll(fromHtml(html).children);
  reader.flush();
  return markPages(reader.blocks);
}

/** Pages leave their headers and footers behind when they are made into HTML or Markdown, too. */
function markPages(blocks: readonly Block[]): readonly Block[] {
  const body = blocks.filter(({ furniture }) => furniture === null);
  const found = findFurniture(
    body.map((block) => ({ text: block.heading > 0 || block.starts ? "" : textOfBlock(block), edge: false })),
  );
  const pages = new Set(body.filter((_, at) => found[at]));
  return blocks.map((block) => (pages.has(block) ? { ...block, furniture: "page" } : block));
}

interface List {
  next: number;
  readonly step: 1 | -1;
  readonly type: string | null;
}

class HtmlReader {
  readonly blocks: Block[] = [];
  #lines: Run[][] = [[]];
  readonly #lists: List[] = [];
  #heading = 0;
  #strong = 0;
  #code = 0;
  #href = "";
  #furniture = 0;
  #sectioning = 0;
  #pre = 0;
  #row = false;
  /** What the next block begins: an item, and the number its list shows. */
  #item: { readonly counted: string } | null = null;

  readAll(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (node.type === "text") this.#readText(node.value);
      else if (node.type === "element") this.#readElement(node);
    }
  }

  /** Ends the block that is being read. */
  flush(): void {
    const lines = this.#lines.map(tidyLine).filter((line) => line.length > 0);
    this.#lines = [[]];
    if (lines.length === 0) return;
    if (lines.length > 1 && lines.every((line) => /^\|.*\|$/.test(textOfLine(line)))) {
      const rows = lines.map(withoutBars).filter((line) => line.length > 0);
      this.blocks.push(...rows.map((line) => makeBlock([line], { ...this.#place(), row: true })));
    } else {
      const bold = isBold(lines) && this.#lists.length === 0 && !this.#row ? BOLD_HEADING : 0;
      this.blocks.push(
        makeBlock(lines, { ...this.#place(), heading: this.#heading || bold, row: this.#row }),
      );
    }
    this.#item = null;
  }

  #place(): Pick<Block, "list" | "starts" | "counted" | "furniture"> {
    return {
      list: this.#lists.length,
      starts: this.#item !== null,
      counted: this.#item?.counted ?? "",
      furniture: this.#furniture > 0 ? "site" : null,
    };
  }

  #readText(value: string): void {
    const rows = this.#pre > 0 ? value.split(/\r\n?|\n/) : [value];
    for (const [at, row] of rows.entries()) {
      if (at > 0) this.#lines.push([]);
      this.#push(makeRun(row));
    }
  }

  #push(run: Run): void {
    const kind = this.#code > 0 && run.kind === "text" ? "code" : run.kind;
    const strong = this.#strong > 0 && this.#heading === 0;
    this.#lines.at(-1)?.push({ ...run, kind, strong, href: this.#href });
  }

  #readElement(element: Element): void {
    const { tagName } = element;
    if (UNSEEN.has(tagName)) return;
    if (tagName === "br") this.#lines.push([]);
    else if (tagName === "img" || tagName === "area") this.#readImage(element);
    else if (tagName === "tr") this.#readRow(element);
    else if (APART.has(tagName)) this.#readApart(element);
    else this.#readInline(element);
  }

  #readImage({ properties }: Element): void {
    const description = text(properties.alt);
    if (tidy(description).trim() === "") return;
    const source = text(properties.src);
    this.#push(makeRun(" "));
    this.#push(makeRun(description, source.startsWith("data:") ? {} : { kind: "image", source }));
    this.#push(makeRun(" "));
  }

  #readInline(element: Element): void {
    const { tagName, properties, children } = element;
    const strong = tagName === "b" || tagName === "strong" ? 1 : 0;
    const code = tagName === "code" || tagName === "kbd" || tagName === "samp" || tagName === "tt" ? 1 : 0;
    const href = this.#href;
    if (tagName === "a") this.#href = targetOf(text(properties.href));
    const note = tagName === "sup" && /^[\s\d*†‡[\]]+$/.test(textOf(element));
    this.#strong += strong;
    this.#code += code;
    if (note) this.#push(makeRun(" ["));
    this.readAll(children);
    if (note) this.#push(makeRun("] "));
    this.#strong -= strong;
    this.#code -= code;
    this.#href = href;
  }

  #readApart(element: Element): void {
    this.flush();
    const { tagName } = element;
    const heading = this.#heading;
    const level = /^h[1-6]$/.test(tagName)
      ? Number(tagName.charAt(1))
      : tagName === "summary"
        ? BOLD_HEADING
        : 0;
    const furniture = this.#isFurniture(element) ? 1 : 0;
    const sectioning = SECTIONING.has(tagName) ? 1 : 0;
    const pre = tagName === "pre" || tagName === "textarea" ? 1 : 0;
    this.#heading ||= level;
    this.#furniture += furniture;
    this.#sectioning += sectioning;
    this.#pre += pre;
    if (tagName === "ol" || tagName === "ul" || tagName === "menu" || tagName === "dl")
      this.#readList(element);
    else {
      this.#row = tagName === "caption";
      if (tagName === "li") this.#beginItem(element);
      if (tagName === "dt" && this.#lists.length > 0) this.#item = { counted: "" };
      this.readAll(element.children);
      this.flush();
      this.#row = false;
    }
    if (tagName === "li") this.#item = null;
    this.#heading = heading;
    this.#furniture -= furniture;
    this.#sectioning -= sectioning;
    this.#pre -= pre;
  }

  #readList({ tagName, properties, children }: Element): void {
    const ordered = tagName === "ol";
    const reversed = properties.reversed === true;
    const start = Number(properties.start ?? (reversed ? children.filter(isItem).length : 1));
    this.#lists.push({
      next: Number.isSafeInteger(start) ? start : 1,
      step: reversed ? -1 : 1,
      type: ordered ? text(properties.type) || "1" : null,
    });
    this.readAll(children);
    this.flush();
    this.#lists.pop();
  }

  #beginItem({ properties }: Element): void {
    const list = this.#lists.at(-1);
    if (list === undefined) return;
    const value = Number(properties.value ?? list.next);
    const number = Number.isSafeInteger(value) ? value : list.next;
    list.next = number + list.step;
    this.#item = { counted: list.type === null ? "" : countItem(number, list.type) };
  }

  /** One block a row, its cells set off by bars. */
  #readRow({ children }: Element): void {
    this.flush();
    const cells = children
      .filter((node) => node.type === "element")
      .filter(({ tagName }) => /^t[dh]$/.test(tagName));
    const runs = cells.flatMap((cell, at) => [...(at > 0 ? [makeRun(" | ")] : []), ...this.#readCell(cell)]);
    this.#lines = [runs];
    this.#row = true;
    this.flush();
    this.#row = false;
  }

  #readCell(cell: Element): readonly Run[] {
    const reader = new HtmlReader();
    reader.readAll(cell.children);
    reader.flush();
    const strong = cell.tagName === "th";
    return reader.blocks
      .flatMap(({ lines }) => lines)
      .flatMap((line, at) => [
        ...(at > 0 ? [makeRun(" ")] : []),
        ...line.map((run) => ({ ...run, strong: run.strong || strong })),
      ]);
  }

  /** Of the site, not of the text: outside of an article or section, and without a heading, which might be the title. */
  #isFurniture(element: Element): boolean {
    const { tagName, properties } = element;
    const role = text(properties.role);
    if (tagName === "nav" || role === "navigation") return true;
    const ofSite = ["header", "footer"].includes(tagName) || ["banner", "contentinfo"].includes(role);
    return ofSite && this.#sectioning === 0 && !holdsHeading(element);
  }
}

function isItem(node: Node): boolean {
  return node.type === "element" && node.tagName === "li";
}

function holdsHeading({ tagName, children }: Element): boolean {
  return (
    /^h[1-2]$/.test(tagName) || children.some((child) => child.type === "element" && holdsHeading(child))
  );
}

function textOf(node: Node): string {
  if (node.type === "text") return node.value;
  return node.type === "element" ? node.children.map(textOf).join("") : "";
}

function text(value: unknown): string {
  return typeof value === "string" ? value : Array.isArray(value) ? value.join(" ") : "";
}

/** Where a link leads a reader; nowhere within its old page, and nowhere but to an address. */
function targetOf(href: string): string {
  const target = href.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(target)?.[1]?.toLowerCase();
  if (target.startsWith("#")) return "";
  return scheme === undefined || ["http", "https", "mailto", "tel", "ftp"].includes(scheme) ? target : "";
}

function withoutBars(line: Line): Line {
  const last = line.length - 1;
  return tidyLine(
    line.map((run, at) => {
      const opened = at === 0 ? run.text.replace(/^\|/, "") : run.text;
      return { ...run, text: at === last ? opened.replace(/\|$/, "") : opened };
    }),
  );
}

function isBold(lines: readonly Line[]): boolean {
  const [line, ...others] = lines;
  if (line === undefined || others.length > 0) return false;
  const bold = line.every(
    ({ strong, kind, text: written }) => kind === "text" && (strong || written.trim() === ""),
  );
  return bold && looksLikeHeading(textOfLine(line));
}
