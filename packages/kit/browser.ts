import { startBanner } from "./banner/start-banner.ts";
import { startPage } from "./start-page.ts";

startPage(window, startBanner);
