import { drawBarPlot, drawTimePlot, makeBarPlot, makeTimePlot, type PlotWords } from "@avow/kit/plots";
import { html, raw } from "hono/html";
import { ask, type Html, notice, sayMeasure } from "./elements.ts";
import { type Advertiser, type Answer, type Budget, pathTo, type Question, type Visit } from "./site.ts";
import { formatDay, formatInstant, formatNumber, type Language, TAGS, wordsOf } from "./words.ts";

/** What an answer is shown with. */
export interface AnswerPlace {
  readonly visit: Visit;
  readonly advertiser: Advertiser;
  readonly budget: Budget;
  /** Everything published about the month of the answer. */
  readonly month: readonly Answer[];
}

/** Widths of the two pictures that are sent, of which the page shows the one that fits. */
const WIDTHS = { wide: 720, narrow: 300 } as const;
/** Of a longer list the table shows all, the picture the largest. */
const MOST_BARS = 12;
/** 95 of 100 draws of a normal variable lie within so many standard deviations. */
const MOST = 1.96;

/** One published answer: number or bars, table, what is withheld, and the file. */
export function answerView(answer: Answer, place: AnswerPlace): Html {
  const { visit, budget } = place;
  const { language } = visit;
  const { question, cells, sigma, threshold, publishedAt } = answer;
  const say = wordsOf(language).answer;
  const number = (value: number) => formatNumber(value, language);
  const isTotal = question.by === "total";
  const kind = budget.plan.find(({ measure, by }) => measure === question.measure && by === question.by);
  return html`<section class="card stack" aria-labelledby="answer">
    <h2 id="answer" tabindex="-1" autofocus>${headingOf(question, place)}</h2>
    ${isTotal ? totalOf(answer, language) : barsOf(answer, place)}
    ${isTotal ? lineOf(answer, place) : ""}
    <div class="stack tight">
      ${isTotal || cells.length === 0 ? "" : html`<p>${say.withheld(number(threshold))}</p>`}
      <p>${say.noise(formatNumber(sigma, language, 1), number(Math.ceil(MOST * sigma)))} ${kind === undefined ? "" : say.bound(kind.contributions)}</p>
      <p class="meta">${say.published(formatInstant(publishedAt, language))}</p>
    </div>
    ${ask(visit, pathTo(language, "statistics.csv"), { question, content: html`<button type="submit" class="button">${say.csv}</button>` })}
  </section>`;
}

/** What was asked, in words. */
export function headingOf(
  question: Question,
  { visit, advertiser }: Pick<AnswerPlace, "visit" | "advertiser">,
): string {
  const words = wordsOf(visit.language);
  return words.answer.heading(
    whatIn(question, advertiser, visit.language),
    question.by === "total" ? null : words.breakdowns[question.by],
    formatDay(question.day, visit.language),
  );
}

/** A question's measure in words, with the name of the placement it is of. */
export function whatIn(
  { measure, placement }: Question,
  { placements }: Advertiser,
  language: Language,
): string {
  const name = placements.find(({ id }) => id === placement)?.name ?? null;
  return sayMeasure(measure, name, language);
}

function totalOf({ cells, threshold }: Answer, language: Language): Html {
  const [cell] = cells;
  if (cell !== undefined) return html`<p class="figure"><b>${formatNumber(cell.value, language)}</b></p>`;
  return notice("caution", wordsOf(language).answer.withheldTotal(formatNumber(threshold, language)), "");
}

function barsOf(answer: Answer, place: AnswerPlace): Html {
  const { language } = place.visit;
  const say = wordsOf(language).answer;
  if (answer.cells.length === 0)
    return notice("caution", say.nothing(formatNumber(answer.threshold, language)), "");
  const named = answer.cells.map(({ name, value }) => ({
    name: sayCell(name, answer.question, language),
    value,
  }));
  const heading = headingOf(answer.question, place);
  const words = (id: string): PlotWords => ({ id, title: heading, description: say.chart(heading) });
  return html`${inBothWidths((width, id) =>
    drawBarPlot(makeBarPlot(named.slice(0, MOST_BARS), { width, language: TAGS[language] }), words(id)),
  )}
    <table class="records">
      <thead><tr><th scope="col">${say.name}</th><th scope="col" class="number">${say.value}</th></tr></thead>
      <tbody>${named.map(
        ({ name, value }) =>
          html`<tr><td data-label="${say.name}">${name}</td><td data-label="${say.value}" class="number">${formatNumber(value, language)}</td></tr>`,
      )}</tbody>
    </table>`;
}

/** The total's course over the month, as far as it is published; a day without a number is a gap. */
function lineOf({ question }: Answer, { visit, advertiser, month }: AnswerPlace): Html | "" {
  const { language } = visit;
  const course = month
    .filter(
      (other) =>
        other.question.measure === question.measure &&
        other.question.by === "total" &&
        other.question.placement === question.placement,
    )
    .map(({ question: { day }, cells }) => ({ at: `${day}T00:00:00Z`, value: cells[0]?.value ?? null }));
  if (course.length < 2) return "";
  const title = wordsOf(language).month.line(whatIn(question, advertiser, language));
  return inBothWidths((width, id) =>
    drawTimePlot(
      makeTimePlot(withGaps(course), { width, height: 220, language: TAGS[language], every: "day" }),
      {
        id,
        title,
        description: wordsOf(language).answer.chart(title),
      },
    ),
  );
}

const DAY_MS = 86_400_000;

/** Every day from the first to the last of the course. */
function withGaps(course: readonly { readonly at: string; readonly value: number | null }[]) {
  const times = course.map(({ at }) => Date.parse(at));
  const known = new Map(course.map(({ at, value }) => [Date.parse(at), value]));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return Array.from({ length: (last - first) / DAY_MS + 1 }, (_, index) => {
    const at = first + index * DAY_MS;
    return { at: new Date(at).toISOString(), value: known.get(at) ?? null };
  });
}

function inBothWidths(draw: (width: number, id: string) => string): Html {
  return html`<div class="plot-wide">${raw(draw(WIDTHS.wide, "plot-wide"))}</div><div class="plot-narrow">${raw(draw(WIDTHS.narrow, "plot-narrow"))}</div>`;
}

/** A cell's name for people: a country by its name, and nothing by words that say so. */
export function sayCell(name: string, { by }: Pick<Question, "by">, language: Language): string {
  if (name === "") return wordsOf(language).answer.unknown;
  if (by !== "region") return name;
  try {
    return new Intl.DisplayNames([TAGS[language]], { type: "region" }).of(name) ?? name;
  } catch {
    return name; // no such country: shown as it was counted
  }
}
