import type { ProblemDetails } from "@avow/contract";
import { html } from "hono/html";
import { type AnswerPlace, answerView, headingOf, whatIn } from "./answer-view.ts";
import { budgetView, guaranteeView } from "./budget-view.ts";
import { ask, type Html, notice, sayMeasure, whatOf } from "./elements.ts";
import type { Page } from "./frame.ts";
import { type Answer, type Breakdown, FIELDS, pathTo, type Question, type Visit } from "./site.ts";
import { formatDay, TAGS, wordsOf } from "./words.ts";

/** The page before a key is entered, or after a wrong one. */
export function keyPage(visit: Visit, problem: ProblemDetails | null): Page {
  const say = wordsOf(visit.language).key;
  return {
    title: say.title,
    lead: say.lead,
    main: html`${problem === null ? "" : problemView(visit, problem)}
      <form method="post" action="${pathTo(visit.language)}" class="card stack">
        <div class="field">
          <label for="key">${say.label}</label>
          <input id="key" name="${FIELDS.key}" type="password" required maxlength="200" autocomplete="current-password" spellcheck="false" aria-describedby="key-help">
          <p class="help" id="key-help">${say.help}</p>
        </div>
        <div><button type="submit" class="button primary">${say.enter}</button></div>
      </form>`,
  };
}

/** What an advertiser's page shows: an answer or a problem if something was asked, and what can be asked. */
export interface Shown extends AnswerPlace {
  readonly answer: Answer | null;
  readonly problem: ProblemDetails | null;
  /** The last day that can be asked about. */
  readonly lastDay: string;
}

export function statisticsPage(shown: Shown): Page {
  const { visit, advertiser, budget, answer, problem } = shown;
  const words = wordsOf(visit.language);
  return {
    title: advertiser.name,
    main: html`${problem === null ? "" : problemView(visit, problem)}
      ${answer === null ? "" : answerView(answer, shown)}
      ${questionForm(shown)}
      ${publishedView(shown)}
      ${budgetView(budget, visit.language)}
      ${guaranteeView(budget, clausesOf(visit), visit.language)}
      <section class="card stack" aria-labelledby="placements">
        <h2 id="placements">${words.placements.title}</h2>
        ${placementsView(shown)}
      </section>`,
  };
}

/** A problem in the reader's language, with its clause. */
function problemView({ language }: Visit, { code, clause, reason }: ProblemDetails): Html {
  const words = wordsOf(language);
  const known: Readonly<Record<string, string>> = words.problem.codes;
  const text =
    reason?.[language] ?? (Object.hasOwn(known, code) ? known[code] : undefined) ?? words.problem.unknown;
  return notice(
    "refusal",
    words.problem.title,
    html`<p>${text}</p>${clause === undefined ? "" : html`<p><a class="clause" href="/privacy/${language}/policy#${clause}">${words.guarantee.clause(clause)}</a></p>`}`,
  );
}

/** The clauses that statistics stand under, by the policy's own account. */
function clausesOf({ bundle }: Visit): readonly string[] {
  return bundle.clauses.flatMap(({ id, status }) =>
    status.status === "enforced" &&
    status.by.some((by) => by === "statistics-door" || by === "bounded-statistics")
      ? [id]
      : [],
  );
}

const OF_SITE = ["visitors", "views", "sessions"] as const;
const OF_PLACEMENT = ["clicks", "impressions"] as const;

