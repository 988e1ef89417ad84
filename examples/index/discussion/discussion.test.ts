import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerOf, type OpenService, openService } from "../../../tests/conformance/open-service.ts";
import { type CookiePerson, logInWithCookies } from "../../../tests/support/portal-cookies.ts";
import { logInOnPortal, type PortalPerson } from "../../../tests/support/portal-person.ts";

let open: OpenService;
let author: CookiePerson;
let stranger: PortalPerson;
const ARTICLE = "/en/articles/tea-horse-road";
const COMMENTS = `${ARTICLE}/comments`;
const NAME = "Lin Yue";

beforeAll(async () => {
  open = await openService();
  [author, stranger] = [await logInWithCookies(open.visit), await logInOnPortal(open.visit)];
}, 60_000);
afterAll(async () => {
  await open.close();
  expect(open.reports).toEqual([]);
});

/** The words on the page, by purpose, as its form sends them back. */
function wordingsIn(page: string): Record<string, string> {
  const found = page.matchAll(/name="(wording\.[a-z]+)" value="([0-9a-f]{64})"/g);
  return Object.fromEntries([...found].map(([, name = "", value = ""]) => [name, value]));
}

async function comment(text: string, act: "pseudonym" | "name", more: Record<string, string> = {}) {
  const wordings = wordingsIn(await (await author.get(ARTICLE)).text());
  return author.post(COMMENTS, { "comment.text": text, act, ...wordings, ...more });
}

async function commentsOf(query: { about?: string } = { about: "article/tea-horse-road" }) {
  return answerOf(await open.ask("site", "publications", { query: { form: "comment", ...query } }));
}

async function readBy(person: PortalPerson): Promise<string> {
  return (await person.post(ARTICLE)).text();
}

describe("a comment", () => {
  it("[2.1.1] is taken by a form made from the policy, and an undeclared field is turned away by name", async () => {
    const refused = await comment("Good.", "pseudonym", { "contact.birthday": "1990-01-01" });
    expect([refused.status, await refused.text()]).toEqual([
      422,
      expect.stringContaining("contact.birthday"),
    ]);
    const empty = await comment("   ", "pseudonym");
    expect([empty.status, await empty.text()]).toEqual([422, expect.stringContaining("comment.text")]);
    expect(await commentsOf()).toEqual([]);
  });

  it("[2.5.6] stands under a pseudonym unless its author chooses the name, and never shows the name or the address", async () => {
    expect((await comment("Under a pseudonym", "pseudonym")).status).toBe(303);
    const [published] = await commentsOf();
    expect(published).toMatchObject({
      by: { kind: "pseudonym" },
      values: { "comment.text": "Under a pseudonym" },
    });
    const seen = await readBy(stranger);
    expect(seen).toContain(published?.by.name);
    expect(seen).toContain("Under a pseudonym");
    expect(seen).not.toContain(NAME);
    expect(seen).not.toContain(author.email);
  });

  it("[2.5.6] shows the name only where the author agreed to it for this very comment, and until they take it back", async () => {
    expect((await comment("Under my name", "name")).status).toBe(303);
    const both = await commentsOf();
    expect(both.map(({ by }) => by.kind)).toEqual(["pseudonym", "name"]);
    expect(await readBy(stranger)).toContain(`<strong>${NAME}</strong>`);
    const own = await (await author.get(ARTICLE)).text();
    const back = await author.post(COMMENTS, {
      act: "hide-name",
      item: both[1]?.id ?? "",
      ...wordingsIn(own),
    });
    expect(back.status).toBe(303);
    expect(await readBy(stranger)).not.toContain(NAME);
    const shown = await author.post(COMMENTS, {
      act: "show-name",
      item: both[1]?.id ?? "",
      ...wordingsIn(await (await author.get(ARTICLE)).text()),
    });
    expect(shown.status).toBe(303);
    expect((await commentsOf()).map(({ by }) => by.kind)).toEqual(["pseudonym", "name"]);
  });

  it("[2.5.6] is not published without consent, nor under other words than were on the screen", async () => {
    const before = (await commentsOf()).length;
    const unasked = await author.post(COMMENTS, { "comment.text": "Without words", act: "name" });
    expect(unasked.status).toBe(409);
    const wordings = wordingsIn(await (await author.get(ARTICLE)).text());
    const other = { ...wordings, "wording.naming": wordings["wording.publication"] ?? "" };
    const mistaken = await author.post(COMMENTS, { "comment.text": "Other words", act: "name", ...other });
    expect(mistaken.status).toBe(409);
    const without = await open.ask({ person: author.token }, "submit", {
      path: { form: "comment" },
      body: { values: { "comment.text": "Around the page" } },
    });
    expect(without).toMatchObject({ problem: { code: "refused", clause: "2.5.6" } });
    expect(await commentsOf()).toHaveLength(before);
  });

  it("is marked and can be changed for its author alone; nobody else can take it back or name it", async () => {
    const [first] = await commentsOf();
    expect(await (await author.get(ARTICLE)).text()).toContain('class="mine"');
    expect(await readBy(stranger)).not.toContain('class="mine"');
    const item = first?.id ?? "";
    for (const act of ["remove", "show-name", "hide-name"])
      expect(
        (await stranger.post(COMMENTS, { act, item, ...wordingsIn(await readBy(stranger)) })).status,
      ).toBe(404);
    expect(await commentsOf()).toHaveLength(2);
    expect((await author.post(COMMENTS, { act: "remove", item })).status).toBe(303);
    expect(await readBy(stranger)).not.toContain("Under a pseudonym");
  });

  it("cannot bring a script onto the page", async () => {
    await comment("<script>alert(1)</script><b onclick=x>", "pseudonym");
    const page = await readBy(stranger);
    expect(page).not.toContain("<script>alert");
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&lt;b onclick=x&gt;");
  });

  it("is written without a cookie too, and on what is shut by nobody", async () => {
    const wordings = wordingsIn(await readBy(stranger));
    const said = await stranger.post(COMMENTS, {
      "comment.text": "No cookie",
      act: "pseudonym",
      ...wordings,
    });
    expect([said.status, await said.text()]).toEqual([200, expect.stringContaining("No cookie")]);
    const shut = "/en/articles/what-a-queue-knows/comments";
    const refused = await stranger.post(shut, { "comment.text": "Unread", act: "pseudonym", ...wordings });
    expect(refused.status).toBe(402);
    expect(await commentsOf({ about: "article/what-a-queue-knows" })).toEqual([]);
  });

  it("needs a log-in, and keeps what was written when there is none", async () => {
    const answer = await open.visit(COMMENTS, {
      method: "POST",
      headers: { origin: "http://localhost:4000" },
      body: new URLSearchParams({ "comment.text": "Nobody", act: "pseudonym" }),
    });
    expect(answer.status).toBe(401);
  });
});

