import { html } from "hono/html";
import { mountFormPage } from "../form-page.ts";
import type { PortalPart } from "../site.ts";
import { letterWordsOf } from "./words.ts";

/** Writing to us. Who is not logged in is given the controller's address and telephone, and the way to log in (2.0, 2.1.1). */
export function mountLetters(part: PortalPart): void {
  const { avow, language } = part;
  const words = letterWordsOf(language);
  mountFormPage(part, {
    form: "contact",
    path: "/write",
    words,
    forOthers() {
      const { controller } = avow.bundle;
      if (controller === null) return html``;
      const { name, address, telephone } = controller;
      return html`<p>${words.elsewhere}</p>
<address class="card">${name[language]}<br>${address[language]}<br><a href="tel:${telephone.replaceAll(" ", "")}">${telephone}</a></address>`;
    },
  });
}
