import type { Avow } from "@avow/client";
import { html } from "hono/html";
import type { Visit } from "../site.ts";
import { fill, wordsOf } from "../words.ts";
import { frame, go, type Html, sessionField } from "./frame.ts";

export function homePage(avow: Avow, visit: Visit): Html {
  const words = wordsOf(visit.language);
  const body = html`<div class="hero"><h1>${words.tagline}</h1>
<p class="lead">${words.homeLead}</p>
<p class="actions">${
    visit.session === null
      ? html`${go(visit, `/${visit.language}/register`, words.register, "button")} ${go(visit, `/${visit.language}/log-in`, words.logIn, "quiet")}`
      : go(visit, `/${visit.language}/account`, words.account, "button")
  }</p></div>
<aside class="card"><p>${visit.session === null ? words.homeNothing : words.accountLead}</p><p>${go(visit, `/${visit.language}/policy`, words.homePolicy)}</p></aside>`;
  return frame(avow, visit, words.site, body);
}

export function accountPage(avow: Avow, visit: Visit, name: string): Html {
  const words = wordsOf(visit.language);
  const body = html`<h1>${fill(words.hello, { name })}</h1>
<p class="lead">${words.accountLead}</p>
<div class="actions">${go(visit, `/privacy/${visit.language}`, words.openCentre, "button")}
<form method="post" action="/${visit.language}/log-out" class="go-form">${sessionField(visit)}<button class="button quiet">${words.logOut}</button></form></div>
${visit.session?.carried === "form" ? html`<p class="notice">${words.withoutCookieHelp}</p>` : html``}`;
  return frame(avow, visit, words.account, body);
}

/** A page that only says something. */
export function messagePage(
  avow: Avow,
  visit: Visit,
  title: string,
  lead: string,
  next: Html = html``,
): Html {
  return frame(
    avow,
    visit,
    title,
    html`<h1>${title}</h1><p class="lead">${lead}</p><p class="actions">${next}</p>`,
  );
}
