import { noteVisit, placementsOf } from "@avow/client";
import { html } from "hono/html";
import type { Html } from "./pages/frame.ts";
import { messagePage } from "./pages/pages.ts";
import { type PortalContext, type PortalPart, visitOf } from "./site.ts";
import { type Language, wordsOf } from "./words.ts";

const WORDS: Readonly<Record<Language, { readonly label: string; readonly leaves: string }>> = {
  en: { label: "Advertisement", leaves: "leads to another site" },
  zh: { label: "广告", leaves: "将前往其他网站" },
};

const MINUTE_MS = 60_000;

/**
 * The way out of a placement, `/<language>/out/<placement>`: the click is told to the visit log, and the reader goes on to the
 * advertiser. Nothing in the address says who clicked.
 */
export function mountPlacements({ app, avow, language, now }: PortalPart): void {
  app.get(`/${language}/out/:placement`, async (http) => {
    const placement = await placementsOf(avow, now).find(http.req.param("placement"));
    if (placement === null) {
      const words = wordsOf(language);
      return http.html(
        messagePage(avow, visitOf(http, language, "/"), words.notFound, words.notFoundLead),
        404,
      );
    }
    noteVisit(http, { section: placement.section, clicked: placement.id });
    // No cache may answer for us, or clicks would be lost. The guard lets no other site see where the reader came from.
    http.header("cache-control", "no-store");
    return http.redirect(placement.target, 303);
  });
}

/**
 * One placement of a section, for the page that is being made; nothing where there is none. Where there are several they take
 * turns by the minute, whoever reads: what is shown follows from the place and the clock, and from nothing about the person.
 */
export async function placementIn(
  { avow, language, now }: Pick<PortalPart, "avow" | "language" | "now">,
  http: PortalContext,
  section: string,
): Promise<Html> {
  const placements = await placementsOf(avow, now).inSection(section);
  const turn = Math.floor(now().getTime() / MINUTE_MS) % Math.max(1, placements.length);
  const placement = placements[turn];
  if (placement === undefined) return html``;
  noteVisit(http, { shown: [placement.id] });
  const { label, leaves } = WORDS[language];
  return html`<aside class="placement" aria-label="${label}"><p><small>${label}</small></p><p><a href="/${language}/out/${placement.id}" rel="sponsored noreferrer">${placement.name}</a> <small>${leaves}: ${new URL(placement.target).host}</small></p></aside>`;
}
