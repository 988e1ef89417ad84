import { type ShownClause, type ShownSection, showPolicy } from "@avow/kit";
import type { Bundle } from "@avow/policy";
import { html, raw } from "hono/html";
import { go, type Html } from "../elements.ts";
import { answer } from "../frame.ts";
import { pathTo } from "../sections.ts";
import type { CentreContext, Visit } from "../site.ts";
import { formatDay, formatInstant, inLanguage, type Language, TAGS, wordsOf } from "../words.ts";
import { clauseNotes, hasFigures } from "./clause-notes.ts";
import type { Activity, Published } from "./published.ts";

/** What a page shows of a policy, and how. */
export interface Shown {
  readonly bundle: Bundle;
  readonly version: string;
  /** The language that stands beside the first; `null` for one alone. */
  readonly beside: string | null;
  /** The figures of the version in force; `null` for any other, or when they cannot be had. */
  readonly activity: Activity | null;
}

/** The policy in force: every clause, what keeps it, and how often it permitted and refused. `?beside=` adds a language. */
export async function policyPage(c: CentreContext, published: Published): Promise<Response> {
  const { visit } = c.var;
  const { language, policy } = visit;
  const { bundle } = policy;
  const asked = c.req.query("beside");
  const beside = othersOf(bundle, language).find((other) => other === asked) ?? null;
  const activity = await published.findActivity(visit);
  const words = wordsOf(language).policy;
  return answer(c, {
    title: inLanguage(bundle.title, language),
    lead: words.lead,
    section: "policy",
    wide: true,
    inLanguage: (other) => `${pathTo(other, "policy")}${beside === null ? "" : `?beside=${language}`}`,
    main: html`${policyText(visit, { ...policy, beside, activity })}`,
  });
}

/** The whole text with its contents, as it stands on the page of the policy and of each version. */
export function policyText(visit: Visit, shown: Shown): Html {
  const { bundle, beside } = shown;
  const language = firstLanguage(bundle, visit.language);
  const sections = showPolicy(bundle, language);
  const others = beside === null ? null : showPolicy(bundle, beside);
  const parts = sections.map((section, at) => ({ section, other: others?.[at] ?? null }));
  return html`<div class="stack loose">
    ${facts(visit, shown)}
    ${contents(
      sections.filter(({ id }) => id !== ""),
      visit.language,
    )}
  </div>
  <article class="policy${beside === null ? "" : " beside"}" lang="${tagOf(language)}">
    ${parts.map(({ section, other }) => sectionPart(visit, { ...shown, section, other }))}
  </article>`;
}

function facts(visit: Visit, { bundle, version, beside, activity }: Shown): Html {
  const { language } = visit;
  const words = wordsOf(language).policy;
  const count = (status: string) => bundle.clauses.filter((clause) => clause.status.status === status).length;
  const pending = count("pending");
  const isChecked = activity !== null && activity.lastCheck.version === version;
  return html`<dl class="policy-facts">
    <div><dt>${words.inForce}</dt><dd><time datetime="${bundle.effective}">${formatDay(bundle.effective, language)}</time></dd></div>
    <div><dt>${words.version}</dt><dd><a href="/.well-known/avow/policy/${version}"><span class="hash">${version.slice(0, 12)}</span></a><small>${words.asSoftware}</small></dd></div>
    <div><dt>${words.kept}</dt><dd>${words.keptOf(count("enforced"), bundle.clauses.length)}${pending === 0 ? "" : html`<small>${words.pendingOf(pending)}</small>`}</dd></div>
    ${
      isChecked
        ? html`<div><dt>${words.lastCheck}</dt><dd><time datetime="${activity.lastCheck.at}">${formatInstant(activity.lastCheck.at, language)}</time><small>${words.checkOf(activity.lastCheck.errors, activity.lastCheck.warnings)}</small></dd></div>`
        : ""
    }
  </dl>
  ${version === visit.policy.version ? figuresNote(activity, language) : ""}
  ${version === visit.policy.version ? besideLinks(visit, bundle, beside) : ""}`;
}

