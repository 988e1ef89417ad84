import type { Called } from "@avow/contract";
import { html } from "hono/html";
import { callAs } from "../api.ts";
import { act, go, type Html, notice } from "../elements.ts";
import { answer } from "../frame.ts";
import { pathTo } from "../sections.ts";
import { readForm, removeSessionCookie } from "../session.ts";
import type { CentreContext, CentreOptions } from "../site.ts";
import { wordsOf } from "../words.ts";
import { problemPage } from "./problem.ts";

/** What erasing everything means, and the form that does it. */
export async function leavePage(c: CentreContext, options: CentreOptions): Promise<Response> {
  const me = await callAs(options, c.var.visit, "me");
  return me.ok ? show(c, { isPasswordWrong: false }) : problemPage(c, me.problem);
}

/** Erases the person, and hands over the last receipt with the answer: afterwards nothing here can open it. */
export async function erase(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { password = "" } = await readForm(c);
  const erased = await callAs(options, c.var.visit, "erase", { body: { password } });
  if (erased.ok) return erasedPage(c, erased.answer);
  if (erased.problem.code === "credentials-wrong") return show(c, { isPasswordWrong: true });
  return problemPage(c, erased.problem);
}

function show(
  c: CentreContext,
  { isPasswordWrong }: { readonly isPasswordWrong: boolean },
): Response | Promise<Response> {
  const { language, session } = c.var.visit;
  const words = wordsOf(language).leave;
  return answer(c, {
    status: isPasswordWrong ? 422 : 200,
    title: words.title,
    lead: words.lead,
    section: "leave",
    main: html`<section class="prose">
        <h2>${words.consequences}</h2>
        <ul>${words.list.map((item) => html`<li>${item}</li>`)}</ul>
        <div>${words.keep} ${go(session, pathTo(language, "receipts"), wordsOf(language).receipts.title)}</div>
      </section>
      ${act(session, `${pathTo(language, "leave")}/erase`, { class: "card stack", content: passwordFields(isPasswordWrong, words) })}`,
  });
}

function passwordFields(isWrong: boolean, words: ReturnType<typeof wordsOf>["leave"]): Html {
  return html`<div class="field">
      <label for="password">${words.password}</label>
      <span class="help" id="password-help">${words.help}</span>
      ${isWrong ? html`<span class="error" id="password-error" role="alert">${words.wrong}</span>` : ""}
      <input id="password" name="password" type="password" autocomplete="current-password" required aria-describedby="password-help${isWrong ? " password-error" : ""}"${isWrong ? html` aria-invalid="true" autofocus` : ""}>
    </div>
    <p><button class="button danger" type="submit">${words.do}</button></p>`;
}

type Erased = Extract<Called<"erase">, { ok: true }>["answer"];

function erasedPage(c: CentreContext, erased: Erased): Response | Promise<Response> {
  const { language, session } = c.var.visit;
  const words = wordsOf(language).leave;
  if (session?.kind === "cookie") removeSessionCookie(c);
  c.set("visit", { ...c.var.visit, session: null });
  return answer(c, {
    title: words.doneTitle,
    section: null,
    main: html`${notice("permit", { title: words.done(erased.records), takesFocus: true })}
      <section class="stack">
        <h2>${words.last}</h2>
        ${erased.file === null ? html`<p>${words.noFile(erased.receipt.index)}</p>` : lastReceipt(erased.file, words)}
      </section>`,
  });
}

function lastReceipt(file: string, words: ReturnType<typeof wordsOf>["leave"]): Html {
  const href = `data:application/octet-stream;base64,${Buffer.from(file).toString("base64")}`;
  return html`<p>${words.lastText}</p>
    <p><a class="button primary" download="last-receipt.tlog-proof" href="${href}">${words.lastFile}</a></p>
    <pre tabindex="0" aria-label="${words.last}">${file}</pre>`;
}
