import type { Diagnostic } from "../diagnostic.ts";
import type { FactsInWords } from "../interpolate.ts";
import type { AnyModel } from "../model.ts";
import type { Passage, Sentence } from "./passages.ts";
import { readNumbers, type SaidNumber } from "./read-numbers.ts";
import { reportInWords, type Subject } from "./subject.ts";

/** What the model knows is not written a second time by hand: it would go stale, or has. */
export function checkByHand({ model, passages, facts }: Subject): readonly Diagnostic[] {
  const spans = new Map([...facts].map(([language, told]) => [language, listSpans(model, language, told)]));
  return passages.flatMap((passage) => {
    const { language } = passage.words;
    const told = facts.get(language) ?? new Map<string, string>();
    return [
      ...findWrittenFacts(told, passage),
      ...passage.sentences.flatMap((sentence) =>
        findWrittenSpan(spans.get(language) ?? [], passage, sentence),
      ),
    ];
  });
}

/** Facts that nothing else in a policy reads like. */
const UNMISTAKABLE = ["controller.email", "controller.telephone", "controller.address", "effective"];

function findWrittenFacts(
  facts: FactsInWords,
  { words, label, start, text }: Passage,
): readonly Diagnostic[] {
  return UNMISTAKABLE.flatMap((path) => {
    const fact = facts.get(path) ?? "";
    return listPlaces(text, fact).map((place) =>
      reportInWords(words, {
        code: "fact-written-by-hand",
        severity: "warning",
        extent: { start: start + place, end: start + place + fact.length },
        message: `${label} writes out \`${path}\`, which the model may change`,
        replacement: `{{${path}}}`,
      }),
    );
  });
}

/** Where `part` stands in `text` on its own, not within a longer word, number or address. */
function listPlaces(text: string, part: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); part !== "" && at >= 0; at = text.indexOf(part, at + part.length)) {
    const standsAlone =
      !/[\w@/:.-]/.test(text.charAt(at - 1)) && !/^[.-]?[\w@]/.test(text.slice(at + part.length));
    if (standsAlone) places.push(at);
  }
  return places;
}

/** A span of time the model sets, and what a sentence calls the thing it is set for. */
interface KnownSpan {
  readonly label: string;
  readonly clause: string;
  readonly path: string;
  readonly names: RegExp;
  /** As the language of the words says it. */
  readonly lasts: readonly SaidNumber[];
}

function listSpans(model: AnyModel, language: string, facts: FactsInWords): readonly KnownSpan[] {
  const lastsOf = (path: string) => readNumbers(facts.get(path) ?? "", language);
  const data = Object.entries(model.data).map(([id, { clause, title }]) => {
    const path = `data.${id}.keep`;
    const called = literal(title[language] ?? "");
    const told = `\\{\\{\\s*data\\.${literal(id)}\\.(?:title|fields)`;
    return { label: id, clause, path, names: new RegExp(`${called}|${told}`, "i"), lasts: lastsOf(path) };
  });
  const storage = Object.entries(model.storage).map(([name, { clause }]) => {
    const path = `storage.${name}.life`;
    const names = new RegExp(`(?<![\\w.{-])${literal(name)}(?![\\w-]|\\.\\w)`);
    return { label: name, clause, path, names, lasts: lastsOf(path) };
  });
  return [...data, ...storage];
}

/** A pattern for this very text; an empty one is found nowhere. */
function literal(text: string): string {
  return text.trim() === "" ? "(?!)" : text.trim().replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** How a sentence says that something is kept. */
interface Manner {
  readonly keeps: RegExp;
  /** Of something it has named before. */
  readonly again: RegExp;
  /** What another time in the sentence may run from. */
  readonly request: RegExp;
}

const ENGLISH: Manner = {
  keeps:
    /\b(?:keep|keeps|kept|retain|retains|retained|retention|stores?|stored|held|expires?|life|lasts?)\b/i,
  again:
    /\b(?:keep|retain|store) (?:it|them|this|these)\b|\b(?:it|they|these) (?:is|are) (?:kept|retained|stored)\b/i,
  request: /\b(?:request|you ask|asked? us|answer|withdraw|object|repl(?:y|ies)|notif(?:y|ied))\b/i,
};

const CHINESE: Manner = {
  keeps: /保存|保留|留存|存储|有效期/,
  again: /^[\s，、]*(?:我们)?(?:将|会|仅)?(?:保存|保留|留存)/,
  request: /请求|要求|申请|答复|撤回|反对|通知/,
};

const KEEPING: ReadonlyMap<string, Manner> = new Map([
  ["en", ENGLISH],
  ["zh", CHINESE],
]);

/** A sentence that says how long one thing is kept, once. */
function findWrittenSpan(
  spans: readonly KnownSpan[],
  passage: Passage,
  sentence: Sentence,
): readonly Diagnostic[] {
  const [said, ...others] = sentence.numbers.filter(({ plain, amount }) => plain && isTime(amount));
  if (said === undefined || others.length > 0) return [];
  const known = findMeant(spans, passage, sentence);
  const [expected, ...more] = known?.lasts ?? [];
  if (known === undefined || expected === undefined || more.length > 0) return [];
  const found = reportSpan({ passage, said, known, expected });
  return found === null ? [] : [found];
}

function findMeant(
  spans: readonly KnownSpan[],
  { id, words, prose }: Passage,
  { text, prose: said }: Sentence,
): KnownSpan | undefined {
  const manner = KEEPING.get(words.language);
  if (manner === undefined || manner.request.test(said)) return undefined;
  const listed = /[:：]/.test(said) && manner.keeps.test(prose);
  if (!listed && !manner.keeps.test(said)) return undefined;
  const named = spans.filter(({ names }) => names.test(text));
  const bound = manner.again.test(said) ? spans.filter(({ clause }) => clause === id) : [];
  const meant = named.length > 0 ? named : bound;
  return meant.length === 1 ? meant[0] : undefined;
}

interface SpanInWords {
  readonly passage: Passage;
  readonly said: SaidNumber;
  readonly known: KnownSpan;
  readonly expected: SaidNumber;
}

function reportSpan({ passage, said, known, expected }: SpanInWords): Diagnostic | null {
  const { words, label } = passage;
  const extent = { start: said.start, end: said.start + said.text.length };
  const fact = `{{${known.path}}}`;
  if (said.amount === expected.amount)
    return reportInWords(words, {
      code: "fact-written-by-hand",
      severity: "warning",
      extent,
      message: `${label} writes out how long \`${known.label}\` is kept, which the model may change`,
      help: `write \`${fact}\``,
      replacement: said.text.includes("-") ? undefined : fact,
    });
  if (isAbout(said.amount, expected.amount)) return null;
  return reportInWords(words, {
    code: "contradiction-retention",
    extent,
    message: `${label} keeps \`${known.label}\` for \`${said.text.trim()}\`, and the model for \`${expected.text}\``,
    help: `write \`${fact}\`, or put the model right`,
  });
}

function isTime(amount: string): boolean {
  return / (?:hours|months)$/.test(amount);
}

const HOURS_IN_MONTH = 730.5;

/** Whether one counts months and the other days, and they come to about the same: a year, and 365 days. */
function isAbout(a: string, b: string): boolean {
  const ratio = inHours(a) / inHours(b);
  return ratio > 0.95 && ratio < 1.05;
}

function inHours(amount: string): number {
  return Number.parseFloat(amount) * (amount.endsWith("months") ? HOURS_IN_MONTH : 1);
}
