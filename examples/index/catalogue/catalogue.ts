import type { Article, Section } from "./article.ts";
import { aKeyboardForTenThousandCharacters } from "./articles/a-keyboard-for-ten-thousand-characters.ts";
import { askForLess } from "./articles/ask-for-less.ts";
import { countingTheUncounted } from "./articles/counting-the-uncounted.ts";
import { measuresOldAndNew } from "./articles/measures-old-and-new.ts";
import { paperThatBreathes } from "./articles/paper-that-breathes.ts";
import { readingAloud } from "./articles/reading-aloud.ts";
import { smallFilesLongLives } from "./articles/small-files-long-lives.ts";
import { teaHorseRoad } from "./articles/tea-horse-road.ts";
import { theClockInTheCorner } from "./articles/the-clock-in-the-corner.ts";
import { theManWhoNarrowedTheRiver } from "./articles/the-man-who-narrowed-the-river.ts";
import { theNightBus } from "./articles/the-night-bus.ts";
import { walkingMap } from "./articles/walking-map.ts";
import { whatAQueueKnows } from "./articles/what-a-queue-knows.ts";
import { whoOwnsTheWell } from "./articles/who-owns-the-well.ts";

/** Everything that is published, newest first. */
export const ARTICLES: readonly Article[] = [
  theNightBus,
  theClockInTheCorner,
  theManWhoNarrowedTheRiver,
  askForLess,
  whatAQueueKnows,
  teaHorseRoad,
  countingTheUncounted,
  aKeyboardForTenThousandCharacters,
  walkingMap,
  whoOwnsTheWell,
  readingAloud,
  smallFilesLongLives,
  measuresOldAndNew,
  paperThatBreathes,
].sort((one, other) => (one.published < other.published ? 1 : -1));

export function findArticle(slug: string): Article | undefined {
  return ARTICLES.find((article) => article.slug === slug);
}

export function listSection(section: Section): readonly Article[] {
  return ARTICLES.filter((article) => article.section === section);
}

/** What orders and comments about an article name it. */
export function aboutArticle({ slug }: Pick<Article, "slug">): string {
  return `article/${slug}`;
}
