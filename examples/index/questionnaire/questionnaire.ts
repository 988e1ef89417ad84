import { html } from "hono/html";
import { type FormTrouble, fieldTitle, formFields, troubleNotice } from "../pages/form.ts";
import { frame, go, type Html, sessionField } from "../pages/frame.ts";
import { messagePage } from "../pages/pages.ts";
import { answerPerson } from "../person-page.ts";
import { type Problem, statusOf, textFields, troubleOf } from "../problems.ts";
import type { PortalPart, Visit } from "../site.ts";
import { fill, wordsOf } from "../words.ts";
import { findQuestion, QUESTIONNAIRE, RESEARCH } from "./invitation.ts";
import { questionnaireWordsOf } from "./words.ts";

const PATH = "/questionnaire";

type Question = NonNullable<Awaited<ReturnType<typeof findQuestion>>>;

/**
 * The questionnaire. It is shown only while the service says that it may be asked about; refusing is one step and is for good;
 * answering is the consent, in the words on the page, and each answer is open (2.1.3).
 */
export function mountQuestionnaire(part: PortalPart): void {
  const { app, avow, language } = part;
  const words = questionnaireWordsOf(language);
  const say = (visit: Visit, title: string, lead: string) =>
    messagePage(
      avow,
      visit,
      title,
      lead,
      go(visit, `/${language}/account`, wordsOf(language).account, "button"),
    );

  app.on(["GET", "POST"], `/${language}${PATH}`, (http) =>
    answerPerson(part, http, PATH, async (visit, person) => {
      const question = await findQuestion(avow, person);
      if (question === null) return http.html(say(visit, words.closed, words.closedLead));
      const { session: _, wording, ...values } = http.req.method === "POST" ? await textFields(http) : {};
      const show = (trouble: FormTrouble | null) =>
        questionsPage(part, visit, question, { entered: values, trouble });
      // A form that only carries a session is a way here, not an answer.
      if (wording === undefined && Object.keys(values).length === 0) return http.html(show(null));
      if (Object.values(values).every((value) => value.trim() === ""))
        return http.html(show({ message: words.empty, clause: null, fields: [] }), 422);
      const answer = await avow.asPerson(person.token, "submit", {
        path: { form: QUESTIONNAIRE },
        body: { values, choices: { [RESEARCH]: { choice: "agree", wording: wording ?? "" } } },
      });
      if (!answer.ok)
        return http.html(show(troubleOf(answer.problem, language)), statusOf(answer.problem.status));
      const lead = fill(words.doneLead, { index: answer.answer.receipt.index });
      return http.html(say(visit, words.done, lead), 201);
    }),
  );

  app.post(`/${language}${PATH}/refusal`, (http) =>
    answerPerson(part, http, PATH, async (visit, { token }) => {
      const { wording = "" } = await textFields(http);
      const made = await avow.asPerson(token, "choose", {
        path: { purpose: RESEARCH },
        body: { choice: "refuse", wording },
      });
      if (!made.ok) return http.html(notDone(visit, made.problem), statusOf(made.problem.status));
      const lead = fill(words.refusedLead, { index: made.answer.receipt.index });
      return http.html(say(visit, words.refused, lead));
    }),
  );

  function notDone(visit: Visit, problem: Problem): Html {
    return say(visit, words.invitation, troubleOf(problem, language).message);
  }
}

function questionsPage(
  { avow, language }: PortalPart,
  visit: Visit,
  question: Question,
  state: { readonly entered: Readonly<Record<string, string>>; readonly trouble: FormTrouble | null },
): Html {
  const words = questionnaireWordsOf(language);
  const title = avow.bundle.forms[QUESTIONNAIRE]?.title[language] ?? "";
  const path = `/${language}${PATH}`;
  const body = html`<h1>${title}</h1>
<p class="lead">${words.lead} <a class="clause" href="/${language}/policy#${question.clause}">${question.clause}</a></p>
${troubleNotice(visit, state.trouble, (at) => fieldTitle(avow, visit, at))}
<form method="post" action="${path}" class="form" novalidate>
${sessionField(visit)}
${formFields(avow, visit, QUESTIONNAIRE, state)}
<div class="card"><p>${words.consent}</p><blockquote>${question.ask[language]}</blockquote></div>
<div class="equal"><button class="button" name="wording" value="${question.wording}">${words.submit}</button>
<button class="button" name="wording" value="${question.wording}" formaction="${path}/refusal">${words.refuse}</button></div>
</form>`;
  return frame(avow, visit, title, body);
}
