import { PROBLEMS } from "@avow/contract";
import { describe, expect, it } from "vitest";
import { type Announced, announcementElements, announcementsOf } from "./announcements.ts";
import type { Avow } from "./avow.ts";

const ANNOUNCED: Announced = {
  id: "00000000-0000-4000-8000-0000000000a1",
  of: "incident",
  title: { en: "</script> was read", zh: "备份遭读取" },
  state: "current",
  from: "2026-11-23T08:00:00Z",
  until: "2026-12-23T08:00:00Z",
};

/** A line to a service that answers with what is set, and counts how often it was asked; `null` while it is away. */
function connect(announced: readonly Announced[]) {
  const line = {
    announced: announced as readonly Announced[] | null,
    asked: 0,
    at: new Date("2026-11-24T08:00:00Z"),
    now: () => line.at,
    later(ms: number) {
      line.at = new Date(line.at.getTime() + ms);
    },
    asSite: (async () => {
      line.asked += 1;
      if (line.announced === null) throw new TypeError("fetch failed");
      return { ok: true, answer: line.announced, response: new Response() };
    }) as unknown as Avow["asSite"],
  };
  return line;
}

describe("announcementsOf", () => {
  it("[2.3.8] gives what is announced now, and neither what is over nor what was withdrawn", async () => {
    const others = [
      { ...ANNOUNCED, state: "ended" as const },
      { ...ANNOUNCED, state: "withdrawn" as const },
      { ...ANNOUNCED, until: "2026-11-24T08:00:00Z" },
    ];
    const line = connect([ANNOUNCED, ...others]);
    expect(await announcementsOf(line, line.now)).toEqual([ANNOUNCED]);
  });

  it("asks once in ten seconds at most, however many pages are shown", async () => {
    const line = connect([ANNOUNCED]);
    await Promise.all(Array.from({ length: 20 }, () => announcementsOf(line, line.now)));
    line.later(9_000);
    await announcementsOf(line, line.now);
    expect(line.asked).toBe(1);
    line.announced = [];
    line.later(1_000);
    expect(await announcementsOf(line, line.now)).toEqual([]);
    expect(line.asked).toBe(2);
  });

  it("[2.3.8] goes on with what it heard last while the service is away, until its time is over", async () => {
    const line = connect([ANNOUNCED]);
    await announcementsOf(line, line.now);
    line.announced = null;
    line.later(11_000);
    expect(await announcementsOf(line, line.now)).toEqual([ANNOUNCED]);
    line.at = new Date(ANNOUNCED.until);
    expect(await announcementsOf(line, line.now)).toEqual([]);
  });

  it("is empty where the service has no answer, which is a problem, and not the page's", async () => {
    const asSite = (async () => ({ ok: false, problem: PROBLEMS.fault })) as unknown as Avow["asSite"];
    expect(await announcementsOf({ asSite })).toEqual([]);
  });
});

describe("announcementElements", () => {
  const options = { language: "en", pageOf: (id: string) => `/privacy/en/announcements/${id}` };

  it("gives the kit title and address, in JSON that no title can end", async () => {
    const far = { ...ANNOUNCED, until: "2999-01-01T00:00:00Z" };
    const text = String(await announcementElements(connect([far]), options));
    expect(text.match(/<\/script>/g)).toHaveLength(1);
    const json =
      /<script type="application\/json" id="avow-announcements">(.*)<\/script>/.exec(text)?.[1] ?? "";
    expect(JSON.parse(json)).toEqual({
      language: "en",
      announcements: [{ title: "</script> was read", href: `/privacy/en/announcements/${ANNOUNCED.id}` }],
    });
  });

  it("gives nothing where nothing is announced", async () => {
    expect(String(await announcementElements(connect([]), options))).toBe("");
  });
});
