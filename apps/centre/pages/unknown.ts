import { html } from "hono/html";
import { go } from "../elements.ts";
import { answer } from "../frame.ts";
import { pathTo } from "../sections.ts";
import type { CentreContext } from "../site.ts";
import { wordsOf } from "../words.ts";

/** For an address in a section that lists what it has, and names none of it; it leads to the list. */
export function unknownPage(
  c: CentreContext,
  section: "announcements" | "versions",
): Response | Promise<Response> {
  const { language, session } = c.var.visit;
  const words = wordsOf(language)[section];
  return answer(c, {
    status: 404,
    title: words.unknownTitle,
    lead: words.unknown,
    section,
    main: html`<div>${go(session, pathTo(language, section), words.all)}</div>`,
  });
}
