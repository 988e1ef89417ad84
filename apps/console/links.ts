/** A piece of a text: words, or the address of a page on the web. */
export type Piece =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "link"; readonly href: string };

const ADDRESS = /https?:\/\/[^\s<>"'“”‘’「」（）()，。；：！？、]+/g;

/** Splits a text at its `http` and `https` addresses. Punctuation after an address is not part of it; joined again, the pieces are the text. */
export function splitLinks(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const href = match[0].replace(/[.,;:!?\]]+$/, "");
    if (!URL.canParse(href)) continue;
    if (match.index > end) pieces.push({ kind: "words", text: text.slice(end, match.index) });
    pieces.push({ kind: "link", href });
    end = match.index + href.length;
  }
  if (end < text.length) pieces.push({ kind: "words", text: text.slice(end) });
  return pieces;
}
