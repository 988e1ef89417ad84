import type { ConsentPlan } from "@avow/policy";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { createConsent } from "./consent/create-consent.ts";
import type { Posted } from "./consent/save-choice.ts";
import { ConsentProvider, Gate, useConsent } from "./react.ts";

/*
 * A page drawn by React, of one gate and the state of saving; its server answers when the test calls `answer()`.
 */

const text = { en: "videos" };
const plan: ConsentPlan = {
  version: "version",
  wording: "wording",
  languages: ["en"],
  questions: [{ purpose: "video", clause: "1", title: text, ask: text }],
  keys: [],
  hosts: [],
};
let answer: (posted: Posted) => void = () => {};
const consent = createConsent(
  { plan, known: { choice: null, signal: null, unwanted: [] }, policy: null },
  {
    signal: null,
    language: "en",
    newKey: () => "key",
    wait: () => new Promise(() => {}),
    save: () => new Promise((resolve) => (answer = resolve)),
  },
);

function Saving() {
  return `, ${useConsent().state?.saving ?? "unknown"}`;
}

createRoot(document.querySelector("main") ?? document.body).render(
  createElement(
    ConsentProvider,
    { consent },
    createElement(Gate, { purpose: "video", fallback: "shut" }, "open"),
    createElement(Saving),
  ),
);
Object.assign(globalThis, {
  choose: consent.choose,
  answer: () => answer({ outcome: "kept", id: "1", at: "" }),
});
