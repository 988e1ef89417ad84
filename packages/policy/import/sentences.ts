/** Ends a sentence, or announces a list. */
const END = /[.!?;:。．｡！？；：…]["'”’»）)\]]*$/u;

export function endsSentence(text: string): boolean {
  return END.test(text);
}

/** Whether what follows belongs to it: a list, or the rest of the sentence. */
export function announces(text: string): boolean {
  return /[:：]$/.test(text.trimEnd());
}

/** Whether a text may be a heading by its looks: short, and no sentence or part of one. */
export function looksLikeHeading(text: string): boolean {
  return (
    /[\p{L}\p{N}]/u.test(text) && widthOf(text) <= 100 && !/[.!;:,。．｡！；：，、…]["'”’）)]*$/u.test(text)
  );
}

/** Columns a text takes: wide characters take two. */
export function widthOf(text: string): number {
  return (
    text.length +
    (text.match(/[\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60]/g)?.length ?? 0)
  );
}

export interface TextSentence {
  readonly text: string;
  /** Where it begins, in UTF-16 code units. */
  readonly at: number;
}

/** Kept, because making one takes longer than most paragraphs. */
const SEGMENTER = new Intl.Segmenter("en", { granularity: "sentence" });
const ABBREVIATION =
  /(?:^|[\s(])(?:Tel|No|Nr|Arts?|e\.g|i\.e|Inc|Ltd|Co|Corp|S\.A|U\.S|Mr|Mrs|Ms|Dr|St|Str|cf|paras?|sec)\.\s*$/i;

/** Every sentence of `text`, in order; joined they are `text`. An abbreviation ends none. */
export function listSentences(text: string): readonly TextSentence[] {
  const sentences: { text: string; at: number }[] = [];
  for (const { segment, index } of SEGMENTER.segment(text)) {
    const last = sentences.at(-1);
    if (last !== undefined && ABBREVIATION.test(last.text.slice(-12))) last.text += segment;
    else sentences.push({ text: segment, at: index });
  }
  return sentences;
}

/** What stands where two lines were broken: nothing between Chinese characters, and nothing in a word that was hyphenated. */
export function jointOf(written: string, next: string): "" | " " {
  const han =
    /[\p{Script=Han}，。、；：！？）》”]$/u.test(written) &&
    /^[\p{Script=Han}，。、；：！？（《“]/u.test(next);
  const hyphenated = /\p{L}-$/u.test(written) && /^\p{Ll}/u.test(next);
  return han || hyphenated ? "" : " ";
}
