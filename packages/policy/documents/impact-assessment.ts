import type { Bundle } from "../bundle.ts";
import { outsideOf } from "../check/territory.ts";
import { isSensitive } from "../law/sensitive.ts";
import type { Action, PurposeNature } from "../model.ts";
import { sortedEntries } from "../sorted-entries.ts";
import { listEvidence } from "./evidence-blocks.ts";
import { type DocumentInput, listAbout, listController, listMeasures } from "./opening-blocks.ts";
import type { Block, Cell, Outline } from "./outline.ts";
import { categoryOf, listPurposeFacts, recipientsOf, rulesTo, unique } from "./purpose-facts.ts";
import { describePurpose, leftOpen } from "./record-of-processing.ts";
import { makeVoice, type Voice } from "./voice.ts";

/**
 * The factual part of the impact assessment of PIPL Articles 55 and 56: whether each of the five situations occurs by the
 * model, what is processed for what on which ground, and what evidence there is. Every judgement is left for people.
 */
export function makeImpactAssessment(input: DocumentInput): Outline {
  const { bundle, language } = input;
  const voice = makeVoice(bundle, language);
  const { impact } = voice.words;
  return {
    language,
    title: impact.title,
    separator: voice.words.separator,
    blocks: [
      { kind: "paragraph", text: impact.lead },
      ...listAbout(input, { source: impact.source, rule: ["CN", "CN-GO-01"] }, voice),
      ...listController(input, voice),
      ...listSituations(bundle, voice),
      ...listFacts(bundle, voice),
      leftOpen(voice, impact.necessityPeople),
      leftOpen(voice, impact.riskPeople),
      ...listMeasures(input, voice),
      leftOpen(voice, impact.measuresPeople),
      ...listEvidence(input.evidence, voice),
      { kind: "heading", text: impact.conclusion },
      leftOpen(voice, impact.conclusionPeople),
    ],
  };
}

/** What PIPL 73 calls automated decision-making: evaluating habits, interests or standing by program, and deciding. */
const AUTOMATED: ReadonlySet<PurposeNature> = new Set(["automated-decision", "personalisation"]);

/** What brings about a situation, and the clauses it stands in. */
interface Finding {
  readonly what: string;
  readonly clauses: readonly string[];
}

function listSituations(bundle: Bundle, voice: Voice): readonly Block[] {
  const { impact, clauseHead } = voice.words;
  const row = (situation: string, findings: readonly Finding[]): readonly Cell[] => [
    [situation],
    [findings.length === 0 ? impact.no : impact.yes],
    findings.map(({ what }) => what),
    unique(findings.flatMap(({ clauses }) => clauses)),
  ];
  return [
    { kind: "heading", text: impact.situations },
    {
      kind: "table",
      head: [impact.situation, impact.occurs, impact.by, clauseHead],
      rows: [
        row(impact.sensitive, findSensitive(bundle, voice)),
        row(impact.automated, findAutomated(bundle, voice)),
        row(impact.passedOn, [...findReceived(bundle, voice), ...findPublished(bundle, voice)]),
        row(impact.abroad, findAbroad(bundle, voice)),
        [[impact.other], [impact.undecided], [], []],
      ],
    },
    { kind: "paragraph", text: impact.undeclared },
    leftOpen(voice, impact.otherPeople),
  ];
}

function findSensitive({ data }: Bundle, { words, text }: Voice): readonly Finding[] {
  return sortedEntries(data).flatMap(([, { title, nature, clause }]) =>
    nature === undefined || !isSensitive(nature)
      ? []
      : [{ what: `${text(title)}${words.colon}${words.natures[nature]}`, clauses: [clause] }],
  );
}

function findAutomated({ purposes }: Bundle, { text }: Voice): readonly Finding[] {
  return sortedEntries(purposes).flatMap(([, { title, nature, clause }]) =>
    nature === undefined || !AUTOMATED.has(nature) ? [] : [{ what: text(title), clauses: [clause] }],
  );
}

