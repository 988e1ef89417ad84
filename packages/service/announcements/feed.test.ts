import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../../tests/support/browser.ts";
import { buildIndexPolicy } from "../../../tests/support/index-policy.ts";
import { written } from "./announcements.testing.ts";
import { writeFeed } from "./feed.ts";
import type { PublishedPage } from "./published.ts";

const ID = "6ba7b810-9dad-41d1-80b4-00c04fd430c8";
const until = new Date("2027-01-01T00:00:00Z");
const { title, reason, elements } = written(ID, until);

function published(change: Partial<PublishedPage> = {}): PublishedPage {
  return {
    id: ID,
    of: "incident",
    title: { ...title, en: "A backup & <b>what</b> it held ]]>" },
    state: "current",
    from: "2026-11-23T08:00:00.000Z",
    until: until.toISOString(),
    reason,
    elements: Object.values(elements).map((text) => ({ title: { en: "Point", zh: "要点" }, text })),
    withdrawal: null,
    index: 7,
    ...change,
  };
}

let browser: Browser;
let place: { bundle: Awaited<ReturnType<typeof buildIndexPolicy>>["bundle"]; publicUrl: string };

beforeAll(async () => {
  browser = await launchBrowser();
  place = { bundle: (await buildIndexPolicy()).bundle, publicUrl: "https://index.example" };
});
afterAll(() => browser.close());

/** What a feed reader finds: the elements of RFC 4287 under their namespace, and the text that a title or content shows. */
async function read(xml: string) {
  const page = await browser.newPage();
  const found = await page.evaluate((text) => {
    const ATOM = "http://www.w3.org/2005/Atom";
    const parsed = new DOMParser().parseFromString(text, "application/xml");
    const root = parsed.documentElement;
    const shown = (html: string) => new DOMParser().parseFromString(html, "text/html").body;
    const of = (element: Element) =>
      Object.fromEntries(
        [...element.children]
          .filter(({ localName, namespaceURI }) => namespaceURI === ATOM && localName !== "entry")
          .map((child) => [child.localName, child.textContent ?? ""]),
      );
    return {
      root: `${root.namespaceURI} ${root.localName}`,
      broken: parsed.querySelector("parsererror") !== null,
      feed: of(root),
      links: [...root.children]
        .filter(({ localName }) => localName === "link")
        .map((link) => `${link.getAttribute("rel")} ${link.getAttribute("href")}`),
      author: root.querySelector("author > name")?.textContent ?? "",
      entries: [...root.querySelectorAll("entry")].map((entry) => ({
        ...of(entry),
        title: shown(entry.querySelector("title")?.textContent ?? "").textContent,
        link: entry.querySelector("link")?.getAttribute("href"),
        paragraphs: [...shown(entry.querySelector("content")?.textContent ?? "").querySelectorAll("p")].map(
          (paragraph) => paragraph.textContent,
        ),
      })),
    };
  }, xml);
  await page.close();
  return found;
}

describe("the feed", () => {
  it("[2.3.8] is Atom as RFC 4287 has it: id, title, updated and author of the feed and of each entry, absolute links", async () => {
    const { xml } = writeFeed(place, "en", [published()]);
    const feed = await read(xml);
    expect(feed).toMatchObject({
      root: "http://www.w3.org/2005/Atom feed",
      broken: false,
      feed: {
        id: "https://index.example/privacy/en/announcements",
        title: expect.stringMatching(/^Announcements – /),
        updated: "2026-11-23T08:00:00.000Z",
      },
      links: [
        "alternate https://index.example/privacy/en/announcements",
        "self https://index.example/privacy/en/announcements/feed.atom",
      ],
      entries: [
        {
          id: `urn:uuid:${ID}`,
          link: `https://index.example/privacy/en/announcements/${ID}`,
          updated: "2026-11-23T08:00:00.000Z",
          published: "2026-11-23T08:00:00.000Z",
        },
      ],
    });
    expect(feed.author).not.toBe("");
  });

  it("shows what was written and nothing else, whatever marks are in it", async () => {
    const { entries } = await read(writeFeed(place, "en", [published()]).xml);
    expect(entries[0]?.title).toBe("A backup & <b>what</b> it held ]]>");
    expect(entries[0]?.paragraphs).toEqual([
      elements.happened?.en,
      "Change your password.",
      "Beware of callers.",
      reason.en,
    ]);
  });

  it("says in Chinese that something was taken back and why, changes its time then, and keeps its id", async () => {
    const withdrawal = {
      at: "2026-11-25T09:00:00.000Z",
      reason: { en: "It was empty.", zh: "其中并无内容。" },
    };
    const { xml } = writeFeed(place, "zh", [published({ state: "withdrawn", withdrawal })]);
    const { feed, entries } = await read(xml);
    expect(feed.title).toMatch(/^公告 – /);
    expect(feed.updated).toBe(withdrawal.at);
    expect(entries[0]).toMatchObject({
      id: `urn:uuid:${ID}`,
      title: "[已撤回] 旧备份遭读取",
      updated: withdrawal.at,
      published: "2026-11-23T08:00:00.000Z",
    });
    expect(entries[0]?.paragraphs[0]).toBe(withdrawal.reason.zh);
  });

  it("has the same bytes and the same mark for the same announcements, and others for others; empty it is a feed too", async () => {
    const [one, again, empty] = [[published()], [published()], []].map((list) =>
      writeFeed(place, "en", list),
    );
    expect(again).toEqual(one);
    expect(empty?.etag).not.toBe(one?.etag);
    expect(await read(empty?.xml ?? "")).toMatchObject({ broken: false, entries: [] });
  });
});
