import { pathTo } from "../sections.ts";
import type { Language } from "../words.ts";

/** Address of one announcement. */
export function pathToAnnouncement(language: Language, id: string): string {
  return `${pathTo(language, "announcements")}/${id}`;
}

/** Address of the feed in a language; the service answers there. */
export function pathToFeed(language: Language): string {
  return `${pathTo(language, "announcements")}/feed.atom`;
}
