import type { Text } from "@avow/policy";
import { type SankeyGraph, type SankeyLink, type SankeyNode, sankey, sankeyLinkHorizontal } from "d3-sankey";
import type { Flow, FlowPlace } from "./flows.ts";
import { wrapTitle } from "./wrap-title.ts";

export interface DrawOptions {
  /** Of the picture, in CSS pixels; 640 or more leaves room for the words. */
  readonly width: number;
  /** Language of the words; a title that lacks it is shown in the first language it has. */
  readonly language: string;
}

const COLUMNS = ["data", "purpose", "recipient", "country"] as const;
type Column = (typeof COLUMNS)[number];

const WORDS: Readonly<Record<Column | "title" | "abroad", Text>> = {
  title: { en: "Where data goes", zh: "信息的去向" },
  data: { en: "Data", zh: "信息" },
  purpose: { en: "Purpose", zh: "处理目的" },
  recipient: { en: "Recipient", zh: "接收方" },
  country: { en: "Country or region", zh: "国家或地区" },
  abroad: { en: "abroad", zh: "境外" },
};

const FONT_PX = 14;
const LINE_PX = 19;
const BOX_PADDING_PX = 10;
const BETWEEN_BOXES_PX = 12;
const HEADING_PX = 34;
const MOST_LINES = 3;
/** Tones of bands, given to purposes in turn; they help the eye and carry no meaning of their own. */
const TONES = 6;
/** How thick all bands together should be, and how thick one field may be. */
const BANDS_PX = 420;
const FIELD_PX = { least: 2, most: 14 };

interface Place {
  readonly key: string;
  readonly column: Column;
  readonly abroad: boolean;
  readonly title: string;
  readonly lines: readonly string[];
}

interface Band {
  readonly tone: number;
  readonly abroad: boolean;
  readonly title: string;
}

type Node = SankeyNode<Place, Band>;
type Link = SankeyLink<Place, Band>;

/**
 * The flows as a picture: an SVG element without script, style or address, so that it may stand in any page. Its colours
 * are `currentColor` and classes: `flows`, `flow-heading`, `flow-place`, `flow-band`, `tone-1` to `tone-6`, `abroad`. The
 * thicker a band, the more fields go that way. It says nothing that a table of the same flows would not.
 */
export function drawFlows(flows: readonly Flow[], options: DrawOptions): string {
  const { width, language } = options;
  const boxWidth = boxWidthOf(width);
  const layout = sankey<Place, Band>()
    .nodeId(({ key }) => key)
    .nodeWidth(boxWidth)
    .nodePadding(BETWEEN_BOXES_PX)
    .extent([
      [1, HEADING_PX],
      [width - 1, HEADING_PX + BANDS_PX],
    ]);
  const graph = layout(makeGraph(flows, options));
  const height = place(graph);
  layout.update(graph);
  const say = (words: Text) => words[language] ?? words.en ?? "";
  const headings = COLUMNS.map((column, at) => {
    const x = 1 + at * ((width - 2 - boxWidth) / (COLUMNS.length - 1));
    return `<text class="flow-heading" x="${round(x)}" y="16">${escapeText(say(WORDS[column]))}</text>`;
  });
  return [
    `<svg class="flows" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="flows-title flows-description" font-size="${FONT_PX}">`,
    `<title id="flows-title">${escapeText(say(WORDS.title))}</title>`,
    `<desc id="flows-description">${escapeText(describe(flows, say))}</desc>`,
    ...headings,
    ...graph.links.map(drawBand),
    ...graph.nodes.map((node) => drawPlace(node, say(WORDS.abroad))),
    "</svg>",
  ].join("");
}

function boxWidthOf(width: number): number {
  const between = Math.max(36, width * 0.085);
  return Math.floor((width - 2 - between * (COLUMNS.length - 1)) / COLUMNS.length);
}

function makeGraph(flows: readonly Flow[], { width, language }: DrawOptions): SankeyGraph<Place, Band> {
  const room = (boxWidthOf(width) - 2 * BOX_PADDING_PX) / FONT_PX;
  const purposes = [...new Set(flows.map(({ purpose }) => purpose.id))];
  const places = new Map<string, Place>();
  const bands = new Map<string, Band & { source: string; target: string; value: number }>();
  for (const flow of flows) {
    const row = COLUMNS.map((column) => {
      const title = sayPlace(flow[column], language);
      const abroad = column === "country" && flow.abroad;
      return {
        key: `${column} ${flow[column].id}`,
        column,
        abroad,
        title,
        lines: wrapTitle(title, room, MOST_LINES),
      };
    });
    const tone = (purposes.indexOf(flow.purpose.id) % TONES) + 1;
    for (const [at, from] of row.entries()) {
      places.set(from.key, from);
      const to = row[at + 1];
      if (to === undefined) continue;
      // From the purpose on, bands of different purposes stay apart, so that each can be followed to its end.
      const key = `${from.key}\n${to.key}\n${flow.purpose.id}`;
      const before = bands.get(key)?.value ?? 0;
      bands.set(key, {
        source: from.key,
        target: to.key,
        value: before + flow.fields.length,
        tone,
        abroad: to.abroad,
        title: `${from.title} → ${to.title}`,
      });
    }
  }
  return { nodes: [...places.values()].map((one) => ({ ...one })), links: [...bands.values()] };
}

