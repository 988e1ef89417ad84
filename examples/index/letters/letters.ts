import { html } from "hono/html";
import { mountFormPage } from "../form-page.ts";
import { type FormTrouble, fieldTitle, formFields, troubleNotice } from "../pages/form.ts";
import { frame, go, type Html } from "../pages/frame.ts";
import { messagePage } from "../pages/pages.ts";
import { statusOf, textFields, troubleOf } from "../problems.ts";
import { type PortalPart, type Visit, visitOf } from "../site.ts";
import { listThread } from "./thread.ts";
import { letterWordsOf } from "./words.ts";

const PATH = "/write";
/** Where a letter of somebody who is not logged in goes. */
const OTHERS_PATH = "/write/others";

/** What somebody without an account fills in: whom to answer, and the letter. */
const OTHERS_FIELDS = ["correspondent.name", "correspondent.email", "letter.subject", "letter.text"] as const;
const NEEDED = ["correspondent.email", "letter.text"] as const;
/** The form of the policy that letters without a log-in are kept under. */
const OTHERS_FORM = "mail";

/** What was entered before, and what was wrong with it. */
interface State {
  readonly entered: Readonly<Record<string, string>>;
  readonly trouble: FormTrouble | null;
}

/**
 * Writing to us (2.1.2). Whoever is logged in sees their letters and our answers, too; whoever is not writes under an address they name,
 * or by post or telephone.
 */
export function mountLetters(part: PortalPart): void {
  const { app, avow, language } = part;
  const words = letterWordsOf(language);
  mountFormPage(part, {
    form: "contact",
    path: PATH,
    words,
    forOthers: (visit) => html`${othersForm(part, visit, { entered: {}, trouble: null })}${elsewhere(part)}`,
    forPerson: (_visit, token) => listThread(part, token),
  });
  app.post(`/${language}${OTHERS_PATH}`, async (http) => {
    const values = await textFields(http);
    const visit = visitOf(http, language, PATH);
    const of = (field: (typeof OTHERS_FIELDS)[number]): string => values[field] ?? "";
    const body = {
      name: of("correspondent.name"),
      email: of("correspondent.email"),
      subject: of("letter.subject"),
      text: of("letter.text"),
    };
    const answer = await avow.asSite("writeLetter", { body });
    http.header("cache-control", "no-store");
    if (!answer.ok) {
      const trouble = troubleOf(answer.problem, language);
      return http.html(
        othersPage(part, visit, { entered: values, trouble }),
        statusOf(answer.problem.status),
      );
    }
    const next = go(visit, `/${language}`, words.home, "button");
    return http.html(messagePage(avow, visit, words.done, words.taken, next), 201);
  });
}

function othersPage(part: PortalPart, visit: Visit, state: State): Html {
  const { avow, language } = part;
  const title = avow.bundle.forms.contact?.title[language] ?? "";
  const trouble = troubleNotice(visit, state.trouble, (at) => fieldTitle(avow, visit, at));
  const body = html`<h1>${title}</h1>
${trouble}
${othersForm(part, visit, state)}${elsewhere(part)}`;
  return frame(avow, visit, title, body);
}

function othersForm({ avow, language }: PortalPart, visit: Visit, state: State): Html {
  const words = letterWordsOf(language);
  const fields = formFields(avow, visit, OTHERS_FORM, { ...state, fields: OTHERS_FIELDS, needed: NEEDED });
  return html`<p>${words.claim}</p>
<form method="post" action="/${language}${OTHERS_PATH}" class="form" novalidate>
${fields}
<p class="actions"><button class="button">${words.submit}</button></p>
</form>`;
}

/** The controller's address and telephone (2.0). */
function elsewhere({ avow, language }: PortalPart): Html {
  const { controller } = avow.bundle;
  if (controller === null) return html``;
  const { name, address, telephone } = controller;
  return html`<p>${letterWordsOf(language).elsewhere}</p>
<address class="card">${name[language]}<br>${address[language]}<br><a href="tel:${telephone.replaceAll(" ", "")}">${telephone}</a></address>`;
}
