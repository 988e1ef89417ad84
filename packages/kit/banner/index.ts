export {
  type PageAnnouncements,
  readAnnouncements,
  showAnnouncements,
} from "../announcements/show-announcements.ts";
export { startBanner } from "./start-banner.ts";
export { type BannerWords, wordsOf } from "./words.ts";
