import { html } from "hono/html";
import { countBasket, sumBasket } from "../basket.ts";
import { type Article, formatPrice, formatWeight, GOODS } from "../goods.ts";
import { COOKIES, PARTNERS, type Visit } from "../site.ts";
import { fill, wordsOf } from "../words.ts";
import { frame, type Html } from "./frame.ts";

/** The front page: everything there is. */
export function homePage(visit: Visit): Html {
  const { language } = visit;
  const words = wordsOf(language);
  const body = html`<section class="hero"><div><h1>${words.tagline}</h1><p class="lead">${words.homeLead}</p></div><img src="/assets/goods/shore.svg" alt="" width="640" height="360"></section>
<ul class="goods">${GOODS.map(
    ({ id, title, line, price }) =>
      html`<li><a href="/${language}/goods/${id}"><img src="/assets/goods/${id}.svg" alt="" width="320" height="240"><strong>${title[language]}</strong></a><p>${line[language]}</p><p class="price">${formatPrice(price, language)}</p></li>`,
  )}</ul>`;
  return frame(visit, words.site, body);
}

/** One article; its video and the pixel wait for consent. */
export function articlePage(visit: Visit, article: Article, isAdded: boolean): Html {
  const { language } = visit;
  const words = wordsOf(language);
  const title = article.title[language];
  const body = html`<article class="article">
<div class="sight"><img src="/assets/goods/${article.id}.svg" alt="" width="640" height="480"></div>
<div class="said">
<h1>${title}</h1>
<p class="lead">${article.line[language]}</p>
<p>${article.story[language]}</p>
<dl><div><dt>${words.made}</dt><dd>${article.made[language]}</dd></div><div><dt>${words.weighs}</dt><dd>${formatWeight(article.grams, language)}</dd></div><div><dt>${words.price}</dt><dd class="price">${formatPrice(article.price, language)}</dd></div></dl>
<form method="post" action="/${language}/basket"><button class="button" name="add" value="${article.id}">${words.add}</button></form>
<p role="status">${isAdded ? html`${words.added} <a href="/${language}/basket">${words.basket}</a>` : ""}</p>
</div>
${article.hasVideo ? video(visit, article) : ""}
<img class="pixel" data-purpose="advertising" data-src="${PARTNERS.pixel(article.id)}" alt="" width="1" height="1">
</article>`;
  return frame(visit, title, body);
}

function video({ language }: Visit, { id, title }: Article): Html {
  const words = wordsOf(language);
  return html`<section class="video"><h2>${words.watch}</h2>
<iframe data-purpose="video" data-src="${PARTNERS.video(id)}" title="${fill(words.videoTitle, { title: title[language] })}" width="640" height="360" loading="lazy" referrerpolicy="strict-origin-when-cross-origin" sandbox="allow-scripts allow-same-origin"></iframe>
<noscript><p class="note">${words.videoNeeds}</p></noscript></section>`;
}

/** What was put aside; nothing can be bought here. */
export function basketPage(visit: Visit): Html {
  const { avow, basket, language } = visit;
  const words = wordsOf(language);
  const life = avow.bundle.storage[COOKIES.basket]?.life;
  const note = fill(words.basketNote, {
    name: COOKIES.basket,
    life: life === undefined ? "" : avow.inWords(life, language),
  });
  const body = html`<h1>${words.basket}</h1>
${
  countBasket(basket) === 0
    ? html`<p>${words.basketEmpty}</p>`
    : html`<table><tbody>${basket.map(
        ({ article, count }) =>
          html`<tr><th scope="row"><a href="/${language}/goods/${article.id}">${article.title[language]}</a></th><td>${count} ×</td><td class="price">${formatPrice(article.price, language)}</td></tr>`,
      )}</tbody><tfoot><tr><th scope="row" colspan="2">${words.basketSum}</th><td class="price">${formatPrice(sumBasket(basket), language)}</td></tr></tfoot></table>
<form method="post" action="/${language}/basket"><button class="button quiet" name="clear" value="yes">${words.basketClear}</button></form>`
}
<p class="note">${note}</p>`;
  return frame(visit, words.basket, body);
}

/** A page that says one thing. */
export function messagePage(visit: Visit, title: string, lead: string): Html {
  const words = wordsOf(visit.language);
  return frame(
    visit,
    title,
    html`<h1>${title}</h1><p class="lead">${lead}</p><p><a href="/${visit.language}/">${words.home}</a></p>`,
  );
}
