import type { Bundle } from "../bundle.ts";
import { findRuleSet } from "../law/rule-sets.ts";
import { MECHANISMS } from "../model.ts";
import type { EvidenceFigures } from "./evidence-figures.ts";
import type { Block, Fact } from "./outline.ts";
import type { Voice } from "./voice.ts";

/** What a document is made of. */
export interface DocumentInput {
  readonly bundle: Bundle;
  /** SHA-256 of the bundle, hexadecimal. */
  readonly version: string;
  /** Instant at which it is made, ISO 8601 in UTC. */
  readonly madeAt: string;
  readonly evidence: EvidenceFigures;
  /** One of `DOCUMENT_LANGUAGES`. */
  readonly language: string;
}

/** The provision of law a document is made for, and the rule of ours that says so. */
export interface Ground {
  readonly source: string;
  /** Name of a rule set, and id of a rule in it. */
  readonly rule: readonly [set: string, id: string];
}

/** Which policy a document was made for, when, and on which rule of law; and how far that rule was verified. */
export function listAbout(
  { bundle, version, madeAt }: DocumentInput,
  { source, rule: [set, id] }: Ground,
  { words, text, day }: Voice,
): readonly Block[] {
  const rule = findRuleSet(set)?.rules.find((known) => known.id === id);
  const { law, title, effective } = bundle;
  const further = law.also ?? [];
  return [
    { kind: "heading", text: words.about },
    {
      kind: "facts",
      rows: [
        { name: words.madeFor, says: [text(title)] },
        { name: words.version, says: [version] },
        { name: words.madeAt, says: [madeAt] },
        { name: words.effective, says: [day(effective)] },
        { name: words.law, says: [text(law.title)] },
        ...(further.length === 0 ? [] : [{ name: words.furtherLaws, says: further }]),
        {
          name: words.basedOn,
          says: [source, ...(rule === undefined ? [] : [words.rule(id, words.verified[rule.verified])])],
        },
      ],
    },
  ];
}

/** Who is responsible, with what else is to be said of them. */
export function listController(
  { bundle: { controller } }: DocumentInput,
  voice: Voice,
  more: readonly Fact[] = [],
): readonly Block[] {
  const { words, text } = voice;
  const heading: Block = { kind: "heading", text: words.controller };
  if (controller === null)
    return [
      heading,
      { kind: "paragraph", text: words.noController },
      ...(more.length === 0 ? [] : [{ kind: "facts", rows: more } as const]),
    ];
  const rows: readonly Fact[] = [
    { name: words.name, says: [text(controller.name)] },
    { name: words.address, says: [text(controller.address)] },
    { name: words.email, says: [controller.email] },
    { name: words.telephone, says: [controller.telephone] },
    { name: words.complaints, says: [text(controller.complaints)] },
    { name: words.clauseHead, says: [controller.clause] },
    ...more,
  ];
  return [heading, { kind: "facts", rows }];
}

/** What protects the data: what the policy promises and the software keeps, and what the software does by itself. */
export function listMeasures({ bundle, evidence }: DocumentInput, voice: Voice): readonly Block[] {
  const { words, text } = voice;
  const kept = MECHANISMS.flatMap((mechanism) => {
    const clauses = bundle.clauses.filter(
      ({ status }) => status.status === "enforced" && status.by.includes(mechanism),
    );
    return clauses.length === 0
      ? []
      : [[[words.mechanisms[mechanism]], [clauses.map(({ id }) => id).join(", ")]]];
  });
  const own: readonly Block[] =
    evidence.measures === null
      ? []
      : [
          { kind: "paragraph", text: words.measuresTaken },
          {
            kind: "table",
            head: [words.measure],
            rows: evidence.measures.map((measure) => [[text(measure)]]),
          },
        ];
  return [
    { kind: "heading", text: words.measures },
    { kind: "paragraph", text: words.measuresPromised },
    kept.length === 0
      ? { kind: "paragraph", text: words.nothingDeclared }
      : { kind: "table", head: [words.measure, words.clauses], rows: kept },
    ...own,
  ];
}
