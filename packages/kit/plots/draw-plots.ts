import type { BarPlot } from "./bar-plot.ts";
import type { TimePlot } from "./time-plot.ts";

/** What is said of a picture to who does not see it. */
export interface PlotWords {
  /** Tells it from other pictures of the page; a valid HTML id. */
  readonly id: string;
  readonly title: string;
  /** Longer than the title; the numbers themselves belong into a table beside the picture. */
  readonly description: string;
}

/**
 * A time plot as an SVG element without script, style or address, so that it may stand in any page. Its colours are
 * `currentColor` and classes: `plot`, `plot-grid`, `plot-tick`, `plot-area`, `plot-line`, `plot-dot`.
 */
export function drawTimePlot(plot: TimePlot, words: PlotWords): string {
  const { frame } = plot;
  return svg(plot, words, [
    ...plot.yTicks.flatMap(({ at, label }) => [
      rule(frame.left, at, frame.right, at),
      text("plot-tick", { x: frame.left - 8, y: at + 4, anchor: "end" }, label),
    ]),
    ...plot.xTicks.map(({ at, label }) =>
      text("plot-tick", { x: at, y: plot.height - 6, anchor: anchorAt(at, plot) }, label),
    ),
    `<path class="plot-area" d="${plot.area}" fill="currentColor" fill-opacity="0.12"/>`,
    `<path class="plot-line" d="${plot.line}" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/>`,
    ...plot.points.map(
      ({ x, y, label }) =>
        `<circle class="plot-dot" cx="${x}" cy="${y}" r="2.5" fill="currentColor"><title>${escapeText(label)}</title></circle>`,
    ),
  ]);
}

/** A bar plot, as {@link drawTimePlot} draws; its bars have the class `plot-bar`, their words `plot-name` and `plot-value`. */
export function drawBarPlot(plot: BarPlot, words: PlotWords): string {
  const { frame } = plot;
  return svg(plot, words, [
    ...plot.xTicks.flatMap(({ at, label }) => [
      rule(at, frame.top, at, frame.bottom),
      text("plot-tick", { x: at, y: plot.height - 6, anchor: anchorAt(at, plot) }, label),
    ]),
    ...plot.bars.map(
      (bar) =>
        `<g>${text("plot-name", { x: frame.left, y: bar.textY, anchor: "start" }, bar.shown)}${text("plot-value", { x: frame.right, y: bar.textY, anchor: "end" }, bar.value)}<rect class="plot-bar" x="${frame.left}" y="${bar.y}" width="${bar.width}" height="${bar.height}" rx="2" fill="currentColor"/><title>${escapeText(`${bar.name}: ${bar.value}`)}</title></g>`,
    ),
  ]);
}

/** Where a label is held so that it stays inside the picture. */
export function anchorAt(x: number, { width }: { readonly width: number }): "start" | "middle" | "end" {
  if (x < 28) return "start";
  return x > width - 40 ? "end" : "middle";
}

function svg(
  { width, height }: { readonly width: number; readonly height: number },
  { id, title, description }: PlotWords,
  parts: readonly string[],
): string {
  return [
    `<svg class="plot" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-description" font-size="13">`,
    `<title id="${id}-title">${escapeText(title)}</title>`,
    `<desc id="${id}-description">${escapeText(description)}</desc>`,
    ...parts,
    "</svg>",
  ].join("");
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="plot-grid" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="currentColor" stroke-opacity="0.15"/>`;
}

function text(
  look: string,
  { x, y, anchor }: { readonly x: number; readonly y: number; readonly anchor: "start" | "middle" | "end" },
  content: string,
): string {
  return `<text class="${look}" x="${x}" y="${y}" text-anchor="${anchor}" fill="currentColor">${escapeText(content)}</text>`;
}

function escapeText(content: string): string {
  return content.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
