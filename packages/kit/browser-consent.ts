import { startConsent } from "./consent/start-consent.ts";
import { startPage } from "./start-page.ts";

startPage(window, startConsent);
