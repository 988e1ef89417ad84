import type { Avow, Me } from "@avow/client";
import { html } from "hono/html";
import { ARTICLES } from "../catalogue/catalogue.ts";
import { TOPIC_TITLES } from "../catalogue/words.ts";
import { go, type Html, sessionField } from "../pages/frame.ts";
import { card } from "../reading/cards.ts";
import { findPerson, type Ordering, type PortalContext, type Visit } from "../site.ts";
import { fill } from "../words.ts";
import { listRead, mayRecommend, PURPOSE } from "./reading-list.ts";
import { type Recommendation, recommend } from "./recommend.ts";
import { recommendationWordsOf } from "./words.ts";

/** The page on which recommendations are switched, and shown what they rest on; without the language. */
export const PATH = "/recommendations";
const MOST = 3;

type Choice = Me["choices"][number];

/**
 * What the home page has for this reader alone: recommendations with their reasons, or the question whether there may be any;
 * nothing for whoever has not logged in or has said no, and for them nothing is looked at (2.4.2).
 */
export async function forYou(avow: Avow, http: PortalContext, visit: Visit): Promise<Html> {
  const session = http.get("session");
  const me = session === null ? null : await findPerson(avow, http);
  if (session === null || me === null) return html``;
  if (!mayRecommend(avow, me)) {
    const questions = await avow.asPerson(session.token, "questions", {});
    const question = questions.ok ? questions.answer.find(({ purpose }) => purpose === PURPOSE) : undefined;
    return question === undefined ? html`` : recommendationQuestion(visit, question);
  }
  const words = recommendationWordsOf(visit.language);
  if (visit.preferences.ordering === "plain")
    return html`<section class="wide for-you"><p>${words.isPlain}</p>${orderingSwitch(visit, "recommended")}</section>`;
  const read = await listRead(avow, session, me);
  const recommended = recommend(
    read.map(({ article }) => article),
    ARTICLES,
  ).slice(0, MOST);
  return html`<section class="wide for-you" aria-labelledby="for-you"><h2 id="for-you">${words.forYou}</h2>
${
  recommended.length === 0
    ? html`<p>${words.nothingYet}</p>`
    : html`<div class="stories">${recommended.map((one) => card(visit, one.article, { level: 3, reason: reasonOf(visit, one) }))}</div>`
}
<div class="actions">${orderingSwitch(visit, "plain")} ${go(visit, `/${visit.language}${PATH}`, words.manage)}</div></section>`;
}

function reasonOf({ language }: Visit, { because, topic }: Recommendation): Html {
  const words = recommendationWordsOf(language);
  const reason = fill(words.because, {
    title: because.text[language].title,
    topic: TOPIC_TITLES[topic][language],
  });
  return html`<p class="reason">${reason}</p>`;
}

/** The question itself, in the policy's own words, with two buttons of equal weight. */
export function recommendationQuestion(visit: Visit, { ask, wording, clause }: Choice): Html {
  const words = recommendationWordsOf(visit.language);
  const button = (choice: string, label: string, help: string) =>
    html`<div><button class="button" name="choice" value="${choice}" aria-describedby="${choice}-help">${label}</button><p class="help" id="${choice}-help">${help}</p></div>`;
  return html`<section class="card question" aria-labelledby="question"><h2 id="question">${words.question}</h2>
<p>${ask[visit.language]} <a class="clause" href="/${visit.language}/policy#${clause}">${clause}</a></p>
<form method="post" action="/${visit.language}${PATH}/choice">${sessionField(visit)}<input type="hidden" name="wording" value="${wording}">
<div class="equal">${button("refuse", words.no, words.noHelp)}${button("agree", words.yes, words.yesHelp)}</div></form></section>`;
}

/** Turns to the other ordering. */
export function orderingSwitch(visit: Visit, to: Ordering): Html {
  const words = recommendationWordsOf(visit.language);
  return html`<form method="post" action="/${visit.language}${PATH}/ordering" class="go-form">${sessionField(visit)}<button class="button quiet" name="ordering" value="${to}">${to === "plain" ? words.plainly : words.recommended}</button></form>`;
}
