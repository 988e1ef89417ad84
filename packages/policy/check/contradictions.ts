import type { Diagnostic, DiagnosticCode } from "../diagnostic.ts";
import { findField } from "../interpolate.ts";
import type { Action, AnyModel } from "../model.ts";
import { isConsent } from "./consent.ts";
import { DENIALS, type Denials } from "./denials.ts";
import { listDisclosures } from "./disclosures.ts";
import type { Passage, Sentence } from "./passages.ts";
import { reportInWords, type Subject } from "./subject.ts";
import { isAbroad } from "./territory.ts";

/** The words deny nothing that the model does. */
export function checkContradictions({ model, passages }: Subject): readonly Diagnostic[] {
  const does = listDoings(model);
  const touches = new Map(model.languages.map((language) => [language, listTouches(model, language)]));
  return passages.flatMap((passage) => {
    const { language } = passage.words;
    const denials = DENIALS.get(language);
    if (denials === undefined) return [];
    return passage.sentences.flatMap((sentence) => {
      const said: Said = { passage, sentence, denials };
      return [
        ...findDenied(said, does),
        ...findTouched(said, touches.get(language) ?? []),
        ...findUnasked(said, model),
      ];
    });
  });
}

/** One sentence, and how its language denies. */
interface Said {
  readonly passage: Passage;
  readonly sentence: Sentence;
  readonly denials: Denials;
}

/** What the model does of that which policies like to deny; `null` where it does not. */
interface Doings {
  readonly shares: string | null;
  readonly sharesBeyondProcessors: string | null;
  readonly cookie: string | null;
  readonly exports: string | null;
}

function listDoings(model: AnyModel): Doings {
  const handed = listDisclosures(model).flatMap(({ action, purpose, recipient, path: [part, name] }) =>
    recipient.flatMap((id) => {
      const declared = Object.hasOwn(model.recipients, id) ? model.recipients[id] : undefined;
      const by = part === "hosts" ? `host \`${name}\`` : `permit ${action} for \`${purpose}\``;
      return declared === undefined ? [] : [{ permit: `the ${by} gives data to \`${id}\``, ...declared }];
    }),
  );
  const abroad = handed.flatMap(({ permit, countries }) => {
    const country = countries.find((each) => isAbroad(each, model));
    return country === undefined ? [] : [`${permit} in \`${country}\``];
  });
  const [cookie] = Object.entries(model.storage).find(([, { kind }]) => kind === "cookie") ?? [null];
  return {
    shares: handed[0]?.permit ?? null,
    sharesBeyondProcessors: handed.find(({ kind }) => kind !== "processor")?.permit ?? null,
    cookie: cookie === null ? null : `the model declares the cookie \`${cookie}\``,
    exports: abroad[0] ?? null,
  };
}

function findDenied(said: Said, does: Doings): readonly Diagnostic[] {
  const { shares, usesCookies, leaves } = said.denials;
  return [
    ...shares.flatMap(({ pattern, sparesProcessors }) =>
      contradict(said, pattern, {
        code: "contradiction-never-shared",
        denied: "that data is shared",
        fact: sparesProcessors ? does.sharesBeyondProcessors : does.shares,
      }),
    ),
    ...usesCookies.flatMap((pattern) =>
      contradict(said, pattern, {
        code: "contradiction-no-cookies",
        denied: "that cookies are used",
        fact: does.cookie,
      }),
    ),
    ...leaves.flatMap((pattern) =>
      contradict(said, pattern, {
        code: "contradiction-stays-in-country",
        denied: "that data leaves the country",
        fact: does.exports,
      }),
    ),
  ].slice(0, 1);
}

interface Contradiction {
  readonly code: DiagnosticCode;
  readonly denied: string;
  /** What the model does all the same; `null` when it does not. */
  readonly fact: string | null;
}

function contradict(
  said: Said,
  pattern: RegExp,
  { code, denied, fact }: Contradiction,
): readonly Diagnostic[] {
  const { passage, sentence, denials } = said;
  const match = fact === null ? null : pattern.exec(sentence.prose);
  if (match === null) return [];
  const around = sentence.prose.slice(0, match.index) + sentence.prose.slice(match.index + match[0].length);
  if (denials.exceptions.test(around)) return [];
  const start = sentence.start + match.index + match[0].search(/\S/);
  const extent = { start, end: sentence.start + match.index + match[0].trimEnd().length };
  const message = `${passage.label} denies ${denied}, and ${fact}`;
  const help = "say what is done, or do it no longer";
  return [reportInWords(passage.words, { code, extent, message, help })];
}

