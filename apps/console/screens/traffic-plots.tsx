import { anchorAt, makeBarPlot, makeTimePlot, type Tick, type TimePoint } from "@avow/kit/plots";
import { useId } from "react";
import { useVisit } from "../visit.tsx";
import { TAGS } from "../words.ts";

const WIDTH = 640;
const HEIGHT = 220;

interface PlotWords {
  readonly title: string;
  /** Where the numbers are to be read. */
  readonly description: string;
}

/** Counts of hours as a line. What is withheld is a gap. */
export function HourPlot(p: { readonly points: readonly TimePoint[]; readonly words: PlotWords }) {
  const { language } = useVisit();
  const plot = makeTimePlot(p.points, {
    width: WIDTH,
    height: HEIGHT,
    language: TAGS[language],
    every: "hour",
  });
  const { frame } = plot;
  return (
    <Picture height={plot.height} words={p.words}>
      {plot.yTicks.map(({ at, label }) => (
        <g key={at}>
          <Rule from={[frame.left, at]} to={[frame.right, at]} />
          <text x={frame.left - 8} y={at + 4} textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      <Under ticks={plot.xTicks} height={plot.height} />
      <path d={plot.area} fillOpacity="0.12" />
      <path d={plot.line} fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
      {plot.points.map(({ x, y, label }) => (
        <circle key={x} cx={x} cy={y} r="2">
          <title>{label}</title>
        </circle>
      ))}
    </Picture>
  );
}

/** Counts by name as bars, in the order given. */
export function RankPlot(p: {
  readonly bars: readonly { readonly name: string; readonly value: number }[];
  readonly words: PlotWords;
}) {
  const { language } = useVisit();
  const plot = makeBarPlot(p.bars, { width: WIDTH, language: TAGS[language] });
  const { frame } = plot;
  return (
    <Picture height={plot.height} words={p.words}>
      {plot.xTicks.map(({ at }) => (
        <Rule key={at} from={[at, frame.top]} to={[at, frame.bottom]} />
      ))}
      <Under ticks={plot.xTicks} height={plot.height} />
      {plot.bars.map((bar) => (
        <g key={bar.name}>
          <title>{`${bar.name}: ${bar.value}`}</title>
          <text x={frame.left} y={bar.textY}>
            {bar.shown}
          </text>
          <text x={frame.right} y={bar.textY} textAnchor="end">
            {bar.value}
          </text>
          <rect x={frame.left} y={bar.y} width={bar.width} height={bar.height} rx="2" />
        </g>
      ))}
    </Picture>
  );
}

function Picture(p: {
  readonly height: number;
  readonly words: PlotWords;
  readonly children: React.ReactNode;
}) {
  const id = useId();
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${p.height}`}
      width="100%"
      role="img"
      aria-labelledby={`${id}-title ${id}-description`}
      fill="currentColor"
      fontSize="13"
    >
      <title id={`${id}-title`}>{p.words.title}</title>
      <desc id={`${id}-description`}>{p.words.description}</desc>
      {p.children}
    </svg>
  );
}

type Place = readonly [x: number, y: number];

function Rule({ from, to }: { readonly from: Place; readonly to: Place }) {
  return <line x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} stroke="currentColor" strokeOpacity="0.15" />;
}

function Under({ ticks, height }: { readonly ticks: readonly Tick[]; readonly height: number }) {
  return ticks.map(({ at, label }) => (
    <text key={at} x={at} y={height - 6} textAnchor={anchorAt(at, { width: WIDTH })}>
      {label}
    </text>
  ));
}
