import type { Avow } from "@avow/client";
import { html } from "hono/html";
import { go, type Html, sessionField } from "../pages/frame.ts";
import type { Person } from "../person-page.ts";
import type { Visit } from "../site.ts";
import { questionnaireWordsOf } from "./words.ts";

/** The purpose the questionnaire serves, and its form. */
export const RESEARCH = "research";
export const QUESTIONNAIRE = "questionnaire";

/** The question that may be put to this person now, as the service has it; `null` once they have answered it, either way. */
export async function findQuestion(avow: Avow, { token }: Person) {
  const asked = await avow.asPerson(token, "questions", {});
  if (!asked.ok) return null;
  return asked.answer.find(({ purpose }) => purpose === RESEARCH) ?? null;
}

/** The invitation: two ways of one step each, and of one size (2.1.3). */
export function invitation(
  visit: Visit,
  question: { readonly clause: string; readonly wording: string },
): Html {
  const { language } = visit;
  const words = questionnaireWordsOf(language);
  return html`<section class="card" aria-labelledby="invitation"><h2 id="invitation">${words.invitation}</h2>
<p>${words.invitationLead} <a class="clause" href="/${language}/policy#${question.clause}">${question.clause}</a></p>
<div class="equal">
<div>${go(visit, `/${language}/questionnaire`, words.answer, "button")}</div>
<form method="post" action="/${language}/questionnaire/refusal">${sessionField(visit)}<input type="hidden" name="wording" value="${question.wording}"><button class="button">${words.refuse}</button></form>
</div></section>`;
}
