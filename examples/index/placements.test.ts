import type { Avow } from "@avow/client";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { buildIndexPolicy } from "../../tests/support/index-policy.ts";
import { mountPlacements, placementIn } from "./placements.ts";
import { DEFAULT_PREFERENCES, type PortalEnv } from "./site.ts";

const BOOKS = {
  id: "5f0e0c4a-8e7b-4d6e-a0f3-1c2d3e4f5a01",
  name: "Autumn <list>",
  target: "https://books.example/autumn",
  section: "culture",
};
const MAPS = {
  ...BOOKS,
  id: "5f0e0c4a-8e7b-4d6e-a0f3-1c2d3e4f5a02",
  name: "Maps",
  target: "https://maps.example/",
};

/** A page of the section with its slot, and the way out; what the visit log is told stands in headers. */
async function open(placements: readonly (typeof BOOKS)[], minute = 0) {
  const { bundle } = await buildIndexPolicy();
  const avow = { bundle, asSite: async () => ({ ok: true, answer: placements }) } as unknown as Avow;
  const app = new Hono<PortalEnv>();
  const part = {
    app,
    avow,
    language: "zh",
    secure: true,
    payments: null,
    now: () => new Date(minute * 60_000),
    report: () => {},
  } as const;
  app.use(async (http, next) => {
    http.set("session", null);
    http.set("preferences", DEFAULT_PREFERENCES);
    await next();
    http.res.headers.set("noted", JSON.stringify(http.get("visit") ?? null));
  });
  mountPlacements(part);
  app.get("/page", async (http) => http.html(await placementIn(part, http, "culture")));
  return async (path: string) => {
    const response = await app.request(path);
    return { response, text: await response.text(), noted: JSON.parse(response.headers.get("noted") ?? "") };
  };
}

describe("a placement", () => {
  it("is shown as what it is, with where it leads, and the visit log is told which one", async () => {
    const { text, noted } = await (await open([BOOKS]))("/page");
    expect(text).toContain("广告");
    expect(text).toContain("books.example");
    expect(text).toContain("Autumn &lt;list&gt;");
    expect(noted).toEqual({ shown: [BOOKS.id] });
  });

  it("takes turns with others by the minute, whoever reads", async () => {
    const names = await Promise.all(
      [0, 1, 2].map(async (minute) => (await (await open([BOOKS, MAPS], minute))("/page")).noted),
    );
    expect(names).toEqual([{ shown: [BOOKS.id] }, { shown: [MAPS.id] }, { shown: [BOOKS.id] }]);
  });

  it("is not shown where there is none, and then nothing is told", async () => {
    const ask = await open([{ ...BOOKS, section: "technology" }]);
    expect(await ask("/page")).toMatchObject({ text: "", noted: null });
  });

  it("leads out with 303 to where it was declared to lead, and nowhere else; the click is told", async () => {
    const ask = await open([BOOKS]);
    const { response, noted } = await ask(`/zh/out/${BOOKS.id}?to=https://evil.example/`);
    expect([response.status, response.headers.get("location")]).toEqual([303, BOOKS.target]);
    expect(noted).toEqual({ section: "culture", clicked: BOOKS.id });
    const unknown = await ask(`/zh/out/${MAPS.id}`);
    expect([unknown.response.status, unknown.noted]).toEqual([404, null]);
  });
});
