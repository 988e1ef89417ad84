export { startBanner } from "./start-banner.ts";
export { type BannerWords, wordsOf } from "./words.ts";
