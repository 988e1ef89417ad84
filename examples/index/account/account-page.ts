import type { Avow, Submission } from "@avow/client";
import { html } from "hono/html";
import { type FormTrouble, fieldTitle, troubleNotice } from "../pages/form.ts";
import { frame, go, type Html, sessionField } from "../pages/frame.ts";
import { invitation } from "../questionnaire/invitation.ts";
import type { Visit } from "../site.ts";
import { fill, wordsOf } from "../words.ts";
import { givenSection } from "./given.ts";
import { accountWordsOf } from "./words.ts";

/** What the account page shows. */
export interface AccountState {
  readonly name: string;
  /** The questionnaire's question, while it may be asked; `null` afterwards, for good. */
  readonly question: { readonly clause: string; readonly wording: string } | null;
  readonly given: readonly Submission[];
  readonly news: string | null;
  readonly trouble: FormTrouble | null;
}

const PLACES = ["orders", "apply", "write", "projects", "preferences", "notifications", "cookies"] as const;

/** A person's own page: what there is to do, what they may be asked, and everything they have given. */
export function accountPage(avow: Avow, visit: Visit, state: AccountState): Html {
  const { language } = visit;
  const words = wordsOf(language);
  const own = accountWordsOf(language);
  const { name, question, given, news, trouble } = state;
  const body = html`<h1>${fill(words.hello, { name })}</h1>
<p class="lead">${words.accountLead}</p>
${troubleNotice(visit, trouble, (at) => fieldTitle(avow, visit, at))}
${news === null ? html`` : html`<p class="notice" role="status">${news}</p>`}
<div class="actions">${go(visit, `/privacy/${language}`, words.openCentre, "button")}
<form method="post" action="/${language}/log-out" class="go-form">${sessionField(visit)}<button class="button quiet">${words.logOut}</button></form></div>
${visit.session?.carried === "form" ? html`<p class="notice">${words.withoutCookieHelp}</p>` : html``}
${question === null ? html`` : invitation(visit, question)}
<nav aria-label="${own.places}"><ul class="more">${PLACES.map((place) => html`<li>${go(visit, `/${language}/${place}`, own[place])}</li>`)}</ul></nav>
${givenSection(avow, visit, given)}`;
  return frame(avow, visit, words.account, body);
}
