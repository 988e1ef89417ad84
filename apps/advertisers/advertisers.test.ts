import type { ProblemCode } from "@avow/contract";
import { describe, expect, it } from "vitest";
import { DAY, KEY, openPage, PLACEMENT } from "./fixture-service.testing.ts";
import { FIELDS } from "./site.ts";
import { LANGUAGES, wordsOf } from "./words.ts";

const ASKED = { [FIELDS.key]: KEY, [FIELDS.day]: DAY, [FIELDS.what]: "visitors", [FIELDS.by]: "page" };

describe("the advertisers' page", () => {
  it.each(LANGUAGES)("asks for the key first, in %s", async (language) => {
    const { app } = await openPage();
    const response = await app.request(`https://index.example/advertisers/${language}/`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain(wordsOf(language).key.help);
  });

  it("leads to the browser's language, and from an address without its slash to the one with", async () => {
    const { app } = await openPage();
    const from = async (path: string, accept = "") =>
      (
        await app.request(`https://index.example/advertisers${path}`, {
          headers: { "accept-language": accept },
        })
      ).headers.get("location");
    expect(await from("", "zh-CN,zh;q=0.9")).toBe("/advertisers/zh/");
    expect(await from("", "fr")).toBe("/advertisers/en/");
    expect(await from("/zh")).toBe("/advertisers/zh/");
  });

  it("[2.2.4] [2.2.7] keeps the key in its forms: no cookie, no address, no script", async () => {
    const { post, asked } = await openPage();
    const response = await post("/en/", ASKED);
    const text = await response.text();
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(text).not.toContain("<script");
    for (const [, address = ""] of text.matchAll(/ (?:href|action|src)="([^"]*)"/g))
      expect(address).not.toContain(KEY);
    for (const request of asked) expect(request.url).not.toContain(KEY);
  });

  it.each(LANGUAGES)(
    "shows an answer with its noise, its threshold and what is not shown, in %s",
    async (language) => {
      const { post } = await openPage();
      const text = await (await post(`/${language}/`, ASKED)).text();
      const say = wordsOf(language).answer;
      expect(text).toContain(say.withheld("518"));
      expect(text).toContain(say.noise("70.7", "139"));
      expect(text).toContain(say.bound(3));
      expect(text).toContain("4,120");
      expect(text.match(/<svg class="plot"/g)).toHaveLength(2);
    },
  );

  it("[2.2.3] says the guarantee in numbers that follow from the plan", async () => {
    const { post } = await openPage();
    const text = await (await post("/en/", { [FIELDS.key]: KEY })).text();
    const { guarantee } = wordsOf("en");
    // The standard kinds of the fixture cost 0.0015 together: 50 + 50 √(0.0015 / 2).
    expect(text).toContain(guarantee.day("51.4", "0.0015"));
    expect(text).toContain(guarantee.year("1", "8.62", "10⁻⁶"));
  });

  it("says that everything is withheld instead of showing an empty picture", async () => {
    const { post } = await openPage();
    const text = await (await post("/en/", { ...ASKED, [FIELDS.by]: "section" })).text();
    expect(text).toContain(wordsOf("en").answer.nothing("507"));
    expect(text).not.toContain('<svg class="plot"');
    const total = await (
      await post("/en/", { ...ASKED, [FIELDS.day]: "2026-11-18", [FIELDS.by]: "total" })
    ).text();
    expect(total).toContain(wordsOf("en").answer.withheldTotal("142"));
  });

  it("draws the course of a total over what is published of the month, with a gap where nothing is", async () => {
    const { post } = await openPage();
    const text = await (await post("/en/", { ...ASKED, [FIELDS.by]: "total" })).text();
    const [, line = ""] = /class="plot-line" d="([^"]*)"/.exec(text) ?? [];
    expect(line.match(/M/g)).toHaveLength(2);
  });

  it("writes what visitors made up as text", async () => {
    const { post } = await openPage();
    const text = await (await post("/en/", ASKED)).text();
    expect(text).not.toContain("<script>alert");
    expect(text).toContain("&lt;script&gt;");
  });

  it("asks the service exactly what was chosen, a placement's clicks included", async () => {
    const { post, asked } = await openPage();
    await post("/en/", { ...ASKED, [FIELDS.what]: `clicks:${PLACEMENT}`, [FIELDS.by]: "total" });
    const query = new URL(asked[0]?.url ?? "").searchParams;
    expect(Object.fromEntries(query)).toEqual({
      day: DAY,
      measure: "clicks",
      by: "total",
      placement: PLACEMENT,
    });
  });

  it("hands the file over as the service made it", async () => {
    const { post } = await openPage();
    const response = await post("/en/statistics.csv", ASKED);
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="a.csv"');
    expect(await response.text()).toBe("day,value\r\n");
  });
});

describe("what goes wrong", () => {
  const CODES = ["budget-spent", "statistic-not-ready", "statistic-unknown"] as const satisfies ProblemCode[];
  it.each(CODES.flatMap((code) => LANGUAGES.map((language) => [code, language] as const)))(
    "is said in words, and the page stays: %s in %s",
    async (code, language) => {
      const { post } = await openPage(code);
      for (const path of [`/${language}/`, `/${language}/statistics.csv`]) {
        const response = await post(path, ASKED);
        const text = await response.text();
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(text).toContain(wordsOf(language).problem.codes[code]);
        expect(text).toContain(wordsOf(language).ask.submit);
        if (code === "budget-spent") expect(text).toContain(wordsOf(language).guarantee.clause("2.2.3"));
      }
    },
  );

  it("a wrong key opens nothing and is not repeated", async () => {
    const { post } = await openPage();
    for (const key of ["avow_advertiser_wrong", "", "no header can\nhold this"]) {
      const response = await post("/en/", { ...ASKED, [FIELDS.key]: key });
      const text = await response.text();
      expect(response.status).toBe(401);
      expect(text).toContain(wordsOf("en").problem.codes["advertiser-key-wrong"]);
      if (key !== "") expect(text).not.toContain(key);
    }
  });

  it("a question that cannot be read is not asked", async () => {
    const { post, asked } = await openPage();
    for (const wrong of [
      { day: "yesterday" },
      { what: "rows" },
      { what: "clicks:everybody" },
      { by: "visitor" },
    ]) {
      const response = await post("/en/", { ...ASKED, ...wrong });
      expect(await response.text()).toContain(wordsOf("en").problem.codes["body-malformed"]);
    }
    expect(asked.filter(({ url }) => new URL(url).pathname === "/v1/statistics")).toEqual([]);
  });

  it("a service that is away, an address that is none and a form that is too long are pages too", async () => {
    const away = await openPage("unreachable");
    const response = await away.post("/zh/", ASKED);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain(wordsOf("zh").problem.codes["store-unreachable"]);
    expect(away.reported).toHaveLength(1);
    const { app, post } = await openPage();
    expect((await app.request("https://index.example/advertisers/en/rows")).status).toBe(404);
    expect((await post("/en/", { ...ASKED, more: "x".repeat(20_000) })).status).toBe(413);
  });
});
