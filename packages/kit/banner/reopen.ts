import type { Leftover } from "../consent/shapes.ts";
import { draw, drawButton, fillStatus, type View } from "./view.ts";

/** The way back to the preferences, and the place where their outcome is said. */
export interface Reopen {
  /** Follows the state; `quiet` while the question itself is shown. The fixed one is drawn by the first call, and is work. */
  update(quiet: boolean): void;
  /** Takes the focus from what has just gone. */
  focus(): void;
  /** Says that the choice is kept, to who cannot see that the question went. */
  saySaved(): void;
}

/**
 * Shows the page's own controls, `[data-avow-preferences]`, or a small fixed one where it has none; says in `[data-avow-signal]`,
 * or there, that the browser's refusal is honoured. Beside it a notice tells what a choice could not do in this page,
 * and that one made in a placeholder could not be saved.
 */
export function showReopen(view: View): Reopen {
  const { document, consent, words } = view;
  const { signal } = consent.state;
  const own = [...document.querySelectorAll<HTMLElement>("[data-avow-preferences]")];
  const places = [...document.querySelectorAll<HTMLElement>("[data-avow-signal]")];
  for (const control of own) control.hidden = false;
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-avow-preferences]")) view.openPreferences();
  });

  if (signal !== null)
    for (const place of places) {
      place.hidden = false;
      place.textContent = words.signal[signal];
    }
  const isNeeded = own.length === 0 || (signal !== null && places.length === 0);

  let corner: Corner | null = null;
  const getCorner = () => (corner ??= drawCorner(view));
  let said: readonly Leftover[] = consent.state.left;
  return {
    update(quiet) {
      const { fixed, notice } = getCorner();
      fixed.hidden = quiet || !isNeeded;
      const { left, saving } = consent.state;
      if (!quiet && (saving === "failed" || saving === "outdated")) fillStatus(view, notice);
      else if (left !== said) notice.replaceChildren(...drawLeft(view, left, () => notice.replaceChildren()));
      said = left;
    },
    focus: () => (isNeeded ? getCorner().fixed : own[0])?.focus(),
    saySaved: () =>
      getCorner().notice.replaceChildren(draw(view, "p", { class: "avow-unseen" }, words.saved)),
  };
}

interface Corner {
  readonly fixed: HTMLButtonElement;
  readonly notice: HTMLElement;
}

function drawCorner(view: View): Corner {
  const { document, consent, words } = view;
  view.dress();
  const fixed = drawButton(view, "avow-reopen", words.reopen, view.openPreferences);
  if (consent.state.signal !== null) fixed.append(draw(view, "span", {}, words.honoured));
  const notice = draw(view, "div", { class: "avow-notice", role: "status" });
  document.body.append(draw(view, "div", { class: "avow avow-corner" }, notice, fixed));
  return { fixed, notice };
}

function drawLeft(view: View, left: readonly Leftover[], dismiss: () => void): readonly Node[] {
  if (left.length === 0) return [];
  const { words, document } = view;
  const has = (wanted: Leftover["kind"]) => left.some(({ kind }) => kind === wanted);
  const kept = left.flatMap(({ kind, name }) => (kind === "script" || kind === "host" ? [] : [name]));
  const reload = () => document.location.reload();
  const sentences = [
    has("host") ? words.leftHost : "",
    has("script") ? words.leftScript : "",
    kept.length > 0 ? `${words.leftKept}${words.colon}${kept.join(words.comma)}` : "",
  ];
  return [
    ...sentences.flatMap((sentence) => (sentence === "" ? [] : [draw(view, "p", {}, sentence)])),
    draw(
      view,
      "div",
      { class: "avow-buttons" },
      has("script") || has("host") ? drawButton(view, "avow-plain", words.reload, reload) : null,
      drawButton(view, "avow-quiet", words.close, dismiss),
    ),
  ];
}
