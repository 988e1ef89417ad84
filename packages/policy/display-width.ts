/** Hangul, CJK, kana and full-width forms, which a terminal draws two columns wide. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const UNSEEN = /^[\p{M}\p{Cf}]$/u;

/** Columns that `text` takes in a terminal with a fixed-width font. */
export function displayWidth(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (UNSEEN.test(character)) continue;
    columns += WIDE.test(character) ? 2 : 1;
  }
  return columns;
}

/** `text` followed by spaces up to `columns`. */
export function padTo(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - displayWidth(text)));
}

/** `text` with every control character replaced, so that a policy cannot drive the terminal it is shown in. */
export function printable(text: string): string {
  return text.replace(/\t/g, " ").replace(/\p{Cc}/gu, "\uFFFD");
}
