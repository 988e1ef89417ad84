import type { Avow, Submission } from "@avow/client";
import { html } from "hono/html";
import { type FormTrouble, fieldTitle, troubleNotice } from "../pages/form.ts";
import { frame, go, type Html, sessionField } from "../pages/frame.ts";
import type { Visit } from "../site.ts";
import { fill } from "../words.ts";
import { PROJECTS, type Project } from "./catalogue.ts";
import { LEAST, optionsOf, type Results } from "./results.ts";
import { projectWordsOf } from "./words.ts";

/** The purpose every project serves; agreed to anew for each. */
export const PURPOSE = "projects";

/** All there is to take part in. */
export function projectsPage(avow: Avow, visit: Visit): Html {
  const { language } = visit;
  const words = projectWordsOf(language);
  const clause = avow.bundle.purposes[PURPOSE]?.clause ?? "";
  const body = html`<h1>${words.title}</h1>
<p class="lead">${words.lead} <a class="clause" href="/${language}/policy#${clause}">${clause}</a></p>
<ul class="entries">${PROJECTS.map(
    ({ path, title, lead }) =>
      html`<li class="entry"><div>${go(visit, `/${language}${path}`, title[language])}</div><div class="help">${lead[language]}</div></li>`,
  )}</ul>`;
  return frame(avow, visit, words.title, body);
}

/** What a project's page shows beside the project. */
export interface ProjectState {
  /** What this person gave to it; `null` when they do not take part. */
  readonly part: Submission | null;
  readonly results: Results | null;
  readonly chosen: string;
  readonly news: string | null;
  readonly trouble: FormTrouble | null;
}

/** One project: its figures, and the choice to take part, to change it and to leave (2.4.4). */
export function projectPage(avow: Avow, visit: Visit, project: Project, state: ProjectState): Html {
  const { language } = visit;
  const words = projectWordsOf(language);
  const { part, results, news } = state;
  const body = html`<h1>${project.title[language]}</h1>
<p class="lead">${project.lead[language]}</p>
${troubleNotice(visit, state.trouble, (at) => fieldTitle(avow, visit, at))}
${news === null ? html`` : html`<p class="notice" role="status">${news}</p>`}
${part === null ? html`` : partOf(avow, visit, project, part)}
${visit.session === null ? html`<p class="actions">${go(visit, `/${language}/log-in`, words.logIn, "button")}</p>` : joinForm(avow, visit, project, state)}
${results === null ? html`` : resultsOf(visit, results)}
<p class="actions">${go(visit, `/${language}/projects`, words.title, "quiet")}</p>`;
  return frame(avow, visit, project.title[language], body);
}

function joinForm(avow: Avow, visit: Visit, project: Project, { part, chosen }: ProjectState): Html {
  const { language } = visit;
  const words = projectWordsOf(language);
  const { field, path } = project;
  const clause = avow.bundle.purposes[PURPOSE]?.clause ?? "";
  const ask = avow.bundle.purposes[PURPOSE]?.ask?.[language] ?? "";
  return html`<form method="post" action="/${language}${path}" class="form" novalidate>
${sessionField(visit)}
<fieldset id="${field}"><legend>${fieldTitle(avow, visit, field)}</legend>${Object.entries(
    optionsOf(avow, project),
  ).map(
    ([value, title]) =>
      html`<label class="tick"><input type="radio" name="${field}" value="${value}"${value === chosen ? html` checked` : html``}> ${title[language] ?? value}</label>`,
  )}</fieldset>
<fieldset><legend>${words.consent} <a class="clause" href="/${language}/policy#${clause}">${clause}</a></legend>
<blockquote id="ask">${ask}</blockquote>
<label class="tick"><input type="checkbox" name="agree" value="${avow.wordingOf(PURPOSE) ?? ""}" aria-describedby="ask"> ${words.agree}</label></fieldset>
<p class="actions"><button class="button" name="step" value="join">${part === null ? words.join : words.change}</button></p>
</form>`;
}

function partOf(avow: Avow, visit: Visit, project: Project, part: Submission): Html {
  const { language } = visit;
  const words = projectWordsOf(language);
  const value = part.values[project.field] ?? "";
  const option = optionsOf(avow, project)[value]?.[language] ?? value;
  return html`<form method="post" action="/${language}${project.path}/leaving" class="card">${sessionField(visit)}<p>${fill(words.joined, { option })}</p><p><button class="button quiet">${words.leave}</button></p></form>`;
}

function resultsOf(visit: Visit, { options, total }: Results): Html {
  const words = projectWordsOf(visit.language);
  return html`<section aria-labelledby="results"><h2 id="results">${words.results}</h2>
<dl class="figures">${options.map(({ title, count }) => html`<div><dt>${title}</dt><dd>${count ?? fill(words.few, { least: LEAST })}</dd></div>`)}</dl>
<p class="help">${total === null ? fill(words.withheld, { least: LEAST }) : fill(words.total, { total })}</p></section>`;
}
