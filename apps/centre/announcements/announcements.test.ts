import type { AnswerOf } from "@avow/contract";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createCentre } from "../centre.ts";
import { bundle, createFixtureService, TOKEN, VERSION } from "../fixture-service.ts";
import { LANGUAGES, wordsOf } from "../words.ts";

const ORIGIN = "https://index.example";
const ID = "00000000-0000-4000-8000-0000000000a1";

const ANNOUNCEMENT: AnswerOf<"announcement"> = {
  id: ID,
  of: "incident",
  title: { en: "An old <b>backup</b> was read", zh: "旧<b>备份</b>遭读取" },
  state: "current",
  from: "2026-11-23T08:00:00Z",
  until: "2027-01-22T08:00:00Z",
  reason: { en: "Their letters came back.", zh: "信件均被退回。" },
  elements: [
    {
      title: { en: "What happened", zh: "发生了什么" },
      text: { en: "A backup was read.\n\nIt was old.", zh: "有人读取了备份。\n\n备份较旧。" },
    },
  ],
  withdrawal: null,
  index: 41,
};

function open(announcements: readonly AnswerOf<"announcement">[] = [ANNOUNCEMENT]) {
  const { app: service } = createFixtureService({ announcements });
  const centre = createCentre({
    policy: () => ({ bundle, version: VERSION }),
    service: (request) => service.fetch(request),
    publicUrl: ORIGIN,
    assets: {
      verifier: new URL("../browser.ts", import.meta.url).pathname,
      asker: new URL("../browser-ask.ts", import.meta.url).pathname,
      pusher: new URL("../browser-push.ts", import.meta.url).pathname,
      worker: new URL("../browser-push-worker.ts", import.meta.url).pathname,
    },
    report: (error) => expect.unreachable(String(error)),
  });
  const app = new Hono().route("/privacy", centre);
  return (path: string, init: RequestInit = {}) => app.request(`${ORIGIN}/privacy${path}`, init);
}

describe.each(LANGUAGES)("announcements in %s", (language) => {
  const words = wordsOf(language).announcements;

  it("[2.3.8] are listed for anyone, without a session, a cookie or a script, with their feed", async () => {
    const response = await open()(`/${language}/announcements`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(text).not.toMatch(/<script|<style|\sstyle=|\son[a-z]+=/i);
    expect(text).toContain(`href="/privacy/${language}/announcements/${ID}"`);
    expect(text).toContain(
      `<link rel="alternate" type="application/atom+xml" href="/privacy/${language}/announcements/feed.atom">`,
    );
    expect(text).not.toContain("noindex");
  });

  it("[2.3.8] say everything on one page, and why they were made; what was written is text", async () => {
    const text = await (await open()(`/${language}/announcements/${ID}`)).text();
    for (const said of [ANNOUNCEMENT.reason, ...ANNOUNCEMENT.elements.map(({ title }) => title)])
      expect(text).toContain(said[language]);
    expect(text.match(/<p class="as-written">/g)).toHaveLength(3);
    expect(text).toContain("&lt;b&gt;");
    expect(text).not.toContain("<b>");
    expect(text).toContain(words.logged(41));
  });

  it("[2.3.8] stay readable when withdrawn, under the reason", async () => {
    const withdrawn = {
      ...ANNOUNCEMENT,
      state: "withdrawn" as const,
      withdrawal: { at: "2026-11-25T08:00:00Z", reason: { en: "It was empty.", zh: "备份并无内容。" } },
    };
    const text = await (await open([withdrawn])(`/${language}/announcements/${ID}`)).text();
    expect(text).toContain(withdrawn.withdrawal.reason[language]);
    expect(text).toContain(ANNOUNCEMENT.elements[0]?.title[language]);
  });

  it("that never were are not found, in words", async () => {
    const response = await open()(`/${language}/announcements/nothing`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain(words.unknown);
    expect(await (await open([])(`/${language}/announcements`)).text()).toContain(words.empty);
  });

  it("are read with a session that lives in forms too, which goes on", async () => {
    const posted = { method: "POST", body: new URLSearchParams({ session: TOKEN }) };
    const text = await (await open()(`/${language}/announcements`, posted)).text();
    expect(text).toContain(`action="/privacy/${language}/announcements/${ID}"`);
  });
});

it("an address without a language leads to the browser's", async () => {
  const ask = open();
  const chinese = { headers: { "accept-language": "zh-CN,zh;q=0.9" } };
  expect((await ask(`/announcements/${ID}`, chinese)).headers.get("location")).toBe(
    `/privacy/zh/announcements/${ID}`,
  );
  expect((await ask("/announcements")).headers.get("location")).toBe("/privacy/en/announcements");
});
