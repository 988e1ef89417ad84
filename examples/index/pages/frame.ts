import type { Avow } from "@avow/client";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Visit } from "../site.ts";
import { LANGUAGES, wordsOf } from "../words.ts";

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

/** The frame of every page: who is responsible stands at its foot (2.0). */
export function frame(avow: Avow, visit: Visit, title: string, body: Html): Html {
  const words = wordsOf(visit.language);
  const { language } = visit;
  const { controller } = avow.bundle;
  return html`<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title === words.site ? title : `${title} · ${words.site}`}</title>
<link rel="stylesheet" href="/assets/noto-sans-sc.css">
<link rel="stylesheet" href="/assets/index.css">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
<header class="top">
<span class="brand">${go(visit, `/${language}/`, words.site)}</span>
<nav aria-label="${words.site}">
${go(visit, `/${language}/policy`, words.policy)}
${
  visit.session === null
    ? html`${go(visit, `/${language}/register`, words.register)} ${go(visit, `/${language}/log-in`, words.logIn)}`
    : html`${go(visit, `/${language}/account`, words.account)} ${go(visit, `/privacy/${language}`, words.centre)}`
}
</nav>
</header>
<main id="content">${body}</main>
<footer>
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
      ? html`<span aria-current="true" lang="${other === "zh" ? "zh-CN" : "en"}">${wordsOf(other).language}</span> `
      : html`<span lang="${other === "zh" ? "zh-CN" : "en"}">${go(visit, `/${other}${visit.path}`, wordsOf(other).language)}</span> `,
  )}</p>
</footer>
</body>
</html>`;
}
