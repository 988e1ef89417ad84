import { readQuestion } from "@avow/kit";
import { ACTIONS, type Bundle, type Decision, type Text } from "@avow/policy";
import { html } from "hono/html";
import { attribute, carry, type Html, notice } from "../elements.ts";
import { answer } from "../frame.ts";
import { pathTo } from "../sections.ts";
import { SESSION_FIELD } from "../session.ts";
import type { CentreContext, Visit } from "../site.ts";
import { asHeading, formatDay, inLanguage, type Language, type Words, wordsOf } from "../words.ts";
import type { Published, VersionRow } from "./published.ts";
import { questionBox } from "./question-box.ts";

/** No name and no question is longer; what is, is cut, and then not understood. */
const LONGEST_VALUE = 300;

/**
 * Anyone asks the gate, who may do what with which data, what for and to whom. The page's script answers in the browser;
 * without it the server does, by the same gate. The question stands in the address, in names of the policy alone.
 */
export async function askPage(c: CentreContext, published: Published): Promise<Response> {
  const { visit } = c.var;
  const { language } = visit;
  const fields = await readFields(c);
  const question = readQuestion(fields);
  const words = wordsOf(language).ask;
  const { gate, earlier } = await published.gateOf(visit);
  const decision = question === null ? null : gate.decide(question.facts, question.operation);
  return answer(c, {
    title: words.title,
    lead: words.lead,
    section: "ask",
    script: "ask-gate",
    wide: true,
    inLanguage: (other) => `${pathTo(other, "ask")}${fields.size === 0 ? "" : `?${fields}`}`,
    main: html`<div class="ask">
      ${questionForm(visit, fields, earlier)}
      <section class="ask-answer stack tight" id="answer" aria-labelledby="answer-title">
        <h2 id="answer-title">${words.answer}</h2>
        <div data-answer role="status">${decision === null ? waiting(words) : verdict(decision, visit)}</div>
      </section>
    </div>
    ${templates(visit)}
    <hr>
    ${questionBox(visit, fields)}`,
  });
}

/** The fields of the query, and of a form that carries a session; never the session itself. */
async function readFields(c: CentreContext): Promise<URLSearchParams> {
  // A body that is no form says nothing.
  const posted = c.req.method === "POST" ? await c.req.formData().catch(() => new FormData()) : [];
  const fields = new URLSearchParams();
  for (const [name, value] of [...new URL(c.req.url).searchParams, ...posted])
    if (name !== SESSION_FIELD && typeof value === "string")
      fields.append(name, value.slice(0, LONGEST_VALUE));
  return fields;
}

function questionForm(
  { language, session, policy }: Visit,
  fields: URLSearchParams,
  earlier: readonly VersionRow[],
): Html {
  const { bundle, version } = policy;
  const words = wordsOf(language).ask;
  const isCarried = session?.kind === "carried";
  return html`<form class="stack loose" method="${isCarried ? "post" : "get"}" action="${pathTo(language, "ask")}#answer" data-ask-gate data-bundle="/.well-known/avow/policy/${version}" data-version="${version}" data-earlier="${earlier.map((one) => one.version).join(" ")}">
    ${carry(session)}
    <div class="halves">
      ${select("by", words.who, titled(bundle.roles, language), { fields, words })}
      ${select("do", words.deed, deeds(bundle, language), { fields, words })}
      ${select("for", words.purpose, titled(bundle.purposes, language), { fields, words })}
    </div>
    <fieldset class="part stack tight">
      <legend>${words.data}</legend>
      <div class="tick-groups">${Object.entries(bundle.data).map(([category, { title, fields: declared }]) =>
        tickGroup(
          inLanguage(title, language),
          Object.entries(declared).map(([field, one]) =>
            tick("data", `${category}.${field}`, inLanguage(one.title, language), fields),
          ),
        ),
      )}</div>
    </fieldset>
    ${factsPart(bundle, language, fields)}
    ${
      earlier.length === 0
        ? ""
        : tickGroup(
            words.heldTo,
            earlier.map(({ version: former, from }) =>
              tick("heldTo", former, `${formatDay(from, language)} · ${former.slice(0, 12)}`, fields),
            ),
          )
    }
    <div class="stack tight">
      <div><button class="button primary" type="submit">${words.submit}</button></div>
      <p class="meta" data-without-script>${words.noScript}</p>
      <p class="meta" hidden data-with-script>${words.here}</p>
    </div>
  </form>`;
}