/**
 * Keeps the order the layout found, and gives every place the room its words need, so that none overlaps another. Returns
 * the height of the whole.
 */
function place({ nodes, links }: SankeyGraph<Place, Band>): number {
  const columns = COLUMNS.map((column) =>
    nodes.filter((node) => node.column === column).sort((a, b) => (a.y0 ?? 0) - (b.y0 ?? 0)),
  );
  const fields = (columns[0] ?? []).reduce((sum, { value = 0 }) => sum + value, 0);
  const fieldPx = Math.min(FIELD_PX.most, Math.max(FIELD_PX.least, BANDS_PX / Math.max(1, fields)));
  for (const link of links) link.width = link.value * fieldPx;
  const boxHeight = (node: Node) => Math.max(boxHeightOf(node), (node.value ?? 0) * fieldPx);
  const heights = columns.map((column) =>
    column.reduce((sum, node) => sum + boxHeight(node) + BETWEEN_BOXES_PX, -BETWEEN_BOXES_PX),
  );
  const tallest = Math.max(0, ...heights);
  for (const [at, column] of columns.entries()) {
    const spare = (tallest - (heights[at] ?? 0)) / (column.length + 1);
    let y = HEADING_PX + spare;
    for (const node of column) {
      const body = (node.value ?? 0) * fieldPx;
      const box = boxHeight(node);
      node.y0 = y + (box - body) / 2;
      node.y1 = node.y0 + body;
      y += box + BETWEEN_BOXES_PX + spare;
    }
  }
  return Math.ceil(HEADING_PX + tallest + 2);
}

function boxHeightOf({ lines, abroad }: Place): number {
  return (lines.length + (abroad ? 1 : 0)) * LINE_PX + BOX_PADDING_PX;
}

const path = sankeyLinkHorizontal<Place, Band>();

function drawBand(link: Link): string {
  const look = `flow-band tone-${link.tone}${link.abroad ? " abroad" : ""}`;
  const dashes = link.abroad ? ' stroke-dasharray="7 3"' : "";
  const d = (path(link) ?? "").replace(/\d+\.\d+/g, (number) => String(round(Number(number))));
  return `<path class="${look}" d="${d}" fill="none" stroke="currentColor" stroke-opacity="0.3" stroke-width="${round(link.width ?? 1)}"${dashes}><title>${escapeText(link.title)}</title></path>`;
}

function drawPlace(node: Node, abroadWord: string): string {
  const { x0 = 0, x1 = 0, y0 = 0, y1 = 0, lines, abroad, title } = node;
  const height = Math.max(boxHeightOf(node), y1 - y0);
  const top = (y0 + y1 - height) / 2;
  const rows = abroad ? [...lines, `↗ ${abroadWord}`] : lines;
  const first = (y0 + y1) / 2 - ((rows.length - 1) * LINE_PX) / 2;
  const words = rows.map(
    (line, at) =>
      `<tspan x="${round(x0 + BOX_PADDING_PX)}" y="${round(first + at * LINE_PX)}"${at === lines.length ? ' class="flow-abroad"' : ""}>${escapeText(line)}</tspan>`,
  );
  const dashes = abroad ? ' stroke-dasharray="4 3"' : "";
  return `<g class="flow-place${abroad ? " abroad" : ""}"><rect x="${round(x0)}" y="${round(top)}" width="${round(x1 - x0)}" height="${round(height)}" rx="6" fill="none" stroke="currentColor"${dashes}><title>${escapeText(title)}</title></rect><text fill="currentColor" dominant-baseline="central">${words.join("")}</text></g>`;
}

function sayPlace({ title }: FlowPlace, language: string): string {
  const said = title[language] ?? Object.values(title)[0] ?? "";
  return said.charAt(0).toUpperCase() + said.slice(1);
}

function describe(flows: readonly Flow[], say: (words: Text) => string): string {
  const counts = COLUMNS.map((column) => new Set(flows.map((flow) => flow[column].id)).size);
  const [data = 0, purposes = 0, recipients = 0, countries = 0] = counts;
  return say({
    en: `From left to right: kinds of data (${data}), purposes (${purposes}), recipients (${recipients}), countries or regions (${countries}). The table shows the same.`,
    zh: `自左至右：信息种类（${data}）、处理目的（${purposes}）、接收方（${recipients}）、国家或地区（${countries}）。表格内容与此相同。`,
  });
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
