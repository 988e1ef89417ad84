import { readAnnouncements, showAnnouncements } from "./announcements/show-announcements.ts";
import { startBanner } from "./banner/start-banner.ts";
import { startPage } from "./start-page.ts";

const announced = readAnnouncements(document);
if (announced !== null) showAnnouncements(document, announced);
startPage(window, startBanner);
