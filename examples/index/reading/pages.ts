import type { Avow } from "@avow/client";
import { html } from "hono/html";
import type { Article, Section } from "../catalogue/article.ts";
import { aboutArticle, listSection } from "../catalogue/catalogue.ts";
import { SECTION_LEADS, SECTION_TITLES } from "../catalogue/words.ts";
import { frame, go, type Html } from "../pages/frame.ts";
import type { Visit } from "../site.ts";
import { fill, wordsOf } from "../words.ts";
import type { Reading } from "./access.ts";
import { byline, card, topicsOf } from "./cards.ts";
import { readingWordsOf } from "./words.ts";

/** Everything of one section, newest first. */
export function sectionPage(avow: Avow, visit: Visit, section: Section): Html {
  const title = SECTION_TITLES[section][visit.language];
  const body = html`<div class="wide"><h1>${title}</h1>
<p class="lead">${SECTION_LEADS[section][visit.language]}</p>
<div class="stories">${listSection(section).map((article) => card(visit, article))}</div></div>`;
  return frame(avow, visit, title, body);
}

/** One article: whole where it is open, else what it is about, why it is shut and what opens it. `after` follows an open one. */
export function articlePage(
  avow: Avow,
  visit: Visit,
  article: Article,
  { reading, after }: { readonly reading: Reading; readonly after: Html },
): Html {
  const { language } = visit;
  const text = article.text[language];
  const others = listSection(article.section).filter(({ slug }) => slug !== article.slug);
  const body = html`<article class="article" data-section="${article.section}">
<header><p class="kicker">${go(visit, `/${language}/${article.section}`, SECTION_TITLES[article.section][language])}</p>
<h1>${text.title}</h1>
<p class="standfirst">${text.lead}</p>
${byline(visit, article)}</header>
${reading === "open" ? passagesOf(article, language) : shutNotice(visit, article, reading)}
${topicsOf(visit, article)}
</article>
${after}
<aside class="wide further"><h2>${readingWordsOf(language).more}</h2><div class="stories">${others.slice(0, 3).map((other) => card(visit, other, { level: 3 }))}</div></aside>`;
  return frame(avow, visit, text.title, body);
}

function passagesOf({ text }: Article, language: Visit["language"]): Html {
  return html`<div class="text">${text[language].passages.map(
    ({ heading, paragraphs }) =>
      html`${heading === undefined ? html`` : html`<h2>${heading}</h2>`}${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}`,
  )}</div>`;
}

function shutNotice(visit: Visit, article: Article, reading: "log-in" | "order"): Html {
  const { language } = visit;
  const words = readingWordsOf(language);
  const isKnown = visit.session !== null;
  const why =
    article.access.kind === "paid" ? fill(words.shutOrder, { price: article.access.price }) : words.shutLogIn;
  return html`<section class="shut" aria-labelledby="shut"><h2 id="shut">${words.shut}</h2>
<p>${why}${reading === "order" && !isKnown ? ` ${words.orderAfterLogIn}` : ""}</p>
<div class="actions">${
    isKnown && reading === "order"
      ? go(visit, `/${language}/order/${aboutArticle(article)}`, words.order, "button")
      : html`${go(visit, `/${language}/log-in`, wordsOf(language).logIn, "button")} ${go(visit, `/${language}/register`, wordsOf(language).register, "quiet")}`
  }</div></section>`;
}
