import type { Avow } from "@avow/client";
import { html } from "hono/html";
import type { Html } from "../pages/frame.ts";
import { sessionCookieOf } from "../site.ts";
import { fill, type Language } from "../words.ts";
import { type CookieWords, cookieWordsOf } from "./words.ts";

type Key = Avow["bundle"]["storage"][string];

/** The register as the policy has it: each name, what it does, how long it lives, and what is limited without it. */
export function registerTable(avow: Avow, language: Language): Html {
  const words = cookieWordsOf(language);
  const row = ([name, key]: [
    string,
    Key,
  ]) => html`<tr><th scope="row"><code>${name}</code><span class="help">${kindOf(words, key)} · ${fill(words.setBy, { who: key.setBy })}</span></th>
<td data-title="${words.does}">${key.title[language]} <a class="clause" href="/${language}/policy#${key.clause}">${key.clause}</a></td>
<td data-title="${words.life}">${avow.inWords(key.life, language)}</td>
<td data-title="${words.withoutIt}">${limitOf(avow, words, name, language)}</td></tr>`;
  return html`<table class="register"><thead><tr><th scope="col">${words.name}</th><th scope="col">${words.does}</th><th scope="col">${words.life}</th><th scope="col">${words.withoutIt}</th></tr></thead>
<tbody>${Object.entries(avow.bundle.storage).map(row)}</tbody></table>`;
}

function kindOf(words: CookieWords, { kind }: Key): string {
  return kind === "cookie" || kind === "local-storage" || kind === "service-worker" ? words[kind] : kind;
}

/** What is limited without a key, as the policy says it; the session's own limit is a thing of this site. */
function limitOf(avow: Avow, words: CookieWords, name: string, language: Language): string {
  const limit = avow.bundle.storage[name]?.without?.[language];
  if (limit !== undefined) return limit;
  return name === sessionCookieOf(avow) ? words.sessionWithout : words.nothingLost;
}
