/** The words of a text as search knows them, in English and in Chinese; the server and the page take the same. */
export function listTerms(text: string): string[];
/** How articles are searched, on the server and in the page. */
export const SEARCH_OPTIONS: {
  readonly fields: string[];
  readonly storeFields: string[];
  readonly tokenize: (text: string) => string[];
  readonly searchOptions: {
    readonly boost: Readonly<Record<string, number>>;
    readonly prefix: (term: string) => boolean;
    readonly fuzzy: (term: string) => number | boolean;
    readonly combineWith: "AND";
  };
};
