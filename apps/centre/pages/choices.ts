import type { ProblemDetails } from "@avow/contract";
import { html } from "hono/html";
import type { StatusCode } from "hono/utils/http-status";
import { type Choice, callAs } from "../api.ts";
import { act, clauseChip, go, type Html, notice, problemNotice } from "../elements.ts";
import { answer } from "../frame.ts";
import { pathTo } from "../sections.ts";
import { readForm } from "../session.ts";
import type { CentreContext, CentreOptions, Visit } from "../site.ts";
import { asHeading, describeKind, formatDay, formatInstant, inLanguage, wordsOf } from "../words.ts";
import { ownProblem, problemPage } from "./problem.ts";

/** What just happened, to be said above the choices: what a receipt records, or why nothing was recorded. */
type News = { readonly receipt: string } | { readonly problem: ProblemDetails };

/** Every choice with its switch; after a change, `?receipt=` names what to confirm. */
export function choicesPage(c: CentreContext, options: CentreOptions): Promise<Response> {
  const receipt = c.req.query("receipt");
  return show(c, options, receipt === undefined ? null : { receipt });
}

/** Records an agreement or a refusal. */
export async function choose(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { choice, wording = "" } = await readForm(c);
  const purpose = c.req.param("purpose") ?? "";
  if (choice !== "agree" && choice !== "refuse") return problemPage(c, ownProblem("body-malformed"));
  return tell(
    c,
    options,
    await callAs(options, c.var.visit, "choose", { path: { purpose }, body: { choice, wording } }),
  );
}

/** Records an objection, or takes it back. */
export async function object(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { objection } = await readForm(c);
  const purpose = c.req.param("purpose") ?? "";
  if (objection !== "yes" && objection !== "no") return problemPage(c, ownProblem("body-malformed"));
  const body = { objection: objection === "yes" };
  return tell(c, options, await callAs(options, c.var.visit, "object", { path: { purpose }, body }));
}

/** Takes down that the person says they are under 18. */
export async function declareMinor(c: CentreContext, options: CentreOptions): Promise<Response> {
  return tell(c, options, await callAs(options, c.var.visit, "declareMinor"));
}

/** With a cookie the browser is sent on, so that reloading repeats nothing; a carried session is answered at once. */
function tell(
  c: CentreContext,
  options: CentreOptions,
  made:
    | { readonly ok: true; readonly answer: { readonly receipt: { readonly id: string } } }
    | { readonly ok: false; readonly problem: ProblemDetails },
): Response | Promise<Response> {
  if (!made.ok) return show(c, options, { problem: made.problem });
  const { language, session } = c.var.visit;
  const { id } = made.answer.receipt;
  if (session?.kind === "cookie") return c.redirect(`${pathTo(language, "choices")}?receipt=${id}`, 303);
  return show(c, options, { receipt: id });
}

async function show(c: CentreContext, options: CentreOptions, news: News | null): Promise<Response> {
  const { visit } = c.var;
  const me = await callAs(options, visit, "me");
  if (!me.ok) return problemPage(c, me.problem);
  const words = wordsOf(visit.language).choices;
  const { choices } = me.answer;
  const said =
    news === null
      ? ""
      : "problem" in news
        ? problemNotice(news.problem, visit.language)
        : await confirmation(options, visit, news.receipt);
  return answer(c, {
    status: news !== null && "problem" in news ? (news.problem.status as StatusCode) : 200,
    title: words.title,
    lead: words.lead,
    section: "choices",
    main: html`${said}
      ${me.answer.signal === null ? "" : notice("permit", { title: wordsOf(visit.language).signal[me.answer.signal], isQuiet: true })}
      ${choices.length === 0 ? html`<p class="empty">${words.empty}</p>` : choices.map((choice) => choiceCard(choice, visit))}
      ${choices.some(({ objection }) => objection !== null) ? underAgeCard(visit) : ""}`,
  });
}

