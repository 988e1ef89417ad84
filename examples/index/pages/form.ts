import type { Avow } from "@avow/client";
import { html } from "hono/html";
import type { Visit } from "../site.ts";
import { fill, LANGUAGES, wordsOf } from "../words.ts";
import { go, type Html } from "./frame.ts";

const INPUT = {
  text: { type: "text", autocomplete: "name" },
  number: { type: "text", autocomplete: "off" },
  email: { type: "email", autocomplete: "email" },
  telephone: { type: "tel", autocomplete: "tel" },
  password: { type: "password", autocomplete: "new-password" },
} as const;

/** What was wrong with a form that came back: the problem's own words, and where. */
export interface FormTrouble {
  readonly message: string;
  readonly clause: string | null;
  /** Present where the person's answer to a change of the policy would lift it. */
  readonly answers?: "change";
  readonly fields: readonly { readonly at: string; readonly message: string }[];
}

/** Shown above a form; it takes the focus, so that it is read first. */
export function troubleNotice(
  visit: Visit,
  trouble: FormTrouble | null,
  titleOf: (path: string) => string,
): Html {
  if (trouble === null) return html``;
  const words = wordsOf(visit.language);
  return html`<div class="notice wrong" role="alert" tabindex="-1"><p>${
    trouble.clause === null
      ? trouble.message
      : html`${fill(words.refusedBy, { clause: trouble.clause })} ${trouble.message}`
  }</p>${
    trouble.answers === undefined
      ? html``
      : go(visit, `/privacy/${visit.language}/changes`, words.answerChange)
  }${
    trouble.fields.length === 0
      ? html``
      : html`<p>${words.errors}</p><ul>${trouble.fields.map(({ at, message }) => html`<li><a href="#${at}">${titleOf(at)}</a>: ${message}</li>`)}</ul>`
  }</div>`;
}

/** A form as it is shown: what was entered before and what was wrong with it; `fields` where not all are for people, `needed` where this page cannot do without one the policy leaves open. */
export interface FormState {
  readonly entered: Readonly<Record<string, string>>;
  readonly trouble: FormTrouble | null;
  readonly fields?: readonly string[];
  readonly needed?: readonly string[];
}

/** The fields of a form, made from the policy: its fields, what each is for, and nothing else (2.1.1). */
export function formFields(avow: Avow, visit: Visit, form: string, state: FormState): readonly Html[] {
  return (avow.bundle.forms[form]?.fields ?? [])
    .filter(({ field }) => state.fields?.includes(field) ?? true)
    .map(({ field, required, purposes }) =>
      formField(avow, visit, {
        field,
        purposes,
        required: required || (state.needed?.includes(field) ?? false),
        ...state,
      }),
    );
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
  if (declared?.type === "choice")
    return html`<select${shared}>${state.required && state.value !== "" ? html`` : html`<option value="">${wordsOf(visit.language).choose}</option>`}${Object.entries(declared.choices ?? {}).map(([value, title]) => html`<option value="${value}"${value === state.value ? html` selected` : html``}>${title[visit.language] ?? value}</option>`)}</select>`;
  if (declared?.type === "long-text")
    return html`<textarea${shared} rows="6" maxlength="${declared.maxLength}">${state.value}</textarea>`;
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

export function fieldTitle(avow: Avow, visit: Visit, path: string): string {
  return declarationOf(avow, path)?.title[visit.language] ?? path;
}

/** What may be chosen in a field of the policy, by value. */
export function choicesOf(avow: Avow, path: string): NonNullable<Declared["choices"]> {
  return declarationOf(avow, path)?.choices ?? {};
}

/** A value as people read it: a choice by its title. */
export function valueTitle(avow: Avow, visit: Visit, path: string, value: string): string {
  const choices = choicesOf(avow, path);
  return (Object.hasOwn(choices, value) ? choices[value]?.[visit.language] : undefined) ?? value;
}
