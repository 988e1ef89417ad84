import { html } from "hono/html";
import type { Visit } from "../site.ts";
import { fill, wordsOf } from "../words.ts";
import { frame, type Html } from "./frame.ts";

/** A purpose that is asked about. */
export interface Question {
  readonly purpose: string;
  readonly clause: string;
  readonly title: Readonly<Record<string, string>>;
  readonly ask: Readonly<Record<string, string>>;
}

/** What was said last, if anything. */
export type Outcome =
  | { readonly kind: "none" | "lost" | "stale" | "missing" }
  | { readonly kind: "kept"; readonly id: string };

/** The same questions as the banner's, as a form that needs no script. Nothing is chosen beforehand. */
export function choicesPage(visit: Visit, questions: readonly Question[], outcome: Outcome): Html {
  const { choice, language, signal } = visit;
  const words = wordsOf(language);
  const body = html`<h1>${words.choices}</h1>
<p class="lead">${words.choicesLead}</p>
${say(visit, outcome)}
${signal === null ? "" : html`<p class="note">${words.signal[signal]}</p>`}
<form method="post" action="/${language}/choices" class="choices">
${questions.map(({ purpose, clause, title, ask }) => {
  const given = choice.choices[purpose];
  const answer = (value: "yes" | "no", isGiven: boolean, isShut: boolean) =>
    html`<label><input type="radio" name="${purpose}" value="${value}"${isGiven ? html` checked` : ""}${isShut ? html` disabled` : ""}> ${words[value]}</label>`;
  return html`<fieldset><legend>${title[language] ?? ""}</legend><p>${ask[language] ?? ""}</p>
<p class="answers">${answer("no", signal !== null || given === false, false)}${answer("yes", signal === null && given === true, signal !== null)}</p>
<p class="note"><a href="/${language}/policy#${clause}">${fill(words.choicesFrom, { clause })}</a></p></fieldset>`;
})}
<p class="buttons"><button class="button" name="all" value="no">${words.rejectAll}</button>${signal === null ? html`<button class="button" name="all" value="yes">${words.acceptAll}</button>` : ""}<button class="button quiet">${words.save}</button></p>
</form>`;
  return frame(visit, words.choices, body);
}

function say({ language }: Visit, outcome: Outcome): Html {
  const words = wordsOf(language);
  switch (outcome.kind) {
    case "none":
      return html``;
    case "kept":
      return html`<p role="status" class="done">${words.choicesKept} ${words.choicesNumber}: <code>${outcome.id}</code></p>`;
    case "lost":
      return html`<p role="alert" class="wrong">${words.choicesLost}</p>`;
    case "stale":
      return html`<p role="alert" class="wrong">${words.choicesStale}</p>`;
    case "missing":
      return html`<p role="alert" class="wrong">${words.choicesMissing}</p>`;
  }
}
