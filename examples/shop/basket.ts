import { type Article, findArticle } from "./goods.ts";

/** One kind of article in the basket. */
export interface Line {
  readonly article: Article;
  readonly count: number;
}

/** Of one kind, at most. */
const MOST = 99;

/** Reads the basket's cookie, such as `tent.1_stove.2`; what is malformed or not sold any more is not in it. */
export function parseBasket(value: string | undefined): readonly Line[] {
  const counts = new Map<Article, number>();
  for (const entry of (value ?? "").split("_")) {
    const [id = "", count = ""] = entry.split(".");
    const article = findArticle(id);
    if (article !== undefined && /^[1-9]\d?$/.test(count)) counts.set(article, Number(count));
  }
  return Array.from(counts, ([article, count]) => ({ article, count }));
}

/** The cookie's value: no character in it that a cookie would have to escape. */
export function formatBasket(lines: readonly Line[]): string {
  return lines.map(({ article, count }) => `${article.id}.${count}`).join("_");
}

/** The basket with one more of an article. */
export function addToBasket(lines: readonly Line[], article: Article): readonly Line[] {
  const others = lines.filter((line) => line.article !== article);
  const held = lines.find((line) => line.article === article)?.count ?? 0;
  return [...others, { article, count: Math.min(held + 1, MOST) }];
}

export function countBasket(lines: readonly Line[]): number {
  return lines.reduce((sum, { count }) => sum + count, 0);
}

/** Whole euros. */
export function sumBasket(lines: readonly Line[]): number {
  return lines.reduce((sum, { article, count }) => sum + article.price * count, 0);
}
