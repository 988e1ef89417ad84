import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { FIELDS, type Measure, type Question, type Visit } from "./site.ts";
import { type Language, wordsOf } from "./words.ts";

/** A piece of a page, escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What a question asks for as one value of a form: a measure, and the placement where it is of one. */
export function whatOf({ measure, placement }: Pick<Question, "measure" | "placement">): string {
  return placement === undefined ? measure : `${measure}:${placement}`;
}

/** A form that carries the key, and a question if there is one; `content` holds its button. */
export function ask(
  { key }: Pick<Visit, "key">,
  path: string,
  {
    question,
    content,
    look,
  }: { readonly question?: Question | null; readonly content: Html; readonly look?: string },
): Html {
  const fields: Readonly<Record<string, string>> = {
    ...(key === null ? {} : { [FIELDS.key]: key }),
    ...(question == null
      ? {}
      : { [FIELDS.day]: question.day, [FIELDS.what]: whatOf(question), [FIELDS.by]: question.by }),
  };
  return html`<form method="post" action="${path}" class="${look ?? "inline"}">
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
    ${content}
  </form>`;
}

const ICONS = {
  caution: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="M12 6.5v7M12 17v.1"/></svg>`,
  refusal: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="m8.5 8.5 7 7m0-7-7 7"/></svg>`,
} as const;

/** A coloured box with an icon, a heading and what follows. A refusal takes the reader's focus, without a script. */
export function notice(tone: keyof typeof ICONS, title: string, content: Html | ""): Html {
  const arrival = tone === "refusal" ? html` role="alert" tabindex="-1" autofocus` : "";
  return html`<div class="notice ${tone}"${arrival}>${ICONS[tone]}<h2>${title}</h2><div class="stack tight">${content}</div></div>`;
}

/** A measure in words, with the placement's name where it is of one. */
export function sayMeasure(measure: Measure, placement: string | null, language: Language): string {
  const words = wordsOf(language);
  return placement === null ? words.measures[measure] : words.measureOf(words.measures[measure], placement);
}
