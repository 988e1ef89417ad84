import { PROBLEMS, type ProblemCode, type ProblemDetails } from "@avow/contract";
import { html } from "hono/html";
import type { StatusCode } from "hono/utils/http-status";
import { clauseChip, go, notice } from "../elements.ts";
import { answer } from "../frame.ts";
import { pathTo } from "../sections.ts";
import type { CentreContext } from "../site.ts";
import { describeProblem, wordsOf } from "../words.ts";

/** What a page says of a problem. */
type Trouble = Pick<ProblemDetails, "code" | "status" | "reason" | "clause">;

/** A problem the centre finds itself, before any call. */
export function ownProblem(code: ProblemCode): Trouble {
  return { code, status: PROBLEMS[code].status };
}

/** A problem as a page of its own. A session that is no session leads to the portal's log-in. */
export function problemPage(c: CentreContext, problem: Trouble): Response | Promise<Response> {
  if (problem.code === "session-unknown" || problem.code === "not-logged-in") {
    return logInPage(c, { ended: problem.code === "session-unknown" });
  }
  const { language, session } = c.var.visit;
  const words = wordsOf(language).problem;
  return answer(c, {
    status: problem.status as StatusCode,
    title: words.title,
    section: null,
    main: html`<div class="stack">
      <p>${describeProblem(problem, language)}</p>
      ${problem.clause === undefined ? "" : html`<p>${clauseChip(problem.clause, language)}</p>`}
      <div>${go(session, pathTo(language, "mine"), words.back)}</div>
    </div>`,
  });
}

/** The page for when the API cannot be reached or does not keep to the contract. */
export function unreachablePage(c: CentreContext): Response | Promise<Response> {
  const { language, session } = c.var.visit;
  const words = wordsOf(language).problem;
  c.header("Retry-After", "30");
  return answer(c, {
    status: 503,
    title: words.unreachable.title,
    section: null,
    main: html`<div class="stack">
      <p>${words.unreachable.text}</p>
      <div>${go(session, pathTo(language, "mine"), words.back)}</div>
    </div>`,
  });
}

/** Says that one logs in at the portal, and leads there. */
export function logInPage(
  c: CentreContext,
  { ended }: { readonly ended: boolean },
): Response | Promise<Response> {
  const { language } = c.var.visit;
  const words = wordsOf(language).logIn;
  c.set("visit", { ...c.var.visit, session: null });
  c.header("WWW-Authenticate", "Bearer");
  return answer(c, {
    status: 401,
    title: words.title,
    lead: words.text,
    section: null,
    main: html`<div class="stack">
      ${ended ? notice("caution", { title: words.ended }) : ""}
      <p><a class="button primary" href="/${language}/log-in">${words.do}</a></p>
      <p>${words.policy} <a href="/${language}/policy">${words.policyLink}</a></p>
    </div>`,
  });
}
