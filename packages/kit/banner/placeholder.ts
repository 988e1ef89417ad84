import type { Gated } from "../consent/gates.ts";
import { draw, drawButton, type View } from "./view.ts";

/**
 * What stands in the place of a frame that is shut: who would be reached, the exact words of what must be agreed to, and a
 * button that agrees to that alone. Where the browser refuses, or no choice could open it, it offers no button.
 */
export function drawPlaceholder(view: View, { element, host, needs, isBlocked }: Gated): HTMLElement {
  const { consent, words, language } = view;
  const asked = consent.plan.questions.filter(({ purpose }) => needs?.includes(purpose));
  const { signal } = consent.state;
  const from = host === null ? view.document.location.hostname : (host.title[language] ?? host.name);
  const text = { class: "avow-placeholder-text" };
  const box = draw(view, "div", { class: `avow avow-placeholder ${element.className}` });
  keepSize(view.dress(), element, box);
  if (needs === null || asked.length < needs.length) {
    box.append(draw(view, "p", text, words.shutForGood));
    return box;
  }
  if (isBlocked) {
    const reload = drawButton(view, "avow-plain", words.reload, () => view.document.location.reload());
    box.append(draw(view, "p", text, words.leftHost), draw(view, "div", { class: "avow-buttons" }, reload));
    return box;
  }
  const agree = () => {
    const agreed = Object.fromEntries(asked.map(({ purpose }) => [purpose, true]));
    consent.choose({ ...consent.state.answers, ...agreed });
  };
  box.append(
    draw(view, "p", text, words.shut(from)),
    ...asked.map(({ ask }) => draw(view, "p", text, ask[language] ?? "")),
    signal === null
      ? draw(
          view,
          "div",
          { class: "avow-buttons" },
          drawButton(view, "avow-plain", words.agree, agree),
          drawButton(view, "avow-quiet", words.choose, view.openPreferences),
        )
      : draw(view, "p", text, words.signal[signal]),
  );
  return box;
}

/** Gives the placeholder the size the frame's attributes ask for, by a rule of its own: the page may forbid style attributes. */
function keepSize(sheet: CSSStyleSheet, element: HTMLElement, box: HTMLElement): void {
  const [width, height] = ["width", "height"].map((name) => Number(element.getAttribute(name)));
  if (!width || !height) return;
  const size = `${width}x${height}`;
  box.dataset.avowSize = size;
  sheet.insertRule(
    `[data-avow-size="${size}"]{inline-size:${width}px;max-inline-size:100%;min-block-size:${height}px}`,
  );
}
