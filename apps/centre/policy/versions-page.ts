import { html } from "hono/html";
import { go, type Html, notice } from "../elements.ts";
import { answer } from "../frame.ts";
import { unknownPage } from "../pages/unknown.ts";
import { pathTo } from "../sections.ts";
import type { CentreContext, Visit } from "../site.ts";
import { formatDay, inLanguage, type Language, wordsOf } from "../words.ts";
import { meaningList } from "./changes-view.ts";
import { pathToChanges, pathToVersion } from "./paths.ts";
import type { Published, VersionRow } from "./published.ts";
import { policyText } from "./text-page.ts";

/** The first characters of a version's number, for people; the whole of it stands in the title. */
export function shortNumber(version: string): Html {
  return html`<span class="hash" title="${version}">${version.slice(0, 12)}</span>`;
}

/** Every version, the latest first, each with its state, its time, and the way to what changed. */
export async function versionsPage(c: CentreContext, published: Published): Promise<Response> {
  const { visit } = c.var;
  const rows = await published.list(visit);
  const words = wordsOf(visit.language).versions;
  return answer(c, {
    title: words.title,
    lead: words.lead,
    section: "versions",
    main: html`<div class="card"><ol class="entries">${rows.map((row, at) => entry(row, rows[at + 1], visit))}</ol></div>
      ${rows.length === 1 ? html`<p class="empty">${words.only}</p>` : ""}`,
  });
}

const BADGES = { current: "granted", scheduled: "pending", former: "former" } as const;

function entry(row: VersionRow, before: VersionRow | undefined, { language, session }: Visit): Html {
  const words = wordsOf(language).versions;
  const { version, state, title } = row;
  return html`<li>
    <div class="card-head">
      <h2>${spanOf(row, language)}</h2>
      <span class="badge" data-state="${BADGES[state]}">${words[state]}</span>
    </div>
    <p class="meta">${inLanguage(title, language)} · ${words.number} ${shortNumber(version)}</p>
    <div class="row">
      ${go(session, state === "current" ? pathTo(language, "policy") : pathToVersion(language, version), words.read, { name: `${words.read}: ${spanOf(row, language)}` })}
      ${
        before === undefined
          ? html`<span class="meta">${words.first}</span>`
          : go(session, pathToChanges(language, before.version, version), words.changed, {
              name: `${words.changed}: ${spanOf(row, language)}`,
            })
      }
    </div>
  </li>`;
}

/** When a version governs: since, from, or from and to. */
export function spanOf({ state, from, until }: VersionRow, language: Language): string {
  const words = wordsOf(language).versions;
  const day = formatDay(from, language);
  if (state === "scheduled") return words.from(day);
  return until === null ? words.since(day) : words.between(day, formatDay(until, language));
}

/** One version as it was published, with its time and what it changed. */
export async function versionPage(c: CentreContext, published: Published): Promise<Response> {
  const { visit } = c.var;
  const { language, session } = visit;
  const version = c.req.param("version") ?? "";
  const rows = await published.list(visit);
  const at = rows.findIndex((row) => row.version === version);
  const row = rows[at];
  if (row === undefined) return unknownPage(c, "versions");
  const bundle = await published.bundleOf(visit, version);
  const words = wordsOf(language).versions;
  const before = rows[at + 1];
  const titles = { current: words.currentTitle, scheduled: words.scheduledTitle, former: words.formerTitle };
  return answer(c, {
    title: inLanguage(bundle.title, language),
    lead: spanOf(row, language),
    section: "versions",
    wide: true,
    inLanguage: (other) => pathToVersion(other, version),
    main: html`${notice(row.state === "current" ? "permit" : "caution", {
      title: titles[row.state],
      isQuiet: true,
      content: html`<div class="row">
        ${go(session, pathTo(language, "policy"), words.toCurrent)}
        ${go(session, pathTo(language, "versions"), words.all)}
      </div>`,
    })}
    ${
      before === undefined
        ? ""
        : html`<section class="card stack" aria-labelledby="changed">
            <h2 id="changed">${words.changedFrom(formatDay(before.from, language))}</h2>
            ${meaningList(await published.differenceOf(visit, before.version, version), language)}
            <div>${go(session, pathToChanges(language, before.version, version), words.inFull)}</div>
          </section>`
    }
    ${policyText(visit, { bundle, version, beside: null, activity: null })}`,
  });
}
