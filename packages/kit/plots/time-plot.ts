import { scaleUtc } from "d3-scale";
import { area, line } from "d3-shape";
import { makeCountScale, makeCountTicks, type PlotFrame, round, type Tick } from "./scale.ts";

/** A count at an instant; `null` where it is withheld or unknown, and then the line has a gap. */
export interface TimePoint {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly value: number | null;
}

export interface TimePlotOptions {
  /** Of the whole picture, in CSS pixels; 280 or more leaves room for the words. */
  readonly width: number;
  readonly height: number;
  /** BCP 47 tag, by which dates and numbers are written. */
  readonly language: string;
  /** What one point stands for; it decides how instants are written. */
  readonly every: "day" | "hour";
}

/** Where everything of a time plot stands, in CSS pixels from its upper left corner. */
export interface TimePlot {
  readonly width: number;
  readonly height: number;
  readonly frame: PlotFrame;
  /** `d` of the line, and of the area between it and nought; empty where there is no value. */
  readonly line: string;
  readonly area: string;
  /** Every value with the words for it, oldest first. A value alone between gaps is seen only as a dot. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: string }[];
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
}

const MARGIN = { left: 48, right: 18, top: 12, bottom: 26 };
/** Room that one date needs under the axis. */
const DATE_PX = 84;

/** Lays counts over time out as a line with the area under it. Points stand in any order. */
export function makeTimePlot(points: readonly TimePoint[], options: TimePlotOptions): TimePlot {
  const { width, height, language } = options;
  const frame = {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - MARGIN.bottom,
  };
  const sorted = points
    .map(({ at, value }) => ({ at: new Date(at), value }))
    .sort((a, b) => a.at.getTime() - b.at.getTime());
  const counts = sorted.flatMap(({ value }) => (value === null ? [] : [value]));
  const y = makeCountScale(counts, [frame.bottom, frame.top]);
  const x = scaleUtc().domain(extentOf(sorted)).range([frame.left, frame.right]);
  const say = wordsFor(options);
  const place = sorted.map(({ at, value }) => ({
    x: round(x(at)),
    y: value === null ? null : round(y(value)),
    label: value === null ? "" : say.point(at, value),
  }));
  const shape = {
    x: (one: Place) => one.x,
    y: (one: Place) => one.y ?? frame.bottom,
    has: (one: Place) => one.y !== null,
  };
  const step = Math.max(1, Math.ceil((sorted.length * DATE_PX) / (frame.right - frame.left)));
  return {
    width,
    height,
    frame,
    line: line<Place>(shape.x, shape.y).defined(shape.has)(place) ?? "",
    area: area<Place>(shape.x, frame.bottom, shape.y).defined(shape.has)(place) ?? "",
    points: place.flatMap((one) => (one.y === null ? [] : [{ ...one, y: one.y }])),
    xTicks: sorted
      .filter((_, index) => (sorted.length - 1 - index) % step === 0)
      .map(({ at }) => ({ at: round(x(at)), label: say.instant(at) })),
    yTicks: makeCountTicks(y, language),
  };
}

interface Place {
  readonly x: number;
  readonly y: number | null;
  readonly label: string;
}

function extentOf(sorted: readonly { readonly at: Date }[]): [Date, Date] {
  const first = sorted[0]?.at ?? new Date(0);
  return [first, sorted.at(-1)?.at ?? first];
}

function wordsFor({ language, every }: TimePlotOptions) {
  const instant = new Intl.DateTimeFormat(language, {
    timeZone: "UTC",
    ...(every === "day"
      ? { month: "short", day: "numeric" }
      : { day: "numeric", hour: "2-digit", minute: "2-digit" }),
  });
  const count = new Intl.NumberFormat(language);
  return {
    instant: (at: Date) => instant.format(at),
    point: (at: Date, value: number) => `${instant.format(at)}: ${count.format(value)}`,
  };
}
