import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerOf, type OpenService, openService } from "../../../tests/conformance/open-service.ts";
import { logInOnPortal, type PortalPerson } from "../../../tests/support/portal-person.ts";

let open: OpenService;
const CHOICE = "/en/recommendations/choice";
const BASIS = "/en/recommendations";

beforeAll(async () => {
  open = await openService();
}, 60_000);
afterAll(async () => {
  await open.close();
  expect(open.reports).toEqual([]);
});

async function pageOf(person: PortalPerson, path: string): Promise<string> {
  return (await person.post(path)).text();
}

async function choose(person: PortalPerson, choice: "agree" | "refuse", wording?: string): Promise<Response> {
  const asked = /name="wording" value="([0-9a-f]{64})"/.exec(await pageOf(person, BASIS))?.[1] ?? "";
  return person.post(CHOICE, { choice, wording: wording ?? asked });
}

async function readingsOf({ token }: PortalPerson): Promise<readonly string[]> {
  const given = answerOf(await open.ask({ person: token }, "submissions", { query: { form: "reading" } }));
  return given.map(({ values }) => values["interest.article"] ?? "").toSorted();
}

describe("recommendations", () => {
  it("[2.4.2] are asked about once, with two equal buttons, and never again after a no", async () => {
    const person = await logInOnPortal(open.visit);
    const home = await pageOf(person, "/en/");
    expect(home).toContain("May we recommend articles to you?");
    expect(home.match(/class="button" name="choice"/g)).toHaveLength(2);
    expect((await choose(person, "refuse")).status).toBe(200);
    expect(await pageOf(person, "/en/")).not.toContain("May we recommend");
    expect(await pageOf(await person.again(), "/en/")).not.toContain("May we recommend");
  });

  it("[2.4.2] are nothing without consent: no reading is noted, and everybody's home page is one and the same", async () => {
    const refusing = await logInOnPortal(open.visit);
    const unasked = await logInOnPortal(open.visit);
    await choose(refusing, "refuse");
    for (const person of [refusing, unasked]) {
      await person.post("/en/articles/the-night-bus");
      expect(await readingsOf(person)).toEqual([]);
      expect(await pageOf(person, "/en/")).not.toContain("Because you read");
    }
    const stories = (page: string) => [...page.matchAll(/<article class="story[^>]*>/g)].length;
    expect(stories(await pageOf(refusing, "/en/"))).toBe(stories(await (await open.visit("/en/")).text()));
  });

  it("[2.4.2] go by what is opened from the yes on, and each says why", async () => {
    const person = await logInOnPortal(open.visit);
    await person.post("/en/articles/reading-aloud");
    expect((await choose(person, "agree")).status).toBe(200);
    expect(await pageOf(person, "/en/")).toContain("Nothing yet.");
    for (const slug of ["who-owns-the-well", "paper-that-breathes", "paper-that-breathes"])
      await person.post(`/en/articles/${slug}`);
    expect(await readingsOf(person)).toEqual(["paper-that-breathes"]);
    expect(await pageOf(person, "/en/")).toContain("Because you read “Paper that breathes”: ");
    expect(await pageOf(person, "/zh/")).toContain("因为您读过《会呼吸的纸》：");
  });

  it("[2.4.2] show what they rest on; what is forgotten counts no more, and a stop forgets all of it", async () => {
    const person = await logInOnPortal(open.visit);
    await choose(person, "agree");
    for (const slug of ["tea-horse-road", "reading-aloud"]) await person.post(`/en/articles/${slug}`);
    const basis = await pageOf(person, BASIS);
    expect(basis).toMatch(/language \(1\)/);
    const [, item = ""] = /name="item" value="([^"]+)" aria-label="Forget: Reading aloud"/.exec(basis) ?? [];
    await person.post(`${BASIS}/forgotten`, { item });
    expect(await readingsOf(person)).toEqual(["tea-horse-road"]);
    expect(await pageOf(person, BASIS)).not.toMatch(/language \(1\)/);
    await choose(person, "refuse");
    expect(await readingsOf(person)).toEqual([]);
    expect(await pageOf(person, BASIS)).toContain("Recommendations are off.");
    expect(await pageOf(person, "/en/")).not.toContain("For you");
  });

  it("[2.4.2] yield to plain ordering, which is remembered with the account", async () => {
    const person = await logInOnPortal(open.visit);
    await choose(person, "agree");
    await person.post("/en/articles/tea-horse-road");
    expect(await pageOf(person, "/en/")).toContain("Because you read");
    await person.post(`${BASIS}/ordering`, { ordering: "plain" });
    const again = await person.again();
    const plain = await pageOf(again, "/en/");
    expect(plain).toContain("Articles stand newest first.");
    expect(plain).not.toContain("Because you read");
    await again.post(`${BASIS}/ordering`, { ordering: "recommended" });
    expect(await pageOf(again, "/en/")).toContain("Because you read");
  });

  it("[2.4.2] are not begun by a choice about other words, nor by anybody else", async () => {
    const person = await logInOnPortal(open.visit);
    expect((await choose(person, "agree", "0".repeat(64))).status).toBe(409);
    await person.post("/en/articles/tea-horse-road");
    expect(await readingsOf(person)).toEqual([]);
    const session = `avow_person_${"B".repeat(43)}`;
    expect((await person.post(CHOICE, { choice: "agree", session })).status).toBe(401);
    const around = await open.ask({ person: person.token }, "submit", {
      path: { form: "reading" },
      body: { values: { "interest.article": "tea-horse-road" } },
    });
    expect(around).toMatchObject({ problem: { code: "refused", clause: "2.4.2" } });
  });
});
