import { toHtml } from "hast-util-to-html";
import { escapeMarkdown } from "./escape-markdown.ts";
import type { Block, Cell, Outline } from "./outline.ts";
import { DOCUMENT_STYLE } from "./style.ts";

type HastNode = Exclude<Parameters<typeof toHtml>[0], readonly unknown[]>;
type HastElement = Extract<HastNode, { type: "element" }>;
type HastChild = HastElement["children"][number];

/**
 * A document as one whole page of HTML: no script, no image, nothing fetched but `stylesheet`. Without one the page carries
 * its style in itself, so that the file stands alone; with one it obeys a policy that forbids styles in a page.
 */
export function renderOutlineHtml(outline: Outline, o: { readonly stylesheet?: string } = {}): string {
  const { language, title, blocks } = outline;
  const style =
    o.stylesheet === undefined
      ? element("style", {}, [DOCUMENT_STYLE])
      : element("link", { rel: ["stylesheet"], href: o.stylesheet });
  const page = element("html", { lang: language }, [
    element("head", {}, [
      element("meta", { charSet: "utf-8" }),
      element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      element("meta", { name: "robots", content: "noindex" }),
      element("title", {}, [title]),
      style,
    ]),
    element("body", {}, [element("main", {}, [element("h1", {}, [title]), ...blocks.map(renderBlock)])]),
  ]);
  return `${toHtml({ type: "root", children: [{ type: "doctype" }, page] })}\n`;
}

function element(
  tagName: string,
  properties: HastElement["properties"],
  children: readonly (HastChild | string)[] = [],
): HastElement {
  const nodes = children.map(
    (child): HastChild => (typeof child === "string" ? { type: "text", value: child } : child),
  );
  return { type: "element", tagName, properties, children: nodes };
}

function renderBlock(block: Block): HastElement {
  switch (block.kind) {
    case "heading":
      return element("h2", {}, [block.text]);
    case "paragraph":
      return element("p", {}, [block.text]);
    case "facts":
      return element("table", { className: ["facts"] }, [
        element(
          "tbody",
          {},
          block.rows.map(({ name, says }) => row([[name], says])),
        ),
      ]);
    case "table":
      return element("div", { className: ["scroll"], tabIndex: 0, role: "group" }, [
        element("table", {}, [
          element("thead", {}, [
            element(
              "tr",
              {},
              block.head.map((name) => element("th", { scope: "col" }, [name])),
            ),
          ]),
          element("tbody", {}, block.rows.map(row)),
        ]),
      ]);
    case "people":
      return element("div", { className: ["people"] }, [
        element("p", {}, [element("strong", {}, [block.label]), ` · ${block.text}`]),
      ]);
  }
}

function row([name = [], ...cells]: readonly Cell[]): HastElement {
  return element("tr", {}, [
    element("th", { scope: "row" }, renderCell(name)),
    ...cells.map((cell) => element("td", {}, renderCell(cell))),
  ]);
}

function renderCell(lines: Cell): readonly (HastChild | string)[] {
  if (lines.length <= 1) return lines;
  return [
    element(
      "ul",
      {},
      lines.map((line) => element("li", {}, [line])),
    ),
  ];
}

/** A document as CommonMark with GFM tables. */
export function renderOutlineMarkdown({ title, blocks, separator }: Outline): string {
  const write = (lines: Cell) => lines.map(escapeMarkdown).join(separator);
  return `${[`# ${escapeMarkdown(title)}`, ...blocks.map((block) => writeBlock(block, write))].join("\n\n")}\n`;
}

/** Writes the lines of a cell as one. */
type WriteCell = (lines: Cell) => string;

function writeBlock(block: Block, write: WriteCell): string {
  switch (block.kind) {
    case "heading":
      return `## ${escapeMarkdown(block.text)}`;
    case "paragraph":
      return escapeMarkdown(block.text);
    case "facts":
      return block.rows.map(({ name, says }) => `- **${escapeMarkdown(name)}** ${write(says)}`).join("\n");
    case "table":
      return [
        writeRow(block.head.map(escapeMarkdown)),
        writeRow(block.head.map(() => "---")),
        ...block.rows.map((cells) => writeRow(cells.map(write))),
      ].join("\n");
    case "people":
      return `> **${escapeMarkdown(block.label)}** ${escapeMarkdown(block.text)}`;
  }
}

function writeRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
