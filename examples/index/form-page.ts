import { html } from "hono/html";
import { type FormTrouble, fieldTitle, formFields, troubleNotice } from "./pages/form.ts";
import { frame, go, type Html, sessionField } from "./pages/frame.ts";
import { messagePage } from "./pages/pages.ts";
import { answerPerson } from "./person-page.ts";
import { statusOf, textFields, troubleOf } from "./problems.ts";
import { type PortalPart, type Visit, visitOf } from "./site.ts";
import { fill, wordsOf } from "./words.ts";

/** A page that is one form of the policy and its acknowledgement. */
export interface FormPage {
  readonly form: string;
  /** Path without the language. */
  readonly path: string;
  readonly words: {
    readonly lead: string;
    readonly submit: string;
    readonly logIn: string;
    readonly done: string;
    /** With `{index}` where the log's number stands. */
    readonly acknowledged: string;
  };
  /** What stands there for people who are not logged in, beside the way to log in. */
  readonly forOthers?: (visit: Visit) => Html;
  /** What stands below the form for whoever is logged in. */
  readonly forPerson?: (visit: Visit, token: string) => Promise<Html>;
}

/** Mounts a form of the policy for people who are logged in; what they send is acknowledged with its number in the log (2.1.1). */
export function mountFormPage(part: PortalPart, page: FormPage): void {
  const { app, avow, language } = part;
  const { form, path, words } = page;
  const show = (visit: Visit, entered: Readonly<Record<string, string>>, trouble: FormTrouble | null) =>
    formPage(part, page, visit, { entered, trouble });

  app.get(`/${language}${path}`, (http) => http.html(show(visitOf(http, language, path), {}, null)));
  app.post(`/${language}${path}`, async (http) => {
    const { session: _, ...values } = await textFields(http);
    const isWay = Object.keys(values).length === 0;
    if (isWay) return http.html(show(visitOf(http, language, path), {}, null));
    return answerPerson(part, http, path, async (visit, { token }) => {
      const answer = await avow.asPerson(token, "submit", { path: { form }, body: { values } });
      if (!answer.ok)
        return http.html(
          show(visit, values, troubleOf(answer.problem, language)),
          statusOf(answer.problem.status),
        );
      const lead = fill(words.acknowledged, { index: answer.answer.receipt.index });
      const next = go(visit, `/${language}/account`, wordsOf(language).account, "button");
      return http.html(messagePage(avow, visit, words.done, lead, next), 201);
    });
  });
}

function formPage(
  { avow, language }: PortalPart,
  { form, path, words, forOthers, forPerson }: FormPage,
  visit: Visit,
  state: { readonly entered: Readonly<Record<string, string>>; readonly trouble: FormTrouble | null },
): Html {
  const declared = avow.bundle.forms[form];
  const title = declared?.title[language] ?? form;
  const clause = declared?.clause ?? "";
  const body = html`<h1>${title}</h1>
<p class="lead">${words.lead} <a class="clause" href="/${language}/policy#${clause}">${clause}</a></p>
${troubleNotice(visit, state.trouble, (at) => fieldTitle(avow, visit, at))}
${
  visit.session === null
    ? html`${forOthers?.(visit) ?? html``}<p class="actions">${go(visit, `/${language}/log-in`, words.logIn, "button")}</p>`
    : html`<form method="post" action="/${language}${path}" class="form" novalidate>
${sessionField(visit)}
${formFields(avow, visit, form, state)}
<p class="actions"><button class="button">${words.submit}</button></p>
</form>
${forPerson?.(visit, visit.session.token) ?? ""}`
}`;
  return frame(avow, visit, title, body);
}
