import { html } from "hono/html";
import { callAs, type Me } from "../api.ts";
import { clauseChip, type Html } from "../elements.ts";
import { answer } from "../frame.ts";
import type { CentreContext, CentreOptions } from "../site.ts";
import { asHeading, formatDay, inLanguage, type Language, wordsOf } from "../words.ts";
import { openChangeHint } from "./changes.ts";
import { problemPage } from "./problem.ts";

/** What is held about the person, why, since when and until when. */
export async function minePage(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { visit } = c.var;
  const me = await callAs(options, visit, "me");
  if (!me.ok) return problemPage(c, me.problem);
  const words = wordsOf(visit.language).mine;
  const { holdings } = me.answer;
  return answer(c, {
    title: words.title,
    lead: words.lead,
    section: "mine",
    main: html`${await openChangeHint(options, visit)}
      ${
        holdings.length === 0
          ? html`<p class="empty">${words.empty}</p>`
          : html`<div class="stack">${holdings.map((holding) => holdingCard(holding, visit.language))}</div>`
      }`,
  });
}

type Holding = Me["holdings"][number];
type HeldValue = Holding["values"][number];

function holdingCard(holding: Holding, language: Language): Html {
  const words = wordsOf(language).mine;
  return html`<section class="card stack">
    <div class="stack tight">
      <div class="card-head">
        <h2>${asHeading(inLanguage(holding.title, language))}</h2>
        ${clauseChip(holding.clause, language)}
      </div>
      <p class="meta">${words.since(formatDay(holding.collectedAt, language))} ${words.until(inLanguage(holding.until, language))}</p>
    </div>
    <dl class="held">${holding.values.map((value) => heldValue(value, language))}</dl>
  </section>`;
}

function heldValue({ title, value, purposes }: HeldValue, language: Language): Html {
  const words = wordsOf(language).mine;
  const why =
    purposes.length === 0
      ? words.noPurpose
      : purposes.map(
          (purpose) =>
            html`<span>${words.why} ${inLanguage(purpose.title, language)} ${clauseChip(purpose.clause, language)}</span>`,
        );
  return html`<div>
    <dt>${asHeading(inLanguage(title, language))}</dt>
    <dd>${value ?? html`<span class="absent">${words.unreadable}</span>`}</dd>
    <dd class="why">${why}</dd>
  </div>`;
}
