import { html } from "hono/html";
import { frame, go, type Html } from "../pages/frame.ts";
import { messagePage } from "../pages/pages.ts";
import { type PortalContext, type PortalPart, type Visit, visitOf } from "../site.ts";
import { wordsOf } from "../words.ts";
import { answerComment, COMMENTS_PATH, commentsOn, type Shown } from "./comments.ts";
import { answerAct } from "./publish.ts";
import { listPublished, ownersActs, type Published, publishingForm, signature } from "./published.ts";
import { discussionWordsOf } from "./words.ts";

const FORM = "work";
const TITLE = "work.title";
const TEXT = "work.text";
const PATH = "/works";
const NEW_PATH = `${PATH}/new`;
const FRESH: Shown = { entered: {}, trouble: null };

/** What readers publish themselves: the list, the form, and a page for each with its comments (2.1.1, 2.5.6). */
export function mountWorks(part: PortalPart): void {
  const { app, avow, language } = part;
  app.get(`/${language}${PATH}`, (http) => showWorks(part, http));
  app.on(["GET", "POST"], `/${language}${NEW_PATH}`, (http) =>
    http.html(newWorkPage(part, visitOf(http, language, NEW_PATH), FRESH)),
  );
  app.post(`/${language}${PATH}`, async (http) => {
    const { done, status, ...shown } = await answerAct(part, http, { form: FORM, about: null });
    if (shown.trouble !== null)
      return http.html(newWorkPage(part, visitOf(http, language, NEW_PATH), shown), status);
    if (done === null || done === "changed") return showWorks(part, http);
    if (http.get("session")?.carried === "cookie")
      return http.redirect(`/${language}${PATH}/${done.id}`, 303);
    return showWork(part, http, done.id, FRESH);
  });
  app.get(`/${language}${PATH}/:id{[0-9a-f-]{36}}`, (http) =>
    showWork(part, http, http.req.param("id"), FRESH),
  );
  app.post(`/${language}${PATH}/:id{[0-9a-f-]{36}}`, async (http) => {
    const { done, status, ...shown } = await answerAct(part, http, { form: FORM, about: null });
    const id = http.req.param("id");
    const [work] = done === null ? [] : await listPublished(avow, http, { form: FORM, id });
    if (done !== null && work === undefined) return backToWorks(part, http);
    return showWork(part, http, id, shown, status);
  });
  app.post(`/${language}${PATH}/:id{[0-9a-f-]{36}}/${COMMENTS_PATH}`, (http) => {
    const id = http.req.param("id");
    const of = { about: `work/${id}`, path: `${PATH}/${id}` };
    return answerComment(part, http, of, ({ status, ...shown }) => showWork(part, http, id, shown, status));
  });
}

async function backToWorks(part: PortalPart, http: PortalContext): Promise<Response> {
  if (http.get("session")?.carried === "cookie") return http.redirect(`/${part.language}${PATH}`, 303);
  return showWorks(part, http);
}

async function showWorks({ avow, language }: PortalPart, http: PortalContext): Promise<Response> {
  const visit = visitOf(http, language, PATH);
  const words = discussionWordsOf(language);
  const works = await listPublished(avow, http, { form: FORM });
  const body = html`<h1>${words.works}</h1>
<p class="lead">${words.worksLead}</p>
<p class="actions">${go(visit, `/${language}${NEW_PATH}`, words.publishWork, "button")}</p>
${works.length === 0 ? html`<p>${words.noWorks}</p>` : html``}
<div class="works">${works
    .toReversed()
    .map(
      (work) =>
        html`<article class="story"><h2>${go(visit, `/${language}${PATH}/${work.publication.id}`, work.publication.values[TITLE] ?? "")}</h2>${signature(visit, work)}</article>`,
    )}</div>`;
  return http.html(frame(avow, visit, words.works, body));
}

function newWorkPage({ avow, language }: PortalPart, visit: Visit, shown: Shown): Html {
  const words = discussionWordsOf(language);
  const clause = avow.bundle.forms[FORM]?.clause ?? "";
  const body = html`<h1>${avow.bundle.forms[FORM]?.title[language] ?? words.publishWork}</h1>
<p class="lead">${words.publishLead} <a class="clause" href="/${language}/policy#${clause}">${clause}</a></p>
${
  visit.session === null
    ? html`<p class="actions">${go(visit, `/${language}/log-in`, words.logInToPublish, "button")}</p>`
    : publishingForm(avow, visit, { name: FORM, action: `/${language}${PATH}` }, shown)
}`;
  return frame(avow, visit, words.publishWork, body);
}

async function showWork(
  part: PortalPart,
  http: PortalContext,
  id: string,
  shown: Shown,
  status: 200 | 400 = 200,
): Promise<Response> {
  const { avow, language } = part;
  const path = `${PATH}/${id}`;
  const visit = visitOf(http, language, path);
  const [work] = await listPublished(avow, http, { form: FORM, id });
  if (work === undefined) {
    const words = wordsOf(language);
    const next = go(visit, `/${language}${PATH}`, discussionWordsOf(language).allWorks, "quiet");
    return http.html(messagePage(avow, visit, words.notFound, words.notFoundLead, next), 404);
  }
  const comments = await commentsOn(part, http, visit, { about: `work/${id}`, path, shown });
  return http.html(workPage(part, visit, work, comments), status);
}

function workPage({ avow, language }: PortalPart, visit: Visit, work: Published, comments: Html): Html {
  const { values } = work.publication;
  const title = values[TITLE] ?? "";
  const body = html`<article class="article"><header><p class="kicker">${go(visit, `/${language}${PATH}`, discussionWordsOf(language).works)}</p><h1>${title}</h1>${signature(visit, work)}</header>
<div class="text said">${values[TEXT]}</div>
${ownersActs(visit, `/${language}${visit.path}`, work)}</article>
${comments}`;
  return frame(avow, visit, title, body);
}
