import { announcementElements, kitElements } from "@avow/client";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { countBasket } from "../basket.ts";
import { choiceOptions, PARTNERS, type Visit } from "../site.ts";
import { fill, LANGUAGES, type Language, wordsOf } from "../words.ts";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** The frame of every page: the kit in its head, the choices and who is responsible at its foot. */
export function frame(visit: Visit, title: string, body: Html): Html {
  const { avow, http, language } = visit;
  const words = wordsOf(language);
  const policy = `/${language}/policy`;
  return html`<!doctype html>
<html lang="${tagOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title === words.site ? `${words.site} · ${words.tagline}` : `${title} · ${words.site}`}</title>
<link rel="stylesheet" href="/assets/shop.css">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<script src="/assets/shop.js" defer></script>
${kitElements(http, { ...choiceOptions(avow), policy })}
${announcementElements(avow, { language, pageOf: (id) => `/privacy/${language}/announcements/${id}` })}
<script type="text/plain" data-purpose="analytics" data-src="${PARTNERS.counter}"></script>
</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
<header class="top">
<a class="brand" href="/${language}/"><img src="/assets/icon.svg" alt="" width="32" height="32">${words.site}</a>
<nav aria-label="${words.site}"><a href="/${language}/">${words.goods}</a>${basketLink(visit)}</nav>
</header>
<main id="content">${body}</main>
${foot(visit)}
<link rel="stylesheet" href="/assets/noto-sans-sc.css">
</body>
</html>`;
}

function basketLink({ basket, language }: Visit): Html {
  const words = wordsOf(language);
  const count = countBasket(basket);
  const name = fill(words.basketHolds, { count });
  return html`<a href="/${language}/basket" aria-label="${name}">${words.basket}${count === 0 ? "" : html` <span class="count">${count}</span>`}</a>`;
}

function foot({ avow, language, path, signal }: Visit): Html {
  const words = wordsOf(language);
  const { controller } = avow.bundle;
  return html`<footer>
<ul class="ways">
<li><button type="button" class="as-link" data-avow-preferences hidden>${words.choices}</button><noscript><a href="/${language}/choices">${words.choices}</a></noscript></li>
<li><a href="/${language}/policy">${words.policy}</a></li>
${LANGUAGES.filter((other) => other !== language).map((other) => html`<li><a href="/${other}${path}" lang="${tagOf(other)}" hreflang="${tagOf(other)}">${wordsOf(other).language}</a></li>`)}
</ul>
<p data-avow-signal class="signal"${signal === null ? html` hidden` : ""}>${signal === null ? "" : words.signal[signal]}</p>
${
  controller === null
    ? ""
    : html`<p class="who"><strong>${words.responsible}</strong><br>${controller.name[language]}, ${controller.address[language]}<br><a href="mailto:${controller.email}">${controller.email}</a> · <a href="tel:${controller.telephone.replaceAll(" ", "")}">${controller.telephone}</a></p>`
}
</footer>`;
}

/** A language as HTML names it. */
export function tagOf(language: Language): string {
  return language === "zh" ? "zh-CN" : "en";
}
