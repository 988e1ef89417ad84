import { type ShownClause, showPolicy } from "@avow/kit/policy-page";
import { html, raw } from "hono/html";
import type { Visit } from "../site.ts";
import { fill, type Language, wordsOf } from "../words.ts";
import { frame, type Html } from "./frame.ts";

/** The published policy: every clause under its number, and beside it what keeps it. */
export function policyPage(visit: Visit): Html {
  const { avow, language } = visit;
  const { bundle, version } = avow;
  const words = wordsOf(language);
  const [preamble, ...sections] = showPolicy(bundle, language);
  const body = html`<article class="policy">
<h1>${bundle.title[language]}</h1>
<div class="lead">${raw(preamble?.html ?? "")}</div>
<dl class="facts"><div><dt>${words.effective}</dt><dd><time datetime="${bundle.effective}">${bundle.effective}</time></dd></div>
<div><dt>${words.version}</dt><dd><a href="/.well-known/avow/policy/${version}"><code>${version.slice(0, 16)}…</code></a></dd></div></dl>
<nav class="contents" aria-label="${words.contents}"><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${id} ${title}</a></li>`)}</ol></nav>
${sections.map(
  ({ id, level, title, html: prose, clauses }) => html`<section aria-labelledby="${id}">
${level <= 2 ? html`<h2 id="${id}">${id} ${title}</h2>` : html`<h3 id="${id}">${id} ${title}</h3>`}
${raw(prose)}
${clauses.map((clause) => clauseOf(clause, language))}
</section>`,
)}
</article>`;
  return frame(visit, words.policy, body);
}

function clauseOf({ id, html: prose, status, keptBy }: ShownClause, language: Language): Html {
  const words = wordsOf(language);
  const kept =
    status.status === "enforced"
      ? `${words.enforcedBy} ${keptBy.join(language === "zh" ? "；" : ", ")}`
      : status.status === "pending"
        ? fill(words.pendingBy, { brings: status.brings[language] ?? "" })
        : words.statesOnly;
  return html`<div class="clause" id="${id}"><a class="number" href="#${id}">${id}</a><div>${raw(prose)}<p class="kept">${kept}</p></div></div>`;
}
