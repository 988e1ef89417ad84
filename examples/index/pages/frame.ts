import { type Avow, announcementsOf, PUSH_SCRIPT } from "@avow/client";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { DOINGS, type Place, SECTION_PLACES, SETTINGS } from "../navigation.ts";
import type { Visit } from "../site.ts";
import { LANGUAGES, type Words, wordsOf } from "../words.ts";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A way to another page: a link, or, where the session lives in forms, a button that posts it along. */
export function go(
  visit: Visit,
  to: string,
  label: string,
  look: "link" | "button" | "quiet" = "link",
): Html {
  const kind = { link: "go", button: "button", quiet: "button quiet" }[look];
  if (visit.session?.carried !== "form") return html`<a class="${kind}" href="${to}">${label}</a>`;
  return html`<form method="post" action="${to}" class="go-form"><input type="hidden" name="session" value="${visit.session.token}"><button class="${kind}">${label}</button></form>`;
}

/** The hidden field that carries a session which has no cookie. */
export function sessionField(visit: Visit): Html {
  if (visit.session?.carried !== "form") return html``;
  return html`<input type="hidden" name="session" value="${visit.session.token}">`;
}

/** How a form that only asks is sent: in its address, or, where the session lives in forms, in its body. */
export function askingMethod(visit: Visit): "get" | "post" {
  return visit.session?.carried === "form" ? "post" : "get";
}

/** The frame of every page: who is responsible stands at its foot (2.0). */
export function frame(avow: Avow, visit: Visit, title: string, body: Html): Html {
  const words = wordsOf(visit.language);
  const { language } = visit;
  const { appearance } = visit.preferences;
  return html`<!doctype html>
<html lang="${tagOf(language)}" data-appearance="${appearance}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${appearance === "system" ? "light dark" : appearance}">
<title>${title === words.site ? `${words.site} · ${words.tagline}` : `${title} · ${words.site}`}</title>
<link rel="stylesheet" href="/assets/index.css">
<link rel="stylesheet" href="/assets/reading.css">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
${pushScript(avow, visit)}
</head>
<body${visit.session?.carried === "form" ? html` data-push-refused` : html``}>
<a class="skip" href="#content">${words.skip}</a>
<header class="top">
<div class="masthead">
<span class="brand">${go(visit, `/${language}/`, words.site)}</span>
<p class="motto">${words.tagline}</p>
<nav class="yours" aria-label="${words.account}">
${
  visit.session === null
    ? html`${go(visit, `/${language}/register`, words.register)} ${go(visit, `/${language}/log-in`, words.logIn)}`
    : html`${go(visit, `/${language}/account`, words.account)} ${go(visit, `/privacy/${language}`, words.centre)}`
}
</nav>
</div>
<div class="bar">
<nav class="sections" aria-label="${words.sections}">${listPlaces(visit, SECTION_PLACES)}</nav>
${searchBox(visit, words)}
</div>
</header>
${announcements(avow, visit, words)}
<main id="content">${body}</main>
${foot(avow, visit, words)}
<link rel="stylesheet" href="/assets/noto-sans-sc.css">
</body>
</html>`;
}

/** On the pages of somebody who is logged in: what takes away a service worker whose life is over, or that they refuse. */
function pushScript({ bundle }: Avow, { session }: Visit): Html {
  const isDeclared = Object.values(bundle.storage).some(({ kind }) => kind === "service-worker");
  if (session === null || !isDeclared) return html``;
  return html`<script type="module" src="${PUSH_SCRIPT}"></script>`;
}

/** What is announced now, in the page itself: it can be folded away by keyboard and without JavaScript, and nothing is kept of that. */
async function announcements(avow: Avow, visit: Visit, words: Words): Promise<HtmlEscapedString> {
  const { language } = visit;
  const current = await announcementsOf(avow);
  if (current.length === 0) return html``;
  const items = current.map(
    ({ id, title }) =>
      html`<li>${go(visit, `/privacy/${language}/announcements/${id}`, title[language] ?? Object.values(title)[0] ?? "")}</li>`,
  );
  return html`<section class="announcements" aria-label="${words.announcements}"><details open><summary>${words.announcements}</summary><ul>${items}</ul></details></section>`;
}

function searchBox(visit: Visit, words: Words): Html {
  return html`<form role="search" class="search" method="${askingMethod(visit)}" action="/${visit.language}/search">${sessionField(visit)}<label class="unseen" for="find">${words.search}</label><input id="find" name="q" type="search" maxlength="200" autocomplete="off" placeholder="${words.search}"><button class="button quiet">${words.find}</button></form>`;
}

function foot(avow: Avow, visit: Visit, words: Words): Html {
  const { language } = visit;
  const { controller } = avow.bundle;
  return html`<footer>
<div class="places">
<nav aria-label="${words.doings}"><h2>${words.doings}</h2>${listPlaces(visit, DOINGS)}</nav>
<nav aria-label="${words.settings}"><h2>${words.settings}</h2>${listPlaces(visit, SETTINGS)}</nav>
</div>
${
  controller === null
    ? html``
    : html`<section aria-label="${words.responsible}">
<p><strong>${words.responsible}</strong><br>${controller.name[language]}<br>${controller.address[language]}<br><a href="mailto:${controller.email}">${controller.email}</a> · <a href="tel:${controller.telephone.replaceAll(" ", "")}">${controller.telephone}</a></p>
<p><strong>${words.complaints}</strong><br>${controller.complaints[language]}</p>
</section>`
}
<p class="languages">${LANGUAGES.map((other) =>
    other === language
      ? html`<span aria-current="true" lang="${tagOf(other)}">${wordsOf(other).language}</span> `
      : html`<span lang="${tagOf(other)}">${go(visit, `/${other}${visit.path}`, wordsOf(other).language)}</span> `,
  )}</p>
</footer>`;
}

function listPlaces(visit: Visit, places: readonly Place[]): Html {
  const here = (path: string) => visit.path === path;
  return html`<ul>${places.map(({ path, title }) => html`<li${here(path) ? html` class="here"` : html``}>${go(visit, `/${visit.language}${path}`, title[visit.language])}</li>`)}</ul>`;
}

/** A language as HTML names it. */
export function tagOf(language: Visit["language"]): string {
  return language === "zh" ? "zh-CN" : "en";
}
