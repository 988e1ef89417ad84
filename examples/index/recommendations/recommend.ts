import type { Article, Topic } from "../catalogue/article.ts";

/** An article that may interest somebody, and why: something they read, and a topic the two share. */
export interface Recommendation {
  readonly article: Article;
  readonly because: Article;
  readonly topic: Topic;
}

/**
 * What somebody has not read, nearest first to what they have: an article counts each of its topics as often as that topic
 * was read; newer first among equals. The reason names the topic read most, and the latest article read on it.
 * @param read what was read, latest first
 */
export function recommend(read: readonly Article[], all: readonly Article[]): readonly Recommendation[] {
  const weights = countTopics(read);
  const weightOf = ({ topics }: Article) => topics.reduce((sum, topic) => sum + (weights.get(topic) ?? 0), 0);
  return all
    .filter((article) => !read.includes(article) && weightOf(article) > 0)
    .toSorted((one, other) => weightOf(other) - weightOf(one) || (one.published < other.published ? 1 : -1))
    .flatMap((article) => {
      const [topic] = article.topics.toSorted(
        (one, other) => (weights.get(other) ?? 0) - (weights.get(one) ?? 0),
      );
      const because = read.find(({ topics }) => topic !== undefined && topics.includes(topic));
      return topic === undefined || because === undefined ? [] : [{ article, because, topic }];
    });
}

/** How often each topic was read. */
export function countTopics(read: readonly Article[]): ReadonlyMap<Topic, number> {
  const counts = new Map<Topic, number>();
  for (const topic of read.flatMap(({ topics }) => topics)) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return counts;
}
