import { makeRun } from "./block.ts";
import type { ImportedPolicy } from "./import-policy.ts";
import { PHRASES } from "./phrases.ts";
import { listWords } from "./word-list.ts";
import { writeLine } from "./write-inline.ts";
import type { ImportedPassage } from "./write-words.ts";

function countWords(passages: readonly ImportedPassage[]): number {
  return passages.reduce((sum, { label, text }) => sum + listWords(label).length + listWords(text).length, 0);
}

/** What an import did, guessed and left open, as Markdown in the main language of the policy. */
export function writeReport(imported: Omit<ImportedPolicy, "report">, file: string): string {
  const [language] = imported.languages;
  const { report: phrases, undecided, guessed } = PHRASES[language];
  const section = (title: string, lines: readonly string[], note = "") => [
    `## ${title}`,
    ...(note === "" || lines.length === 0 ? [] : [note]),
    lines.length === 0 ? phrases.none : lines.map((line) => `- ${line}`).join("\n"),
  ];
  return `${[
    `# ${say(phrases.title(file))}`,
    phrases.summary({
      original: countWords(imported.passages),
      furniture: countWords(imported.passages.filter(({ place }) => place.kind === "furniture")),
    }),
    ...(imported.unmatched ? [phrases.unmatched] : []),
    ...section(
      phrases.undecided,
      imported.undecided.map(({ path, what }) => `\`${path}\`: ${say(undecided[what])}`),
    ),
    ...section(
      phrases.guesses,
      imported.guesses.map((guess) => `\`${guess.path}\`: ${say(guessed(guess))}`),
      phrases.guessesNote,
    ),
    ...section(phrases.numbers, listNumbers(imported), phrases.numbersNote),
    ...section(phrases.references, listReferences(imported)),
    ...section(phrases.furniture, listFurniture(imported), phrases.furnitureNote),
    ...section(phrases.added, imported.added.map(say)),
    `## ${phrases.next}`,
    phrases.steps.map((step, at) => `${at + 1}. ${step}`).join("\n"),
  ].join("\n\n")}\n`;
}

function say(text: string): string {
  return writeLine([makeRun(text.replace(/\s+/g, " "))]);
}

function listNumbers({ original }: Pick<ImportedPolicy, "original">): readonly string[] {
  return Object.entries(original).map(([now, before]) => `${now}: ${say(before)}`);
}

/** `section 3.2`, `第三条` */
const REFERENCE =
  /\b(?:sections?|clauses?|articles?|paragraphs?)\s+(\d{1,3}(?:\.\d{1,3}){0,5}(?:\([a-z0-9]{1,4}\))*)|第[一二三四五六七八九十百零〇\d]{1,5}[章节条款]/giu;

/** Where the words cite a number that has become another. */
function listReferences({
  passages,
  original,
  languages,
}: Omit<ImportedPolicy, "report">): readonly string[] {
  const now = new Map(
    Object.entries(original).map(([id, before]) => [before.split(", ").at(-1) ?? before, id]),
  );
  const { report: phrases } = PHRASES[languages[0]];
  return passages.flatMap(({ text, place }) => {
    if (place.kind !== "clause") return [];
    return Array.from(text.matchAll(REFERENCE)).flatMap(([written, number = written]) => {
      const id = now.get(number);
      return id === undefined || id === number
        ? []
        : [say(phrases.reference({ clause: place.id, written, now: id }))];
    });
  });
}

function listFurniture({ passages, languages }: Omit<ImportedPolicy, "report">): readonly string[] {
  const times = new Map<string, number>();
  for (const { text, place } of passages)
    if (place.kind === "furniture") times.set(text, (times.get(text) ?? 0) + 1);
  const { report: phrases } = PHRASES[languages[0]];
  return [...times].map(([text, count]) => `${say(text)} (${phrases.times(count)})`);
}
