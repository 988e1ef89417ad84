import type { Avow, Me } from "@avow/client";
import { html } from "hono/html";
import { TOPIC_TITLES } from "../catalogue/words.ts";
import { troubleNotice } from "../pages/form.ts";
import { frame, go, type Html, sessionField } from "../pages/frame.ts";
import { answerPerson } from "../person-page.ts";
import { savePreferences } from "../preferences/save-preferences.ts";
import { statusOf, textFields, troubleOf } from "../problems.ts";
import { pathOf } from "../reading/cards.ts";
import { showHome } from "../reading/home.ts";
import { ORDERINGS, type PortalContext, type PortalPart, type Visit } from "../site.ts";
import { fill } from "../words.ts";
import { orderingSwitch, PATH, recommendationQuestion } from "./for-you.ts";
import { listRead, mayRecommend, PURPOSE, type Read } from "./reading-list.ts";
import { countTopics } from "./recommend.ts";
import { recommendationWordsOf } from "./words.ts";

/** The question about recommendations, its answer, what they rest on, and the switch to plain ordering (2.4.2). */
export function mountRecommendations(part: PortalPart): void {
  const { app, avow, language } = part;
  app.on(["GET", "POST"], `/${language}${PATH}`, (http) => showBasis(part, http));

  app.post(`/${language}${PATH}/choice`, (http) =>
    answerPerson(part, http, PATH, async (visit, { token }) => {
      const { choice, wording = "" } = await textFields(http);
      if (choice !== "agree" && choice !== "refuse") return showBasis(part, http);
      const body = { choice, wording } as const;
      const answer = await avow.asPerson(token, "choose", { path: { purpose: PURPOSE }, body });
      if (!answer.ok) {
        const trouble = troubleNotice(visit, troubleOf(answer.problem, language), (at) => at);
        return http.html(messageOf(avow, visit, trouble), statusOf(answer.problem.status));
      }
      return goHome(part, http);
    }),
  );

  app.post(`/${language}${PATH}/ordering`, (http) =>
    answerPerson(part, http, PATH, async (visit) => {
      const sent = await textFields(http);
      const ordering = ORDERINGS.find((one) => one === sent.ordering) ?? "plain";
      const values = {
        "preference.appearance": visit.preferences.appearance,
        "preference.ordering": ordering,
      };
      const saved = await savePreferences(part, http, visit.session, values);
      if (saved.ok) return goHome(part, http);
      const trouble = troubleNotice(visit, troubleOf(saved.problem, language), (at) => at);
      return http.html(messageOf(avow, visit, trouble), statusOf(saved.problem.status));
    }),
  );

  app.post(`/${language}${PATH}/forgotten`, (http) =>
    answerPerson(part, http, PATH, async (visit, { token }) => {
      const { item = "" } = await textFields(http);
      if (item !== "") await avow.asPerson(token, "withdrawSubmission", { path: { id: item } });
      return visit.session.carried === "cookie"
        ? http.redirect(`/${language}${PATH}`, 303)
        : showBasis(part, http);
    }),
  );
}

async function goHome(part: PortalPart, http: PortalContext): Promise<Response> {
  // What was known of the person before this request changed it no longer holds.
  http.set("me", null);
  if (http.get("session")?.carried === "cookie") return http.redirect(`/${part.language}/`, 303);
  return showHome(part, http);
}

function showBasis(part: PortalPart, http: PortalContext): Promise<Response> {
  const { avow, language } = part;
  return answerPerson(part, http, PATH, async (visit, { me }) => {
    const words = recommendationWordsOf(language);
    if (!mayRecommend(avow, me)) {
      const choice = me.choices.find(({ purpose }) => purpose === PURPOSE);
      const question = choice === undefined ? html`` : recommendationQuestion(visit, choice);
      return http.html(messageOf(avow, visit, html`<p class="lead">${words.off}</p>${question}`));
    }
    const read = await listRead(avow, visit.session, me);
    return http.html(messageOf(avow, visit, basisOf(visit, read, me)));
  });
}

function messageOf(avow: Avow, visit: Visit, body: Html): Html {
  const { title } = recommendationWordsOf(visit.language);
  return frame(avow, visit, title, html`<h1>${title}</h1>${body}`);
}

function basisOf(visit: Visit, read: readonly Read[], me: Me): Html {
  const { language } = visit;
  const words = recommendationWordsOf(language);
  const counts = [...countTopics(read.map(({ article }) => article))];
  const wording = me.choices.find(({ purpose }) => purpose === PURPOSE)?.wording ?? "";
  return html`<p class="lead">${words.lead}</p>
<section aria-labelledby="read"><h2 id="read">${words.read}</h2>
${read.length === 0 ? html`<p>${words.nothingYet}</p>` : html``}
<ul class="entries">${read.map(
    ({ id, article }) =>
      html`<li class="entry"><span class="entry-title">${go(visit, `/${language}${pathOf(article)}`, article.text[language].title)}</span>
<form method="post" action="/${language}${PATH}/forgotten" class="go-form">${sessionField(visit)}<button class="button quiet" name="item" value="${id}" aria-label="${words.forget}: ${article.text[language].title}">${words.forget}</button></form></li>`,
  )}</ul></section>
${
  counts.length === 0
    ? html``
    : html`<section aria-labelledby="topics"><h2 id="topics">${words.topics}</h2><ul class="topics">${counts.map(([topic, count]) => html`<li>${fill(words.times, { topic: TOPIC_TITLES[topic][language], count })}</li>`)}</ul></section>`
}
<div class="actions">${orderingSwitch(visit, visit.preferences.ordering === "plain" ? "recommended" : "plain")}
<form method="post" action="/${language}${PATH}/choice" class="go-form">${sessionField(visit)}<input type="hidden" name="wording" value="${wording}"><button class="button quiet" name="choice" value="refuse">${words.forgetAll}</button></form></div>`;
}
