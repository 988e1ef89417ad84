import { readSignal } from "@avow/client";
import { html } from "hono/html";
import { keepSession, takeAllAway } from "../cookies.ts";
import { frame, type Html, sessionField } from "../pages/frame.ts";
import { answerPerson } from "../person-page.ts";
import { statusOf, textFields, troubleOf } from "../problems.ts";
import {
  findPerson,
  type PortalContext,
  type PortalPart,
  refusesTracking,
  type Visit,
  visitOf,
} from "../site.ts";
import { fill } from "../words.ts";
import { registerTable } from "./register-table.ts";
import { cookieWordsOf } from "./words.ts";

const PATH = "/cookies";

/** The register of cookies, what the browser says, and the choice of this session, which can be changed at any time (2.2.4, 2.2.6). */
export function mountCookiesPage(part: PortalPart): void {
  const { app, avow, language } = part;
  app.on(["GET", "POST"], `/${language}${PATH}`, (http) => showCookies(part, http, null));

  app.post(`/${language}${PATH}/choice`, (http) =>
    answerPerson(part, http, PATH, async ({ session }) => {
      const words = cookieWordsOf(language);
      const wanted = (await textFields(http)).cookies === "accepted";
      const isSignalled = wanted && refusesTracking(http);
      const cookies = wanted && !isSignalled ? "accepted" : "refused";
      const answer = await avow.asPerson(session.token, "chooseCookies", { body: { cookies } });
      if (!answer.ok)
        return showCookies(part, http, {
          say: troubleOf(answer.problem, language).message,
          status: statusOf(answer.problem.status),
        });
      const { cookie, receipt } = answer.answer;
      http.set("me", null);
      if (cookie === null) {
        http.set("session", { token: session.token, carried: "form" });
        takeAllAway(avow, http);
      } else keepSession(part, http, { token: session.token, cookie });
      const said = isSignalled ? words.signalled : words[cookies];
      return showCookies(part, http, {
        say: `${said} ${fill(words.receipt, { index: receipt.index })}`,
        status: 200,
      });
    }),
  );
}

async function showCookies(
  { avow, language }: PortalPart,
  http: PortalContext,
  told: { readonly say: string; readonly status: number } | null,
): Promise<Response> {
  const me = await findPerson(avow, http);
  const visit = visitOf(http, language, PATH);
  const words = cookieWordsOf(language);
  const body = html`<h1>${words.title}</h1>
<p class="lead">${words.lead} <a class="clause" href="/${language}/policy#2.2.4">2.2.4</a></p>
${told === null ? html`` : html`<p class="notice" role="status">${told.say}</p>`}
${registerTable(avow, language)}
<section aria-labelledby="signal"><h2 id="signal">${words.yourBrowser}</h2><p>${words[readSignal(http.req.raw.headers) ?? "noSignal"]}</p></section>
<section aria-labelledby="choice"><h2 id="choice">${words.choice} <a class="clause" href="/${language}/policy#2.2.6">2.2.6</a></h2>
${me === null ? html`<p>${words.nobody}</p>` : choiceForm(visit, refusesTracking(http))}</section>`;
  http.header("cache-control", "no-store");
  return http.html(frame(avow, visit, words.title, body), statusOf(told?.status ?? 200));
}

function choiceForm(visit: Visit, isSignalled: boolean): Html {
  const words = cookieWordsOf(visit.language);
  const button = (value: string, label: string, help: string) =>
    html`<div><button class="button" name="cookies" value="${value}" aria-describedby="${value}-help">${label}</button><p class="help" id="${value}-help">${help}</p></div>`;
  return html`<p>${visit.session?.carried === "cookie" ? words.acceptedNow : words.refusedNow}</p>
<form method="post" action="/${visit.language}${PATH}/choice" class="equal">${sessionField(visit)}${button("refused", words.refuse, words.refuseHelp)}${isSignalled ? html`` : button("accepted", words.accept, words.acceptHelp)}</form>`;
}
