import { scaleLinear } from "d3-scale";

/** A place on an axis and what stands there. */
export interface Tick {
  /** CSS pixels from the plot's left or upper edge, whichever way the axis runs. */
  readonly at: number;
  readonly label: string;
}

/** Edges of the part of a plot in which its marks stand, in CSS pixels. */
export interface PlotFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** How many values one axis names at most; fewer read better than many. */
const MOST_VALUES = 4;

/** From nought to at least the largest value, ending on a round number; whole counts only. */
export function makeCountScale(values: readonly number[], range: readonly [number, number]) {
  return scaleLinear()
    .domain([0, Math.max(MOST_VALUES, ...values)])
    .range(range)
    .nice(MOST_VALUES);
}

/** The round values of a count scale, as the language writes them, such as `12K` or `1.2万`. */
export function makeCountTicks(scale: ReturnType<typeof makeCountScale>, language: string): readonly Tick[] {
  const format = new Intl.NumberFormat(language, { notation: "compact" });
  return scale
    .ticks(MOST_VALUES)
    .filter(Number.isInteger)
    .map((value) => ({ at: round(scale(value)), label: format.format(value) }));
}

/** To a tenth of a pixel: what is finer nobody sees. */
export function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
