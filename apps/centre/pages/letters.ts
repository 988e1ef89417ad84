import type { AnswerOf, ProblemDetails, RouteName } from "@avow/contract";
import { html } from "hono/html";
import type { StatusCode } from "hono/utils/http-status";
import { callAs } from "../api.ts";
import { act, carry, go, type Html, notice, problemNotice } from "../elements.ts";
import { answer } from "../frame.ts";
import { pathTo } from "../sections.ts";
import { readForm } from "../session.ts";
import type { CentreContext, CentreOptions, Visit } from "../site.ts";
import { asHeading, formatInstant, inLanguage, TAGS, wordsOf } from "../words.ts";
import { problemPage } from "./problem.ts";

type Letter = AnswerOf<"letters">[number];

/** What has just been done, or why nothing was, and what had been written. */
type News = "done" | { readonly problem: ProblemDetails; readonly written: Readonly<Record<string, string>> };

/** A person's letters and the answers to them, and where they write another. */
export function lettersPage(c: CentreContext, options: CentreOptions): Promise<Response> {
  return show(c, options, c.req.query("done") === undefined ? null : "done");
}

/** Keeps a letter of the person's. */
export async function writeLetter(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { subject = "", text = "" } = await readForm(c);
  const values = { "letter.subject": subject, "letter.text": text };
  const made = await callAs(options, c.var.visit, "submit", { path: { form: "contact" }, body: { values } });
  return tell(c, options, made, { subject, text });
}

/** Takes a letter back. */
export async function takeLetterBack(c: CentreContext, options: CentreOptions): Promise<Response> {
  const path = { id: c.req.param("id") ?? "" };
  return tell(c, options, await callAs(options, c.var.visit, "withdrawSubmission", { path }), {});
}

/** A file sent with a letter, to be saved. */
export function saveEnclosure(c: CentreContext, options: CentreOptions): Promise<Response> {
  return save(c, options, "ownEnclosure", { id: c.req.param("id") ?? "" });
}

/** A message as it came, to be saved. */
export function saveOriginal(c: CentreContext, options: CentreOptions): Promise<Response> {
  return save(c, options, "ownOriginal", { letter: c.req.param("id") ?? "" });
}

/** The service's own headers say that it is to be saved and that nothing in it may run: they pass as they are. */
async function save(
  c: CentreContext,
  options: CentreOptions,
  name: Extract<RouteName, "ownEnclosure" | "ownOriginal">,
  path: Readonly<Record<string, string>>,
): Promise<Response> {
  const file = await callAs(options, c.var.visit, name, { path });
  if (!file.ok) return problemPage(c, file.problem);
  const { headers } = file.response;
  for (const header of ["content-type", "content-disposition", "x-content-type-options"])
    c.header(header, headers.get(header) ?? "");
  return c.body(await file.response.arrayBuffer());
}

function tell(
  c: CentreContext,
  options: CentreOptions,
  made: { readonly ok: true } | { readonly ok: false; readonly problem: ProblemDetails },
  written: Readonly<Record<string, string>>,
): Response | Promise<Response> {
  if (!made.ok) return show(c, options, { problem: made.problem, written });
  const { language, session } = c.var.visit;
  if (session?.kind === "cookie") return c.redirect(`${pathTo(language, "letters")}?done=`, 303);
  return show(c, options, "done");
}

async function show(c: CentreContext, options: CentreOptions, news: News | null): Promise<Response> {
  const { visit } = c.var;
  const { language } = visit;
  const found = await callAs(options, visit, "letters");
  if (!found.ok) return problemPage(c, found.problem);
  const words = wordsOf(language).letters;
  const written = news === null || news === "done" ? {} : news.written;
  return answer(c, {
    status: news !== null && news !== "done" ? (news.problem.status as StatusCode) : 200,
    title: words.title,
    lead: words.lead,
    section: "letters",
    main: html`${say(news, visit)}
      ${
        found.answer.length === 0
          ? html`<p class="empty">${words.empty}</p>`
          : found.answer.map((letter) => letterCard(letter, visit))
      }
      ${writeCard(written, visit)}`,
  });
}

function say(news: News | null, { language, session }: Visit): Html | "" {
  const words = wordsOf(language).letters;
  if (news === null) return "";
  if (news !== "done") return problemNotice(news.problem, language);
  const content = go(session, pathTo(language, "receipts"), words.receipts);
  return notice("permit", { title: words.done, takesFocus: true, content });
}

