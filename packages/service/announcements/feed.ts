import { createHash } from "node:crypto";
import type { Bundle } from "@avow/policy";
import { Feed } from "feed";
import type { PublishedPage } from "./published.ts";

/** What stands around a feed's entries, by language. A language without words of its own has the English ones. */
const WORDS = {
  en: { title: "Announcements", reason: "Why we announce this", withdrawn: "Withdrawn" },
  zh: { title: "公告", reason: "为何发布公告", withdrawn: "已撤回" },
};

/** An Atom feed, and the identity of its bytes for a conditional `GET` (RFC 9110, 8.8.3). */
export interface WrittenFeed {
  readonly xml: string;
  readonly etag: string;
}

/**
 * Writes announcements, the newest first, as an Atom feed (RFC 4287). An entry's id is `urn:uuid:` and the announcement's, so
 * it is the same in every language and for ever. The same announcements give the same bytes.
 * @param publicUrl where people reach the privacy centre, without a slash at the end
 */
export function writeFeed(
  { bundle, publicUrl }: { readonly bundle: Bundle; readonly publicUrl: string },
  language: string,
  announcements: readonly PublishedPage[],
): WrittenFeed {
  const words = language === "zh" ? WORDS.zh : WORDS.en;
  const { controller } = bundle;
  const page = `${publicUrl}/privacy/${language}/announcements`;
  const name = inLanguage(controller?.name ?? bundle.title, language);
  const feed = new Feed({
    id: page,
    title: `${words.title} – ${name}`,
    link: page,
    feed: `${page}/feed.atom`,
    language,
    generator: false,
    author: { name },
    updated: new Date(Math.max(Date.parse(bundle.effective), ...announcements.map(changedAt))),
  });
  for (const one of announcements) {
    const title = inLanguage(one.title, language);
    feed.addItem({
      id: `urn:uuid:${one.id}`,
      title: escapeHtml(one.withdrawal === null ? title : `[${words.withdrawn}] ${title}`),
      link: `${page}/${one.id}`,
      published: new Date(one.from),
      date: new Date(changedAt(one)),
      content: writeContent(one, language, words),
    });
  }
  const xml = feed.atom1();
  return { xml, etag: `"${createHash("sha256").update(xml).digest("hex")}"` };
}

/** Milliseconds since 1970. */
function changedAt({ from, withdrawal }: PublishedPage): number {
  return Date.parse(withdrawal?.at ?? from);
}

function writeContent(
  { elements, reason, withdrawal }: PublishedPage,
  language: string,
  words: (typeof WORDS)["en"],
): string {
  const parts = [
    ...(withdrawal === null
      ? []
      : [{ title: words.withdrawn, text: inLanguage(withdrawal.reason, language) }]),
    ...elements.map(({ title, text }) => ({
      title: inLanguage(title, language),
      text: inLanguage(text, language),
    })),
    { title: words.reason, text: inLanguage(reason, language) },
  ];
  return parts.map(({ title, text }) => `<h2>${escapeHtml(title)}</h2>${paragraphs(text)}`).join("\n");
}

function paragraphs(text: string): string {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${escapeHtml(paragraph.trim()).replaceAll("\n", "<br>")}</p>`)
    .join("");
}

function inLanguage(text: Readonly<Record<string, string>>, language: string): string {
  return text[language] ?? Object.values(text)[0] ?? "";
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
