import type { ProblemDetails } from "@avow/contract";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { pathTo } from "./sections.ts";
import { SESSION_FIELD, type Session } from "./session.ts";
import { describeProblem, type Language, wordsOf } from "./words.ts";

/** A piece of a page, escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** How a `go` looks and what it says beyond its label. */
export interface GoLook {
  readonly class?: string;
  /** Marks the place where one is. */
  readonly current?: boolean;
  /** Language of the label, where it is not the page's. */
  readonly lang?: string;
  /** Accessible name, where the label alone would not tell several of its kind apart; it contains the label. */
  readonly name?: string;
}

/**
 * Navigation inside the centre: a link, or, for a session without a cookie, a form that carries the session and whose
 * button looks like one. Nothing puts the session into an address. Not for use inside `p`, which no form may stand in.
 */
export function go(session: Session | null, path: string, label: string, look: GoLook = {}): Html {
  const current = look.current ? "page" : null;
  if (session?.kind !== "carried") {
    return html`<a href="${path}"${attribute("class", look.class)}${attribute("aria-current", current)}${attribute("lang", look.lang)}${attribute("hreflang", look.lang)}${attribute("aria-label", look.name)}>${label}</a>`;
  }
  return html`<form class="inline" method="post" action="${path}">${carry(session)}<button type="submit" class="${look.class ?? "link"}"${attribute("aria-current", current)}${attribute("lang", look.lang)}${attribute("aria-label", look.name)}>${label}</button></form>`;
}

/** An attribute with its value, or nothing. */
export function attribute(name: string, value: string | null | undefined): Html | "" {
  return value === null || value === undefined ? "" : html` ${name}="${value}"`;
}

/** The hidden field that carries a session which has no cookie. */
export function carry(session: Session | null): Html | "" {
  return session?.kind === "carried"
    ? html`<input type="hidden" name="${SESSION_FIELD}" value="${session.token}">`
    : "";
}

/** A form that does something: its hidden fields, then `content`, which holds the button. */
export function act(
  session: Session | null,
  path: string,
  {
    fields,
    content,
    class: look,
  }: { readonly fields?: Readonly<Record<string, string>>; readonly content: Html; readonly class?: string },
): Html {
  return html`<form method="post" action="${path}"${attribute("class", look)}>
    ${carry(session)}
    ${Object.entries(fields ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
    ${content}
  </form>`;
}

/** A clause's number, leading to its words on the policy's page. */
export function clauseChip(id: string, language: Language): Html {
  return html`<a class="clause" href="${pathTo(language, "policy")}#${id}">${wordsOf(language).clause(id)}</a>`;
}

const ICONS = {
  permit: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="m7.5 12.5 3 3 6-7"/></svg>`,
  caution: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="M9.2 9.2a2.9 2.9 0 1 1 4.2 2.6c-.9.5-1.4 1-1.4 2M12 17v.1"/></svg>`,
  refusal: html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="m8.5 8.5 7 7m0-7-7 7"/></svg>`,
} as const;

export type Tone = keyof typeof ICONS;

/** A coloured box with an icon, a heading and what follows. `takesFocus` brings it to the reader on arrival, without a script. */
export function notice(
  tone: Tone,
  {
    title,
    content,
    takesFocus,
    isQuiet,
  }: {
    readonly title: string;
    readonly content?: Html | string;
    readonly takesFocus?: boolean;
    /** Not announced by itself: it was there from the beginning, or what surrounds it is announced. */
    readonly isQuiet?: boolean;
  },
): Html {
  const focus = takesFocus ? html` tabindex="-1" autofocus` : "";
  const role = tone === "refusal" ? "alert" : "status";
  return html`<div class="notice ${tone}"${attribute("role", isQuiet ? null : role)}${focus}>
    ${ICONS[tone]}
    <h2>${title}</h2>
    ${content === undefined ? "" : html`<div class="stack tight">${content}</div>`}
  </div>`;
}

/** A problem in the person's language, with the clause when there is one. */
export function problemNotice(problem: ProblemDetails, language: Language): Html {
  const { title } = wordsOf(language).problem;
  return notice("refusal", {
    title,
    takesFocus: true,
    content: html`<p>${describeProblem(problem, language)}</p>
      ${problem.clause === undefined ? "" : html`<p>${clauseChip(problem.clause, language)}</p>`}`,
  });
}
