import type { Diagnostic } from "../diagnostic.ts";
import type { AnyModel } from "../model.ts";
import { findNearest, suggest } from "../near-miss.ts";
import { listFieldPaths } from "./names.ts";
import type { Passage, Sentence } from "./passages.ts";
import { reportInWords, type Subject } from "./subject.ts";

/** What the words refer to exists: clauses by their numbers, keys on the device and data by their names. */
export function checkMentions({ model, passages }: Subject): readonly Diagnostic[] {
  const declared = {
    data: model.data,
    fields: listFieldPaths(model),
    keys: Object.keys(model.storage),
    prefixes: Object.entries(model.storage).flatMap(([name, { prefix }]) => (prefix === true ? [name] : [])),
    hosts: Object.keys(model.hosts ?? {}),
  };
  return passages.flatMap((passage) => [
    ...findUnknownReferences(passage),
    ...passage.sentences.flatMap((sentence) => findUndeclaredNames(declared, passage, sentence)),
  ]);
}

/** A number of this policy, by language: one with a point in it, and not of some other text. */
const REFERENCES: ReadonlyMap<string, RegExp> = new Map([
  [
    "en",
    /\b(?:[Cc]lauses?|[Ss]ections?|[Pp]aragraphs?)\s+(?<first>\d{1,2}(?:\.\d{1,2})+)(?:(?:,\s*|\s+and\s+|\s+or\s+|\s+to\s+)(?<second>\d{1,2}(?:\.\d{1,2})+))?(?!\.?\d)(?!\s*(?:\([^)]*\)\s*)?(?:of|in|under)\s+(?:the\s+)?\p{Lu})/dgu,
  ],
  [
    "zh",
    /第\s*(?<first>\d{1,2}(?:\.\d{1,2})+)(?:\s*[、至和及]\s*第?\s*(?<second>\d{1,2}(?:\.\d{1,2})+))?\s*[条节款项]/dgu,
  ],
]);

function findUnknownReferences({ words, label, start, prose }: Passage): readonly Diagnostic[] {
  const pattern = REFERENCES.get(words.language);
  if (pattern === undefined) return [];
  const numbers = [...words.sections, ...words.clauses].map(({ id }) => id);
  return Array.from(prose.matchAll(pattern)).flatMap((match) =>
    [match.indices?.groups?.first, match.indices?.groups?.second].flatMap((place) => {
      if (place === undefined) return [];
      const number = prose.slice(...place);
      if (numbers.includes(number)) return [];
      const extent = { start: start + place[0], end: start + place[1] };
      const message = `${label} refers to \`${number}\`, which is not in the policy`;
      const near = numbers.filter((id) => id.startsWith(number.slice(0, number.lastIndexOf(".") + 1)));
      const help = near.length === 0 ? undefined : `there are ${quoteAll(near.slice(0, 12))}`;
      return [reportInWords(words, { code: "clause-reference-unknown", extent, message, help })];
    }),
  );
}

function quoteAll(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

/** What a sentence speaks of when a name in it is the name of something on the device. */
const DEVICE: ReadonlyMap<string, RegExp> = new Map([
  [
    "en",
    /\bcookies?\b|\blocal storage\b|\bstorage (?:key|item|entry)\b|\bon your (?:device|computer|phone)\b/i,
  ],
  ["zh", /Cookie|本地存储|存储项|您的(?:设备|浏览器|计算机|电脑|手机)/i],
]);
const SIGNALS = ["Sec-GPC", "DNT", "Do-Not-Track", "Set-Cookie", "Cookie"];

interface Declared {
  readonly data: AnyModel["data"];
  readonly fields: readonly string[];
  readonly keys: readonly string[];
  /** Of the keys, those that are the beginning of several. */
  readonly prefixes: readonly string[];
  readonly hosts: readonly string[];
}

function findUndeclaredNames(
  { data, fields, keys, prefixes, hosts }: Declared,
  { words, label }: Passage,
  { start, text, prose }: Sentence,
): readonly Diagnostic[] {
  const ofDevice = DEVICE.get(words.language)?.test(prose) ?? false;
  return Array.from(text.matchAll(/`([A-Za-z_][\w.-]*)`/g)).flatMap((match) => {
    const [written, name = ""] = match;
    if ([...keys, ...fields, ...hosts].includes(name)) return [];
    if (prefixes.some((prefix) => name.startsWith(prefix))) return [];
    const known = name.includes(".") && Object.hasOwn(data, name.split(".")[0] ?? "") ? fields : keys;
    const nearest = findNearest(name, known);
    if (known === keys && nearest === undefined && (!ofDevice || SIGNALS.includes(name))) return [];
    const at = start + match.index;
    return [
      reportInWords(words, {
        code: "words-name-undeclared",
        severity: "warning",
        extent: { start: at, end: at + written.length },
        message: `${label} names \`${name}\`, which the model does not declare`,
        ...suggest(name, known),
        replacement: nearest === undefined ? undefined : `\`${nearest}\``,
      }),
    ];
  });
}
