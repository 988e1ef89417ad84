import { drawFlows, type Flow, listFlows } from "@avow/kit";
import { html, raw } from "hono/html";
import { clauseChip, type Html } from "../elements.ts";
import { answer } from "../frame.ts";
import type { CentreContext } from "../site.ts";
import { asHeading, inLanguage, type Language, TAGS, wordsOf } from "../words.ts";

const PICTURE_WIDTH = 1180;

/** Where data goes, as a picture and as the same in a table; on a narrow screen the table comes first. */
export function flowsPage(c: CentreContext): Response | Promise<Response> {
  const { language, policy } = c.var.visit;
  const words = wordsOf(language).flows;
  const flows = listFlows(policy.bundle);
  const staysHome = flows.every(({ recipient }) => recipient.id === "");
  const [first] = flows;
  return answer(c, {
    title: words.title,
    lead: words.lead,
    section: "flows",
    wide: true,
    main:
      first === undefined
        ? html`<p class="empty">${words.nothing}</p>`
        : html`<div class="flow-page">
            <section class="flow-picture stack tight" aria-labelledby="picture">
              <h2 id="picture" class="visually-hidden">${words.picture}</h2>
              ${staysHome ? html`<p>${words.home(inLanguage(first.country.title, language))}</p>` : ""}
              <div class="scrolled" role="region" aria-label="${words.scroll}" tabindex="0">${raw(drawFlows(flows, { width: PICTURE_WIDTH, language }))}</div>
              <p class="meta">${words.hint}</p>
            </section>
            <section class="flow-table stack tight" aria-labelledby="table">
              <h2 id="table">${words.table}</h2>
              ${table(flows, language)}
            </section>
          </div>`,
  });
}

function table(flows: readonly Flow[], language: Language): Html {
  const words = wordsOf(language).flows;
  return html`<table class="records">
    <caption>${words.caption(flows.length)}</caption>
    <thead><tr>${[words.data, words.purpose, words.recipient, words.country, words.clause].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${flows.map((flow) => row(flow, language))}</tbody>
  </table>`;
}

function row({ data, fields, purpose, recipient, country, abroad, clauses }: Flow, language: Language): Html {
  const words = wordsOf(language).flows;
  const say = (place: Flow["data"]) => asHeading(inLanguage(place.title, language));
  return html`<tr>
    <th scope="row" data-label="${words.data}"><span>${say(data)}<small class="fields">${listFields(fields, language)}</small></span></th>
    <td data-label="${words.purpose}">${say(purpose)}</td>
    <td data-label="${words.recipient}">${say(recipient)}</td>
    <td data-label="${words.country}"><span>${say(country)}${abroad ? html` <span class="abroad nowrap">↗ ${words.abroad}</span>` : ""}</span></td>
    <td data-label="${words.clause}"><span class="row tight">${clauses.map((clause) => clauseChip(clause, language))}</span></td>
  </tr>`;
}

/** Their titles as a list within a sentence, which begins with a capital. */
function listFields(fields: Flow["fields"], language: Language): string {
  const titles = fields.map(({ title }, at) => {
    const said = inLanguage(title, language);
    return at === 0 || /^\p{Lu}{2}/u.test(said) ? said : said.charAt(0).toLowerCase() + said.slice(1);
  });
  return new Intl.ListFormat(TAGS[language], { type: "conjunction" }).format(titles);
}
