import { html } from "hono/html";
import { ARTICLES } from "../catalogue/catalogue.ts";
import { KEYS, mayUse } from "../cookies.ts";
import { askingMethod, frame, type Html, sessionField } from "../pages/frame.ts";
import { textFields } from "../problems.ts";
import { card } from "../reading/cards.ts";
import { findPerson, type PortalContext, type PortalPart, type Visit, visitOf } from "../site.ts";
import { fill, LANGUAGES } from "../words.ts";
import { createSearchIndex, type SearchIndex } from "./search-index.ts";
import { searchWordsOf } from "./words.ts";

const PATH = "/search";
/** The whole index, for pages that may keep it; the same for everybody. */
const INDEX_PATH = "/search-index.json";
const LONGEST = 200;

/** Search: answered by the server, and, where the policy lets this device keep the index, in the page itself (2.2.5, 2.4.1). */
export function mountSearch(part: PortalPart): void {
  const { app, language } = part;
  const index = createSearchIndex(ARTICLES);
  app.on(["GET", "POST"], `/${language}${PATH}`, (http) => showSearch(part, http, index));
  // One index holds both languages, so it has one address.
  if (language === LANGUAGES[0])
    app.get(INDEX_PATH, (http) => {
      http.header("cache-control", "public, max-age=3600");
      return http.body(index.serialised, 200, { "content-type": "application/json" });
    });
}

async function showSearch(part: PortalPart, http: PortalContext, index: SearchIndex): Promise<Response> {
  const { avow, language } = part;
  const visit = visitOf(http, language, PATH);
  const words = searchWordsOf(language);
  const sent = http.req.method === "POST" ? (await textFields(http)).q : http.req.query("q");
  const question = (sent ?? "").slice(0, LONGEST);
  await findPerson(avow, http);
  const { name } = KEYS.search;
  const life = avow.lifeOf(name);
  const isQuick = life !== null && mayUse(avow, http.get("visitor"), KEYS.search);
  const body = html`<h1>${words.title}</h1>
<form role="search" class="form" method="${askingMethod(visit)}" action="/${language}${PATH}" aria-labelledby="question-label">${sessionField(visit)}
<div class="field"><label for="question" id="question-label">${words.label}</label><input id="question" name="q" type="search" maxlength="${LONGEST}" autocomplete="off" value="${question}" aria-describedby="question-help"><p class="help" id="question-help">${words.lead}</p></div>
<p class="actions"><button class="button">${words.title}</button></p></form>
<section id="results" aria-live="polite"${isQuick ? html` data-key="${name}" data-life="${life}" data-index="${INDEX_PATH}" data-found="${words.found}" data-none="${words.none}"` : html``}>${resultsOf(visit, question, index)}</section>
${how(part, visit, isQuick)}`;
  http.header("cache-control", "no-store");
  return http.html(frame(avow, visit, words.title, body));
}

function resultsOf(visit: Visit, question: string, index: SearchIndex): Html {
  if (question.trim() === "") return html``;
  const words = searchWordsOf(visit.language);
  const found = index.find(question);
  if (found.length === 0) return html`<p>${words.none}</p>`;
  return html`<p>${fill(words.found, { count: found.length })}</p><div class="results">${found.map((article) => card(visit, article))}</div>`;
}

/** How it is answered: by the page itself, with the script for it; or what is slower without. */
function how({ avow }: PortalPart, { language, session }: Visit, isQuick: boolean): Html {
  const words = searchWordsOf(language);
  const { name } = KEYS.search;
  const key = avow.bundle.storage[name];
  if (key === undefined || session === null) return html``;
  if (isQuick)
    return html`<p class="help">${fill(words.quick, { name, life: avow.inWords(key.life, language) })}</p><script type="module" src="/assets/search.js"></script>`;
  return html`<p class="help">${fill(words.without, { limit: key.without?.[language] ?? "" })}</p>`;
}
