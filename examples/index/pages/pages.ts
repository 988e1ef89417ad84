import type { Avow } from "@avow/client";
import { html } from "hono/html";
import type { Visit } from "../site.ts";
import { frame, type Html } from "./frame.ts";

/** A page that only says something. */
export function messagePage(
  avow: Avow,
  visit: Visit,
  title: string,
  lead: string,
  next: Html = html``,
): Html {
  return frame(
    avow,
    visit,
    title,
    html`<h1>${title}</h1><p class="lead">${lead}</p><p class="actions">${next}</p>`,
  );
}
