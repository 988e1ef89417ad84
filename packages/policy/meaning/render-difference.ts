import type { Text } from "../model.ts";
import { compareNames } from "./permissions.ts";
import type { ClauseChange, MeaningChange, PolicyDifference, WordChange } from "./shapes.ts";
import type { MeaningWords } from "./speaker.ts";
import { en } from "./words/en.ts";
import { zh } from "./words/zh.ts";

const KINDS = ["permitted", "terms", "no-longer-permitted"] as const;

/**
 * A difference as HTML to stand in a page under its own heading: sections with `h2`, lists of sentences, and the words with
 * `ins` and `del`. Whatever comes from a policy is text. In `language`, or in the first in which a sentence is given.
 */
export function renderDifference(difference: PolicyDifference, language: string): string {
  const { page } = /^zh(-|$)/.test(language) ? zh : en;
  const { changes, consequences, notes, clauses } = difference;
  const say = (text: Text) => escapeHtml(pick(text, language) ?? "");
  const meaning = KINDS.flatMap((kind) => {
    const some = changes.filter((change) => change.kind === kind);
    return renderList(
      page.heading[kind],
      some.map((change) => renderChange(change, say, page)),
    );
  });
  return [
    ...(changes.length === 0 ? [`<p>${escapeHtml(page.same)}</p>`] : meaning),
    ...renderList(
      page.consequences,
      consequences.map(({ sentence }) => say(sentence)),
    ),
    ...renderList(
      page.notes,
      notes.map(({ sentence }) => say(sentence)),
    ),
    ...renderWords(clauses, language, page),
  ].join("\n");
}

/** The whole page of a difference, for itself: no script, no request, fit for paper. */
export function renderDifferencePage(difference: PolicyDifference, language: string): string {
  const { page } = /^zh(-|$)/.test(language) ? zh : en;
  const title = escapeHtml(page.title(short(difference.before), short(difference.after)));
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: break-word; }
li { margin: 0.4rem 0; }
ins { background: #14803c33; text-decoration: underline; }
del { background: #c4262633; text-decoration: line-through; }
.words { white-space: pre-wrap; }
@media print { body { max-width: none; margin: 0; } article { break-inside: avoid; } }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${renderDifference(difference, language)}
</main>
</body>
</html>
`;
}

/** The first twelve digits of a version, enough to tell it from others. */
export function short(version: string): string {
  return version.slice(0, 12);
}

function renderList(heading: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const listed = items.map((item) => `<li>${item}</li>`).join("\n");
  return [`<section>\n<h2>${escapeHtml(heading)}</h2>\n<ul>\n${listed}\n</ul>\n</section>`];
}

function renderChange(
  { sentence, before, after }: MeaningChange,
  say: (text: Text) => string,
  page: MeaningWords["page"],
): string {
  const clauses = [...new Set([...after, ...before].map(({ clause }) => clause))].sort(compareNames);
  return `${say(sentence)} <small>(${escapeHtml(page.under(clauses.join(", ")))})</small>`;
}

function renderWords(
  clauses: readonly ClauseChange[],
  language: string,
  page: MeaningWords["page"],
): readonly string[] {
  const articles = clauses.flatMap(({ before, after, words }) => {
    const own = pick(words, language);
    if (own === undefined) return [];
    return [
      `<article>\n<h3>${escapeHtml(nameClause(before, after, page))}</h3>\n<p class="words">${own.map(renderWord).join("")}</p>\n</article>`,
    ];
  });
  if (articles.length === 0) return [];
  return [`<section>\n<h2>${escapeHtml(page.clauses)}</h2>\n${articles.join("\n")}\n</section>`];
}

/** How a changed clause is headed: its number, the one it had before, or that it is new or gone. */
export function nameClause(before: string | null, after: string | null, page: MeaningWords["page"]): string {
  if (before === null) return `${after} (${page.newClause})`;
  if (after === null) return `${before} (${page.goneClause})`;
  return before === after ? after : `${before} → ${after}`;
}

function renderWord({ kind, text }: WordChange): string {
  const escaped = escapeHtml(text);
  if (kind === "same") return escaped;
  return kind === "added" ? `<ins>${escaped}</ins>` : `<del>${escaped}</del>`;
}

function pick<T>(said: Readonly<Record<string, T>>, language: string): T | undefined {
  return Object.hasOwn(said, language) ? said[language] : Object.values(said)[0];
}

function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[character] ?? "",
  );
}
