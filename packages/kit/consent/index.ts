export { createConsent, type World } from "./create-consent.ts";
export type { Gated, MakePlaceholder } from "./gates.ts";
export { fetchPage, readPage } from "./read-page.ts";
export type { ChoiceBody, Posted, Save } from "./save-choice.ts";
export type {
  Choices,
  Consent,
  ConsentState,
  Leftover,
  Page,
  PageChoice,
  RecordedChoice,
  Saving,
  Signal,
} from "./shapes.ts";
export { languageOf, startConsent } from "./start-consent.ts";
