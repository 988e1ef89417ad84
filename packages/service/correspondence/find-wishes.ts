import { LETTER_REQUESTS } from "@avow/contract";
import { splitOwnWords, withoutSignature } from "./own-words.ts";
import { REQUEST_PHRASES, STOP_WORDS } from "./phrases.ts";
import type { RequestName } from "./tables.ts";

/** A letter as its wishes are looked for in it. */
export interface Wishing {
  readonly subject: string;
  /** With what it quotes. */
  readonly text: string;
}

/** Longer letters say more than one thing: a person has to read them. */
const SHORT = 300;

/**
 * Whether somebody plainly says in their own words that they want no more of these. Doubtful ones are not meant: see {@link STOP_WORDS}.
 */
export function saysStop({ subject, text }: Wishing): boolean {
  const own = fold(withoutSignature(splitOwnWords(text).own));
  const [first = ""] = own.split("\n");
  if (own === "") return isLine(fold(subject)) || isCode(fold(subject));
  if (isCode(own) || isLine(first)) return true;
  return own.length <= SHORT && hintsAtStop({ subject: "", text: own });
}

/** Whether something in their own words hints that they want no more of these: enough to offer it. */
export function hintsAtStop({ text }: Wishing): boolean {
  const own = fold(splitOwnWords(text).own);
  return STOP_WORDS.anywhere.some((phrase) => occurs(own, phrase, isTurned));
}

/** What staff may be offered to open for the writer of a letter. */
export function hintedRequests({ subject, text }: Wishing): readonly RequestName[] {
  const own = fold(`${subject}\n${splitOwnWords(text).own}`);
  return LETTER_REQUESTS.filter((request) =>
    REQUEST_PHRASES[request].some((phrase) => occurs(own, phrase, () => false)),
  );
}

/** One way of writing each text: compatible characters, small letters, straight apostrophes, single spaces. */
function fold(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[‘’ʼ]/gu, "'")
    .replaceAll(/[\p{Zs}\t]+/gu, " ")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

const EDGES = /^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$/gu;

function isCode(own: string): boolean {
  const bare = own.replaceAll(EDGES, "");
  return STOP_WORDS.codes.some((code) => code === bare);
}

function isLine(line: string): boolean {
  const bare = line.replaceAll(EDGES, "");
  return STOP_WORDS.lines.some((one) => one === bare);
}

/** Whether a phrase stands in a text as whole words, at least once where nothing turns it round. */
function occurs(text: string, phrase: string, isSpoilt: (before: string, after: string) => boolean): boolean {
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    const [before, after] = [text.slice(0, at), text.slice(at + phrase.length)];
    const isWhole = !/[\p{Script=Latin}\d]$/u.test(before) || !/^[a-z]/.test(phrase);
    const isEnded = !/^[\p{Script=Latin}\d]/u.test(after) || !/[a-z]$/.test(phrase);
    if (isWhole && isEnded && !isSpoilt(before, after)) return true;
  }
  return false;
}

/** The few words before, in the same sentence, and what follows. */
function isTurned(before: string, after: string): boolean {
  const [near = ""] = before.split(/[.!?;\n。！？；，,]/u).slice(-1);
  const lead = near.trimEnd().split(" ").slice(-4).join(" ");
  return (
    STOP_WORDS.turned.some((word) =>
      /^[a-z]/.test(word)
        ? new RegExp(`(?:^|[^a-z])${word}(?:$|[^a-z])`).test(`${lead} `)
        : lead.endsWith(word),
    ) || STOP_WORDS.undone.some((word) => after.trimStart().startsWith(word))
  );
}
