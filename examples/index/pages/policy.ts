import type { Avow } from "@avow/client";
import { type ShownClause, type ShownSection, showPolicy } from "@avow/kit/policy-page";
import { html, raw } from "hono/html";
import type { Visit } from "../site.ts";
import { fill, type Language, type Words, wordsOf } from "../words.ts";
import { frame, go, type Html } from "./frame.ts";

/** What the privacy centre shows of the same policy. */
const MORE = [
  ["", "morePolicy"],
  ["/versions", "moreVersions"],
  ["/flows", "moreFlows"],
  ["/ask", "moreAsk"],
] as const;

/** The published policy: every clause under its number, and beside it what keeps it (2.6.1). */
export function policyPage(avow: Avow, visit: Visit): Html {
  const { bundle, version } = avow;
  const words = wordsOf(visit.language);
  const sections = showPolicy(bundle, visit.language);
  const count = (status: string) => bundle.clauses.filter((clause) => clause.status.status === status).length;
  const body = html`<article class="policy">
<h1>${bundle.title[visit.language]}</h1>
${sections.filter(({ id }) => id === "").map(({ html: prose }) => html`<div class="prose">${raw(prose)}</div>`)}
<dl class="facts"><div><dt>${words.effective}</dt><dd><time datetime="${bundle.effective}">${bundle.effective}</time></dd></div>
<div><dt>${words.version}</dt><dd><a href="/.well-known/avow/policy/${version}" title="${words.rawPolicy}"><code>${version.slice(0, 16)}…</code></a></dd></div></dl>
<ul class="more">${MORE.map(([path, label]) => html`<li>${go(visit, `/privacy/${visit.language}/policy${path}`, words[label])}</li>`)}</ul>
<p class="notice">${fill(words.counts, { enforced: count("enforced"), pending: count("pending"), all: bundle.clauses.length })}</p>
<nav class="contents" aria-label="${words.contents}"><h2>${words.contents}</h2><ol>${sections
    .filter(({ id }) => id !== "")
    .map(
      ({ id, title }) => html`<li><a href="#${id}"><span class="number">${id}</span> ${title}</a></li>`,
    )}</ol></nav>
${sections.filter(({ id }) => id !== "").map((section) => sectionOf(words, visit.language, section))}
</article>`;
  return frame(avow, visit, words.policy, body);
}

function sectionOf(words: Words, language: Language, section: ShownSection): Html {
  const heading = html`<span class="number">${section.id}</span> ${section.title}`;
  return html`<section aria-labelledby="${section.id}">
${section.level <= 2 ? html`<h2 id="${section.id}">${heading}</h2>` : html`<h3 id="${section.id}">${heading}</h3>`}
${raw(section.html)}
${section.clauses.map((clause) => clauseOf(words, language, clause))}
</section>`;
}

function clauseOf(words: Words, language: Language, { id, html: prose, status, keptBy }: ShownClause): Html {
  return html`<div class="clause-row" id="${id}">
<a class="number" href="#${id}">${id}</a>
<div class="prose">${raw(prose)}</div>
<p class="kept ${status.status}">${
    status.status === "enforced"
      ? html`<span class="mark" aria-hidden="true">✓</span> ${words.enforcedBy} ${keptBy.join(language === "zh" ? "；" : ", ")}`
      : status.status === "pending"
        ? html`<span class="mark" aria-hidden="true">…</span> ${fill(words.pendingBy, { brings: status.brings[language] ?? "" })}`
        : words.statesOnly
  }</p>
</div>`;
}
