import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plantDay } from "../../packages/service/statistics/statistics.testing.ts";
import { openTestDatabase } from "../support/database.ts";
import { answerOf, type OpenService, openService } from "./open-service.ts";

const DAY = "2027-03-01";

let service: OpenService;
let database: Awaited<ReturnType<typeof openTestDatabase>>;
let key: string;
let placement: string;
let now = new Date(`${DAY}T12:00:00Z`);

beforeAll(async () => {
  database = await openTestDatabase();
  service = await openService({ store: database.store, now: () => now });
  await plantDay(database.store.db, { day: DAY, visitors: 3000 });
  now = new Date("2027-03-02T12:00:00Z");
  const added = answerOf(
    await service.ask("operator", "addAdvertiser", { body: { name: "Tidewater Books" } }),
  );
  const body = { name: "Autumn list", target: "https://books.example/", section: "culture" };
  const path = { id: added.advertiser.id };
  placement = answerOf(await service.ask("operator", "addPlacement", { path, body })).id;
  key = added.key;
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

/** Posts a form of the page under the portal's own address, as an advertiser's browser does. */
async function post(path: string, fields: Readonly<Record<string, string>>) {
  const response = await service.visit(`/advertisers${path}`, {
    method: "POST",
    body: new URLSearchParams({ key, ...fields }),
  });
  return { response, text: await response.text() };
}

describe("the advertisers' page under the portal's address", () => {
  it.each(["en", "zh"])("[2.2.2] opens with the key alone, without a cookie, in %s", async (language) => {
    const { response, text } = await post(`/${language}/`, {});
    expect(response.status).toBe(200);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(text).toContain("Tidewater Books");
    expect(text).toContain(`clicks:${placement}`);
  });

  it("[2.2.2] shows what the service published, and the file holds the same", async () => {
    const asked = { day: DAY, what: "visitors", by: "total" };
    const { text } = await post("/en/", asked);
    const shown = Number(/<p class="figure"><b>([\d,]+)</.exec(text)?.[1]?.replaceAll(",", ""));
    expect(Math.abs(shown - 3000)).toBeLessThan(6 * 71);
    const file = await post("/en/statistics.csv", asked);
    expect(file.response.headers.get("content-type")).toContain("text/csv");
    expect(file.text).toContain(`${DAY},visitors,total,,total,${shown},`);
    expect((await post("/zh/", asked)).text).toContain(new Intl.NumberFormat("zh-CN").format(shown));
  });

  it("says when a day is not over, and what a key opens that is not one: nothing", async () => {
    expect((await post("/en/", { day: "2027-03-02", what: "views", by: "total" })).response.status).toBe(409);
    expect((await post("/en/", { key: "avow_advertiser_x" })).response.status).toBe(401);
  });
});
