import { toHtml } from "hast-util-to-html";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toHast } from "mdast-util-to-hast";

type HastNode = ReturnType<typeof toHast>;
type HastElement = Extract<HastNode, { type: "element" }>;
type HastChild = HastElement["children"][number];

const LINK_SCHEMES = ["http", "https", "mailto"];

/**
 * The HTML of published words: no raw HTML, no images (their description instead, since a page requests nothing from
 * others), and links only to `http`, `https`, `mailto` and relative addresses.
 * @example renderWords("We *respect* you.") // => "<p>We <em>respect</em> you.</p>"
 */
export function renderWords(markdown: string): string {
  const tree = toHast(fromMarkdown(markdown));
  if ("children" in tree) for (const child of tree.children) disarm(child);
  return toHtml(tree);
}

function disarm(node: HastNode | HastChild): void {
  if (node.type !== "element") return;
  if (node.tagName === "img") {
    const description = node.properties.alt;
    node.tagName = "span";
    node.properties = {};
    node.children = [{ type: "text", value: typeof description === "string" ? description : "" }];
  }
  if (node.tagName === "a" && !isSafeLink(node.properties.href)) node.properties = {};
  for (const child of node.children) disarm(child);
}

/** Whatever stands before the first colon is a scheme unless a path, query or fragment has begun. */
function isSafeLink(href: unknown): boolean {
  if (typeof href !== "string") return false;
  const scheme = /^([^/?#]*?):/.exec(href)?.[1];
  return scheme === undefined || LINK_SCHEMES.includes(scheme.toLowerCase());
}
