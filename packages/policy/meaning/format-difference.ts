import { printable } from "../display-width.ts";
import type { Text } from "../model.ts";
import { createPaint } from "../paint.ts";
import { nameClause, short } from "./render-difference.ts";
import type { PolicyDifference, WordChange } from "./shapes.ts";
import { en } from "./words/en.ts";
import { zh } from "./words/zh.ts";

/** A difference as lines for a terminal, in `language`. Words that went stand in `[-…-]`, words that came in `{+…+}`. */
export function formatDifference(
  difference: PolicyDifference,
  language: string,
  { color }: { readonly color: boolean },
): string {
  const { page } = /^zh(-|$)/.test(language) ? zh : en;
  const paint = createPaint(color);
  const { changes, consequences, notes, clauses } = difference;
  const section = (heading: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", paint("bold", heading), ...lines.map((line) => `  ${line}`)];
  const say = (said: Text) => printable(said[language] ?? Object.values(said)[0] ?? "");
  const marks = { permitted: "+", terms: "~", "no-longer-permitted": "-" } as const;
  const word = ({ kind, text }: WordChange): string => {
    const lines = text.split("\n").map(printable).join("\n    ");
    if (kind === "same") return lines;
    return kind === "added" ? paint("blue", `{+${lines}+}`) : paint("red", `[-${lines}-]`);
  };
  return [
    paint("bold", page.title(short(difference.before), short(difference.after))),
    ...(changes.length === 0 ? ["", page.same] : []),
    ...(["permitted", "terms", "no-longer-permitted"] as const).flatMap((kind) =>
      section(
        page.heading[kind],
        changes
          .filter((change) => change.kind === kind)
          .map((change) => `${marks[kind]} ${say(change.sentence)}`),
      ),
    ),
    ...section(
      page.consequences,
      consequences.map(({ sentence }) => say(sentence)),
    ),
    ...section(
      page.notes,
      notes.map(({ sentence }) => say(sentence)),
    ),
    ...section(
      page.clauses,
      clauses.map(({ before, after, words }) => {
        const own = words[language] ?? Object.values(words)[0] ?? [];
        return `${nameClause(before, after, page)}  ${own.map(word).join("")}`;
      }),
    ),
  ].join("\n");
}
