import type { Consent, Page } from "../consent/shapes.ts";
import { languageOf, startConsent } from "../consent/start-consent.ts";
import { endWorkers } from "../push/end-workers.ts";
import { type FirstLayer, showFirstLayer } from "./first-layer.ts";
import { drawPlaceholder } from "./placeholder.ts";
import { openPreferences, type Preferences } from "./preferences.ts";
import { showReopen } from "./reopen.ts";
import { FIRST_STYLE, LATER_STYLE } from "./style.ts";
import type { View } from "./view.ts";
import { wordsOf } from "./words.ts";

/** What stands in the page now. */
interface Shown {
  layer: FirstLayer | null;
  preferences: Preferences | null;
}

/**
 * Starts consent in a page with everything that is shown: the question where there is something to ask, the preferences, the
 * way back to them, and placeholders for frames that are shut. Where the plan asks nothing, nothing but those is shown.
 */
export function startBanner(window: Window & typeof globalThis, page: Page): Consent {
  const { document } = window;
  const shown: Shown = { layer: null, preferences: null };
  let later: CSSStyleSheet | null = null;
  const dress = () => (later ??= wear(document, LATER_STYLE));
  wear(document, FIRST_STYLE);
  const consent = startConsent(window, page, (consent) => {
    const view = makeView(consent, { document, page, dress, shown });
    return (gated) => drawPlaceholder(view, gated);
  });
  // What nobody waits for comes after what is shown.
  window.setTimeout(() => void endWorkers(window, consent));
  if (page.plan.questions.length > 0) follow(makeView(consent, { document, page, dress, shown }), shown);
  return consent;
}

function wear(document: Document, style: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets.push(sheet);
  return sheet;
}

interface Surroundings {
  readonly document: Document;
  readonly page: Page;
  readonly dress: View["dress"];
  readonly shown: Shown;
}

function makeView(consent: Consent, { document, page, dress, shown }: Surroundings): View {
  const language = languageOf(document, page.plan.languages);
  const view: View = {
    document,
    consent,
    language,
    dress,
    words: wordsOf(language),
    policy: page.policy,
    openPreferences() {
      shown.preferences ??= openPreferences(view, () => {
        shown.preferences = null;
      });
    },
  };
  return view;
}

/** Keeps what is shown in step with the state. */
function follow(view: View, shown: Shown): void {
  const { consent } = view;
  const reopen = showReopen(view);
  if (consent.state.asks)
    shown.layer = showFirstLayer(view, (hadFocus) => {
      shown.layer = null;
      reopen.update(false);
      if (hadFocus) reopen.focus();
    });
  const update = () => reopen.update(shown.layer !== null);
  // What nobody sees beside the question is left to a task of its own.
  if (consent.state.asks) setTimeout(update);
  else update();
  let before = consent.state;
  consent.subscribe(() => {
    const isDone = before.saving !== "kept" && consent.state.saving === "kept";
    before = consent.state;
    shown.preferences?.update();
    shown.layer?.update();
    if (isDone) {
      shown.preferences?.close();
      shown.layer?.close();
      reopen.saySaved();
    }
    update();
  });
}
