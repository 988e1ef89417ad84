import { clearKept } from "./clear-kept.ts";
import { createConsent } from "./create-consent.ts";
import { createGates, type MakePlaceholder } from "./gates.ts";
import { attempt } from "./kept-names.ts";
import { observe } from "./observe.ts";
import { ADDRESSES } from "./read-page.ts";
import { createSave } from "./save-choice.ts";
import type { Consent, Leftover, Page, PageChoice, Signal } from "./shapes.ts";

/**
 * Starts consent in a page: opens its gates as far as the choice goes, follows every change, clears what is not permitted any
 * more, now and after each withdrawal, says in `state.left` what would not go, and watches for what is not declared.
 */
export function startConsent(
  window: Window & typeof globalThis,
  page: Page,
  makePlaceholder: ((consent: Consent) => MakePlaceholder) | null = null,
): Consent {
  const { document } = window;
  const consent = createConsent(page, {
    signal: signalOf(window.navigator),
    language: languageOf(document, page.plan.languages),
    save: createSave(ADDRESSES.choice, (...asked) => window.fetch(...asked)),
    newKey: () => window.crypto.randomUUID(),
    wait: (ms) => new Promise((resolve) => window.setTimeout(resolve, ms)),
  });
  const gates = createGates(document, consent, {
    makePlaceholder: makePlaceholder?.(consent) ?? null,
    changed: () => void clear([]),
  });
  let before = consent.state;
  let withdrew = page.known.unwanted.length > 0;

  async function clear(sent: readonly string[]): Promise<void> {
    const kept = await clearKept(window, consent);
    const hidden = sent.filter((name) => !kept.some((one) => one.kind === "cookie" && one.name === name));
    const cookies = hidden.map((name): Leftover => ({ kind: "cookie", name }));
    const left = [...gates.listLeft(), ...kept, ...cookies];
    if (left.length + consent.state.left.length > 0) consent.note(left);
  }

  consent.subscribe(() => {
    const { answers, choice } = consent.state;
    const shut = page.plan.questions.some(({ purpose }) => before.answers[purpose] && !answers[purpose]);
    const acknowledged = choice !== before.choice;
    before = consent.state;
    withdrew ||= shut;
    gates.apply();
    if (shut) void clear([]);
    if (!acknowledged || !withdrew) return;
    // The server has now expired what only it can reach: it is asked what the browser still sends.
    withdrew = false;
    void fetchUnwanted(window).then(clear);
  });
  gates.apply();
  new MutationObserver((records) => {
    if (records.some(({ addedNodes }) => addedNodes.length > 0)) gates.apply();
  }).observe(document, { childList: true, subtree: true });
  window.addEventListener("online", consent.retry);
  // What nobody waits for comes after what is shown.
  window.setTimeout(() => {
    observe(window, consent);
    void clear(page.known.unwanted);
  });
  return consent;
}

/** The language of the page where the plan speaks it, else the plan's first. */
export function languageOf({ documentElement }: Document, languages: readonly string[]): string {
  const speaks = (language: string) => documentElement.lang.startsWith(language);
  return languages.find(speaks) ?? languages[0] ?? "en";
}

function signalOf(navigator: Navigator & { readonly globalPrivacyControl?: boolean }): Signal | null {
  if (navigator.globalPrivacyControl === true) return "gpc";
  return navigator.doNotTrack === "1" ? "dnt" : null;
}

async function fetchUnwanted(window: Window & typeof globalThis): Promise<readonly string[]> {
  const known = await attempt(async (): Promise<PageChoice> => {
    const response = await window.fetch(ADDRESSES.choice, { cache: "no-store" });
    return response.json();
  });
  return known?.unwanted ?? [];
}
