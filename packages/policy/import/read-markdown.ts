import { toHtml } from "hast-util-to-html";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toHast } from "mdast-util-to-hast";
import type { Block } from "./block.ts";
import { readHtml } from "./read-html.ts";

type Root = ReturnType<typeof fromMarkdown>;
type Paragraph = Extract<Root["children"][number], { type: "paragraph" }>;
type Phrasing = Paragraph["children"][number];
type Node = Root | Root["children"][number] | { readonly type: string };

/** Code units of the longest marker of an ordered list. */
const LONGEST_MARKER = 12;
const TABLE_RULING = /^\s*\|[|\s:-]*\|\s*$/;

/**
 * Reads Markdown (CommonMark) as the HTML it stands for, raw HTML included. Numbers of lists stay as they are written, where
 * CommonMark would count on from the first; definitions of links that nothing refers to are kept as text.
 */
export function readMarkdown(markdown: string): readonly Block[] {
  const root = fromMarkdown(markdown);
  keepNumbers(root, markdown);
  keepDefinitions(root, markdown);
  keepRows(root, markdown);
  return readHtml(toHtml(toHast(root, { allowDangerousHtml: true }), { allowDangerousHtml: true }));
}

function keepNumbers(node: Node, source: string): void {
  if (!("children" in node)) return;
  for (const child of node.children) {
    if (child.type === "listItem" && node.type === "list" && "ordered" in node && node.ordered) {
      const at = child.position?.start.offset ?? 0;
      const value = Number.parseInt(source.slice(at, at + LONGEST_MARKER), 10);
      child.data = { ...child.data, hProperties: { value: String(value) } };
    }
    keepNumbers(child, source);
  }
}

/** A definition nobody refers to is text its reader saw, a footnote for example. */
function keepDefinitions(root: Root, source: string): void {
  const used = new Set<string>();
  collectReferences(root, used);
  replaceUnused(root, source, used);
}

function collectReferences(node: Node, used: Set<string>): void {
  if ((node.type === "linkReference" || node.type === "imageReference") && "identifier" in node)
    used.add(node.identifier);
  if ("children" in node) for (const child of node.children) collectReferences(child, used);
}

function replaceUnused(node: Node, source: string, used: ReadonlySet<string>): void {
  if (!("children" in node)) return;
  for (const [at, child] of node.children.entries()) {
    if (child.type !== "definition" || used.has(child.identifier)) replaceUnused(child, source, used);
    else {
      const value = source.slice(child.position?.start.offset ?? 0, child.position?.end.offset ?? 0);
      (node.children as Node[])[at] = { type: "paragraph", children: [{ type: "text", value }] } as Node;
    }
  }
}

/** CommonMark knows no tables: what is drawn with bars is a paragraph to it, whose lines would run together. */
function keepRows(node: Node, source: string): void {
  if (!("children" in node)) return;
  for (const child of node.children) {
    if (child.type === "paragraph" && isTable(child, source))
      child.children = child.children.flatMap((part): Phrasing[] =>
        part.type === "text" ? breakRows(part.value) : [part],
      );
    else keepRows(child, source);
  }
}

function isTable({ position }: { readonly position?: Root["position"] }, source: string): boolean {
  const rows = source.slice(position?.start.offset ?? 0, position?.end.offset ?? 0).split(/\r\n?|\n/);
  return rows.length > 1 && rows.every((row) => /^[\s>]*\|.*\|\s*$/.test(row));
}

function breakRows(value: string): Phrasing[] {
  const rows = value.split(/\r\n?|\n/).filter((row) => !TABLE_RULING.test(row));
  return rows.flatMap((row, at): Phrasing[] => [
    ...(at > 0 ? [{ type: "break" as const }] : []),
    { type: "text", value: row },
  ]);
}
