import type { PolicyDifference } from "@avow/policy";
import { html } from "hono/html";
import type { Html } from "../elements.ts";
import { inLanguage, type Language, wordsOf } from "../words.ts";
import { pathToVersion } from "./paths.ts";

type MeaningChange = PolicyDifference["changes"][number];
type ClauseChange = PolicyDifference["clauses"][number];
type WordChange = NonNullable<ClauseChange["words"][string]>[number];

/** What the step between two versions means, who hears of it, and beside it the words that came and went. */
export function changesView(difference: PolicyDifference, language: Language): Html {
  const words = wordsOf(language).changes;
  const { consequences, notes, clauses } = difference;
  const said = clauses.filter((clause) => wordsIn(clause, language).some(({ kind }) => kind !== "same"));
  return html`<div class="changes">
    <div class="stack loose">
      <section class="stack" aria-labelledby="meaning">
        <h2 id="meaning">${words.meaning}</h2>
        <p class="meta">${words.meaningLead}</p>
        ${meaningList(difference, language)}
      </section>
      <section class="stack" aria-labelledby="consequences">
        <h2 id="consequences">${words.consequences}</h2>
        ${
          consequences.length === 0
            ? html`<p class="meta">${words.noConsequences}</p>`
            : html`<ul class="change-list">${consequences.map(
                ({ kind, sentence }) =>
                  html`<li><span class="badge" data-state="${kind === "asked" ? "pending" : "told"}">${words.consequenceKinds[kind]}</span><p>${inLanguage(sentence, language)}</p></li>`,
              )}</ul>`
        }
      </section>
      ${
        notes.length === 0
          ? ""
          : html`<section class="stack" aria-labelledby="notes">
              <h2 id="notes">${words.notes}</h2>
              <ul class="change-list">${notes.map(({ sentence }) => html`<li>${inLanguage(sentence, language)}</li>`)}</ul>
            </section>`
      }
    </div>
    <section class="stack" aria-labelledby="words">
      <h2 id="words">${words.words}</h2>
      ${
        said.length === 0
          ? html`<p class="meta">${words.noWords}</p>`
          : html`<p class="meta">${words.legend}</p>
            <div>${said.map((clause) => changedClause(clause, language))}</div>`
      }
    </section>
  </div>`;
}

const STATES = { permitted: "pending", "no-longer-permitted": "stopped", terms: "terms" } as const;

/** What is permitted now and was not, or the other way round, or on other terms: a sentence each, with its clauses. */
export function meaningList({ changes, before, after }: PolicyDifference, language: Language): Html {
  const words = wordsOf(language).changes;
  if (changes.length === 0) return html`<p class="empty">${words.noMeaning}</p>`;
  const item = (change: MeaningChange) => {
    const [version, ways] = change.after.length > 0 ? [after, change.after] : [before, change.before];
    const clauses = [...new Set(ways.map(({ clause }) => clause))];
    return html`<li>
      <div class="row"><span class="badge" data-state="${STATES[change.kind]}">${nameOf(change, language)}</span>
        ${clauses.map((id) => html`<a class="clause" href="${pathToVersion(language, version)}#${id}">${wordsOf(language).clause(id)}</a>`)}</div>
      <p>${inLanguage(change.sentence, language)}</p>
    </li>`;
  };
  return html`<ul class="change-list">${changes.map(item)}</ul>`;
}

function nameOf({ kind, direction }: MeaningChange, language: Language): string {
  const { kinds, directions } = wordsOf(language).changes;
  if (kind !== "terms") return kinds[kind];
  return `${kinds.terms}${language === "zh" ? "：" : ": "}${directions[direction]}`;
}

function changedClause(clause: ClauseChange, language: Language): Html {
  return html`<div class="changed-clause">
    <h3>${titleOf(clause, language)}</h3>
    <p class="changed-words">${wordsIn(clause, language).map(({ kind, text }) =>
      kind === "added" ? html`<ins>${text}</ins>` : kind === "removed" ? html`<del>${text}</del>` : text,
    )}</p>
  </div>`;
}

function titleOf({ before, after }: ClauseChange, language: Language): string {
  const { changes: words, clause } = wordsOf(language);
  if (before === null) return `${clause(after ?? "")} · ${words.added}`;
  if (after === null) return `${clause(before)} · ${words.removed}`;
  return before === after ? clause(after) : words.moved(before, after);
}

function wordsIn({ words }: ClauseChange, language: Language): readonly WordChange[] {
  return words[language] ?? Object.values(words)[0] ?? [];
}
