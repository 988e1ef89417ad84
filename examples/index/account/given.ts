import type { Avow, Submission } from "@avow/client";
import { html } from "hono/html";
import { orderPath } from "../orders/order-steps.ts";
import { fieldTitle, valueTitle } from "../pages/form.ts";
import { go, type Html, sessionField } from "../pages/frame.ts";
import type { Visit } from "../site.ts";
import { fill } from "../words.ts";
import { accountWordsOf } from "./words.ts";

/** Of each kind so many are listed here; the rest is in the privacy centre. */
const MOST = 10;
/** What cannot be taken back: an order is kept for its declared time (2.1.4). */
const STAYS = "order";
/** What a browser gave is taken back where the browser can be told too. */
const PUSH = "push";

/** Everything a person has given, by kind, with the way to take it back and the choices that hang on each thing. */
export function givenSection(avow: Avow, visit: Visit, given: readonly Submission[]): Html {
  const words = accountWordsOf(visit.language);
  const kinds = [...Map.groupBy(given, ({ form }) => form)];
  return html`<section aria-labelledby="given"><h2 id="given">${words.given}</h2>
<p>${words.givenLead}</p>
${kinds.length === 0 ? html`<p>${words.none}</p>` : kinds.map(([form, all]) => kindOf(avow, visit, form, all))}
</section>`;
}

function kindOf(avow: Avow, visit: Visit, form: string, all: readonly Submission[]): Html {
  const { language } = visit;
  const declared = Object.hasOwn(avow.bundle.forms, form) ? avow.bundle.forms[form] : undefined;
  const rest = all.length - MOST;
  return html`<section aria-labelledby="given-${form}"><h3 id="given-${form}">${declared?.title[language] ?? form} <a class="clause" href="/${language}/policy#${declared?.clause ?? ""}">${declared?.clause ?? ""}</a></h3>
<ul class="entries">${all.slice(0, MOST).map((one) => html`<li class="entry">${thing(avow, visit, one)}</li>`)}</ul>
${rest > 0 ? html`<p>${fill(accountWordsOf(language).more, { count: rest })}</p>` : html``}</section>`;
}

function thing(avow: Avow, visit: Visit, one: Submission): Html {
  const { language } = visit;
  const words = accountWordsOf(language);
  const { id, at, form, about, values, choices } = one;
  const names = Object.entries(values).map(
    ([field, value]) =>
      html`<div><dt>${fieldTitle(avow, visit, field)}</dt><dd>${value === null ? words.unreadable : valueTitle(avow, visit, field, value)}</dd></div>`,
  );
  const takeBack =
    form === STAYS
      ? html`${go(visit, `/${language}${orderPath("one", id)}`, words.orders)} <span class="help">${words.stays}</span>`
      : about === PUSH
        ? go(visit, `/${language}/notifications`, words.notifications)
        : html`<form method="post" action="/${language}/account/withdrawal?given=${id}" class="go-form">${sessionField(visit)}<button class="button quiet" aria-describedby="at-${id}">${words.takeBack}</button></form>`;
  return html`<p class="help" id="at-${id}"><time datetime="${at}">${at.slice(0, 10)}</time></p>
<dl class="figures">${names}</dl>
${choices.map((choice) => choiceOf(visit, id, choice))}
<p class="actions">${takeBack}</p>`;
}

function choiceOf(visit: Visit, id: string, choice: Submission["choices"][number]): Html {
  const { language } = visit;
  const words = accountWordsOf(language);
  const isOn = choice.state === "granted";
  return html`<form method="post" action="/${language}/account/choice?given=${id}&purpose=${choice.purpose}">${sessionField(visit)}<input type="hidden" name="wording" value="${choice.wording}"><blockquote>${choice.ask[language]} <a class="clause" href="/${language}/policy#${choice.clause}">${choice.clause}</a></blockquote>
<p>${isOn ? words.on : words.off} <button class="button quiet" name="choice" value="${isOn ? "refuse" : "agree"}">${isOn ? words.withdraw : words.agree}</button></p></form>`;
}