describe("a published work", () => {
  it("[2.1.1] [2.5.6] has a page of its own, in the list and under the name its author chose, and goes when taken back", async () => {
    const form = await (await author.get("/zh/works/new")).text();
    expect(form).toContain("以化名发布");
    const work = { "work.title": "A bridge", "work.text": "Stone by stone.\nThen water." };
    const made = await author.post("/zh/works", { ...work, act: "name", ...wordingsIn(form) });
    expect(made.status).toBe(303);
    const path = made.headers.get("location") ?? "";
    expect(await (await stranger.post("/zh/works")).text()).toContain("A bridge");
    const page = await (await stranger.post(path)).text();
    expect(page).toContain("Then water.");
    expect(page).toContain(`<strong>${NAME}</strong>`);
    const wordings = wordingsIn(page);
    const said = await stranger.post(`${path}/comments`, {
      "comment.text": "Fine",
      act: "pseudonym",
      ...wordings,
    });
    expect(await said.text()).toContain("Fine");
    const id = path.split("/").at(-1) ?? "";
    expect((await stranger.post(path, { act: "remove", item: id })).status).toBe(404);
    expect((await author.post(path, { act: "remove", item: id })).status).toBe(303);
    expect((await stranger.post(path)).status).toBe(404);
    expect(await (await stranger.post("/zh/works")).text()).not.toContain("A bridge");
  });

  it("[2.1.1] is not taken with a field the policy does not declare, and what was written comes back", async () => {
    const wordings = wordingsIn(await (await author.get("/en/works/new")).text());
    const answer = await author.post("/en/works", {
      "work.title": "Kept title",
      "work.text": "Text",
      "work.birthplace": "Hangzhou",
      act: "pseudonym",
      ...wordings,
    });
    const page = await answer.text();
    expect([answer.status, page]).toEqual([422, expect.stringContaining("work.birthplace")]);
    expect(page).toContain('value="Kept title"');
  });
});