function figuresNote(activity: Activity | null, language: Language): Html {
  const words = wordsOf(language).policy;
  if (activity === null) return html`<p class="meta">${words.figuresUnavailable}</p>`;
  if (!activity.clauses.some(hasFigures)) return html`<p class="meta">${words.noFigures(activity.least)}</p>`;
  return html`<p class="meta">${words.figures(formatInstant(activity.asOf, language), activity.least)}</p>`;
}

/** To each other language of the policy beside this one, or back to one alone. */
function besideLinks({ language, session }: Visit, bundle: Bundle, beside: string | null): Html {
  const words = wordsOf(language).policy;
  const path = pathTo(language, "policy");
  const links = othersOf(bundle, language)
    .filter((other) => other !== beside)
    .map((other) =>
      go(session, `${path}?beside=${other}`, words.beside(nameOf(other, language)), {
        class: "button small",
      }),
    );
  const alone = beside === null ? "" : go(session, path, words.alone, { class: "button small" });
  return html`<div class="row no-print">${links}${alone}</div>`;
}

function contents(sections: readonly ShownSection[], language: Language): Html {
  return html`<nav class="contents" aria-labelledby="contents">
    <h2 id="contents">${wordsOf(language).policy.contents}</h2>
    <ol>${sections.map(({ id, level, title }) => html`<li class="level-${level}"><a href="#${id}"><span class="number">${id}</span> ${title}</a></li>`)}</ol>
  </nav>`;
}

interface Part extends Shown {
  readonly section: ShownSection;
  readonly other: ShownSection | null;
}

function sectionPart(visit: Visit, { section, other, ...shown }: Part): Html {
  const { id, clauses } = section;
  const clausesBeside = new Map(other?.clauses.map((clause) => [clause.id, clause]));
  return html`<section${id === "" ? "" : html` aria-labelledby="${id}"`}>
    <div class="pair">
      <div class="prose">${id === "" ? "" : heading(section, true)}${raw(section.html)}</div>
      ${other === null ? "" : html`<div class="prose" lang="${tagOf(shown.beside ?? "")}">${id === "" ? "" : heading(other, false)}${raw(other.html)}</div>`}
    </div>
    ${clauses.map((clause) => clausePart(visit, { ...shown, clause, other: clausesBeside.get(clause.id) ?? null }))}
  </section>`;
}

/** The heading of a section; only the first of two languages bears its id. */
function heading({ id, level, title }: ShownSection, isFirst: boolean): Html {
  const content = html`<span class="number">${id}</span> ${title}`;
  const at = isFirst ? html` id="${id}"` : "";
  return level <= 2 ? html`<h2${at}>${content}</h2>` : html`<h3${at}>${content}</h3>`;
}

interface ClausePart extends Shown {
  readonly clause: ShownClause;
  readonly other: ShownClause | null;
}

function clausePart({ language }: Visit, { clause, other, beside, activity, version }: ClausePart): Html {
  const { id } = clause;
  const isCounted = activity?.clauses.some(hasFigures) ?? false;
  const figures = isCounted ? (activity?.clauses.find((one) => one.clause === id) ?? null) : null;
  const check = activity?.lastCheck.version === version ? activity.lastCheck : null;
  return html`<div class="clause-row" id="${id}">
    <a class="clause-number" href="#${id}" aria-label="${wordsOf(language).clause(id)}">${id}</a>
    <div class="pair">
      <div class="prose">${raw(clause.html)}</div>
      ${other === null || beside === null ? "" : html`<div class="prose" lang="${tagOf(beside)}">${raw(other.html)}</div>`}
    </div>
    ${clauseNotes(clause, { figures, check, least: activity?.least ?? 0, language })}
  </div>`;
}

/** The language a bundle is shown in: the reader's where it has that, else its own first. */
function firstLanguage({ languages }: Bundle, language: Language): string {
  return languages.includes(language) ? language : (languages[0] ?? language);
}

function othersOf(bundle: Bundle, language: Language): readonly string[] {
  return bundle.languages.filter((other) => other !== firstLanguage(bundle, language));
}

function tagOf(language: string): string {
  return Object.entries(TAGS).find(([known]) => known === language)?.[1] ?? language;
}

/** The name of a language in another: `Chinese`, `英语`. */
function nameOf(language: string, inLanguage: Language): string {
  return new Intl.DisplayNames([inLanguage], { type: "language" }).of(language) ?? language;
}
