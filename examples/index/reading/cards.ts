import { html } from "hono/html";
import type { Article, ArticleText } from "../catalogue/article.ts";
import { ACCESS_TITLES, SECTION_TITLES, TOPIC_TITLES } from "../catalogue/words.ts";
import { go, type Html } from "../pages/frame.ts";
import type { Visit } from "../site.ts";
import { fill, type Language } from "../words.ts";
import { readingWordsOf } from "./words.ts";

/** Path of an article, without the language. */
export function pathOf({ slug }: Pick<Article, "slug">): string {
  return `/articles/${slug}`;
}

/** An article as it stands in a list; `reason` says why it stands there, where somebody asked for that. */
export function card(
  visit: Visit,
  article: Article,
  o: { readonly lead?: true; readonly reason?: Html; readonly level?: 2 | 3 } = {},
): Html {
  const { language } = visit;
  const text = article.text[language];
  const title = go(visit, `/${language}${pathOf(article)}`, text.title);
  return html`<article class="story${o.lead ? " lead-story" : ""}" data-section="${article.section}">
<p class="kicker">${SECTION_TITLES[article.section][language]}</p>
${o.level === 3 ? html`<h3>${title}</h3>` : html`<h2>${title}</h2>`}
<p class="standfirst">${text.lead}</p>
${byline(visit, article)}
${o.reason ?? html``}
</article>`;
}

/** Who wrote it, when, how long it takes, and whether it is open to everybody. */
export function byline({ language }: Visit, article: Article): Html {
  const words = readingWordsOf(language);
  const text = article.text[language];
  const { kind } = article.access;
  return html`<p class="byline">${fill(words.by, { author: text.author })} · <time datetime="${article.published}">${formatDay(article.published, language)}</time> · ${fill(words.minutes, { minutes: minutesOf(text, language) })}${kind === "free" ? html`` : html` · <span class="access">${ACCESS_TITLES[kind][language]}${article.access.kind === "paid" ? html` ${article.access.price}` : html``}</span>`}</p>`;
}

/** The topics of an article, in words. */
export function topicsOf({ language }: Visit, { topics }: Pick<Article, "topics">): Html {
  return html`<ul class="topics" aria-label="${readingWordsOf(language).topics}">${topics.map((topic) => html`<li>${TOPIC_TITLES[topic][language]}</li>`)}</ul>`;
}

const LOCALES = { en: "en-GB", zh: "zh-CN" } as const;

/** A day such as `2026-11-20` in words. */
export function formatDay(day: string, language: Language): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString(LOCALES[language], {
    timeZone: "UTC",
    day: "numeric",
    month: "long",
    year: "numeric",
  });
}

/** Letters read in a minute, spaces and all: some 230 English words, or 400 characters of Chinese. */
const PER_MINUTE = { en: 1300, zh: 400 } as const;

function minutesOf({ passages }: ArticleText, language: Language): number {
  const letters = passages.flatMap(({ paragraphs }) => paragraphs).join("").length;
  return Math.max(1, Math.round(letters / PER_MINUTE[language]));
}
