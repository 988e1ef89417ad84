import { type AnswerOf, type ProblemDetails, REACH_FIELDS } from "@avow/contract";
import { html } from "hono/html";
import type { StatusCode } from "hono/utils/http-status";
import { callAs } from "../api.ts";
import { act, clauseChip, go, type Html, notice, problemNotice } from "../elements.ts";
import { answer } from "../frame.ts";
import { pathTo } from "../sections.ts";
import { readForm } from "../session.ts";
import type { CentreContext, CentreOptions, Visit } from "../site.ts";
import { asHeading, inLanguage, wordsOf } from "../words.ts";
import { problemPage } from "./problem.ts";
import { pushCard } from "./push.ts";

type Reach = AnswerOf<"reach">;

/** What has just been done, or why nothing was, and what had been typed. */
type News = "done" | { readonly problem: ProblemDetails; readonly typed: string };

/** How the person is reached today and for what, and further ways to reach them. */
export function reachPage(c: CentreContext, options: CentreOptions): Promise<Response> {
  return show(c, options, c.req.query("done") === undefined ? null : "done");
}

/** Keeps a further way to reach the person, or takes it back. */
export async function changeReach(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { value = "" } = await readForm(c);
  const field = REACH_FIELDS.find((one) => one === c.req.param("field")) ?? "address";
  const made = await callAs(options, c.var.visit, "setReach", { path: { field }, body: { value } });
  if (!made.ok) return show(c, options, { problem: made.problem, typed: field === "address" ? value : "" });
  const { language, session } = c.var.visit;
  if (session?.kind === "cookie") return c.redirect(`${pathTo(language, "reach")}?done=`, 303);
  return show(c, options, "done");
}

async function show(c: CentreContext, options: CentreOptions, news: News | null): Promise<Response> {
  const { visit } = c.var;
  const { language } = visit;
  const found = await callAs(options, visit, "reach");
  if (!found.ok) return problemPage(c, found.problem);
  const words = wordsOf(language).reach;
  const reach = found.answer;
  const typed = news === null || news === "done" ? null : news.typed;
  return answer(c, {
    status: news !== null && news !== "done" ? (news.problem.status as StatusCode) : 200,
    title: words.title,
    lead: words.lead,
    section: "reach",
    main: html`${say(news, visit)}
      ${waysCard(reach, visit)}
      ${addressCard(reach, typed, visit)}
      ${pushCard(reach, visit)}`,
    script: "turn-on-push",
  });
}

function say(news: News | null, { language, session }: Visit): Html | "" {
  const words = wordsOf(language).reach;
  if (news === null) return "";
  if (news !== "done") return problemNotice(news.problem, language);
  const content = go(session, pathTo(language, "receipts"), words.receipts);
  return notice("permit", { title: words.done, takesFocus: true, content });
}

function waysCard({ ways }: Reach, { language }: Visit): Html {
  const words = wordsOf(language).reach;
  return html`<section class="card stack" aria-labelledby="ways">
    <h2 id="ways">${words.ways}</h2>
    <dl class="held">${ways.map(
      ({ title, given, purposes }) => html`<div>
        <dt>${asHeading(inLanguage(title, language))}</dt>
        <dd>${
          given
            ? purposes.length === 0
              ? words.forNothing
              : html`<ul>${purposes.map(
                  (purpose) =>
                    html`<li>${asHeading(inLanguage(purpose.title, language))} ${clauseChip(purpose.clause, language)}</li>`,
                )}</ul>`
            : html`<span class="absent">${words.notGiven}</span>`
        }</dd>
      </div>`,
    )}</dl>
  </section>`;
}

/** The postal address, as the one text that goes on an envelope. */
function addressCard({ address, clause }: Reach, typed: string | null, { language, session }: Visit): Html {
  const words = wordsOf(language).reach;
  const path = `${pathTo(language, "reach")}/address`;
  return html`<section class="card stack" aria-labelledby="address-title">
    <div class="card-head">
      <h2 id="address-title">${words.address}</h2>
      ${clauseChip(clause, language)}
    </div>
    <p>${words.addressLead}</p>
    ${act(session, path, {
      class: "stack",
      content: html`<div class="field">
          <label for="value">${words.addressLabel}</label>
          <span class="help" id="value-help">${words.addressHelp}</span>
          <textarea id="value" name="value" rows="4" maxlength="500" required autocomplete="street-address" aria-describedby="value-help">${typed ?? address ?? ""}</textarea>
        </div>
        <p><button class="button primary" type="submit">${words.save}</button></p>`,
    })}
    ${
      address === null
        ? ""
        : act(session, path, {
            fields: { value: "" },
            content: html`<button class="button" type="submit">${words.takeBack}</button>`,
          })
    }
  </section>`;
}
