import { html } from "hono/html";
import type { StatusCode } from "hono/utils/http-status";
import { go, type Html } from "./elements.ts";
import { isPublicSection, PERSONAL, PUBLIC, pathTo, type Section } from "./sections.ts";
import { BASE, type CentreContext, type Visit } from "./site.ts";
import { formatDay, inLanguage, LANGUAGES, type Language, TAGS, wordsOf } from "./words.ts";

/** One page, without what surrounds every page. */
export interface Page {
  readonly title: string;
  readonly lead?: string;
  readonly main: Html;
  /** The section it belongs to; `null` for pages outside them, which show no tabs. */
  readonly section: Section | null;
  /** The address of this page in another language; the centre's start when absent. */
  readonly inLanguage?: (language: Language) => string;
  /** The script the page is better with: the one that checks receipts, the gate, or push notifications. */
  readonly script?: "verify-receipt" | "ask-gate" | "turn-on-push";
  /** Address of the feed that tells of new ones of its kind. */
  readonly feed?: string;
  /** Whether it takes the room of tables and pictures. */
  readonly wide?: true;
}

/** Answers with a page; personal unless there is no session, and never kept by a cache. */
export function answer(
  c: CentreContext,
  page: Page & { readonly status?: StatusCode },
): Response | Promise<Response> {
  c.status(page.status ?? 200);
  c.header("Content-Language", TAGS[c.var.visit.language]);
  return c.html(frame(c.var.visit, page));
}

function frame(visit: Visit, page: Page): Html {
  const { language, policy } = visit;
  const words = wordsOf(language);
  const { controller } = policy.bundle;
  const isPublic = isPublicSection(page.section);
  const wrap = page.wide ? "wrap wide" : "wrap";
  return html`<!doctype html>
<html lang="${TAGS[language]}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    ${isPublic ? "" : html`<meta name="robots" content="noindex">`}
    <title>${page.title} – ${words.centre}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${BASE}/assets/look.css">
    ${isPublic ? html`<link rel="stylesheet" href="${BASE}/assets/policy.css">` : ""}
    ${page.feed === undefined ? "" : html`<link rel="alternate" type="application/atom+xml" href="${page.feed}">`}
    ${page.script === undefined ? "" : html`<script type="module" src="${BASE}/assets/${page.script}.js"></script>`}
  </head>
  <body>
    <a class="skip" href="#main">${words.skip}</a>
    <header class="page-header">
      <div class="${wrap}">
        <div class="bar">
          <p class="brand">${words.centre}${controller === null ? "" : html`<small>${inLanguage(controller.name, language)}</small>`}</p>
          <div class="bar-links">
            ${page.section === null ? "" : otherHalf(visit, isPublic)}
            ${languageSwitch(visit, page)}
          </div>
        </div>
        ${page.section === null ? "" : tabs(visit, page.section)}
      </div>
    </header>
    <main id="main" class="page-main" tabindex="-1">
      <div class="${wrap} stack loose">
        <div class="stack tight">
          <h1>${page.title}</h1>
          ${page.lead === undefined ? "" : html`<p class="lead">${page.lead}</p>`}
        </div>
        ${page.main}
      </div>
    </main>
    ${footer(visit, wrap)}
    <link rel="stylesheet" href="${BASE}/assets/noto-sans-sc.css">
  </body>
</html>`;
}

const NAMES: Readonly<Record<Language, string>> = { en: "English", zh: "中文" };

/** From a person's own pages to the policy, and back. */
function otherHalf({ language, session }: Visit, isPublic: boolean): Html {
  const words = wordsOf(language);
  return isPublic
    ? go(session, pathTo(language, "mine"), words.mine.tab)
    : go(session, pathTo(language, "policy"), words.footer.policy);
}

function languageSwitch({ language, session }: Visit, page: Page): Html {
  const address = page.inLanguage ?? ((other: Language) => pathTo(other, page.section ?? "mine"));
  const others = LANGUAGES.filter((other) => other !== language);
  return html`<nav aria-label="${wordsOf(language).languages}">
    ${others.map((other) => go(session, address(other), NAMES[other], { lang: TAGS[other] }))}
  </nav>`;
}

function tabs({ language, session }: Visit, section: Section): Html {
  const words = wordsOf(language);
  const isPublic = isPublicSection(section);
  const half: readonly Section[] = isPublic ? PUBLIC : PERSONAL;
  return html`<nav class="tabs" aria-label="${isPublic ? words.policySections : words.sections}">
    <ul>${half.map(
      (one) =>
        html`<li>${go(session, pathTo(language, one), words[one].tab, { current: one === section, class: "tab" })}</li>`,
    )}</ul>
  </nav>`;
}

/** Who is accountable and how to reach them, on every page (clause 2.0). */
function footer({ language, policy, session }: Visit, wrap: string): Html {
  const words = wordsOf(language).footer;
  const { bundle, version } = policy;
  const { controller } = bundle;
  return html`<footer class="page-footer">
    <div class="${wrap} columns">
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
        <div>${go(session, pathTo(language, "policy"), words.read)}</div>
      </section>
    </div>
  </footer>`;
}
