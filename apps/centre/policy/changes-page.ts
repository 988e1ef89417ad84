import { html } from "hono/html";
import { go, notice } from "../elements.ts";
import { answer } from "../frame.ts";
import { unknownPage } from "../pages/unknown.ts";
import { pathTo } from "../sections.ts";
import type { CentreContext } from "../site.ts";
import { formatDay, wordsOf } from "../words.ts";
import { changesView } from "./changes-view.ts";
import { pathToChanges, pathToVersion } from "./paths.ts";
import type { Published } from "./published.ts";

/** What changed between two published versions, in meaning and in words. */
export async function changesPage(c: CentreContext, published: Published): Promise<Response> {
  const { visit } = c.var;
  const { language, session } = visit;
  const { before = "", after = "" } = c.req.param();
  const rows = await published.list(visit);
  const [from, to] = [before, after].map((version) => rows.find((row) => row.version === version));
  if (from === undefined || to === undefined) return unknownPage(c, "versions");
  const words = wordsOf(language).changes;
  const difference = await published.differenceOf(visit, before, after);
  const day = (instant: string) => formatDay(instant, language);
  // Two versions may have come into force on one day.
  const nameOf = (row: typeof from) => `${day(row.from)} · ${row.version.slice(0, 12)}`;
  return answer(c, {
    title: words.title,
    lead: words.lead(day(from.from), day(to.from)),
    section: "versions",
    wide: true,
    inLanguage: (other) => pathToChanges(other, before, after),
    main: html`<div class="row no-print">
        ${go(session, pathToVersion(language, before), nameOf(from), { class: "button small" })}
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M5 12h14m-6-6 6 6-6 6"/></svg>
        ${go(session, pathToVersion(language, after), nameOf(to), { class: "button small" })}
        ${go(session, pathToChanges(language, after, before), words.turned, { class: "button small quiet" })}
        ${go(session, pathTo(language, "versions"), wordsOf(language).versions.all, { class: "button small quiet" })}
      </div>
      ${before === after ? notice("caution", { title: words.same, isQuiet: true }) : changesView(difference, language)}`,
  });
}
