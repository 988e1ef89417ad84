import { connectAvow } from "@avow/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenService, openService, SERVICE } from "../../../tests/conformance/open-service.ts";
import { logInWithCookies } from "../../../tests/support/portal-cookies.ts";
import { logInOnPortal } from "../../../tests/support/portal-person.ts";
import { ARTICLES } from "../catalogue/catalogue.ts";
import { createPortal } from "../portal.ts";
import { listTerms } from "../public/search-terms.js";
import { createSearchIndex } from "./search-index.ts";

const index = createSearchIndex(ARTICLES);
const slugsFor = (question: string) => index.find(question).map(({ slug }) => slug);

describe("search", () => {
  it("finds an article by its words in either language, the best first", () => {
    for (const [question, slug] of [
      ["Yellow River", "the-man-who-narrowed-the-river"],
      ["黄河", "the-man-who-narrowed-the-river"],
      ["潘季驯", "the-man-who-narrowed-the-river"],
      ["pinyin", "a-keyboard-for-ten-thousand-characters"],
      ["拼音", "a-keyboard-for-ten-thousand-characters"],
      ["茶马古道", "tea-horse-road"],
      ["NIGHT BUS", "the-night-bus"],
      ["keybaord", "a-keyboard-for-ten-thousand-characters"],
    ] as const)
      expect(slugsFor(question)[0], question).toBe(slug);
  });

  it("finds nothing for nothing, and survives whatever is asked", () => {
    for (const question of ["", "   ", "。", "zzzzqqqq", "\u0000", "*", "(", "__proto__", "constructor"])
      expect(slugsFor(question), question).toEqual([]);
  });

  it("gives nothing away of what is not open to everybody but its head", () => {
    expect(slugsFor("undivided Little")).toEqual([]);
    expect(slugsFor("clinic formula")).toEqual(["what-a-queue-knows"]);
    for (const article of ARTICLES.filter(({ access }) => access.kind !== "free"))
      for (const { text } of [article])
        for (const language of ["en", "zh"] as const)
          for (const { paragraphs } of text[language].passages)
            expect(index.serialised).not.toContain(paragraphs[0]);
  });

  it("cuts Chinese into words and pairs, and English into words in one case", () => {
    expect(listTerms("The Night-Bus, 夜班公交")).toEqual(expect.arrayContaining(["the", "night", "bus"]));
    expect(listTerms("茶马古道").every((term) => term.length <= 2)).toBe(true);
  });
});

describe("the search page", () => {
  let open: OpenService;
  beforeAll(async () => {
    open = await openService();
  }, 60_000);
  afterAll(async () => {
    await open.close();
    expect(open.reports).toEqual([]);
  });

  it("answers in the language of the page, in an address and in a form, and repeats the question only as text", async () => {
    const found = await (await open.visit("/zh/search?q=Yellow+River")).text();
    expect(found).toContain("把河收窄的人");
    const person = await logInOnPortal(open.visit);
    expect(await (await person.post("/en/search", { q: "黄河" })).text()).toContain(
      "The man who narrowed the river",
    );
    const scripted = await (await open.visit("/en/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E")).text();
    expect(scripted).not.toContain("<script>alert");
    expect(await (await open.visit("/en/search?q=zzzz")).text()).toContain("Nothing was found.");
  });

  it("[2.4.1] reports, keeps and passes on nothing of the question", async () => {
    const sent: string[] = [];
    const reports: string[] = [];
    const { app, siteKey } = open;
    const avow = await connectAvow({
      serviceUrl: SERVICE,
      siteKey,
      fetch: async (request) => {
        sent.push(`${request.url} ${await request.clone().text()}`);
        return app.fetch(request);
      },
    });
    const portal = createPortal({ avow, trustProxy: false, report: (what) => reports.push(what) });
    const person = await logInOnPortal(async (path, init) =>
      portal.fetch(new Request(`http://localhost:4000${path}`, init)),
    );
    sent.length = 0;
    await person.post("/en/search", { q: "a secret illness" });
    await portal.fetch(new Request("http://localhost:4000/en/search?q=a+secret+illness"));
    expect([...sent, ...reports].join("\n")).not.toMatch(/secret|illness/);
  });

  it("[2.2.5] offers to keep the index on the device only to who logged in and accepted cookies, for its declared life", async () => {
    const accepted = await logInWithCookies(open.visit);
    const quick = await (await accepted.get("/en/search")).text();
    expect(quick).toContain('data-key="index_search" data-life="604800"');
    expect(quick).toContain("/assets/search.js");
    const refused = await logInOnPortal(open.visit);
    const signalled = await (await accepted.get("/en/search", { "sec-gpc": "1" })).text();
    for (const page of [
      await (await open.visit("/en/search")).text(),
      await (await refused.post("/en/search")).text(),
      signalled,
    ]) {
      expect(page).not.toContain("index_search");
      expect(page).not.toContain("/assets/search.js");
    }
    expect(await (await refused.post("/en/search")).text()).toContain("answered by our server");
  });
});
