import { html } from "hono/html";
import { ask, type Html } from "./elements.ts";
import { BASE, pathTo, type Visit } from "./site.ts";
import { LANGUAGES, type Language, TAGS, wordsOf } from "./words.ts";

/** One page, without what surrounds every page. */
export interface Page {
  readonly title: string;
  readonly lead?: string;
  readonly main: Html;
}

const NAMES: Readonly<Record<Language, string>> = { en: "English", zh: "中文" };

/** The whole page: heading, content, the same page in the other language, and who is responsible (clause 2.0). */
export function frame(visit: Visit, { title, lead, main }: Page): Html {
  const { language, bundle } = visit;
  const words = wordsOf(language);
  const { controller } = bundle;
  const said = (text: Readonly<Record<string, string>>) => text[language] ?? Object.values(text)[0] ?? "";
  return html`<!doctype html>
<html lang="${TAGS[language]}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>${title === words.site ? title : `${title} – ${words.site}`}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${BASE}/assets/look.css">
    <link rel="stylesheet" href="${BASE}/assets/advertisers.css">
  </head>
  <body>
    <a class="skip" href="#main">${words.skip}</a>
    <header class="page-header">
      <div class="wrap wide">
        <div class="bar">
          <p class="brand">${words.site}${controller === null ? "" : html`<small>${said(controller.name)}</small>`}</p>
          <div class="bar-links">
            ${visit.key === null ? "" : html`<a href="${pathTo(language)}">${words.key.leave}</a>`}
            ${languageSwitch(visit)}
          </div>
        </div>
      </div>
    </header>
    <main id="main" class="page-main" tabindex="-1">
      <div class="wrap wide stack loose">
        <div class="stack tight">
          <h1>${title}</h1>
          ${lead === undefined ? "" : html`<p class="lead">${lead}</p>`}
        </div>
        ${main}
      </div>
    </main>
    <footer class="page-footer">
      <div class="wrap wide columns">
        ${
          controller === null
            ? ""
            : html`<section class="stack tight">
                <h2>${words.footer.controller}</h2>
                <p>${said(controller.name)}<br>${said(controller.address)}</p>
                <p><a href="mailto:${controller.email}">${controller.email}</a></p>
              </section>`
        }
        <section class="stack tight">
          <h2>${words.footer.policy}</h2>
          <p>${said(bundle.title)}</p>
          <p><a href="/privacy/${language}/policy">${words.footer.read}</a></p>
        </section>
      </div>
    </footer>
    <link rel="stylesheet" href="${BASE}/assets/noto-sans-sc.css">
  </body>
</html>`;
}

/** The same page in the other language: a form where there is a key to carry. */
function languageSwitch(visit: Visit): Html {
  const others = LANGUAGES.filter((other) => other !== visit.language);
  return html`<nav aria-label="${wordsOf(visit.language).languages}">${others.map((other) =>
    visit.key === null
      ? html`<a href="${pathTo(other)}" lang="${TAGS[other]}" hreflang="${TAGS[other]}">${NAMES[other]}</a>`
      : ask(visit, pathTo(other), {
          question: visit.question,
          content: html`<button type="submit" class="link" lang="${TAGS[other]}">${NAMES[other]}</button>`,
        }),
  )}</nav>`;
}