/** Confirms from the receipts themselves, so that an address somebody made up confirms nothing. */
async function confirmation(options: CentreOptions, visit: Visit, id: string): Promise<Html | ""> {
  const receipts = await callAs(options, visit, "receipts");
  const receipt = receipts.ok ? receipts.answer.find((one) => one.id === id) : undefined;
  if (receipt === undefined) return "";
  const { language, session } = visit;
  const words = wordsOf(language);
  return notice("permit", {
    title: words.choices.recorded,
    takesFocus: true,
    content: html`<p class="row">${describeKind(receipt.kind, words)} ${clauseChip(receipt.clause, language)}</p>
      <div class="row meta"><time datetime="${receipt.at}">${formatInstant(receipt.at, language)}</time> ${go(session, `${pathTo(language, "receipts")}#receipt-${receipt.sequence}`, words.choices.receipt)}</div>`,
  });
}

function choiceCard(choice: Choice, visit: Visit): Html {
  const { language, session } = visit;
  const words = wordsOf(language).choices;
  const path = `${pathTo(language, "choices")}/${encodeURIComponent(choice.purpose)}`;
  const id = `purpose-${choice.purpose}`;
  const { wording } = choice;
  const isOn = choice.state === "granted";
  return html`<section class="card stack" aria-labelledby="${id}">
    <div class="card-head">
      <h2 id="${id}">${asHeading(inLanguage(choice.title, language))}</h2>
      ${clauseChip(choice.clause, language)}
    </div>
    <figure class="stack tight">
      <figcaption class="meta">${words.asked}</figcaption>
      <blockquote id="${id}-ask">${inLanguage(choice.ask, language)}</blockquote>
    </figure>
    <div class="row">
      ${act(session, path, {
        fields: { wording, choice: isOn ? "refuse" : "agree" },
        content: html`<button class="switch" type="submit" role="switch" aria-checked="${isOn ? "true" : "false"}" aria-labelledby="${id}" aria-describedby="${id}-ask ${id}-state"></button>`,
      })}
      <p class="grow" id="${id}-state">${stateWords(choice, visit)}</p>
      ${
        choice.state === "never-asked"
          ? act(session, path, {
              fields: { wording, choice: "refuse" },
              content: html`<button class="button" type="submit">${words.refuse}</button>`,
            })
          : ""
      }
    </div>
    ${choice.objection === null ? "" : objectionPart(choice, choice.objection, visit)}
  </section>`;
}

/** Where somebody under 18 says so, which ends all advertising to them. */
function underAgeCard({ language, session }: Visit): Html {
  const words = wordsOf(language).choices.underAge;
  return html`<section class="card stack" aria-labelledby="under-age">
    <h2 id="under-age">${words.title}</h2>
    <p>${words.text}</p>
    ${act(session, `${pathTo(language, "choices")}/under-age`, {
      fields: {},
      content: html`<button class="button" type="submit">${words.do}</button>`,
    })}
  </section>`;
}

function stateWords({ state, since }: Choice, { language }: Visit): string {
  const words = wordsOf(language).choices;
  return state === "never-asked" || since === null ? words.never : words[state](formatDay(since, language));
}

function objectionPart(
  { purpose }: Choice,
  { clause, at }: NonNullable<Choice["objection"]>,
  { language, session }: Visit,
): Html {
  const words = wordsOf(language).choices.object;
  const path = `${pathTo(language, "choices")}/${encodeURIComponent(purpose)}/objection`;
  return html`<hr>
    <div class="stack">
      <div class="card-head">
        <h3>${words.title}</h3>
        ${clauseChip(clause, language)}
      </div>
      ${
        at === null
          ? html`<p>${words.text}</p>
            ${act(session, path, {
              fields: { objection: "yes" },
              content: html`<button class="button" type="submit">${words.do}</button>`,
            })}`
          : html`<p><strong>${words.done(formatDay(at, language))}</strong> ${words.liftText}</p>
            ${act(session, path, {
              fields: { objection: "no" },
              content: html`<button class="button" type="submit">${words.lift}</button>`,
            })}`
      }
    </div>`;
}
