import { html } from "hono/html";
import { attribute, type Html, notice } from "../elements.ts";
import { type Language, type Words, wordsOf } from "../words.ts";

/**
 * The part of the page where a receipt is checked, with every word and shape the script of `@avow/kit` fills in. Without
 * the script it explains the command.
 */
export function receiptCheck(language: Language): Html {
  const words = wordsOf(language);
  const { check } = words;
  return html`<section class="card stack" data-receipt-check data-trust="/log/trust.txt">
    <h2>${check.title}</h2>
    <p data-without-script>${check.noScript}</p>
    <div class="stack" hidden data-with-script>
      <p>${check.here}</p>
      <div>
        <div class="field">
          <label for="receipt-file">${check.file}</label>
          <input id="receipt-file" type="file" accept=".tlog-proof,text/plain" data-result="file-result">
        </div>
        <div class="result" id="file-result" role="status"></div>
      </div>
      <p class="meta">${check.honest}</p>
    </div>
    <pre><code>npx avow verify receipt.tlog-proof</code></pre>
    ${verdicts(check)}
    <template data-words>
      ${Object.entries(words.kinds).map(([kind, text]) => html`<span data-word="kind ${kind}">${text}</span>`)}
      ${Object.entries(check.steps).map(([step, text]) => html`<span data-word="step ${step}">${text}</span>`)}
    </template>
    <template data-fact><div><dt data-slot="name"></dt><dd data-slot="value"></dd></div></template>
  </section>`;
}

function verdicts(check: Words["check"]): Html {
  const { verifies, fails, unknown } = check;
  const why = row("why", check.detail);
  return html`<template data-verdict="verifies">${notice("permit", {
    title: verifies.title,
    content: html`<p>${verifies.text}</p>
      <pre data-about="public" data-slot="entry"></pre>
      <dl class="held">
        ${row("kind", check.what, "person")}
        ${row("at", check.when, "person")}
        ${row("clause", check.clause, "person")}
        ${row("seq", check.sequence, "person")}
        ${row("policy", check.policy, "person")}
        <div data-facts-before><dt>${check.index}</dt><dd data-slot="index"></dd></div>
        ${row("origin", check.log)}
        <div><dt>${check.witnesses}</dt><dd data-slot="witnesses">${check.logOnly}</dd></div>
      </dl>`,
  })}</template>
  <template data-verdict="does-not-verify">${notice("refusal", {
    title: fails.title,
    content: html`<p>${fails.text}</p><dl class="held">${row("step", check.step)}${why}</dl>`,
  })}</template>
  <template data-verdict="cannot-tell">${notice("caution", {
    title: unknown.title,
    content: html`<p>${unknown.text}</p><dl class="held">${why}</dl>`,
  })}</template>`;
}

function row(slot: string, label: string, about?: "person"): Html {
  return html`<div${attribute("data-about", about)}><dt>${label}</dt><dd data-slot="${slot}"></dd></div>`;
}