function questionForm({ visit, advertiser, lastDay }: Shown): Html {
  const { language, question } = visit;
  const words = wordsOf(language);
  const chosen = question === null ? "visitors" : whatOf(question);
  const option = (value: string, name: string, isChosen: boolean) =>
    html`<option value="${value}"${isChosen ? html` selected` : ""}>${name}</option>`;
  return ask(visit, pathTo(language), {
    look: "card stack",
    content: html`<h2>${words.ask.title}</h2>
      <div class="question">
        <div class="field">
          <label for="day">${words.ask.day}</label>
          <input id="day" name="${FIELDS.day}" type="date" required max="${lastDay}" value="${question?.day ?? lastDay}" aria-describedby="day-help">
          <p class="help" id="day-help">${words.ask.dayHelp}</p>
        </div>
        <div class="field">
          <label for="what">${words.ask.what}</label>
          <select id="what" name="${FIELDS.what}">
            <optgroup label="${words.ask.site}">${OF_SITE.map((measure) => option(measure, words.measures[measure], chosen === measure))}</optgroup>
            ${advertiser.placements.map(
              ({ id, name }) =>
                html`<optgroup label="${name}">${OF_PLACEMENT.map((measure) => {
                  const value = whatOf({ measure, placement: id });
                  return option(value, sayMeasure(measure, name, language), chosen === value);
                })}</optgroup>`,
            )}
          </select>
        </div>
        <div class="field">
          <label for="by">${words.ask.by}</label>
          <select id="by" name="${FIELDS.by}">${breakdownsIn(words.breakdowns).map(([by, name]) => option(by, name, question?.by === by))}</select>
        </div>
        <div class="submit stack tight">
          <p class="meta">${words.ask.price}</p>
          <div><button type="submit" class="button primary">${words.ask.submit}</button></div>
        </div>
      </div>`,
  });
}

function breakdownsIn(names: Readonly<Record<Breakdown, string>>): readonly [string, string][] {
  return Object.entries(names);
}

/** What is published about the month already, to be opened at no cost. */
function publishedView({ visit, advertiser, answer, month, lastDay }: Shown): Html | "" {
  const { language } = visit;
  const words = wordsOf(language);
  if (month.length === 0) return "";
  const name = new Intl.DateTimeFormat(TAGS[language], {
    year: "numeric",
    month: "long",
    timeZone: "UTC",
  }).format(new Date(visit.question?.day ?? lastDay));
  const say = words.month;
  return html`<section class="card stack" aria-labelledby="published">
    <div class="stack tight"><h2 id="published">${say.title(name)}</h2><p>${say.lead}</p></div>
    <details${answer === null ? html` open` : ""}>
    <summary>${say.list(month.length)}</summary>
    <table class="records">
      <thead><tr><th scope="col">${say.day}</th><th scope="col">${say.what}</th><th scope="col">${say.by}</th><th scope="col"><span class="visually-hidden">${say.open}</span></th></tr></thead>
      <tbody>${month.map(
        ({ question }) => html`<tr>
          <td data-label="${say.day}">${formatDay(question.day, language)}</td>
          <td data-label="${say.what}">${whatIn(question, advertiser, language)}</td>
          <td data-label="${say.by}">${words.breakdowns[question.by]}</td>
          <td>${openForm(visit, question, headingOf(question, { visit, advertiser }))}</td>
        </tr>`,
      )}</tbody>
    </table>
    </details>
  </section>`;
}

function openForm(visit: Visit, question: Question, heading: string): Html {
  const { open } = wordsOf(visit.language).month;
  return ask(visit, pathTo(visit.language), {
    question,
    content: html`<button type="submit" class="link">${open}<span class="visually-hidden"> ${heading}</span></button>`,
  });
}

function placementsView({ visit, advertiser }: Shown): Html {
  const say = wordsOf(visit.language).placements;
  if (advertiser.placements.length === 0) return html`<p class="empty">${say.none}</p>`;
  return html`<table class="records">
    <thead><tr><th scope="col">${say.name}</th><th scope="col">${say.section}</th><th scope="col">${say.target}</th></tr></thead>
    <tbody>${advertiser.placements.map(
      ({ name, section, target }) =>
        html`<tr><td data-label="${say.name}">${name}</td><td data-label="${say.section}">${section}</td><td data-label="${say.target}">${target}</td></tr>`,
    )}</tbody>
  </table>`;
}
