import type { AnswerOf } from "@avow/contract";
import { Hono } from "hono";
import { html } from "hono/html";
import { callAs } from "../api.ts";
import { go, type Html, notice } from "../elements.ts";
import { answer } from "../frame.ts";
import { problemPage } from "../pages/problem.ts";
import { unknownPage } from "../pages/unknown.ts";
import { pathTo } from "../sections.ts";
import { BASE, type CentreContext, type CentreEnv, type CentreOptions, type Visit } from "../site.ts";
import { formatDay, inLanguage, type Language, wordsOf } from "../words.ts";
import { pathToAnnouncement, pathToFeed } from "./paths.ts";

type Row = AnswerOf<"announcements">[number];
type Announcement = AnswerOf<"announcement">;

const GET_OR_CARRIED = ["GET", "POST"];

/** What is announced to everyone (clause 2.3.8). A session that travels in forms passes through, and the pages ignore it. */
export function announcementPages(options: CentreOptions): Hono<CentreEnv> {
  const pages = new Hono<CentreEnv>();
  pages.on(GET_OR_CARRIED, "/", (c) => listPage(c, options));
  pages.on(GET_OR_CARRIED, "/:id", (c) => announcementPage(c, options));
  pages.all("/*", (c) => unknownPage(c, "announcements"));
  return pages;
}

/** From an address without a language, as one prints it, to the one in the language the browser asks for. */
export function toAnnouncements(c: CentreContext): Response {
  const { language } = c.var.visit;
  const rest = c.req.path.slice(`${BASE}/announcements`.length);
  return c.redirect(`${pathTo(language, "announcements")}${rest}`, c.req.method === "POST" ? 307 : 302);
}

async function listPage(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { visit } = c.var;
  const { language } = visit;
  const called = await callAs(options, visit, "announcements");
  if (!called.ok) return problemPage(c, called.problem);
  const words = wordsOf(language).announcements;
  const { answer: rows } = called;
  return answer(c, {
    title: words.title,
    lead: words.lead,
    section: "announcements",
    feed: pathToFeed(language),
    main: html`${
      rows.length === 0
        ? html`<p class="empty">${words.empty}</p>`
        : html`<div class="card"><ol class="entries">${rows.map((row) => entry(row, visit))}</ol></div>`
    }
    <p class="no-print"><a href="${pathToFeed(language)}" type="application/atom+xml">${words.feed}</a> <span class="meta">${words.feedText}</span></p>`,
  });
}

const BADGES = { current: "granted", ended: "former", withdrawn: "refused" } as const;

function entry(row: Row, { language, session }: Visit): Html {
  const words = wordsOf(language).announcements;
  const title = inLanguage(row.title, language);
  return html`<li>
    <div class="card-head">
      <h2>${title}</h2>
      <span class="badge" data-state="${BADGES[row.state]}">${words.states[row.state]}</span>
    </div>
    <p class="meta">${words.of[row.of]} · ${timeOf(row, language)}</p>
    <div class="row">${go(session, pathToAnnouncement(language, row.id), words.read, { name: `${words.read}: ${title}` })}</div>
  </li>`;
}

async function announcementPage(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { visit } = c.var;
  const { language, session } = visit;
  const id = c.req.param("id") ?? "";
  const called = await callAs(options, visit, "announcement", { path: { id } });
  if (!called.ok)
    return called.problem.code === "not-found"
      ? unknownPage(c, "announcements")
      : problemPage(c, called.problem);
  const words = wordsOf(language).announcements;
  const { answer: one } = called;
  return answer(c, {
    title: inLanguage(one.title, language),
    lead: `${words.of[one.of]} · ${timeOf(one, language)}`,
    section: "announcements",
    feed: pathToFeed(language),
    inLanguage: (other) => pathToAnnouncement(other, id),
    main: html`${overNotice(one, language)}
    <article class="card stack">
      ${one.elements.map(({ title, text }) => part(inLanguage(title, language), inLanguage(text, language)))}
    </article>
    <section class="stack tight" aria-labelledby="why">
      <h2 id="why">${words.why}</h2>
      ${paragraphs(inLanguage(one.reason, language))}
    </section>
    ${one.index === null ? "" : html`<p class="meta">${words.logged(one.index)}</p>`}
    <div class="no-print">${go(session, pathTo(language, "announcements"), words.all)}</div>`,
  });
}

/** Says of what is over that it is, and why it was withdrawn; it stays readable below. */
function overNotice({ state, until, withdrawal }: Announcement, language: Language): Html | "" {
  const words = wordsOf(language).announcements;
  if (withdrawal !== null)
    return notice("caution", {
      title: words.withdrawnTitle(formatDay(withdrawal.at, language)),
      isQuiet: true,
      content: html`<p>${words.withdrawnText}</p>${paragraphs(inLanguage(withdrawal.reason, language))}`,
    });
  return state === "ended"
    ? notice("caution", { title: words.endedTitle(formatDay(until, language)), isQuiet: true })
    : "";
}

function part(title: string, text: string): Html {
  return html`<section class="stack tight"><h2>${title}</h2>${paragraphs(text)}</section>`;
}

/** A text as it was written: an empty line begins a paragraph. */
function paragraphs(text: string): Html {
  const parts = text.split(/\n\s*\n/);
  return html`${parts.map((paragraph) => html`<p class="as-written">${paragraph.trim()}</p>`)}`;
}

function timeOf({ from, until }: Row, language: Language): string {
  return wordsOf(language).announcements.between(formatDay(from, language), formatDay(until, language));
}
