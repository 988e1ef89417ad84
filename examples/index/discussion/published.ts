import type { Avow, Publication, Submission } from "@avow/client";
import { html } from "hono/html";
import { type FormTrouble, fieldTitle, formFields, troubleNotice } from "../pages/form.ts";
import { type Html, sessionField } from "../pages/frame.ts";
import { listGiven } from "../person-page.ts";
import { formatDay } from "../reading/cards.ts";
import type { PortalContext, Visit } from "../site.ts";
import { NAMING, PUBLICATION } from "./publish.ts";
import { discussionWordsOf } from "./words.ts";

/** Something published, with what its owner may do with it; `own` is `null` for everybody else. */
export interface Published {
  readonly publication: Publication;
  readonly own: Submission | null;
}

/** What is published of a form, oldest first; the reader's own is known by their session alone. */
export async function listPublished(
  avow: Avow,
  http: PortalContext,
  query: { readonly form: string; readonly about?: string; readonly id?: string },
): Promise<readonly Published[]> {
  const { form, about } = query;
  const session = http.get("session");
  const [published, own] = await Promise.all([
    avow.asSite("publications", { query }),
    // A session that has ended owns nothing.
    session === null
      ? []
      : listGiven(avow, session, about === undefined ? { form } : { form, about }).catch(() => []),
  ]);
  if (!published.ok) throw new Error(`the service gave no publications: ${published.problem.code}`);
  return published.answer.map((publication) => ({
    publication,
    own: own.find(({ id }) => id === publication.id) ?? null,
  }));
}

/** Who stands beside something published, when, and whether that is the reader. */
export function signature(visit: Visit, { publication, own }: Published): Html {
  const words = discussionWordsOf(visit.language);
  const { by, at } = publication;
  return html`<p class="signature"><strong>${by.name}</strong> <span class="kind">${by.kind === "name" ? words.ownName : words.pseudonym}</span>${own === null ? html`` : html` <span class="mine">${words.yours}</span>`} <time datetime="${at}">${formatDay(at.slice(0, 10), visit.language)}</time></p>`;
}

/** What the owner may do with something published: take the name back or show it, and take the thing back. */
export function ownersActs(visit: Visit, action: string, { own, publication }: Published): Html {
  if (own === null) return html``;
  const words = discussionWordsOf(visit.language);
  const naming = own.choices.find(({ purpose }) => purpose === NAMING);
  const isNamed = publication.by.kind === "name";
  const help = `naming-${own.id}`;
  return html`<form method="post" action="${action}" class="own-acts">${sessionField(visit)}<input type="hidden" name="item" value="${own.id}">
${
  naming === undefined
    ? html``
    : html`<input type="hidden" name="wording.${NAMING}" value="${naming.wording}"><button class="button quiet" name="act" value="${isNamed ? "hide-name" : "show-name"}"${isNamed ? html`` : html` aria-describedby="${help}"`}>${isNamed ? words.takeNameBack : words.showName}</button>`
}
<button class="button quiet" name="act" value="remove">${words.remove}</button>
${naming === undefined || isNamed ? html`` : html`<p class="help" id="${help}">${words.youAgree} ${naming.ask[visit.language]} ${citation(visit, naming.clause)}</p>`}</form>`;
}

/** A form of the policy whose two buttons publish it: under a pseudonym, or under one's name; each with the words it agrees to (2.5.6). */
export function publishingForm(
  avow: Avow,
  visit: Visit,
  form: { readonly name: string; readonly action: string },
  state: { readonly entered: Readonly<Record<string, string>>; readonly trouble: FormTrouble | null },
): Html {
  const words = discussionWordsOf(visit.language);
  const asked = (purpose: string) =>
    html`<p class="help">${avow.bundle.purposes[purpose]?.ask?.[visit.language]} ${citation(visit, avow.bundle.purposes[purpose]?.clause ?? "")}</p>`;
  const wording = (purpose: string) =>
    html`<input type="hidden" name="wording.${purpose}" value="${avow.wordingOf(purpose)}">`;
  const button = (act: string, label: string, purposes: readonly string[]) =>
    html`<div><button class="button" name="act" value="${act}" aria-describedby="asked-${act}">${label}</button><div id="asked-${act}"><p class="help">${words.youAgree}</p>${purposes.map(asked)}</div></div>`;
  return html`${troubleNotice(visit, state.trouble, (path) => fieldTitle(avow, visit, path))}
<form method="post" action="${form.action}" class="form" novalidate>${sessionField(visit)}${wording(PUBLICATION)}${wording(NAMING)}
${formFields(avow, visit, form.name, state)}
<div class="equal">${button("pseudonym", words.underPseudonym, [PUBLICATION])}${button("name", words.underName, [PUBLICATION, NAMING])}</div>
</form>`;
}

function citation({ language }: Visit, clause: string): Html {
  return html`<a class="clause" href="/${language}/policy#${clause}">${clause}</a>`;
}