interface Option {
  readonly value: string;
  readonly label: string;
}

function titled(
  elements: Readonly<Record<string, { readonly title: Text }>>,
  language: Language,
): readonly Option[] {
  return Object.entries(elements).map(([value, { title }]) => ({
    value,
    label: asHeading(inLanguage(title, language)),
  }));
}

/** Every action with each form, channel, recipient or key it may be done with. What takes one that is nowhere named can be read and not chosen. */
function deeds(bundle: Bundle, language: Language): readonly Option[] {
  const words = wordsOf(language).ask;
  const objects = {
    collect: bundle.forms,
    contact: bundle.channels,
    disclose: bundle.recipients,
    transfer: bundle.recipients,
    store: bundle.storage,
  };
  return ACTIONS.flatMap((action): readonly Option[] => {
    const said = words.deeds[action];
    if (typeof said === "string") return [{ value: action, label: said }];
    const takes = objects[action as keyof typeof objects];
    const options = Object.entries(takes).map(([id, { title }]) => ({
      value: `${action}:${id}`,
      label: said(action === "store" ? id : inLanguage(title, language)),
    }));
    return options.length > 0
      ? options
      : [{ value: "", label: words.unnamed[action as keyof typeof objects] }];
  });
}

function select(
  name: string,
  label: string,
  options: readonly Option[],
  { fields, words }: { readonly fields: URLSearchParams; readonly words: Words["ask"] },
): Html {
  const chosen = fields.get(name);
  return html`<div class="field">
    <label for="ask-${name}">${label}</label>
    <select id="ask-${name}" name="${name}" required>
      <option value="">${words.choose}</option>
      ${options.map(({ value, label: said }) =>
        value === ""
          ? html`<option value="" disabled>${said}</option>`
          : html`<option value="${value}"${value === chosen ? html` selected` : ""}>${said}</option>`,
      )}
    </select>
  </div>`;
}

/** Only the facts that some rule of the policy asks about; nothing else could change an answer. */
function factsPart(bundle: Bundle, language: Language, fields: URLSearchParams): Html {
  const words = wordsOf(language).ask;
  const conditions = bundle.rules.flatMap(({ when }) => when.map(({ condition }) => condition));
  const about = (kind: "consent" | "not-objected" | "within-pace") =>
    new Set(conditions.flatMap((condition) => (condition.kind === kind ? [condition.purpose] : [])));
  const has = (kind: string) => conditions.some((condition) => condition.kind === kind);
  const [consents, objections, paces] = [about("consent"), about("not-objected"), about("within-pace")];
  const purposes = Object.keys(bundle.purposes).filter((id) =>
    [consents, objections, paces].some((named) => named.has(id)),
  );
  return html`<fieldset class="part stack tight">
    <legend>${words.facts}</legend>
    <div class="halves">
      ${choice("person", words.person, words.persons, fields)}
      ${has("cookies-accepted") ? choice("cookies", words.cookies, words.cookieStates, fields) : ""}
      ${has("similar-purchase") ? choice("purchases", words.purchases, words.purchaseStates, fields) : ""}
      ${has("licensed") ? choice("licence", words.licence, words.licenceStates, fields) : ""}
    </div>
    <div class="tick-groups">
      ${purposes.map((id) =>
        tickGroup(asHeading(inLanguage(bundle.purposes[id]?.title ?? {}, language)), [
          ...(consents.has(id) ? [choice(`consent.${id}`, words.consent, words.consents, fields)] : []),
          ...(objections.has(id) ? [tick("objected", id, words.objected, fields)] : []),
          ...(paces.has(id) ? [tick("reached", id, words.reached, fields)] : []),
        ]),
      )}
    </div>
    ${has("not-minor") ? tick("minor", "yes", words.minor, fields) : ""}
    ${has("not-held") ? tick("held", "yes", words.held, fields) : ""}
  </fieldset>`;
}

