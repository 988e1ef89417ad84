/** Widths of the usual interface fonts, in units of the font size; on the safe side, for the reader's font is not known. */
const NARROW = 0.33;
const LOWER = 0.56;
const UPPER = 0.7;
const FULL = 1.02;

/** How wide a text will be at most, in units of the font size. */
export function estimateWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

function widthOf(character: string): number {
  if (
    /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(
      character,
    )
  )
    return FULL;
  if (/[ .,:;'’|!iljtfrI()[\]-]/.test(character)) return NARROW;
  return /[\p{Lu}mwMW@%“”…—]/u.test(character) ? UPPER : LOWER;
}

/**
 * Breaks a title into lines no wider than `width` (in units of the font size): between words, in Chinese too, never before
 * a closing mark, and within a word only where it is too wide for a line. What does not fit into `most` lines ends in an
 * ellipsis.
 */
export function wrapTitle(title: string, width: number, most: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of listPieces(title, width)) {
    if (line !== "" && estimateWidth(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
  }
  lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), shorten(lines.slice(most - 1).join(" "), width)];
}

/** The parts between which a line may end: a word with the marks that open before it and close after it. */
function listPieces(title: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let isOpen = false;
  for (const { segment, isWordLike } of new Intl.Segmenter("zh", { granularity: "word" }).segment(title)) {
    const opens = /^[\p{Ps}\p{Pi}]+$/u.test(segment);
    const isFirst = pieces.length === 0;
    if (isFirst || (!isOpen && (isWordLike || opens))) pieces.push(segment);
    else pieces.push(`${pieces.pop() ?? ""}${segment}`);
    isOpen = opens;
  }
  return pieces.flatMap((piece) => (estimateWidth(piece.trimEnd()) > width ? [...piece] : [piece]));
}

function shorten(text: string, width: number): string {
  let kept = text;
  while (kept !== "" && estimateWidth(`${kept}…`) > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}
