import { fromHtml } from "hast-util-from-html";
import { toHtml } from "hast-util-to-html";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toHast } from "mdast-util-to-hast";
import type { ImportFormat } from "./import-policy.ts";
import { listWords } from "./word-list.ts";

type Root = ReturnType<typeof fromHtml>;
type Node = Root["children"][number];

const INVISIBLE = ["head", "script", "style", "template", "noframes", "noembed", "iframe"];
/** Elements that stand apart from the text around them; whatever a browser does not know runs on in its line. */
const APART =
  /^(?:address|article|aside|audio|blockquote|body|br|button|canvas|caption|center|col|colgroup|d[dlt]|details|dialog|dir|div|fieldset|fig\w+|footer|form|frameset|h[1-6r]|header|hgroup|html|legend|li|main|menu|nav|object|ol|opt\w+|p|pre|search|section|select|summary|t(?:able|body|d|extarea|foot|h|head|itle|r)|ul|video)$/;

/** The words of an original, found without the importer: what a reader of it sees. */
export function visibleWords(text: string, format: ImportFormat): readonly string[] {
  if (format === "text") return listWords(seen(text));
  return listWords(
    seen(
      fromHtml(format === "html" ? text : htmlOf(text))
        .children.map(textOf)
        .join(""),
    ),
  );
}

/** The words of a file of numbered words, without the numbers of its headings. */
export function writtenWords(markdown: string): readonly string[] {
  return visibleWords(markdown.replace(/^(##+) \d+(?:\.\d+)* /gm, "$1 "), "markdown");
}

function htmlOf(markdown: string): string {
  return toHtml(toHast(fromMarkdown(markdown), { allowDangerousHtml: true }), { allowDangerousHtml: true });
}

function seen(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u00AD\u200B\u2060\uFEFF\u202A-\u202E\u2066-\u2069]/g, "")
    .replace(/\p{Cc}/gu, " ");
}

function textOf(node: Node): string {
  if (node.type === "text") return node.value;
  if (node.type !== "element" || INVISIBLE.includes(node.tagName)) return "";
  if (node.tagName === "img" || node.tagName === "area") return ` ${String(node.properties.alt ?? "")} `;
  const inner = node.children.map(textOf).join("");
  const isNote = node.tagName === "sup" && /^[\s\d*†‡[\]]+$/.test(inner);
  return APART.test(node.tagName) || isNote ? `\n${inner}\n` : inner;
}
