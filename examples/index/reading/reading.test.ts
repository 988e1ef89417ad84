import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerOf, type OpenService, openService } from "../../../tests/conformance/open-service.ts";
import { logInOnPortal } from "../../../tests/support/portal-person.ts";
import { SECTIONS } from "../catalogue/article.ts";
import { ARTICLES, findArticle, listSection } from "../catalogue/catalogue.ts";

let open: OpenService;
beforeAll(async () => {
  open = await openService();
}, 60_000);
afterAll(async () => {
  await open.close();
  expect(open.reports).toEqual([]);
});

const LINE = { en: "Little proved it in 1961", zh: "约翰·利特尔在一九六一年证明了它" } as const;

describe("the catalogue", () => {
  it("is whole in both languages, its names are unique, and its days are days", () => {
    expect(new Set(ARTICLES.map(({ slug }) => slug)).size).toBe(ARTICLES.length);
    for (const { slug, published, topics, text } of ARTICLES) {
      expect(new Date(published).toISOString().slice(0, 10), slug).toBe(published);
      expect(topics.length, slug).toBeGreaterThan(0);
      expect(text.zh.passages.length, slug).toBe(text.en.passages.length);
    }
    for (const section of SECTIONS) expect(listSection(section).length).toBeGreaterThan(1);
  });
});

describe("an article", () => {
  it.each(["en", "zh"] as const)("is read by anybody when it is free, in %s", async (language) => {
    for (const { slug, access, text } of ARTICLES) {
      const answer = await open.visit(`/${language}/articles/${slug}`);
      const page = await answer.text();
      const [paragraph = ""] = text[language].passages[0]?.paragraphs ?? [];
      const shown = page.includes(paragraph.slice(0, 20));
      const expected = { free: [200, true], restricted: [401, false], paid: [402, false] }[access.kind];
      expect([answer.status, shown], slug).toEqual(expected);
      expect(page, slug).toContain(text[language].title);
    }
  });

  it("says why it is shut and what opens it; logging in opens a restricted one, and no forged session does", async () => {
    const shut = await (await open.visit("/zh/articles/walking-map")).text();
    expect(shut).toContain("登录后即可打开");
    const person = await logInOnPortal(open.visit);
    expect((await person.post("/en/articles/walking-map")).status).toBe(200);
    const forged = { session: `avow_person_${"B".repeat(43)}` };
    expect((await person.post("/en/articles/walking-map", forged)).status).toBe(401);
  });

  it.each(["en", "zh"] as const)(
    "is opened by a paid order of this person's own and of this article, in %s",
    async (language) => {
      const person = await logInOnPortal(open.visit, language);
      const path = `/${language}/articles/what-a-queue-knows`;
      const offer = await (await person.post(path)).text();
      expect(offer).toContain(`/${language}/order/article/what-a-queue-knows`);
      const order = async (slug: string) =>
        answerOf(
          await open.ask({ person: person.token }, "submit", {
            path: { form: "order" },
            body: {
              about: `article/${slug}`,
              values: {
                "order.item": findArticle(slug)?.text[language].title ?? "",
                "order.price": "CNY 18.00",
              },
            },
          }),
        ).submission.id;
      const pay = (id: string) =>
        open.ask("site", "moveSubmission", { path: { id }, body: { from: "placed", to: "paid" } });
      await pay(await order("who-owns-the-well"));
      const id = await order("what-a-queue-knows");
      expect((await person.post(path)).status).toBe(402);
      answerOf(await pay(id));
      const opened = await person.post(path);
      expect([opened.status, await opened.text()]).toEqual([200, expect.stringContaining(LINE[language])]);
      const other = await logInOnPortal(open.visit, language);
      expect((await other.post(path)).status).toBe(402);
    },
  );
});
