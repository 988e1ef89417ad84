import type { AnswerOf, ProblemDetails } from "@avow/contract";
import { html } from "hono/html";
import type { StatusCode } from "hono/utils/http-status";
import { callAs } from "../api.ts";
import { act, clauseChip, go, type Html, notice, problemNotice } from "../elements.ts";
import { answer } from "../frame.ts";
import { pathTo } from "../sections.ts";
import { readForm } from "../session.ts";
import type { CentreContext, CentreOptions, Visit } from "../site.ts";
import { formatInstant, inLanguage, type Language, wordsOf } from "../words.ts";
import { ownProblem, problemPage } from "./problem.ts";

type MyChange = AnswerOf<"myChanges">["changes"][number];

/** What just happened: that an answer is recorded, or why it is not. */
type News = "recorded" | ProblemDetails | null;

/** What versions of the policy change for the person, each with its answer (clause 2.6.2). */
export function changesForYouPage(c: CentreContext, options: CentreOptions): Promise<Response> {
  return show(c, options, c.req.query("recorded") === undefined ? null : "recorded");
}

/** Records an answer. With a cookie the browser is sent on, so that reloading repeats nothing. */
export async function answerChange(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { answer: given, wording = "" } = await readForm(c);
  if (given !== "agreed" && given !== "refused") return problemPage(c, ownProblem("body-malformed"));
  const { visit } = c.var;
  const path = { id: c.req.param("id") ?? "" };
  const called = await callAs(options, visit, "answerChange", { path, body: { answer: given, wording } });
  if (!called.ok) return show(c, options, called.problem);
  if (visit.session?.kind === "cookie")
    return c.redirect(`${pathTo(visit.language, "myChanges")}?recorded`, 303);
  return show(c, options, "recorded");
}

/** What the first page says while an answer is open; nothing where none is, or where that cannot be had. */
export async function openChangeHint(options: CentreOptions, visit: Visit): Promise<Html | ""> {
  const called = await callAs(options, visit, "myChanges");
  if (!called.ok || !called.answer.open) return "";
  const { language, session } = visit;
  const words = wordsOf(language).myChanges;
  return notice("caution", {
    title: words.open,
    isQuiet: true,
    content: html`<p>${words.openText}</p><div>${go(session, pathTo(language, "myChanges"), words.see, { class: "button" })}</div>`,
  });
}

async function show(c: CentreContext, options: CentreOptions, news: News): Promise<Response> {
  const { visit } = c.var;
  const { language, session } = visit;
  const called = await callAs(options, visit, "myChanges");
  if (!called.ok) return problemPage(c, called.problem);
  const words = wordsOf(language).myChanges;
  const { limited, changes } = called.answer;
  return answer(c, {
    status: news === null || news === "recorded" ? 200 : (news.status as StatusCode),
    title: words.title,
    lead: words.lead,
    section: "myChanges",
    main: html`${newsNotice(news, language)}
      ${limited ? notice("caution", { title: words.limited, isQuiet: true, content: html`<p>${words.limitedText}</p>` }) : ""}
      ${changes.length === 0 ? html`<p class="empty">${words.empty}</p>` : changes.map((change) => changeCard(change, visit))}
      <div>${go(session, pathTo(language, "versions"), words.versions)}</div>`,
  });
}

function newsNotice(news: News, language: Language): Html | "" {
  if (news === null) return "";
  if (news !== "recorded") return problemNotice(news, language);
  return notice("permit", { title: wordsOf(language).myChanges.recorded, takesFocus: true });
}

function changeCard(change: MyChange, visit: Visit): Html {
  const { language } = visit;
  const words = wordsOf(language).myChanges;
  const { id, from, state, wider, other } = change;
  const heading = `change-${id}`;
  return html`<section class="card stack" aria-labelledby="${heading}">
    <h2 id="${heading}">${words[state](formatInstant(from, language))}</h2>
    ${
      wider.length === 0
        ? ""
        : html`<div class="stack tight"><h3>${words.wider}</h3>
          <ul class="stack tight">${wider.map(
            ({ sentence, clauses }) =>
              html`<li>${inLanguage(sentence, language)} ${state === "in-force" ? clauses.map((clause) => clauseChip(clause, language)) : ""}</li>`,
          )}</ul></div>`
    }
    ${
      other.length === 0
        ? ""
        : html`<div class="stack tight"><h3>${words.other}</h3>
          <ul class="stack tight">${other.map((sentence) => html`<li>${inLanguage(sentence, language)}</li>`)}</ul></div>`
    }
    ${answerPart(change, visit)}
  </section>`;
}

/** Two buttons of one look, of which neither is chosen beforehand. */
function answerPart(change: MyChange, { language, session }: Visit): Html {
  const words = wordsOf(language).myChanges;
  const { id, from, wording, wider, answer: given } = change;
  if (given === null && wider.length === 0) return html`<p class="meta">${words.told}</p>`;
  const at = formatInstant(from, language);
  const button = (kind: "agreed" | "refused", label: string, name: string) =>
    act(session, `${pathTo(language, "myChanges")}/${id}`, {
      fields: { wording, answer: kind },
      content: html`<button class="button" type="submit" aria-label="${name}">${label}</button>`,
    });
  return html`<p>${
    given === null ? words.unanswered : words[given.kind](formatInstant(given.at, language))
  }</p>
    ${wider.length === 0 ? html`<p class="meta">${words.nothingLeft}</p>` : ""}
    <div class="row">
      ${given?.kind === "agreed" ? "" : button("agreed", words.agree, words.agreeTo(at))}
      ${given?.kind === "refused" ? "" : button("refused", words.refuse, words.refuseTo(at))}
    </div>`;
}
