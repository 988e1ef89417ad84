import type { Diagnostic } from "../diagnostic.ts";
import type { Passage } from "./passages.ts";
import type { SaidNumber } from "./read-numbers.ts";
import { reportInWords, type Subject } from "./subject.ts";

/** A clause says the same numbers in every language. */
export function checkNumbers({ passages }: Subject): readonly Diagnostic[] {
  const byLanguage = Map.groupBy(passages, ({ words }) => words);
  const [first, ...others] = [...byLanguage.values()].map(listSayings);
  if (first === undefined) return [];
  return others.flatMap((other) => [...findUnsaid(first, other), ...findUnsaid(other, first)]);
}

interface Saying {
  readonly passage: Passage;
  readonly numbers: readonly SaidNumber[];
}

type Sayings = ReadonlyMap<string, Saying>;

function listSayings(passages: readonly Passage[]): Sayings {
  return new Map(
    passages.map((passage) => {
      const numbers = passage.sentences.flatMap((sentence) => sentence.numbers);
      return [`${passage.kind} ${passage.id}`, { passage, numbers }];
    }),
  );
}

/** What is said plainly in `here`, and not at all at the same place of `there`. */
function findUnsaid(here: Sayings, there: Sayings): readonly Diagnostic[] {
  return [...here].flatMap(([id, { passage, numbers }]) => {
    const counterpart = there.get(id);
    if (counterpart === undefined) return [];
    const amounts = new Set(counterpart.numbers.map(({ amount }) => amount));
    const values = new Set(
      counterpart.numbers.map(({ value }) => value).filter((value) => !Number.isNaN(value)),
    );
    const unsaid = numbers.filter(
      ({ plain, amount, value }) => plain && !amounts.has(amount) && !values.has(value),
    );
    return unsaid.map(({ text, start: at }) => {
      const { words, label } = passage;
      return reportInWords(words, {
        code: "languages-say-different-numbers",
        severity: "warning",
        extent: { start: at, end: at + text.length },
        message: `${label} says \`${text.trim()}\` in \`${words.language}\`, and not in \`${counterpart.passage.words.language}\``,
      });
    });
  });
}