function choice(
  name: string,
  label: string,
  states: Readonly<Record<string, string>>,
  fields: URLSearchParams,
): Html {
  const chosen = fields.get(name);
  return html`<div class="field">
    <label for="ask-${name}">${label}</label>
    <select id="ask-${name}" name="${name}">${Object.entries(states).map(
      ([state, said]) =>
        html`<option value="${state}"${state === chosen ? html` selected` : ""}>${said}</option>`,
    )}</select>
  </div>`;
}

function tickGroup(label: string, ticks: readonly Html[]): Html {
  return html`<fieldset class="ticks"><legend>${label}</legend>${ticks}</fieldset>`;
}

function tick(name: string, value: string, label: string, fields: URLSearchParams): Html {
  const isTicked = fields.getAll(name).includes(value);
  return html`<label class="tick"><input type="checkbox" name="${name}" value="${value}"${isTicked ? html` checked` : ""}> <span>${label}</span></label>`;
}

function waiting(words: Words["ask"]): Html {
  return html`<p class="empty">${words.waiting}</p>`;
}

/** The outcomes the script fills in: the very shapes the server answers with. */
function templates(visit: Visit): Html {
  const words = wordsOf(visit.language).ask;
  return html`<template data-effect="waiting">${waiting(words)}</template>
    <template data-effect="failed">${notice("caution", { title: words.failed, isQuiet: true })}</template>
    <template data-effect="permit">${verdict("permit", visit)}</template>
    <template data-effect="refuse">${verdict("refuse", visit)}</template>`;
}

/** A decision in words; for a template, the shape of one with its places empty. */
function verdict(given: Decision | Decision["effect"], { language, policy }: Visit): Html {
  const words = wordsOf(language).ask;
  const colon = language === "zh" ? "：" : ": ";
  const decision = typeof given === "string" ? null : given;
  const clause = html`<p><a class="clause" data-clause href="${pathTo(language, "policy")}#${decision?.clause ?? ""}">${words.clause} <span data-slot="clause">${decision?.clause ?? ""}</span></a></p>`;
  if (given === "permit" || decision?.effect === "permit")
    return notice("permit", {
      title: words.permit,
      isQuiet: true,
      content: html`<p>${words.permitText}</p>${clause}`,
    });
  const refusal = decision?.effect === "refuse" ? decision : null;
  const remedy = refusal?.remedy ?? null;
  const purpose = remedy !== null && "purpose" in remedy ? policy.bundle.purposes[remedy.purpose] : undefined;
  const isShown = (kind: string) => refusal === null || kind === (remedy?.kind ?? "none");
  const remedies = Object.entries(words.remedies).filter(([kind]) => isShown(kind));
  const isSourced = refusal === null || refusal.source !== null;
  return notice("refusal", {
    title: words.refuse,
    isQuiet: true,
    content: html`<p data-slot="reason">${refusal === null ? "" : inLanguage(refusal.reason, language)}</p>
      ${clause}
      ${remedies.map(([kind, text]) => html`<p data-remedy="${kind}">${words.remedy}${colon}${text}${kind === "consent" || kind === "withdraw-objection" ? html`${colon}<span data-slot="purpose">${inLanguage(purpose?.title ?? {}, language)}</span>` : ""}</p>`)}
      ${isShown("none") ? html`<p data-remedy="none">${words.noRemedy}</p>` : ""}
      ${isSourced ? html`<p${attribute("data-if", "source")}>${words.source}${colon}<span data-slot="source">${refusal?.source ?? ""}</span></p>` : ""}`,
  });
}
