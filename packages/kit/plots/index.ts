export { type Bar, type BarPlot, type BarPlotOptions, makeBarPlot } from "./bar-plot.ts";
export { anchorAt, drawBarPlot, drawTimePlot, type PlotWords } from "./draw-plots.ts";
export type { Tick } from "./scale.ts";
export { makeTimePlot, type TimePlot, type TimePlotOptions, type TimePoint } from "./time-plot.ts";
