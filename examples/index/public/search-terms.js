const SEGMENTER = new Intl.Segmenter("zh", { granularity: "word" });
const HAN = /^\p{Script=Han}+$/u;

/**
 * Chinese has no spaces: its words come from the segmenter, and longer ones also go in by pairs, for two devices do not always
 * cut alike.
 */
export function listTerms(text) {
  return [...SEGMENTER.segment(text.normalize("NFKC").toLowerCase())].flatMap(({ segment, isWordLike }) => {
    if (!isWordLike) return [];
    if (!HAN.test(segment) || segment.length < 3) return [segment];
    return Array.from({ length: segment.length - 1 }, (_, at) => segment.slice(at, at + 2));
  });
}

const isLatin = (term) => /^[a-z]/.test(term);

export const SEARCH_OPTIONS = {
  fields: ["title", "lead", "topics", "text"],
  storeFields: ["language", "slug", "title", "lead"],
  tokenize: listTerms,
  searchOptions: {
    boost: { title: 4, lead: 2, topics: 2 },
    prefix: (term) => isLatin(term) && term.length > 2,
    fuzzy: (term) => (isLatin(term) && term.length > 4 ? 0.2 : false),
    combineWith: "AND",
  },
};
