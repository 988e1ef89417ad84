import { html } from "hono/html";
import { callAs, type ReceiptSummary } from "../api.ts";
import { attribute, carry, clauseChip, go, type Html } from "../elements.ts";
import { answer } from "../frame.ts";
import { pathTo } from "../sections.ts";
import type { CentreContext, CentreOptions, Visit } from "../site.ts";
import { describeKind, formatInstant, wordsOf } from "../words.ts";
import { receiptCheck } from "./check.ts";
import { ownProblem, problemPage } from "./problem.ts";

/** Every receipt, to download and to check on the spot. */
export async function receiptsPage(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { visit } = c.var;
  const receipts = await callAs(options, visit, "receipts");
  if (!receipts.ok) return problemPage(c, receipts.problem);
  const words = wordsOf(visit.language).receipts;
  return answer(c, {
    title: words.title,
    lead: words.lead,
    section: "receipts",
    script: "verify-receipt",
    main: html`${
      receipts.answer.length === 0
        ? html`<p class="empty">${words.empty}</p>`
        : html`<div class="card"><ol class="entries">${receipts.answer.map((receipt) => entry(receipt, visit))}</ol></div>`
    }
    ${receiptCheck(visit.language)}`,
  });
}

/** One receipt as a file; the number in its name is its place among the person's own. */
export async function downloadReceipt(c: CentreContext, options: CentreOptions): Promise<Response> {
  const { visit } = c.var;
  const id = c.req.param("id") ?? "";
  const receipts = await callAs(options, visit, "receipts");
  if (!receipts.ok) return problemPage(c, receipts.problem);
  const summary = receipts.answer.find((one) => one.id === id);
  if (summary === undefined) return problemPage(c, ownProblem("not-found"));
  const file = await callAs(options, visit, "receipt", { path: { id } });
  if (!file.ok) return problemPage(c, file.problem);
  c.header("Content-Type", "text/plain; charset=utf-8");
  c.header("Content-Disposition", `attachment; filename="receipt-${summary.sequence}.tlog-proof"`);
  return c.body(await file.response.text());
}

function entry(receipt: ReceiptSummary, visit: Visit): Html {
  const { language } = visit;
  const words = wordsOf(language);
  const { sequence, index, at } = receipt;
  return html`<li id="receipt-${sequence}">
    <div class="row apart">
      <div class="grow">
        <h2>${describeKind(receipt.kind, words)}</h2>
        <p class="row meta">
          <time datetime="${at}">${formatInstant(at, language)}</time>
          ${clauseChip(receipt.clause, language)}
          <span>${words.receipts.number(sequence)}</span>
          ${index === null ? "" : html`<span>${words.receipts.entry(index)}</span>`}
        </p>
      </div>
      ${receipt.state === "logged" ? file(receipt, visit) : sealing(receipt, visit)}
    </div>
    <div class="result" id="result-${sequence}" role="status"></div>
  </li>`;
}

/** The download, which the script's button fetches too: both go through this form, so neither puts a session into an address. */
function file({ id, sequence }: ReceiptSummary, { language, session }: Visit): Html {
  const words = wordsOf(language).receipts;
  const form = `file-${sequence}`;
  return html`<div class="row">
    <form id="${form}" method="${session?.kind === "carried" ? "post" : "get"}" action="${pathTo(language, "receipts")}/${id}">
      ${carry(session)}
      <button class="button small" type="submit" aria-label="${words.downloadOf(sequence)}">${words.download}</button>
    </form>
    <button class="button small" type="button" hidden data-check-form="${form}" data-result="result-${sequence}"${attribute("aria-label", words.checkOf(sequence))}>${words.check}</button>
  </div>`;
}

function sealing({ state, sequence }: ReceiptSummary, { language, session }: Visit): Html {
  const words = wordsOf(language).receipts;
  return html`<div class="row">
    <span class="badge" data-state="${state}">${words.sealing}</span>
    ${go(session, `${pathTo(language, "receipts")}#receipt-${sequence}`, words.reload)}
  </div>`;
}
