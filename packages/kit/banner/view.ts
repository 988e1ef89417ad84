import type { Choices, Consent } from "../consent/shapes.ts";
import type { BannerWords } from "./words.ts";

/** What every part of the banner is drawn with. */
export interface View {
  readonly document: Document;
  readonly consent: Consent;
  readonly words: BannerWords;
  readonly language: string;
  /** Where the policy is read, if the page says it. */
  readonly policy: string | null;
  /** Sees to it that all but the question is dressed; what it gives takes further rules. */
  dress(): CSSStyleSheet;
  openPreferences(): void;
}

type Child = Node | string | null;

/** An element with attributes and children; an attribute of `null` is left out. */
export function draw<K extends keyof HTMLElementTagNameMap>(
  { document, language }: Pick<View, "document" | "language">,
  tag: K,
  attributes: Readonly<Record<string, string | null>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null) element.setAttribute(name, value);
  // The page may be in a language the plan does not speak.
  if (attributes.class?.startsWith("avow ")) element.lang = language;
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function drawButton(view: View, kind: string, text: string, press: () => void): HTMLButtonElement {
  const button = draw(view, "button", { type: "button", class: `avow-button ${kind}` }, text);
  button.addEventListener("click", press);
  return button;
}

/** The way to the policy; nothing where the page does not say where it is read. */
export function drawPolicyLink(view: View): HTMLAnchorElement | null {
  const { policy, words } = view;
  return policy === null ? null : draw(view, "a", { href: policy }, words.policy);
}

/** Refusing and accepting, alike in everything but the words. */
export function drawAnswers(view: View): readonly HTMLButtonElement[] {
  const { consent, words } = view;
  const answer = (text: string, yes: boolean) =>
    drawButton(view, "avow-plain", text, () => consent.choose(answerAlike(consent, yes)));
  return [answer(words.reject, false), answer(words.accept, true)];
}

function answerAlike({ plan }: Consent, yes: boolean): Choices {
  return Object.fromEntries(plan.questions.map(({ purpose }) => [purpose, yes]));
}

/** Says how the last choice stands, with what can be done about it; empty while there is nothing to say. */
export function fillStatus(view: View, place: HTMLElement): void {
  const { consent, words, document } = view;
  const { saving } = consent.state;
  place.replaceChildren(
    ...(saving === "kept" ? [] : [words[saving]]),
    ...(saving === "failed" ? [drawButton(view, "avow-small", words.retry, consent.retry)] : []),
    ...(saving === "outdated"
      ? [drawButton(view, "avow-small", words.reload, () => document.location.reload())]
      : []),
  );
}
