import { html } from "hono/html";
import type { StatusCode } from "hono/utils/http-status";
import { go, type Html } from "./elements.ts";
import { BASE, type CentreContext, type CentreOptions, type Visit } from "./site.ts";
import { formatDay, inLanguage, LANGUAGES, type Language, TAGS, wordsOf } from "./words.ts";

/** Sections of the centre, in the order of its tabs. */
export const SECTIONS = ["mine", "choices", "receipts", "leave"] as const;
export type Section = (typeof SECTIONS)[number];

/** One page, without what surrounds every page. */
export interface Page {
  readonly title: string;
  readonly lead?: string;
  readonly main: Html;
  /** The section it belongs to; `null` for pages outside them, which show no tabs. */
  readonly section: Section | null;
  /** The address of this page in another language; the centre's start when absent. */
  readonly inLanguage?: (language: Language) => string;
  /** Whether the page needs the script that checks receipts. */
  readonly script?: true;
}

/** Address of a section. */
export function pathTo(language: Language, section: Section): string {
  return section === "mine" ? `${BASE}/${language}` : `${BASE}/${language}/${section}`;
}

/** Answers with a page; personal unless there is no session, and never kept by a cache. */
export function answer(
  c: CentreContext,
  options: CentreOptions,
  page: Page & { readonly status?: StatusCode },
): Response | Promise<Response> {
  c.status(page.status ?? 200);
  c.header("Content-Language", TAGS[c.var.visit.language]);
  return c.html(frame(options, c.var.visit, page));
}

function frame(options: CentreOptions, visit: Visit, page: Page): Html {
  const { language } = visit;
  const words = wordsOf(language);
  const { controller } = options.bundle;
  return html`<!doctype html>
<html lang="${TAGS[language]}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>${page.title} – ${words.centre}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${BASE}/assets/look.css">
    ${page.script ? html`<script type="module" src="${BASE}/assets/verify-receipt.js"></script>` : ""}
  </head>
  <body>
    <a class="skip" href="#main">${words.skip}</a>
    <header class="page-header">
      <div class="wrap">
        <div class="bar">
          <p class="brand">${words.centre}${controller === null ? "" : html`<small>${inLanguage(controller.name, language)}</small>`}</p>
          ${languageSwitch(visit, page)}
        </div>
        ${page.section === null ? "" : tabs(visit, page.section)}
      </div>
    </header>
    <main id="main" class="page-main" tabindex="-1">
      <div class="wrap stack loose">
        <div class="stack tight">
          <h1>${page.title}</h1>
          ${page.lead === undefined ? "" : html`<p class="lead">${page.lead}</p>`}
        </div>
        ${page.main}
      </div>
    </main>
    ${footer(options, language)}
    <link rel="stylesheet" href="${BASE}/assets/noto-sans-sc.css">
  </body>
</html>`;
}

const NAMES: Readonly<Record<Language, string>> = { en: "English", zh: "中文" };

function languageSwitch({ language, session }: Visit, page: Page): Html {
  const address = page.inLanguage ?? ((other: Language) => pathTo(other, page.section ?? "mine"));
  const others = LANGUAGES.filter((other) => other !== language);
  return html`<nav aria-label="${wordsOf(language).languages}">
    ${others.map((other) => go(session, address(other), NAMES[other], { lang: TAGS[other] }))}
  </nav>`;
}

function tabs({ language, session }: Visit, section: Section): Html {
  const words = wordsOf(language);
  return html`<nav class="tabs" aria-label="${words.sections}">
    <ul>${SECTIONS.map(
      (one) =>
        html`<li>${go(session, pathTo(language, one), words[one].tab, { current: one === section, class: "tab" })}</li>`,
    )}</ul>
  </nav>`;
}

/** Who is accountable and how to reach them, on every page (clause 2.0). */
function footer({ bundle, version }: CentreOptions, language: Language): Html {
  const words = wordsOf(language).footer;
  const { controller } = bundle;
  return html`<footer class="page-footer">
    <div class="wrap columns">
      <section class="stack tight">
        <h2>${words.controller}</h2>
        ${
          controller === null
            ? html`<p>${words.noController}</p>`
            : html`<p>${inLanguage(controller.name, language)}<br>${inLanguage(controller.address, language)}</p>
              <p><a href="mailto:${controller.email}">${controller.email}</a><br><a href="tel:${controller.telephone.replaceAll(" ", "")}">${controller.telephone}</a></p>`
        }
      </section>
      ${
        controller === null
          ? ""
          : html`<section class="stack tight">
              <h2>${words.complaints}</h2>
              <p>${inLanguage(controller.complaints, language)}</p>
            </section>`
      }
      <section class="stack tight">
        <h2>${words.policy}</h2>
        <p>${inLanguage(bundle.title, language)}<br>${words.effective(formatDay(bundle.effective, language))}<br>${words.version} <span class="hash" title="${version}">${version.slice(0, 12)}</span></p>
        <p><a href="/${language}/policy">${words.read}</a></p>
      </section>
    </div>
  </footer>`;
}
