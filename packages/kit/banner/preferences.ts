import type { PlannedQuestion } from "@avow/policy";
import type { Choices } from "../consent/shapes.ts";
import { draw, drawAnswers, drawButton, drawPolicyLink, fillStatus, type View } from "./view.ts";

/** The open preferences; `update` follows the state. */
export interface Preferences {
  update(): void;
  close(): void;
}

/**
 * Opens the preferences: every question in its exact words with a switch, what hangs on it, and the clause it keeps. The
 * browser's own modal dialog brings the focus in and back, and closes on Escape, which saves nothing.
 */
export function openPreferences(view: View, closed: () => void): Preferences {
  const { document, consent, words } = view;
  const { signal } = consent.state;
  view.dress();
  const switches = new Map<string, HTMLInputElement>();
  const status = draw(view, "p", { class: "avow-status", role: "status" });
  const close = () => dialog.close();
  const save = () => {
    const choices: Choices = Object.fromEntries([...switches].map(([name, { checked }]) => [name, checked]));
    consent.choose(choices);
  };
  const dialog = draw(
    view,
    "dialog",
    { class: "avow avow-preferences", "aria-labelledby": "avow-preferences-title" },
    draw(
      view,
      "div",
      { class: "avow-head" },
      draw(view, "h2", { id: "avow-preferences-title" }, words.title),
      drawButton(view, "avow-small", words.close, close),
    ),
    draw(
      view,
      "p",
      {},
      signal === null ? words.preferencesIntro : words.signal[signal],
      " ",
      drawPolicyLink(view),
    ),
    draw(
      view,
      "ul",
      { class: "avow-purposes" },
      ...consent.plan.questions.map((question) => drawQuestion(view, question, switches)),
    ),
    draw(
      view,
      "div",
      { class: "avow-foot" },
      status,
      signal === null
        ? draw(
            view,
            "div",
            { class: "avow-buttons" },
            ...drawAnswers(view),
            drawButton(view, "avow-quiet", words.save, save),
          )
        : null,
    ),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
  const update = () => fillStatus(view, status);
  update();
  return { update, close };
}

function drawQuestion(
  view: View,
  { purpose, clause, title, ask }: PlannedQuestion,
  switches: Map<string, HTMLInputElement>,
): HTMLElement {
  const { consent, words, language, policy } = view;
  const id = `avow-purpose-${switches.size}`;
  const input = draw(view, "input", {
    id,
    type: "checkbox",
    role: "switch",
    class: "avow-switch",
    "aria-describedby": `${id}-ask`,
  });
  input.checked = consent.isOpen(purpose);
  input.disabled = consent.state.signal !== null;
  const state = draw(view, "span", { class: "avow-state", "aria-hidden": "true" });
  const say = () => state.replaceChildren(input.checked ? words.on : words.off);
  input.addEventListener("change", say);
  say();
  switches.set(purpose, input);
  return draw(
    view,
    "li",
    {},
    draw(
      view,
      "div",
      { class: "avow-row" },
      draw(view, "label", { for: id }, title[language] ?? ""),
      state,
      input,
    ),
    draw(view, "p", { id: `${id}-ask` }, ask[language] ?? ""),
    drawDetail(view, words.keeps, listKeys(view, purpose)),
    drawDetail(view, words.reaches, listHosts(view, purpose)),
    draw(
      view,
      "p",
      { class: "avow-detail" },
      policy === null
        ? `${words.clause} ${clause}`
        : draw(view, "a", { href: `${policy}#${clause}` }, `${words.clause} ${clause}`),
    ),
  );
}

function drawDetail(view: View, name: string, things: readonly string[]): HTMLElement | null {
  const { colon, comma } = view.words;
  return things.length === 0
    ? null
    : draw(view, "p", { class: "avow-detail" }, name, colon, [...new Set(things)].join(comma));
}

function listKeys({ consent }: View, purpose: string): readonly string[] {
  return consent.plan.keys.flatMap(({ name, prefix, needs }) =>
    needs?.includes(purpose) ? [prefix ? `${name}…` : name] : [],
  );
}

function listHosts({ consent, words, language }: View, purpose: string): readonly string[] {
  return consent.plan.hosts.flatMap(({ name, title, needs }) =>
    needs?.includes(purpose) ? [words.named(title[language] ?? name, name)] : [],
  );
}
