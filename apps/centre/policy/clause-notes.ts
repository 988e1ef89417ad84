import type { ShownClause } from "@avow/kit";
import { html } from "hono/html";
import type { Html } from "../elements.ts";
import { formatInstant, inLanguage, type Language, TAGS, wordsOf } from "../words.ts";
import type { Activity } from "./published.ts";

type Figures = Activity["clauses"][number];

/** Whether any figure of a clause is large enough to be told. */
export function hasFigures({ day, month }: Figures): boolean {
  return [day.permitted, day.refused, month.permitted, month.refused].some((figure) => figure !== null);
}

/** What stands beside a clause: whether it is kept and by what, how often it permitted and refused, and its last check. */
export function clauseNotes(
  { status, keptBy, elements }: ShownClause,
  {
    figures,
    check,
    least,
    language,
  }: {
    readonly figures: Figures | null;
    readonly check: Activity["lastCheck"] | null;
    readonly least: number;
    readonly language: Language;
  },
): Html {
  const words = wordsOf(language).policy;
  const isEnforced = status.status === "enforced";
  const list = (items: readonly string[]) =>
    new Intl.ListFormat(TAGS[language], { type: "conjunction" }).format(items);
  return html`<div class="clause-notes" lang="${TAGS[language]}">
    <p><span class="badge" data-state="${status.status}">${words.status[status.status]}</span></p>
    ${status.status === "pending" ? html`<p>${words.brings(inLanguage(status.brings, language))}</p>` : ""}
    ${keptBy.length === 0 ? "" : html`<p>${asSentence(list(keptBy), language)}</p>`}
    ${elements.length === 0 ? "" : html`<p>${words.inModel}${language === "zh" ? "：" : ": "}${list(elements)}</p>`}
    ${figures === null ? "" : hasFigures(figures) ? activityTable(figures, least, language) : isEnforced ? html`<p>${words.seldom(least)}</p>` : ""}
    ${isEnforced && check !== null ? html`<p>${words.checked(formatInstant(check.at, language))}</p>` : ""}
  </div>`;
}

function activityTable({ day, month }: Figures, least: number, language: Language): Html {
  const words = wordsOf(language).policy;
  const say = (figure: number | null) =>
    figure === null ? words.fewerThan(least) : new Intl.NumberFormat(TAGS[language]).format(figure);
  const row = (name: string, { permitted, refused }: Figures["day"]) =>
    html`<tr><th scope="row">${name}</th><td>${say(permitted)}</td><td>${say(refused)}</td></tr>`;
  return html`<table class="activity">
    <thead><tr><td></td><th scope="col">${words.permitted}</th><th scope="col">${words.refused}</th></tr></thead>
    <tbody>${row(words.day, day)}${row(words.month, month)}</tbody>
  </table>`;
}

function asSentence(text: string, language: Language): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${language === "zh" ? "。" : "."}`;
}
