import type { Avow } from "@avow/client";
import { html } from "hono/html";
import { sessionCookieOf, type Visit } from "../site.ts";
import { fill, wordsOf } from "../words.ts";
import { type FormTrouble, troubleNotice } from "./form.ts";
import { frame, type Html } from "./frame.ts";

/** The log-in form carries the choice about cookies (2.2.7): two buttons of equal weight, or one where the browser has refused already. */
export function logInPage(
  avow: Avow,
  visit: Visit,
  state: {
    readonly email: string;
    readonly signal: boolean;
    readonly lives: string;
    readonly trouble: FormTrouble | null;
  },
): Html {
  const words = wordsOf(visit.language);
  const cookie = sessionCookieOf(avow);
  const without = html`<div><button class="button" name="cookies" value="refused" aria-describedby="without-help">${words.withoutCookie}</button><p class="help" id="without-help">${words.withoutCookieHelp}</p></div>`;
  const withOne = html`<div><button class="button" name="cookies" value="accepted" aria-describedby="with-help">${words.withCookie}</button><p class="help" id="with-help">${fill(words.withCookieHelp, { name: cookie ?? "", life: state.lives })} <a class="clause" href="/${visit.language}/policy#2.2.7">2.2.7</a><br><a href="/${visit.language}/cookies">${words.allCookies}</a></p></div>`;
  const body = html`<h1>${words.logIn}</h1>
<p class="lead">${words.logInLead}</p>
${troubleNotice(visit, state.trouble, (path) => (path === "password" ? words.password : words.email))}
<form method="post" action="/${visit.language}/log-in" class="form">
<div class="field"><label for="email">${words.email}</label><input id="email" name="email" type="email" autocomplete="username" maxlength="254" required value="${state.email}"></div>
<div class="field"><label for="password">${words.password}</label><input id="password" name="password" type="password" autocomplete="current-password" maxlength="256" required></div>
${state.signal ? html`<p class="notice">${words.signal}</p>` : html``}
<div class="equal">${without}${state.signal || cookie === null ? html`` : withOne}</div>
</form>`;
  return frame(avow, visit, words.logIn, body);
}
