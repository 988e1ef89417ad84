import type { AnswerOf } from "@avow/contract";
import { raw } from "hono/html";
import type { Avow } from "./avow.ts";

/** What is announced to everyone now (clause 2.3.8). */
export type Announced = AnswerOf<"announcements">[number];

/** How long what was heard is believed. */
const FRESH_MS = 10_000;

interface Heard {
  readonly until: number;
  readonly announcements: Promise<readonly Announced[]>;
}

const heard = new WeakMap<Pick<Avow, "asSite">, Heard>();

/**
 * The announcements that are to be shown now, the newest first: asked for once in ten seconds at most, whoever asks here. While the
 * service is away, those heard last are shown until their time is over.
 */
export async function announcementsOf(
  avow: Pick<Avow, "asSite">,
  now: () => Date = () => new Date(),
): Promise<readonly Announced[]> {
  const at = now();
  const before = heard.get(avow);
  const latest =
    before !== undefined && before.until > at.getTime()
      ? before
      : { until: at.getTime() + FRESH_MS, announcements: ask(avow, before) };
  heard.set(avow, latest);
  return (await latest.announcements).filter(
    ({ state, until }) => state === "current" && at < new Date(until),
  );
}

async function ask(avow: Pick<Avow, "asSite">, before: Heard | undefined): Promise<readonly Announced[]> {
  const called = await avow.asSite("announcements", {}).catch(() => null);
  if (called?.ok) return called.answer;
  return before === undefined ? [] : before.announcements;
}

/**
 * The element of a page's head from which the kit shows what is announced now; nothing where nothing is.
 * @param options.pageOf address of an announcement's page, which is the privacy centre's
 */
export async function announcementElements(
  avow: Pick<Avow, "asSite">,
  options: { readonly language: string; readonly pageOf: (id: string) => string },
) {
  const { language, pageOf } = options;
  const current = await announcementsOf(avow);
  if (current.length === 0) return raw("");
  const announcements = current.map(({ id, title }) => ({
    title: title[language] ?? Object.values(title)[0] ?? "",
    href: pageOf(id),
  }));
  const data = JSON.stringify({ language, announcements }).replaceAll("<", "\\u003c");
  return raw(`<script type="application/json" id="avow-announcements">${data}</script>`);
}
