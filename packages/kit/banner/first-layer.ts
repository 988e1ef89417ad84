import { draw, drawAnswers, drawButton, drawPolicyLink, fillStatus, type View } from "./view.ts";

/** The first thing a visitor is asked; `update` follows the state, `close` puts it away for this page. */
export interface FirstLayer {
  update(): void;
  close(): void;
}

/**
 * Shows the question. It takes no focus and keeps none, covers nothing that could not be scrolled free, and Escape puts it
 * away: then nothing was answered, and nothing is open. `closed` is called once it is gone.
 */
export function showFirstLayer(view: View, closed: (hadFocus: boolean) => void): FirstLayer {
  const { document, consent, words, language } = view;
  const status = draw(view, "p", { class: "avow-status", role: "status" });
  const region = draw(
    view,
    "section",
    { class: "avow avow-banner", role: "region", "aria-labelledby": "avow-title" },
    draw(view, "h2", { id: "avow-title" }, words.title),
    draw(view, "p", {}, words.intro),
    draw(
      view,
      "ul",
      { class: "avow-titles" },
      ...consent.plan.questions.map(({ title }) => draw(view, "li", {}, title[language] ?? "")),
    ),
    status,
    draw(
      view,
      "div",
      { class: "avow-buttons" },
      ...drawAnswers(view),
      drawButton(view, "avow-quiet", words.choose, view.openPreferences),
      drawPolicyLink(view),
    ),
  );

  function close(): void {
    const hadFocus = region.contains(document.activeElement);
    document.removeEventListener("keydown", closeOnEscape);
    region.remove();
    closed(hadFocus);
  }

  function closeOnEscape(event: KeyboardEvent): void {
    const busy = event.defaultPrevented || document.querySelector("dialog:modal") !== null;
    if (event.key === "Escape" && !busy) close();
  }

  document.addEventListener("keydown", closeOnEscape);
  // First in the page, so that the keyboard comes to it first.
  document.body.prepend(region);
  return { update: () => fillStatus(view, status), close };
}
