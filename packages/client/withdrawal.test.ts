import type { ConsentPlan, PlannedKey } from "@avow/policy";
import { describe, expect, it } from "vitest";
import { endOfCookie } from "./life.ts";
import { clearSiteData, expireCookies, listUnwanted } from "./withdrawal.ts";

const NONE = { analytics: false, video: false, advertising: false };

const key = (name: string, needs: PlannedKey["needs"], more: Partial<PlannedKey> = {}): PlannedKey => ({
  name,
  needs,
  prefix: false,
  kind: "cookie",
  ...more,
});
const plan: ConsentPlan = {
  version: "",
  wording: "",
  languages: ["en"],
  questions: [],
  keys: [
    key("shop_basket", []),
    key("shop_choice", []),
    key("shop_session", null),
    key("_pk_id.", ["analytics"], { prefix: true }),
    key("_br_", ["advertising"], { prefix: true }),
    key("shop_video_volume", ["video"], { kind: "local-storage" }),
  ],
  hosts: [],
};

describe("withdrawal", () => {
  const sent = ["_pk_id.1.3fe2", "_br_uid", "shop_basket", "shop_session", "shop_choice", "somebody_elses"];

  it("takes the declared cookies that were sent and are not permitted, and leaves what is necessary or not declared", () => {
    expect(listUnwanted(plan, NONE, sent)).toEqual(["_pk_id.1.3fe2", "_br_uid"]);
    expect(listUnwanted(plan, { ...NONE, analytics: true }, sent)).toEqual(["_br_uid"]);
    expect(listUnwanted(plan, { analytics: true, advertising: true }, sent)).toEqual([]);
  });

  it("takes them on every path above the page and every domain above the host, where they came from HTTPS marked so", () => {
    const device = { cookies: ["_br_uid"], host: "www.nordwind.example", page: "/en/tents/light" };
    const expired = expireCookies(plan, NONE, { device, secure: true });
    const paths = ["/", "/en", "/en/", "/en/tents", "/en/tents/", "/en/tents/light"];
    const domains = ["", "; Domain=www.nordwind.example", "; Domain=nordwind.example"];
    expect(expired.toSorted()).toEqual(
      paths
        .flatMap((path) => domains.map((domain) => `_br_uid=; Max-Age=0; Path=${path}${domain}; Secure`))
        .toSorted(),
    );
  });

  it("takes a declared name that was not sent here too, for it may be sent elsewhere", () => {
    const declared = { ...plan, keys: [...plan.keys, key("pixel", ["advertising"])] };
    const device = { cookies: [], host: "localhost", page: "/" };
    expect(expireCookies(declared, NONE, { device, secure: false })).toEqual(["pixel=; Max-Age=0; Path=/"]);
    expect(expireCookies(declared, { advertising: true }, { device, secure: false })).toEqual([]);
  });

  it("[law 8] writes no more than headers hold, and no name or path that could end one", () => {
    const cookies = Array.from({ length: 200 }, (_, at) => `_br_${at}`);
    const device = { cookies: ["_br_a b", ...cookies], host: "a.b.c.example", page: "/a;Domain=x/b" };
    const expired = expireCookies(plan, NONE, { device, secure: true });
    expect(expired.length).toBeLessThanOrEqual(60);
    for (const one of expired)
      expect(one).toMatch(/^_br_\d+=; Max-Age=0; Path=\/(; Domain=[a-z.]+)?; Secure$/);
  });

  it("clears the cache where something agreed to is withdrawn, and all storage where nothing of it may stay", () => {
    const agreed = { analytics: true, video: true, advertising: false };
    expect(clearSiteData(plan, {}, NONE)).toBeNull();
    expect(clearSiteData(plan, NONE, agreed)).toBeNull();
    expect(clearSiteData(plan, agreed, agreed)).toBeNull();
    expect(clearSiteData(plan, agreed, { ...agreed, analytics: false })).toBe('"cache"');
    expect(clearSiteData(plan, agreed, NONE)).toBe('"cache", "storage"');
    for (const needs of [[], null]) {
      const keys = [...plan.keys, key("draft", needs, { kind: "indexed-db" })];
      expect(clearSiteData({ ...plan, keys }, agreed, NONE)).toBe('"cache"');
    }
  });
});

describe("the life of a cookie", () => {
  it.each([
    ["P6M", "2027-05-22T10:00:00.000Z"],
    ["P7D", "2026-11-29T10:00:00.000Z"],
    ["PT12H", "2026-11-22T22:00:00.000Z"],
    ["PT30M", "2026-11-22T10:30:00.000Z"],
    ["P13M", "2027-12-22T10:00:00.000Z"],
    ["P2Y", "2027-12-27T10:00:00.000Z"],
  ])("%s ends at %s, and none later than browsers keep one", (life, end) => {
    expect(endOfCookie(life, new Date("2026-11-22T10:00:00Z")).toISOString()).toBe(end);
  });
});
