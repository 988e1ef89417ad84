import { en } from "./words/en.ts";
import { zh } from "./words/zh.ts";

export type DocumentWords = typeof en;

const WORDS: Readonly<Record<string, DocumentWords>> = { en, zh };

/** Languages in which documents are made. */
export const DOCUMENT_LANGUAGES: readonly string[] = Object.keys(WORDS);

/** The words of one of {@link DOCUMENT_LANGUAGES}; absent for any other. */
export function findDocumentWords(language: string): DocumentWords | undefined {
  return Object.hasOwn(WORDS, language) ? WORDS[language] : undefined;
}