/** Recipients that receive anything by a rule; one that is declared and receives nothing brings about nothing. */
function findReceived(bundle: Bundle, { words, text }: Voice): readonly Finding[] {
  return sortedEntries(bundle.recipients).flatMap(([id, { kind, title, clause }]) => {
    const rules = rulesTo(id, bundle);
    if (rules.length === 0) return [];
    const { entrusted, provided } = words.impact;
    const what = kind === "processor" ? entrusted(text(title)) : provided(text(title));
    return [{ what, clauses: [clause, ...rules.map((rule) => rule.clause)] }];
  });
}

function findPublished(bundle: Bundle, { words, titles }: Voice): readonly Finding[] {
  return rulesThat("publish", bundle).flatMap((rule) =>
    titles(bundle.data, unique(rule.data.map(categoryOf))).map((title) => ({
      what: words.impact.published(title),
      clauses: [rule.clause],
    })),
  );
}

/** Recipients outside the territory, and transfers that name nobody outside it: a reading from abroad is one too. */
function findAbroad(bundle: Bundle, { words, text, countries }: Voice): readonly Finding[] {
  const outside = new Map(
    sortedEntries(bundle.recipients).map(([id, recipient]) => [
      id,
      outsideOf(bundle.law.governing, recipient.countries),
    ]),
  );
  const isOutside = (id: string) => (outside.get(id) ?? []).length > 0;
  const toRecipients = sortedEntries(bundle.recipients).flatMap(([id, { title, clause }]) => {
    const rules = rulesTo(id, bundle);
    if (!isOutside(id) || rules.length === 0) return [];
    const what = words.impact.goesTo(text(title), countries(outside.get(id) ?? []));
    return [{ what, clauses: [clause, ...rules.map((rule) => rule.clause)] }];
  });
  const others = rulesThat("transfer", bundle).filter((rule) => !recipientsOf(rule, bundle).some(isOutside));
  const unnamed = others.map(({ purpose, clause }) => ({
    what: titleOf(bundle, purpose, text),
    clauses: [clause],
  }));
  return [...toRecipients, ...unnamed];
}

function titleOf({ purposes }: Bundle, id: string, text: Voice["text"]): string {
  const purpose = purposes[id];
  return purpose === undefined ? id : text(purpose.title);
}

function rulesThat(action: Action, { rules }: Bundle) {
  return rules.filter((rule) => rule.action === action);
}

function listFacts(bundle: Bundle, voice: Voice): readonly Block[] {
  const { words, text, kept, list } = voice;
  const purposes = listPurposeFacts(bundle);
  const pending = bundle.clauses.flatMap(({ id, status }) => (status.status === "pending" ? [id] : []));
  return [
    { kind: "heading", text: words.impact.facts },
    {
      kind: "table",
      head: [
        words.purpose,
        words.basis,
        words.data,
        words.actions,
        words.recipients,
        words.clauses,
        words.retention,
      ],
      rows: purposes.map((facts) => [
        ...describePurpose(facts, bundle, voice),
        facts.categories.flatMap((id) => {
          const category = bundle.data[id];
          return category === undefined
            ? []
            : [`${text(category.title)}${words.colon}${kept(category.retention)}`];
        }),
      ]),
    },
    ...listForms(bundle, voice),
    ...(pending.length === 0
      ? []
      : ([{ kind: "paragraph", text: words.impact.pending(list(pending)) }] as const)),
  ];
}

/** What each form asks for, and whether it must be given: the facts by which necessity is judged. */
function listForms(bundle: Bundle, voice: Voice): readonly Block[] {
  const { words, text, field, titles } = voice;
  const rows = sortedEntries(bundle.forms).flatMap(([, form]) =>
    form.fields.map(({ field: path, required, purposes }) => [
      [words.form(text(form.title))],
      [required ? words.required(field(path)) : words.optional(field(path))],
      titles(bundle.purposes, purposes),
      [form.clause],
    ]),
  );
  const head = [words.sources, words.data, words.purpose, words.clauseHead];
  return rows.length === 0 ? [] : [{ kind: "table", head, rows }];
}
