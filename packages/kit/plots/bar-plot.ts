import { makeCountScale, makeCountTicks, type PlotFrame, round, type Tick } from "./scale.ts";

/** A name and its count. */
export interface Bar {
  readonly name: string;
  readonly value: number;
}

export interface BarPlotOptions {
  /** Of the whole picture, in CSS pixels; 280 or more leaves room for the words. Its height follows from the bars. */
  readonly width: number;
  /** BCP 47 tag, by which numbers are written. */
  readonly language: string;
}

/** Where everything of a bar plot stands, in CSS pixels from its upper left corner. */
export interface BarPlot {
  readonly width: number;
  readonly height: number;
  readonly frame: PlotFrame;
  readonly bars: readonly {
    readonly name: string;
    /** The name as far as it has room, ended by `…` where it has not. */
    readonly shown: string;
    readonly value: string;
    /** Base line of name and value. */
    readonly textY: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
  readonly xTicks: readonly Tick[];
}

const TEXT_PX = 20;
const BAR_PX = 12;
const BETWEEN_PX = 14;
const AXIS_PX = 24;
const EDGE_PX = 18;
/** Of one letter, on the average; a Chinese character takes two. */
const LETTER_PX = 7.4;

/**
 * Lays counts out as horizontal bars in the order given, each under its name and its number, so that long names need no column
 * and a narrow screen no other picture.
 */
export function makeBarPlot(bars: readonly Bar[], { width, language }: BarPlotOptions): BarPlot {
  const frame = {
    left: 1,
    right: width - EDGE_PX,
    top: 0,
    bottom: bars.length * (TEXT_PX + BAR_PX + BETWEEN_PX),
  };
  const x = makeCountScale(
    bars.map(({ value }) => value),
    [0, frame.right - frame.left],
  );
  const count = new Intl.NumberFormat(language);
  return {
    width,
    height: frame.bottom + AXIS_PX,
    frame,
    bars: bars.map(({ name, value }, index) => {
      const top = index * (TEXT_PX + BAR_PX + BETWEEN_PX);
      const number = count.format(value);
      return {
        name,
        shown: shorten(name, (frame.right - frame.left) / LETTER_PX - number.length - 2),
        value: number,
        textY: top + TEXT_PX - 6,
        y: top + TEXT_PX,
        width: round(x(value)),
        height: BAR_PX,
      };
    }),
    xTicks: makeCountTicks(x, language).map(({ at, label }) => ({ at: round(at + frame.left), label })),
  };
}

/** As many characters as `room` letters hold. */
function shorten(name: string, room: number): string {
  const characters = [...name];
  let used = 0;
  for (const [index, character] of characters.entries()) {
    used += (character.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2;
    if (used > room) return `${characters.slice(0, Math.max(0, index - 1)).join("")}…`;
  }
  return name;
}
