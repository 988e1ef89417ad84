import { type Caller, pathOf, type RouteName, routes } from "@avow/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KINDS } from "../../packages/service/statistics/accountant.ts";
import { plantDay, plantVisits } from "../../packages/service/statistics/statistics.testing.ts";
import { openTestDatabase } from "../support/database.ts";
import { answerOf, type OpenService, openService, SERVICE } from "./open-service.ts";

const DAY = "2027-03-01";
/** What visits hold of a few visitors; none of it may be read with an advertiser's key. */
const SECRETS = [
  "/en/letters/to-my-doctor",
  "clinic.example",
  "hidden-section",
  "TempleOS",
  "Lynx",
  "00000000deadbeef",
];

let service: OpenService;
let database: Awaited<ReturnType<typeof openTestDatabase>>;
let key: string;
let own: string;
let foreign: string;
let now = new Date(`${DAY}T12:00:00Z`);

beforeAll(async () => {
  database = await openTestDatabase();
  service = await openService({ store: database.store, now: () => now });
  const { db } = database.store;
  await plantDay(db, { day: DAY, visitors: 3000 });
  const few = Array.from({ length: 5 }, (_, index) => ({
    visitor: 0xdeadbeef + index,
    minute: index,
    page: "/en/letters/to-my-doctor",
    section: "hidden-section",
    referrer: "clinic.example",
    system: "TempleOS",
    browser: "Lynx",
  }));
  await plantVisits(db, "2027-02-28", [...few, ...few]);
  now = new Date("2027-03-02T12:00:00Z");
  const add = async (name: string) => {
    const { advertiser, key } = answerOf(await service.ask("operator", "addAdvertiser", { body: { name } }));
    const body = { name: `${name} books`, target: "https://books.example/", section: "articles" };
    const path = { id: advertiser.id };
    const placement = answerOf(await service.ask("operator", "addPlacement", { path, body }));
    return { id: advertiser.id, key, placement: placement.id };
  };
  const [mine, other] = [await add("Tides"), await add("Dunes")];
  key = mine.key;
  own = mine.placement;
  foreign = other.placement;
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

/** Asks one address with the advertiser's key, in every way a key could be sent. */
async function fetchWithKey(path: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${key}`, ...init.headers };
  const response = await service.fetch(path, { ...init, headers });
  return { response, text: await response.text() };
}

const expectNoSecret = (text: string) => {
  for (const secret of SECRETS) expect(text).not.toContain(secret);
};

function search(query: Record<string, string>): string {
  return `?${new URLSearchParams(query)}`;
}

const UUID = "0d1f7a52-6a0e-4b5e-9d0a-3b1f3c8f9a10";
const PARTS = Object.fromEntries(
  ["id", "person", "purpose", "token", "name", "language", "form", "submission", "case", "version"].map(
    (name) => [name, UUID],
  ),
);

/** Every route there is for a kind of caller, as it is asked with the key. */
function routesOf(callers: readonly Caller[]): readonly RouteName[] {
  return (Object.keys(routes) as RouteName[]).filter((name) => callers.includes(routes[name].caller));
}

async function askRoute(name: RouteName) {
  const { method, path } = routes[name];
  const names = [...path.matchAll(/:([a-zA-Z]+)/g)].map(([, part = ""]) => part);
  const parts = Object.fromEntries(names.map((part) => [part, PARTS[part] ?? UUID]));
  const hasBody = method === "POST" || method === "PUT";
  return fetchWithKey(pathOf(name, parts), {
    method,
    ...(hasBody ? { body: "{}" } : {}),
    headers: { "content-type": "application/json", origin: SERVICE },
  });
}

describe("an advertiser's key", () => {
  it.each(routesOf(["site", "person", "operator"]))(
    "[2.2.2] opens nothing behind the route `%s`",
    async (name) => {
      const { response, text } = await askRoute(name);
      expect(response.status, text).toBeGreaterThanOrEqual(401);
      expect(response.status, text).toBeLessThanOrEqual(403);
      expect(response.headers.get("content-type")).toContain("application/problem+json");
      expectNoSecret(text);
    },
  );

  it.each(routesOf(["anyone"]))(
    "[2.2.2] reads no visit through the route `%s`, which is everybody's",
    async (name) => {
      const { text } = await askRoute(name);
      expectNoSecret(text);
    },
  );

  it.each([
    "/privacy/en",
    "/privacy/en/given",
    "/privacy/en/policy",
    "/console/",
    "/console/api/mailbox",
    "/console/auth/get-session",
    "/log/checkpoint",
    "/log/trust.txt",
    "/log/tile/entries/000",
    "/.well-known/avow/policy.json",
    "/advertisers/en/",
    "/v1/visits",
    "/v1/statistics/rows",
    "/data/keys/site.key",
  ])("[2.2.2] reads no visit at `%s`, of the service or of the portal", async (path) => {
    expectNoSecret((await fetchWithKey(path)).text);
    const portal = await service.visit(path, { headers: { authorization: `Bearer ${key}` } });
    expectNoSecret(await portal.text());
  });

  it("[2.2.2] [2.2.3] reads statistics of every kind, and in none of them what only a few visitors left", async () => {
    for (const day of ["2027-02-28", DAY])
      for (const { measure, by } of KINDS) {
        const ofPlacement = measure === "clicks" || measure === "impressions";
        const query = search({ day, measure, by, ...(ofPlacement ? { placement: own } : {}) });
        const json = await fetchWithKey(`/v1/statistics${query}`);
        expect(json.response.status, json.text).toBe(200);
        expectNoSecret(json.text);
        const csv = await fetchWithKey(`/v1/statistics.csv${query}`);
        expect(csv.response.headers.get("content-type")).toContain("text/csv");
        expectNoSecret(csv.text);
        const again = await fetchWithKey(`/v1/statistics${query}`);
        expect(again.text).toBe(json.text);
      }
    for (const path of [
      "/v1/statistics/published?month=2027-02",
      "/v1/statistics/advertiser",
      "/v1/statistics/budget",
    ]) {
      const { response, text } = await fetchWithKey(path);
      expect(response.status, text).toBe(200);
      expectNoSecret(text);
      expect(text).not.toContain(foreign);
    }
  });

  it("[2.2.2] asks about its own placements alone, and is not told whether another exists", async () => {
    const ask = (query: Record<string, string>) =>
      fetchWithKey(`/v1/statistics${search({ day: DAY, measure: "clicks", by: "total", ...query })}`);
    const [theirs, nobodys] = [await ask({ placement: foreign }), await ask({ placement: UUID })];
    expect(theirs.response.status).toBe(422);
    expect(theirs.text).toBe(nobodys.text);
    expect((await ask({})).text).toContain("statistic-unknown");
    expect((await ask({ measure: "views", placement: own })).text).toContain("statistic-unknown");
  });

  it("[2.2.2] cannot ask for a row, a person, an hour or more than one day: the route has no such words", async () => {
    for (const more of [{ visitor: "1" }, { limit: "1" }, { hour: "3" }, { until: "2027-03-02" }]) {
      const { response } = await fetchWithKey(
        `/v1/statistics${search({ day: DAY, measure: "views", by: "total", ...more })}`,
      );
      expect(response.status).toBe(400);
    }
    for (const query of [
      { day: DAY, measure: "views", by: "visitor" },
      { day: DAY, measure: "rows", by: "total" },
      { day: `${DAY}' or true --`, measure: "views", by: "total" },
    ])
      expect((await fetchWithKey(`/v1/statistics${search(query)}`)).response.status).toBe(400);
  });

  it("is needed by every one of the advertisers' routes, and neither the site's nor a wrong one will do", async () => {
    for (const name of routesOf(["advertiser"]))
      for (const authorization of [
        "",
        "Bearer ",
        `Bearer ${service.siteKey}`,
        `Bearer ${key}x`,
        "Bearer avow_advertiser_",
      ]) {
        const response = await service.fetch(
          `${pathOf(name)}${search({ day: DAY, measure: "views", by: "total", month: "2027-03" })}`,
          { headers: authorization === "" ? {} : { authorization } },
        );
        expect(response.status, name).toBe(401);
      }
  });

  it("[2.2.2] ends when the advertiser is closed, and with it what the site shows of theirs", async () => {
    const { advertiser, key: last } = answerOf(
      await service.ask("operator", "addAdvertiser", { body: { name: "Foam" } }),
    );
    const path = { id: advertiser.id };
    const body = { name: "Foam", target: "https://foam.example/", section: "articles" };
    const placement = answerOf(await service.ask("operator", "addPlacement", { path, body }));
    const shown = async () => answerOf(await service.ask("site", "placements")).map(({ id }) => id);
    const opens = async () =>
      (await service.fetch("/v1/statistics/budget", { headers: { authorization: `Bearer ${last}` } })).status;
    expect([await opens(), await shown()]).toEqual([200, expect.arrayContaining([placement.id])]);
    answerOf(await service.ask("operator", "closeAdvertiser", { path }));
    expect([await opens(), await shown()]).toEqual([401, expect.not.arrayContaining([placement.id])]);
    expect(await service.ask("operator", "addPlacement", { path, body })).toHaveProperty(
      "problem.code",
      "state-unfit",
    );
  });
});
