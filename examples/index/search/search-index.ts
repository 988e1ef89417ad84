import MiniSearch, { type SearchResult } from "minisearch";
import type { Article, Topic } from "../catalogue/article.ts";
import { findArticle } from "../catalogue/catalogue.ts";
import { TOPIC_TITLES } from "../catalogue/words.ts";
import { SEARCH_OPTIONS } from "../public/search-terms.js";
import { LANGUAGES, type Language } from "../words.ts";

/** One article in one language, as search knows it. */
interface Entry {
  readonly id: string;
  readonly language: Language;
  readonly slug: string;
  readonly title: string;
  readonly lead: string;
  readonly topics: string;
  readonly text: string;
}

/** Everything that can be found, in memory. */
export interface SearchIndex {
  /** The articles that answer a question asked in either language, best first; nothing of the question is kept. */
  find(question: string): readonly Article[];
  /** The index as text, for a page that searches by itself. */
  readonly serialised: string;
}

/** Indexes the articles in both languages: whole where they are free, by their heads where they are not. */
export function createSearchIndex(articles: readonly Article[]): SearchIndex {
  const index = new MiniSearch<Entry>(SEARCH_OPTIONS);
  index.addAll(articles.flatMap((article) => LANGUAGES.map((language) => entryOf(article, language))));
  return {
    serialised: JSON.stringify(index),
    find(question) {
      const slugs = index.search(question).map(({ slug }: SearchResult) => String(slug));
      return [...new Set(slugs)].flatMap((slug) => findArticle(slug) ?? []);
    },
  };
}

function entryOf({ slug, access, topics, text }: Article, language: Language): Entry {
  const { title, lead, passages } = text[language];
  const free = access.kind === "free" ? passages : [];
  return {
    id: `${language}/${slug}`,
    language,
    slug,
    title,
    lead,
    topics: topics.map((topic: Topic) => TOPIC_TITLES[topic][language]).join(" "),
    text: free.flatMap(({ heading, paragraphs }) => [heading ?? "", ...paragraphs]).join(" "),
  };
}
