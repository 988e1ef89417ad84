import type { Avow } from "@avow/client";
import { html } from "hono/html";
import { ARTICLES } from "../catalogue/catalogue.ts";
import { frame, go, type Html } from "../pages/frame.ts";
import { forYou } from "../recommendations/for-you.ts";
import { findLastVisit } from "../returning/remember-visits.ts";
import { dayOf } from "../returning/visit-days.ts";
import { type PortalContext, type PortalPart, type Visit, visitOf } from "../site.ts";
import { fill, wordsOf } from "../words.ts";
import { card, formatDay, pathOf } from "./cards.ts";
import { readingWordsOf } from "./words.ts";

const PATH = "/";

export function mountHome(part: PortalPart): void {
  part.app.on(["GET", "POST"], `/${part.language}${PATH}`, (http) => showHome(part, http));
}

/** The front page: what is newest, the same for everybody; and, for who has agreed to it, what is theirs. */
export async function showHome({ avow, language, now }: PortalPart, http: PortalContext): Promise<Response> {
  const visit = visitOf(http, language, PATH);
  const personal = await forYou(avow, http, visit);
  const news = newsSince(visit, findLastVisit(avow, http, dayOf(now())));
  if (visit.session !== null) http.header("cache-control", "no-store");
  return http.html(homePage(avow, visit, { personal, news }));
}

function homePage(
  avow: Avow,
  visit: Visit,
  { personal, news }: { readonly personal: Html; readonly news: Html },
): Html {
  const words = wordsOf(visit.language);
  const [first, ...others] = ARTICLES;
  const body = html`<h1 class="unseen">${words.site}</h1>
<div class="wide front">${first === undefined ? html`` : card(visit, first, { lead: true })}
<aside class="card promise"><p>${words.homeLead}</p><p>${visit.session === null ? words.homeNothing : words.accountLead}</p><p>${go(visit, `/${visit.language}/policy`, words.homePolicy)}</p></aside></div>
${news}
${personal}
<section class="wide" aria-labelledby="latest"><h2 id="latest">${readingWordsOf(visit.language).latest}</h2>
<div class="stories">${others.map((article) => card(visit, article, { level: 3 }))}</div></section>`;
  return frame(avow, visit, words.site, body);
}

/** What was published since this browser's last visit; nothing where no cookie tells when that was. */
function newsSince(visit: Visit, day: string | null): Html {
  if (day === null) return html``;
  const { language } = visit;
  const words = readingWordsOf(language);
  const fresh = ARTICLES.filter(({ published }) => published >= day);
  const shown = { day: formatDay(day, language) };
  if (fresh.length === 0) return html`<p class="notice news">${fill(words.noNews, shown)}</p>`;
  return html`<section class="notice news" aria-labelledby="news"><h2 id="news">${fill(words.news, shown)}</h2>
<ul>${fresh.map((article) => html`<li>${go(visit, `/${language}${pathOf(article)}`, article.text[language].title)}</li>`)}</ul></section>`;
}
