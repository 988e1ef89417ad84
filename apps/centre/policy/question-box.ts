import { askPolicy, type Bundle } from "@avow/policy";
import { html } from "hono/html";
import { carry, clauseChip, go, type Html, notice } from "../elements.ts";
import { pathTo } from "../sections.ts";
import type { Visit } from "../site.ts";
import { asHeading, inLanguage, type Language, wordsOf } from "../words.ts";

const MOST_ROLES = 3;

/** One question over everything the policy can ever permit, with examples, and its answer when one was asked. */
export function questionBox(visit: Visit, fields: URLSearchParams): Html {
  const { language, session, policy } = visit;
  const words = wordsOf(language).ask.space;
  const asked = (fields.get("q") ?? "").trim();
  const isCarried = session?.kind === "carried";
  return html`<section class="everything stack" id="everything" aria-labelledby="everything-title">
    <div class="stack tight">
      <h2 id="everything-title">${words.title}</h2>
      <p>${words.lead}</p>
    </div>
    <form class="question" method="${isCarried ? "post" : "get"}" action="${pathTo(language, "ask")}#everything">
      ${carry(session)}
      <div class="field">
        <label for="ask-q">${words.label}</label>
        <div class="with-button">
          <input id="ask-q" name="q" value="${asked}" maxlength="300" required autocomplete="off" aria-describedby="ask-q-help">
          <button class="button" type="submit">${words.submit}</button>
        </div>
        <p class="help" id="ask-q-help">${words.help}</p>
      </div>
    </form>
    ${asked === "" ? "" : outcome(asked, policy.bundle, language)}
    <div class="stack tight">
      <h3>${words.examples}</h3>
      <ul class="examples">${listExamples(policy.bundle, language).map(
        (question) =>
          html`<li>${go(session, `${pathTo(language, "ask")}?${new URLSearchParams({ q: question })}#everything`, question)}</li>`,
      )}</ul>
    </div>
  </section>`;
}

function outcome(question: string, bundle: Bundle, language: Language): Html {
  const words = wordsOf(language).ask.space;
  const asked = askPolicy(bundle, question);
  if (!asked.ok) {
    // The reader's own words say what to do; what the parser says of it is for who writes such questions, in English.
    return notice("caution", {
      title: words.unknownTitle,
      content: html`<p>${words.unknown}</p><p class="meta" lang="en">${asked.message}</p>`,
    });
  }
  const { question: understood, summary, findings } = asked.answer;
  return html`<div class="card stack" role="status">
    <div class="stack tight">
      <p class="meta">${inLanguage(understood, language)}</p>
      <p><strong>${inLanguage(summary, language)}</strong></p>
    </div>
    ${
      findings.length === 0
        ? ""
        : html`<h3>${words.findings}</h3>
          <ul class="change-list">${findings.map(({ way, sentence }) => {
            const clauses = new Set([way.clause, ...way.when.map(({ clause }) => clause)]);
            return html`<li><p>${inLanguage(sentence, language)}</p><div class="row tight">${[...clauses].map((id) => clauseChip(id, language))}</div></li>`;
          })}</ul>`
    }
  </div>`;
}

/** Questions worth asking of this policy, in its own titles: whatever the reader chooses is understood. */
function listExamples(bundle: Bundle, language: Language): readonly string[] {
  const { examplesOf } = wordsOf(language).ask.space;
  const titleOf = (element: { readonly title: Bundle["title"] }) => inLanguage(element.title, language);
  const [data] = Object.values(bundle.data);
  const consenting = bundle.rules.flatMap(({ when }) =>
    when.flatMap(({ condition }) => (condition.kind === "consent" ? [condition.purpose] : [])),
  );
  const purpose = bundle.purposes[consenting[0] ?? ""];
  return [
    ...(data === undefined ? [] : [examplesOf.receive(titleOf(data)), examplesOf.where(titleOf(data))]),
    ...(purpose === undefined ? [] : [examplesOf.withdrawn(titleOf(purpose))]),
    ...(Object.keys(bundle.storage).length === 0 ? [] : [examplesOf.cookies]),
    ...Object.values(bundle.roles)
      .slice(0, MOST_ROLES)
      .map((role) => examplesOf.role(titleOf(role))),
  ].map(asHeading);
}
