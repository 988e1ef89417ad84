const HAN = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}";
const WORD = new RegExp(
  `[${HAN}]|(?:(?![${HAN}])[\\p{L}\\p{M}\\p{Nd}\\p{Nl}])+|[\\p{No}\\p{Sc}%‰§@&#<>×±©®™°✓✔✗✘]`,
  "gu",
);

/**
 * The words of a text, which an import must not lose: each run of letters, marks and digits; each character of a script that
 * does without spaces; each sign that is read aloud (`€`, `%`, `@`, `§`, `①` …). Punctuation, bullets and rulings are no words.
 * @example listWords("IP 地址: 100 %") // => ["IP", "地", "址", "100", "%"]
 */
export function listWords(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}

/** How much of a text is Chinese and how much is in Latin letters: in characters and in words. */
export function weighScripts(text: string): { readonly han: number; readonly latin: number } {
  return {
    han: text.match(/\p{Script=Han}/gu)?.length ?? 0,
    latin: text.match(/\p{Script=Latin}+/gu)?.length ?? 0,
  };
}
