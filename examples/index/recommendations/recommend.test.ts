import { describe, expect, it } from "vitest";
import type { Article } from "../catalogue/article.ts";
import { ARTICLES, findArticle } from "../catalogue/catalogue.ts";
import { recommend } from "./recommend.ts";

function read(...slugs: readonly string[]): readonly Article[] {
  return slugs.flatMap((slug) => findArticle(slug) ?? []);
}

describe("what is recommended", () => {
  it("[2.4.2] is nothing where nothing was read", () => {
    expect(recommend([], ARTICLES)).toEqual([]);
  });

  it("[2.4.2] names for each a thing that was read and a topic that both have", () => {
    for (const one of ARTICLES)
      for (const other of ARTICLES)
        for (const { article, because, topic } of recommend([one, other], ARTICLES)) {
          expect([one, other]).toContain(because);
          expect(because.topics).toContain(topic);
          expect(article.topics).toContain(topic);
        }
  });

  it("is never what was read already, and shares a topic with it", () => {
    const recommended = recommend(read("who-owns-the-well"), ARTICLES).map(({ article }) => article.slug);
    expect(recommended).not.toContain("who-owns-the-well");
    expect(recommended).toContain("the-man-who-narrowed-the-river");
    expect(recommended).not.toContain("reading-aloud");
  });

  it("stands nearest first: what shares more of what was read most, then what is newer", () => {
    const [first] = recommend(read("who-owns-the-well", "paper-that-breathes"), ARTICLES);
    expect(first?.article.slug).toBe("the-man-who-narrowed-the-river");
    expect(first?.topic).toBe("water");
  });

  it("changes when something is forgotten", () => {
    const before = recommend(read("reading-aloud", "who-owns-the-well"), ARTICLES);
    const after = recommend(read("who-owns-the-well"), ARTICLES);
    expect(before.some(({ topic }) => topic === "language")).toBe(true);
    expect(after.some(({ topic }) => topic === "language")).toBe(false);
  });
});
