import type { Bundle } from "../bundle.ts";
import { outsideOf } from "../check/territory.ts";
import { citeRule } from "../law/rule-sets.ts";
import { sortedEntries } from "../sorted-entries.ts";
import { listEvidence } from "./evidence-blocks.ts";
import { type DocumentInput, listAbout, listController, listMeasures } from "./opening-blocks.ts";
import type { Block, Cell, Fact, Outline } from "./outline.ts";
import { categoryOf, listPurposeFacts, type PurposeFacts, rulesTo, unique } from "./purpose-facts.ts";
import { makeVoice, type Voice } from "./voice.ts";

/**
 * The record of processing activities of GDPR Article 30(1), as far as model and evidence know it. Every item of (a) to (g)
 * has its place; what nothing here can know is left for people to write, and never filled.
 */
export function makeRecordOfProcessing(input: DocumentInput): Outline {
  const { bundle, language } = input;
  const voice = makeVoice(bundle, language);
  const { record } = voice.words;
  return {
    language,
    title: record.title,
    separator: voice.words.separator,
    blocks: [
      { kind: "paragraph", text: record.lead },
      ...listAbout(input, { source: record.source, rule: ["EU", "EU-15"] }, voice),
      ...listController(input, voice, [sayJoint(bundle, voice)]),
      leftOpen(voice, record.officer),
      ...listActivities(bundle, voice),
      ...listPersons(bundle, voice),
      ...listCategories(bundle, voice),
      ...listRecipients(bundle, voice),
      ...listTransfers(bundle, voice),
      leftOpen(voice, record.transfersPeople),
      ...listMeasures(input, voice),
      leftOpen(voice, record.measuresPeople),
      ...listEvidence(input.evidence, voice),
    ],
  };
}

/** A place for people to write in. */
export function leftOpen({ words }: Voice, text: string): Block {
  return { kind: "people", label: words.forPeople, text };
}

function sayJoint({ recipients }: Bundle, { words, text }: Voice): Fact {
  const joint = Object.values(recipients).filter(({ kind }) => kind === "joint-controller");
  const says = joint.map(({ title, contact }) =>
    contact === undefined ? text(title) : `${text(title)}${words.colon}${contact}`,
  );
  return { name: words.record.joint, says: says.length === 0 ? [words.none] : says };
}

function listActivities(bundle: Bundle, voice: Voice): readonly Block[] {
  const { words } = voice;
  return [
    { kind: "heading", text: words.record.activities },
    {
      kind: "table",
      head: [words.purpose, words.basis, words.data, words.actions, words.recipients, words.clauses],
      rows: listPurposeFacts(bundle).map((facts) => describePurpose(facts, bundle, voice)),
    },
  ];
}

/** One purpose as a row: what for, on which ground, with which data, what is done, to whom it goes, by which clauses. */
export function describePurpose(facts: PurposeFacts, bundle: Bundle, voice: Voice): readonly Cell[] {
  const { words, text, titles } = voice;
  const { purpose, actions, data, recipients, rules } = facts;
  const demanded = bundle.law.applied.filter(({ id }) => facts.demandedBy.includes(id));
  return [
    [text(purpose.title)],
    [
      words.bases[purpose.basis],
      ...(purpose.objection === undefined ? [] : [words.objection(purpose.objection)]),
      ...demanded.map((rule) => words.demanded(citeRule(rule))),
    ],
    orNone(data.map(voice.field), voice),
    orNone(
      actions.map((action) => words.actionWords[action]),
      voice,
    ),
    orNone(titles(bundle.recipients, recipients), voice),
    unique([purpose.clause, ...rules.map(({ clause }) => clause)]),
  ];
}

function listPersons({ forms }: Bundle, voice: Voice): readonly Block[] {
  const { words, text } = voice;
  const titles = sortedEntries(forms).map(([, { title, clause }]) => [[text(title)], [clause]]);
  return [
    { kind: "heading", text: words.record.persons },
    ...(titles.length === 0
      ? []
      : ([
          { kind: "paragraph", text: words.record.personsFrom },
          { kind: "table", head: [words.sources, words.clauseHead], rows: titles },
        ] as const)),
    leftOpen(voice, words.record.personsPeople),
  ];
}

function listCategories({ data }: Bundle, voice: Voice): readonly Block[] {
  const { words, text, kept } = voice;
  return [
    { kind: "heading", text: words.record.categories },
    {
      kind: "table",
      head: [words.category, words.fields, words.nature, words.retention, words.clauseHead],
      rows: sortedEntries(data).map(([, { title, fields, nature, retention, clause }]) => [
        [text(title)],
        sortedEntries(fields).map(([, field]) => text(field.title)),
        [nature === undefined ? words.none : words.natures[nature]],
        [kept(retention)],
        [clause],
      ]),
    },
  ];
}

function listRecipients(bundle: Bundle, voice: Voice): readonly Block[] {
  const { words, text, countries } = voice;
  const rows = sortedEntries(bundle.recipients).map(([id, recipient]) => [
    [text(recipient.title)],
    [words.kinds[recipient.kind ?? "controller"]],
    orNone(dataTo(id, bundle, voice), voice),
    [countries(recipient.countries)],
    [recipient.contact ?? words.unknown],
    [recipient.clause],
  ]);
  const head = [words.recipient, words.kind, words.data, words.countries, words.contact, words.clauseHead];
  return [{ kind: "heading", text: words.record.recipients }, tableOr(head, rows, words.nothingDeclared)];
}

function listTransfers(bundle: Bundle, voice: Voice): readonly Block[] {
  const { words, text, countries } = voice;
  const rows = sortedEntries(bundle.recipients).flatMap(([id, recipient]) => {
    const outside = outsideOf(bundle.law.governing, recipient.countries);
    if (outside.length === 0) return [];
    const { route } = recipient;
    return [
      [
        [text(recipient.title)],
        [countries(outside)],
        orNone(dataTo(id, bundle, voice), voice),
        [route === undefined ? words.noRoute : words.routes[route]],
        [recipient.clause],
      ],
    ];
  });
  const head = [words.recipient, words.countries, words.data, words.route, words.clauseHead];
  return [{ kind: "heading", text: words.record.transfers }, tableOr(head, rows, words.record.noTransfers)];
}

/** The categories of which a recipient receives anything. */
function dataTo(recipient: string, bundle: Bundle, { titles }: Voice): Cell {
  const paths = rulesTo(recipient, bundle).flatMap(({ data }) => data);
  return titles(bundle.data, unique(paths.map(categoryOf)));
}

function orNone(lines: Cell, { words }: Voice): Cell {
  return lines.length === 0 ? [words.none] : lines;
}

function tableOr(head: readonly string[], rows: readonly (readonly Cell[])[], otherwise: string): Block {
  return rows.length === 0 ? { kind: "paragraph", text: otherwise } : { kind: "table", head, rows };
}