function letterCard(letter: Letter, visit: Visit): Html {
  const { language, session } = visit;
  const words = wordsOf(language).letters;
  const { id, at, door, proof, subject } = letter;
  const isOurs = door === "staff";
  const state = letter.delivery === null ? "" : (words.deliveries[letter.delivery] ?? letter.delivery);
  return html`<section class="card stack" aria-labelledby="letter-${id}">
    <div class="stack tight">
      <h2 id="letter-${id}">${isOurs ? words.us : words.you}: ${subject === "" ? words.noSubject : subject}</h2>
      <p class="meta"><time datetime="${at}">${formatInstant(at, language)}</time>, ${words.doors[door]}.
        ${proof === null ? state : words.proofs[proof]}</p>
      ${letter.automatic ? html`<p class="meta">${words.automatic}</p>` : ""}
    </div>
    ${letterText(letter, visit)}
    ${endedNote(letter, visit)}
    ${enclosures(letter, visit)}
    ${
      isOurs
        ? ""
        : act(session, `${pathTo(language, "letters")}/${id}/withdrawal`, {
            content: html`<button class="button" type="submit" aria-describedby="letter-${id}">${words.takeBack}</button>`,
          })
    }
  </section>`;
}

function letterText({ unreadable, text, quoted, original }: Letter, { language }: Visit): Html {
  const words = wordsOf(language).letters;
  if (unreadable) return html`<p>${words.unreadable}</p>`;
  if (text === "" && quoted === "" && original === null) return html`<p class="empty">${words.erased}</p>`;
  return html`<p class="letter">${text}</p>
    ${quoted === "" ? "" : html`<details><summary>${words.quoted}</summary><p class="letter">${quoted}</p></details>`}`;
}

/** What a letter ended, as its acknowledgement. */
function endedNote({ ended }: Letter, { language, policy }: Visit): Html | "" {
  if (ended.length === 0) return "";
  const titles = ended.map((purpose) => {
    const title = policy.bundle.purposes[purpose]?.title;
    return title === undefined ? purpose : asHeading(inLanguage(title, language));
  });
  return notice("permit", {
    title: wordsOf(language).letters.ended,
    content: html`<ul>${titles.map((title) => html`<li>${title}</li>`)}</ul>`,
    isQuiet: true,
  });
}

function enclosures({ id, enclosures: files, original }: Letter, visit: Visit): Html | "" {
  const { language } = visit;
  const words = wordsOf(language).letters;
  if (files.length === 0 && original === null) return "";
  const path = pathTo(language, "letters");
  const size = (bytes: number) => words.bytes(bytes.toLocaleString(TAGS[language]));
  return html`${
    files.length === 0
      ? ""
      : html`<h3>${words.enclosed}</h3>
    <ul class="stack tight">${files.map(
      (file) => html`<li class="row">
        <span class="grow">${file.name} <span class="meta">${size(file.size)}${words.marks[file.mark] === "" ? "" : html` · ${words.marks[file.mark]}`}</span></span>
        ${saveButton(visit, `${path}/enclosures/${file.id}`, { label: words.save, name: words.saveOf(file.name) })}
      </li>`,
    )}</ul>`
  }
  ${
    original === null
      ? ""
      : html`<div class="row"><span class="meta">${size(original)}</span>
        ${saveButton(visit, `${path}/${id}/original`, { label: words.original, name: words.original })}</div>`
  }`;
}

/** A download that puts no session into an address. */
function saveButton(
  { session }: Visit,
  path: string,
  { label, name }: { readonly label: string; readonly name: string },
): Html {
  return html`<form class="inline" method="${session?.kind === "carried" ? "post" : "get"}" action="${path}">
    ${carry(session)}<button class="button small" type="submit" aria-label="${name}">${label}</button>
  </form>`;
}

function writeCard(written: Readonly<Record<string, string>>, { language, session, policy }: Visit): Html {
  const words = wordsOf(language).letters;
  const fields = policy.bundle.data.letter?.fields ?? {};
  return html`<section class="card stack" aria-labelledby="write">
    <h2 id="write">${words.write}</h2>
    ${act(session, `${pathTo(language, "letters")}/new`, {
      class: "stack",
      content: html`<div class="field">
          <label for="subject">${words.subject}</label>
          <span class="help" id="subject-help">${words.optional}</span>
          <input id="subject" name="subject" maxlength="${fields.subject?.maxLength ?? 160}" aria-describedby="subject-help" value="${written.subject ?? ""}">
        </div>
        <div class="field">
          <label for="text">${words.text}</label>
          <textarea id="text" name="text" rows="8" required maxlength="${fields.text?.maxLength ?? 100_000}">${written.text ?? ""}</textarea>
        </div>
        <p><button class="button primary" type="submit">${words.send}</button></p>`,
    })}
  </section>`;
}
