import type { Avow } from "@avow/client";
import { html } from "hono/html";
import type { Visit } from "../site.ts";
import { wordsOf } from "../words.ts";
import { type FormTrouble, fieldTitle, formFields, troubleNotice } from "./form.ts";
import { frame, type Html } from "./frame.ts";

const FORM = "registration";

/** The registration form, made from the policy: its fields, what each is for, and nothing else (2.1.1). */
export function registerPage(
  avow: Avow,
  visit: Visit,
  entered: Readonly<Record<string, string>>,
  trouble: FormTrouble | null,
): Html {
  const words = wordsOf(visit.language);
  const form = avow.bundle.forms[FORM];
  const fields = formFields(avow, visit, FORM, { entered, trouble });
  const body = html`<h1>${form?.title[visit.language] ?? words.register}</h1>
<p class="lead">${words.registerLead} <a class="clause" href="/${visit.language}/policy#${form?.clause}">${form?.clause}</a></p>
${troubleNotice(visit, trouble, (path) => fieldTitle(avow, visit, path))}
<form method="post" action="/${visit.language}/register" class="form" novalidate>
${fields}
<p class="actions"><button class="button">${words.submitRegister}</button></p>
</form>`;
  return frame(avow, visit, words.register, body);
}
