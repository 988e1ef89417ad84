/** A document in one language, before it becomes a page or a text. Every string is plain text. */
export interface Outline {
  readonly language: string;
  readonly title: string;
  /** Between the lines of a cell, where a text has room for one. */
  readonly separator: string;
  readonly blocks: readonly Block[];
}

/** A part of a document. `people` is left open on purpose: what no model and no evidence can say, a person writes there. */
export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "facts"; readonly rows: readonly Fact[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: "people"; readonly label: string; readonly text: string };

/** What is said beside a name; more than one line is a list. */
export interface Fact {
  readonly name: string;
  readonly says: Cell;
}

/** The lines of one cell; the first cell of a row is its name. */
export type Cell = readonly string[];

/** A document as it is handed out. `html` is one whole page without a script; `markdown` is CommonMark with GFM tables. */
export interface PolicyDocument {
  readonly title: string;
  readonly html: string;
  readonly markdown: string;
}