/** Something the model does with data, or over a channel. */
interface Touch {
  readonly of: "data" | "channel";
  readonly title: string;
  readonly action: Action;
  readonly fact: string;
}

function listTouches(model: AnyModel, language: string): readonly Touch[] {
  const collected = Object.entries(model.forms).flatMap(([form, { fields }]) =>
    fields.map(({ field }) => ({
      field,
      action: "collect" as const,
      fact: `form \`${form}\` collects \`${field}\``,
    })),
  );
  const permitted = model.permits.flatMap(({ action, purpose, data }) =>
    data.map((field) => ({
      field,
      action,
      fact: `the permit ${action} for \`${purpose}\` names \`${field}\``,
    })),
  );
  const reached = Object.entries(model.hosts ?? {}).flatMap(([name, { data }]) =>
    data.map((field) => ({
      field,
      action: "disclose" as const,
      fact: `host \`${name}\` is told \`${field}\``,
    })),
  );
  const fields = [...collected, ...reached, ...permitted].map(({ field, action, fact }): Touch => {
    return { of: "data", title: findField(model, field)?.title[language] ?? "", action, fact };
  });
  const channels = model.permits.flatMap(({ action, purpose, channel = [] }) =>
    channel.map((id): Touch => {
      const declared = Object.hasOwn(model.channels, id) ? model.channels[id] : undefined;
      const fact = `the permit ${action} for \`${purpose}\` goes by \`${id}\``;
      return { of: "channel", title: declared?.title[language] ?? "", action, fact };
    }),
  );
  return [...fields, ...channels].filter(({ title }) => title.trim() !== "");
}

/** "We do not collect your telephone number", where a form does. */
function findTouched({ passage, sentence, denials }: Said, touches: readonly Touch[]): readonly Diagnostic[] {
  const { start, prose } = sentence;
  return denials.touches.flatMap(({ pattern, of, actions }) => {
    const match = pattern.exec(prose);
    if (match === null) return [];
    const named = match.index + match[0].length;
    const rest = prose.slice(named);
    const touch = touches.find(
      (each) =>
        each.of === of &&
        actions.includes(each.action) &&
        rest.toLowerCase().startsWith(each.title.toLowerCase()) &&
        denials.ends.test(rest.slice(each.title.length)),
    );
    if (touch === undefined) return [];
    const around = prose.slice(0, match.index) + rest.slice(touch.title.length);
    if (denials.exceptions.test(around)) return [];
    const extent = { start: start + match.index, end: start + named + touch.title.length };
    const message = `${passage.label} denies this, and ${touch.fact}`;
    return [reportInWords(passage.words, { code: "contradiction-forbidden", extent, message })];
  });
}

/**
 * "Only with your consent", where a permit under this clause asks for none. To erase or keep is not to act unasked; a purpose
 * that stands on consent is reported as such.
 */
function findUnasked({ passage, sentence, denials }: Said, model: AnyModel): readonly Diagnostic[] {
  if (passage.kind !== "clause") return [];
  const match = denials.actsUnasked.map((pattern) => pattern.exec(sentence.prose)).find(Boolean);
  if (match === undefined || match === null) return [];
  const unasked = model.permits.find(
    ({ clause, action, purpose, when = [] }) =>
      clause === passage.id &&
      action !== "erase" &&
      action !== "keep" &&
      !isConsent(Object.hasOwn(model.purposes, purpose) ? model.purposes[purpose]?.basis : undefined) &&
      !when.some(({ kind }) => kind === "consent" || kind === "cookies-accepted"),
  );
  if (unasked === undefined) return [];
  const start = sentence.start + match.index + match[0].search(/\S/);
  const extent = { start, end: sentence.start + match.index + match[0].trimEnd().length };
  const message = `${passage.label} promises to act only with consent, and its permit ${unasked.action} for \`${unasked.purpose}\` requires none`;
  const help = `add \`when: [{ kind: "consent", purpose: "${unasked.purpose}" }]\`, or give the permit the clause it keeps`;
  const code = "contradiction-consent";
  return [reportInWords(passage.words, { code, severity: "warning", extent, message, help })];
}
