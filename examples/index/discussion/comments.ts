import { html } from "hono/html";
import { go, type Html } from "../pages/frame.ts";
import type { PortalContext, PortalPart, Visit } from "../site.ts";
import { answerAct, type Outcome } from "./publish.ts";
import { listPublished, ownersActs, publishingForm, signature } from "./published.ts";
import { discussionWordsOf } from "./words.ts";

const FORM = "comment";
const TEXT = "comment.text";
/** Under the address of whatever is commented on. */
export const COMMENTS_PATH = "comments";
const ANCHOR = "comments";

/** What a page has to show of the act that led to it. */
export type Shown = Pick<Outcome, "entered" | "trouble">;

/** The comments on one thing, and the form for another; `path` is the address of the thing, without the language. */
export async function commentsOn(
  { avow }: Pick<PortalPart, "avow">,
  http: PortalContext,
  visit: Visit,
  of: { readonly about: string; readonly path: string; readonly shown: Shown },
): Promise<Html> {
  const words = discussionWordsOf(visit.language);
  const comments = await listPublished(avow, http, { form: FORM, about: of.about });
  const action = `/${visit.language}${of.path}/${COMMENTS_PATH}`;
  return html`<section class="comments" id="${ANCHOR}" aria-labelledby="comments-title"><h2 id="comments-title">${words.comments}</h2>
<p class="help">${words.commentLead}</p>
${comments.length === 0 ? html`<p>${words.noComments}</p>` : html``}
<ol>${comments.map(
    (comment) =>
      html`<li class="comment">${signature(visit, comment)}<p class="said">${comment.publication.values[TEXT]}</p>${ownersActs(visit, action, comment)}</li>`,
  )}</ol>
${
  visit.session === null
    ? html`<p class="actions">${go(visit, `/${visit.language}/log-in`, words.logInToComment, "quiet")}</p>`
    : publishingForm(avow, visit, { name: FORM, action }, of.shown)
}</section>`;
}

/**
 * Takes what was sent to the comments on a thing. Where it succeeded and the session has a cookie, the browser is sent back
 * to the thing, so that reloading sends nothing twice; else `show` answers with the page itself.
 */
export async function answerComment(
  part: Pick<PortalPart, "avow" | "language">,
  http: PortalContext,
  of: { readonly about: string; readonly path: string },
  show: (outcome: Outcome) => Promise<Response>,
): Promise<Response> {
  const outcome = await answerAct(part, http, { form: FORM, about: of.about });
  if (outcome.done !== null && http.get("session")?.carried === "cookie")
    return http.redirect(`/${part.language}${of.path}#${ANCHOR}`, 303);
  return show(outcome);
}
