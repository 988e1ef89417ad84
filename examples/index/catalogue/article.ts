import type { Language } from "../words.ts";

export const SECTIONS = ["technology", "society", "culture", "materials"] as const;
export type Section = (typeof SECTIONS)[number];

export const TOPICS = [
  "cities",
  "craft",
  "language",
  "maps",
  "memory",
  "numbers",
  "privacy",
  "time",
  "tools",
  "water",
] as const;
export type Topic = (typeof TOPICS)[number];

/** Who may read: everybody; who is logged in; who has ordered it, at a price. */
export type Access =
  | { readonly kind: "free" }
  | { readonly kind: "restricted" }
  | { readonly kind: "paid"; readonly price: `CNY ${string}` };

/** Some paragraphs, under a heading of their own where they have one. */
export interface Passage {
  readonly heading?: string;
  readonly paragraphs: readonly string[];
}

export interface ArticleText {
  readonly title: string;
  /** One or two sentences that stand above the article and in every list; anybody may read them. */
  readonly lead: string;
  readonly author: string;
  readonly passages: readonly Passage[];
}

/** An article or a material, whole in both languages. */
export interface Article {
  /** Its name in addresses; `article/<slug>` is what orders and comments are about. */
  readonly slug: string;
  readonly section: Section;
  readonly access: Access;
  /** Day of publication, `2026-11-20`. */
  readonly published: string;
  readonly topics: readonly Topic[];
  readonly text: Readonly<Record<Language, ArticleText>>;
}
