import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerOf, type OpenService, openService } from "../../../tests/conformance/open-service.ts";
import { logInWithCookies } from "../../../tests/support/portal-cookies.ts";
import { logInOnPortal } from "../../../tests/support/portal-person.ts";
import { formatPreferences, parsePreferences } from "./read-preferences.ts";

let open: OpenService;
const PATH = "/en/preferences";
const DARK = { act: "save", "preference.appearance": "dark", "preference.ordering": "plain" };

beforeAll(async () => {
  open = await openService();
}, 60_000);
afterAll(async () => {
  await open.close();
  expect(open.reports).toEqual([]);
});

describe("preferences", () => {
  it("[2.4.1] are kept with the account and hold on every page while somebody is logged in, without a cookie", async () => {
    const person = await logInOnPortal(open.visit);
    const saved = await person.post(PATH, DARK);
    expect([saved.status, await saved.text()]).toEqual([200, expect.stringContaining("Saved.")]);
    for (const path of ["/en/", "/zh/works", "/en/articles/tea-horse-road"])
      expect(await (await person.post(path)).text(), path).toContain('data-appearance="dark"');
    expect(await (await (await person.again()).post("/en/")).text()).toContain('data-appearance="dark"');
    expect(await (await open.visit("/en/")).text()).toContain('data-appearance="system"');
    expect(saved.headers.getSetCookie()).toEqual([]);
    expect(await (await person.post(PATH)).text()).toContain("apply only while you are logged in");
  });

  it("[2.4.1] [2.2.5] are in their own cookie too where cookies were accepted, so that the site looks right after a log-out", async () => {
    const person = await logInWithCookies(open.visit);
    await person.post(PATH, DARK);
    expect(person.jar.get("index_preferences")).toBe("dark.plain");
    await person.post("/en/log-out");
    expect(await (await person.get("/en/")).text()).toContain('data-appearance="dark"');
    const signalled = await (await person.get("/en/", { "sec-gpc": "1" })).text();
    expect(signalled).toContain('data-appearance="system"');
  });

  it("[2.4.1] take the place of those before: one set is held, however often somebody saves", async () => {
    const person = await logInOnPortal(open.visit);
    for (const appearance of ["dark", "light", "system"])
      await person.post(PATH, { ...DARK, "preference.appearance": appearance });
    const held = answerOf(
      await open.ask({ person: person.token }, "submissions", { query: { form: "preferences" } }),
    );
    expect(held.map(({ values }) => values)).toEqual([
      { "preference.appearance": "system", "preference.ordering": "plain" },
    ]);
  });

  it("[2.4.1] are asked of who is logged in, and hold what the policy declares: no other field, no other value", async () => {
    const person = await logInOnPortal(open.visit);
    const undeclared = await person.post(PATH, { ...DARK, "preference.font": "large" });
    expect([undeclared.status, await undeclared.text()]).toEqual([
      422,
      expect.stringContaining("preference.font"),
    ]);
    expect((await person.post(PATH, { ...DARK, "preference.appearance": "purple" })).status).toBe(422);
    const nobody = await open.visit(PATH, {
      method: "POST",
      headers: { origin: "http://localhost:4000" },
      body: new URLSearchParams(DARK),
    });
    expect(nobody.status).toBe(401);
    expect(await (await person.post("/en/")).text()).toContain('data-appearance="system"');
  });

  it("are read back as they were written, and nothing else is", () => {
    expect(parsePreferences(formatPreferences({ appearance: "dark", ordering: "plain" }))).toEqual({
      appearance: "dark",
      ordering: "plain",
    });
    for (const text of [null, "", "dark", "dark.", "dark.plain.more", "Dark.plain", "__proto__.plain"])
      expect(parsePreferences(text), `${text}`).toBeNull();
  });
});
