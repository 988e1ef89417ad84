import type { Avow } from "@avow/client";
import { html } from "hono/html";
import { KEYS } from "../cookies.ts";
import { type FormTrouble, fieldTitle, formFields, troubleNotice } from "../pages/form.ts";
import { frame, go, type Html, sessionField, tagOf } from "../pages/frame.ts";
import { answerPerson } from "../person-page.ts";
import { statusOf, textFields, troubleOf } from "../problems.ts";
import { type PortalPart, type Visit, visitOf } from "../site.ts";
import { fill, LANGUAGES, wordsOf } from "../words.ts";
import { FORM } from "./read-preferences.ts";
import { savePreferences } from "./save-preferences.ts";
import { preferenceWordsOf } from "./words.ts";

const PATH = "/preferences";

/** What the page says of a form that was sent. */
interface Told {
  readonly saved: boolean;
  readonly trouble: FormTrouble | null;
}

const UNTOLD: Told = { saved: false, trouble: null };

/** Language, appearance and ordering, as somebody wants them (2.4.1). */
export function mountPreferences(part: PortalPart): void {
  const { app, avow, language } = part;
  app.get(`/${language}${PATH}`, (http) =>
    http.html(preferencesPage(avow, visitOf(http, language, PATH), UNTOLD)),
  );
  app.post(`/${language}${PATH}`, async (http) => {
    const { session: _, act, ...values } = await textFields(http);
    if (act !== "save") return http.html(preferencesPage(avow, visitOf(http, language, PATH), UNTOLD));
    return answerPerson(part, http, PATH, async (visit) => {
      const saved = await savePreferences(part, http, visit.session, values);
      if (saved.ok)
        return http.html(
          preferencesPage(avow, visitOf(http, language, PATH), { saved: true, trouble: null }),
        );
      const trouble = troubleOf(saved.problem, language);
      return http.html(
        preferencesPage(avow, visit, { saved: false, trouble }),
        statusOf(saved.problem.status),
      );
    });
  });
}

function preferencesPage(avow: Avow, visit: Visit, { saved, trouble }: Told): Html {
  const { language } = visit;
  const words = preferenceWordsOf(language);
  const clause = avow.bundle.forms[FORM]?.clause ?? "";
  const body = html`<h1>${words.title}</h1>
<p class="lead">${words.lead} <a class="clause" href="/${language}/policy#${clause}">${clause}</a></p>
${troubleNotice(visit, trouble, (path) => fieldTitle(avow, visit, path))}
${saved ? html`<p class="notice" role="status">${words.saved}</p>` : html``}
<section aria-labelledby="language-title"><h2 id="language-title">${words.language}</h2>
<p class="help">${words.languageLead}</p>
<p class="actions">${LANGUAGES.map((other) =>
    other === language
      ? html`<strong aria-current="true">${wordsOf(other).language}</strong>`
      : html`<span lang="${tagOf(other)}">${go(visit, `/${other}${PATH}`, wordsOf(other).language, "quiet")}</span>`,
  )}</p></section>
${visit.session === null ? forNobody(visit) : preferencesForm(avow, visit)}`;
  return frame(avow, visit, words.title, body);
}

function forNobody(visit: Visit): Html {
  return html`<p class="notice">${preferenceWordsOf(visit.language).nobody}</p>
<p class="actions">${go(visit, `/${visit.language}/log-in`, wordsOf(visit.language).logIn, "button")}</p>`;
}

function preferencesForm(avow: Avow, visit: Visit): Html {
  const { language, preferences } = visit;
  const words = preferenceWordsOf(language);
  const entered = {
    "preference.appearance": preferences.appearance,
    "preference.ordering": preferences.ordering,
  };
  const { name } = KEYS.preferences;
  const key = avow.bundle.storage[name];
  const life = key === undefined ? "" : avow.inWords(key.life, language);
  return html`<form method="post" action="/${language}${PATH}" class="form">${sessionField(visit)}
${formFields(avow, visit, FORM, { entered, trouble: null })}
<p class="actions"><button class="button" name="act" value="save">${words.save}</button></p>
<p class="help">${
    visit.session?.carried === "cookie"
      ? fill(words.withCookie, { name, life })
      : fill(words.without, { limit: key?.without?.[language] ?? "" })
  }</p></form>`;
}
