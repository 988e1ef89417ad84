import { html } from "hono/html";
import type { Html } from "../pages/frame.ts";
import type { PortalPart } from "../site.ts";
import { letterWordsOf } from "./words.ts";

/** Letters of a person's own that are shown under the form; all of them are in the privacy centre. */
const MOST_SHOWN = 5;

/** A person's latest letters and our answers, the latest first; nothing where they have not written. */
export async function listThread({ avow, language }: PortalPart, token: string): Promise<Html> {
  const words = letterWordsOf(language);
  const answer = await avow.asPerson(token, "letters", {});
  if (!answer.ok) return html``; // a session that is over is told of when the letter is sent
  const latest = answer.answer.toReversed().slice(0, MOST_SHOWN);
  if (latest.length === 0) return html``;
  const day = new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "long",
    timeZone: "UTC",
  });
  return html`<h2>${words.thread}</h2>
${latest.map(
  ({ id, at, door, subject, text }) => html`<article class="card" aria-labelledby="letter-${id}">
<h3 id="letter-${id}">${door === "staff" ? words.us : words.you}${subject === "" ? "" : `: ${subject}`}</h3>
<p class="meta"><time datetime="${at}">${day.format(new Date(at))}</time></p>
<p class="letter">${text}</p>
</article>`,
)}
<p>${words.all}</p>`;
}
