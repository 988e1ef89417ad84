import type { AnswerOf, ProblemDetails } from "@avow/contract";
import { html } from "hono/html";
import type { StatusCode } from "hono/utils/http-status";
import { callAs } from "../api.ts";
import { act, clauseChip, go, type Html, notice, problemNotice } from "../elements.ts";
import { answer } from "../frame.ts";
import { pathTo } from "../sections.ts";
import { readForm } from "../session.ts";
import type { CentreContext, CentreOptions, Visit } from "../site.ts";
import { asHeading, formatDay, formatInstant, inLanguage, wordsOf } from "../words.ts";
import { ownProblem, problemPage } from "./problem.ts";

type Submission = AnswerOf<"submissions">[number];

/** What came by mail is among the letters. */
const BY_MAIL = "mail";

/** What has just been done, or why nothing was. */
type News = "done" | { readonly problem: ProblemDetails };

/** Every form the person filled in, with the choices that hang on each thing and the way to take it back. */
export function givenPage(c: CentreContext, options: CentreOptions): Promise<Response> {
  return show(c, options, c.req.query("done") === undefined ? null : "done");
}

/** Takes one thing back. */
export async function takeBack(c: CentreContext, options: CentreOptions): Promise<Response> {
  const path = { id: c.req.param("id") ?? "" };
  return tell(c, options, await callAs(options, c.var.visit, "withdrawSubmission", { path }));
}

/** Records a choice about one thing. */
export async function chooseForOne(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { choice, wording = "" } = await readForm(c);
  if (choice !== "agree" && choice !== "refuse") return problemPage(c, ownProblem("body-malformed"));
  const path = { id: c.req.param("id") ?? "", purpose: c.req.param("purpose") ?? "" };
  const made = await callAs(options, c.var.visit, "chooseForSubmission", { path, body: { choice, wording } });
  return tell(c, options, made);
}

function tell(
  c: CentreContext,
  options: CentreOptions,
  made: { readonly ok: true } | { readonly ok: false; readonly problem: ProblemDetails },
): Response | Promise<Response> {
  if (!made.ok) return show(c, options, { problem: made.problem });
  const { language, session } = c.var.visit;
  if (session?.kind === "cookie") return c.redirect(`${pathTo(language, "given")}?done=`, 303);
  return show(c, options, "done");
}

async function show(c: CentreContext, options: CentreOptions, news: News | null): Promise<Response> {
  const { visit } = c.var;
  const { language, session } = visit;
  const given = await callAs(options, visit, "submissions", {});
  if (!given.ok) return problemPage(c, given.problem);
  const words = wordsOf(language).given;
  const submissions = given.answer.filter(({ form }) => form !== BY_MAIL);
  const said =
    news === null
      ? ""
      : news === "done"
        ? notice("permit", {
            title: words.done,
            takesFocus: true,
            content: go(session, pathTo(language, "receipts"), words.receipts),
          })
        : problemNotice(news.problem, language);
  return answer(c, {
    status: news !== null && news !== "done" ? (news.problem.status as StatusCode) : 200,
    title: words.title,
    lead: words.lead,
    section: "given",
    main: html`${said}
      ${submissions.length === 0 ? html`<p class="empty">${words.empty}</p>` : submissions.map((one) => card(one, visit))}`,
  });
}

function card(submission: Submission, visit: Visit): Html {
  const { language, session, policy } = visit;
  const words = wordsOf(language).given;
  const { id, form, at, values, choices } = submission;
  const declared = Object.hasOwn(policy.bundle.forms, form) ? policy.bundle.forms[form] : undefined;
  const title = declared === undefined ? form : inLanguage(declared.title, language);
  const path = `${pathTo(language, "given")}/${id}`;
  return html`<section class="card stack" aria-labelledby="given-${id}">
    <div class="stack tight">
      <div class="card-head">
        <h2 id="given-${id}">${asHeading(title)}</h2>
        ${declared === undefined ? "" : clauseChip(declared.clause, language)}
      </div>
      <p class="meta"><time datetime="${at}">${formatInstant(at, language)}</time></p>
    </div>
    <dl class="held">${Object.entries(values).map(
      ([field, value]) =>
        html`<div><dt>${fieldTitle(visit, field)}</dt><dd>${value === null ? html`<span class="absent">${words.unreadable}</span>` : valueTitle(visit, field, value)}</dd></div>`,
    )}</dl>
    ${choices.map((choice) => choiceRow(choice, path, id, visit))}
    ${act(session, `${path}/withdrawal`, {
      content: html`<button class="button" type="submit" aria-describedby="given-${id}">${words.takeBack}</button>`,
    })}
  </section>`;
}

function choiceRow(
  choice: Submission["choices"][number],
  path: string,
  id: string,
  { language, session }: Visit,
): Html {
  const words = wordsOf(language).given;
  const isOn = choice.state === "granted";
  const ask = `given-${id}-${choice.purpose}`;
  return html`<div class="row">
    ${act(session, `${path}/choices/${encodeURIComponent(choice.purpose)}`, {
      fields: { wording: choice.wording, choice: isOn ? "refuse" : "agree" },
      content: html`<button class="switch" type="submit" role="switch" aria-checked="${isOn ? "true" : "false"}" aria-labelledby="${ask}"></button>`,
    })}
    <p class="grow"><span id="${ask}">${inLanguage(choice.ask, language)}</span> ${clauseChip(choice.clause, language)}
      ${choice.since === null ? "" : html`<span class="meta">${words.since(formatDay(choice.since, language))}</span>`}</p>
  </div>`;
}

function fieldOf({ policy }: Visit, path: string) {
  const [category = "", name = ""] = path.split(".");
  const { data } = policy.bundle;
  const fields = Object.hasOwn(data, category) ? (data[category]?.fields ?? {}) : {};
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function fieldTitle(visit: Visit, path: string): string {
  const field = fieldOf(visit, path);
  return field === undefined ? path : asHeading(inLanguage(field.title, visit.language));
}

/** A value as people read it: a choice by its title. */
function valueTitle(visit: Visit, path: string, value: string): string {
  const choices = fieldOf(visit, path)?.choices ?? {};
  const title = Object.hasOwn(choices, value) ? choices[value] : undefined;
  return title === undefined ? value : inLanguage(title, visit.language);
}
