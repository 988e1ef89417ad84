import { html } from "hono/html";
import { callAs } from "../api.ts";
import { act, clauseChip, notice } from "../elements.ts";
import { answer } from "../frame.ts";
import { pathTo } from "../sections.ts";
import { BASE, type CentreContext, type CentreOptions } from "../site.ts";
import { asHeading, inLanguage, type Language, wordsOf } from "../words.ts";
import { problemPage } from "./problem.ts";

/** One button. Looking changes nothing: mail scanners look at every link. */
export function unsubscribePage(c: CentreContext): Response | Promise<Response> {
  const { language } = c.var.visit;
  const words = wordsOf(language).unsubscribe;
  return answer(c, {
    title: words.title,
    lead: words.text,
    section: null,
    inLanguage: (other) => pathOf(c, other),
    main: act(null, pathOf(c, language), {
      fields: { "List-Unsubscribe": "One-Click" },
      content: html`<button class="button primary" type="submit">${words.do}</button>`,
    }),
  });
}

/** Stops the messages. Posted by the button above or by a mail client (RFC 8058); needs no session, and repeating it changes nothing. */
export async function unsubscribe(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { language } = c.var.visit;
  const stopped = await callAs(options, { session: null }, "unsubscribe", { path: { token: tokenOf(c) } });
  if (!stopped.ok) return problemPage(c, stopped.problem);
  const words = wordsOf(language).unsubscribe;
  const { title, clause } = stopped.answer;
  return answer(c, {
    title: words.doneTitle,
    section: null,
    inLanguage: (other) => pathOf(c, other),
    main: html`${notice("permit", {
      title: asHeading(inLanguage(title, language)),
      takesFocus: true,
      content: html`<p>${words.done}</p><p>${clauseChip(clause, language)}</p>`,
    })}
      <div class="stack tight">
        <p>${words.again}</p>
        <p><a href="${pathTo(language, "choices")}">${words.goTo}</a></p>
      </div>`,
  });
}

function tokenOf(c: CentreContext): string {
  return c.req.param("token") ?? "";
}

function pathOf(c: CentreContext, language: Language): string {
  return `${BASE}/unsubscribe/${encodeURIComponent(tokenOf(c))}?lang=${language}`;
}
