import type { Avow } from "@avow/client";
import { html } from "hono/html";
import type { Visit } from "../site.ts";
import { LANGUAGES, wordsOf } from "../words.ts";
import { frame, type Html } from "./frame.ts";
import { type FormTrouble, troubleNotice } from "./pages.ts";

const FORM = "registration";

const INPUT = {
  text: { type: "text", autocomplete: "name" },
  email: { type: "email", autocomplete: "email" },
  telephone: { type: "tel", autocomplete: "tel" },
  password: { type: "password", autocomplete: "new-password" },
} as const;

/** The registration form, made from the policy: its fields, what each is for, and nothing else (2.1.1). */
export function registerPage(
  avow: Avow,
  visit: Visit,
  entered: Readonly<Record<string, string>>,
  trouble: FormTrouble | null,
): Html {
  const words = wordsOf(visit.language);
  const form = avow.bundle.forms[FORM];
  const fields = (form?.fields ?? []).map((field) => formField(avow, visit, { ...field, entered, trouble }));
  const body = html`<h1>${form?.title[visit.language] ?? words.register}</h1>
<p class="lead">${words.registerLead} <a class="clause" href="/${visit.language}/policy#${form?.clause}">${form?.clause}</a></p>
${troubleNotice(visit, trouble, (path) => fieldTitle(avow, visit, path))}
<form method="post" action="/${visit.language}/register" class="form" novalidate>
${fields}
<p class="actions"><button class="button">${words.submitRegister}</button></p>
</form>`;
  return frame(avow, visit, words.register, body);
}

interface FieldOptions {
  readonly field: string;
  readonly required: boolean;
  readonly purposes: readonly string[];
  readonly entered: Readonly<Record<string, string>>;
  readonly trouble: FormTrouble | null;
}

function formField(avow: Avow, visit: Visit, options: FieldOptions): Html {
  const { field, required, purposes, entered } = options;
  const words = wordsOf(visit.language);
  const declared = declarationOf(avow, field);
  const wrong = options.trouble?.fields.find(({ at }) => at === field);
  const described = `${field}-help${wrong === undefined ? "" : ` ${field}-wrong`}`;
  const use = purposes
    .map((purpose) => avow.bundle.purposes[purpose]?.title[visit.language] ?? purpose)
    .join("; ");
  return html`<div class="field${wrong === undefined ? "" : " is-wrong"}">
<label for="${field}">${declared?.title[visit.language] ?? field} <span class="need">${required ? words.required : words.optional}</span></label>
${control(visit, field, declared, { required, described, value: entered[field] ?? "", wrong: wrong !== undefined })}
<p class="help" id="${field}-help">${words.usedFor} ${use}. ${declared?.type === "password" ? words.passwordRule : ""}</p>
${wrong === undefined ? html`` : html`<p class="wrong" id="${field}-wrong">${wrong.message}</p>`}
</div>`;
}

type Declared = Avow["bundle"]["data"][string]["fields"][string];

function control(
  visit: Visit,
  name: string,
  declared: Declared | undefined,
  state: { required: boolean; described: string; value: string; wrong: boolean },
): Html {
  const shared = html` id="${name}" name="${name}" aria-describedby="${state.described}"${state.required ? html` required` : html``}${state.wrong ? html` aria-invalid="true"` : html``}`;
  if (declared?.type === "language")
    return html`<select${shared}>${LANGUAGES.map((language) => html`<option value="${language}"${language === (state.value || visit.language) ? html` selected` : html``}>${wordsOf(language).language}</option>`)}</select>`;
  const input = INPUT[declared?.type ?? "text"];
  const value = declared?.type === "password" ? "" : state.value;
  return html`<input${shared} type="${input.type}" autocomplete="${input.autocomplete}" maxlength="${declared?.maxLength ?? 256}" value="${value}">`;
}

function declarationOf(avow: Avow, path: string): Declared | undefined {
  const [category = "", name = ""] = path.split(".");
  const { data } = avow.bundle;
  const fields = Object.hasOwn(data, category) ? (data[category]?.fields ?? {}) : {};
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function fieldTitle(avow: Avow, visit: Visit, path: string): string {
  return declarationOf(avow, path)?.title[visit.language] ?? path;
}
