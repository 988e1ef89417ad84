import { connectAvow, createVisitSender } from "@avow/client";
import { createPortal } from "@avow/example-index";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { answerOf, type OpenService, openService } from "./open-service.ts";

const OVER_HTTPS = { "x-forwarded-proto": "https", host: "www.index.example" };
const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.7390.65 Safari/537.36";

let database: TestDatabase;
let service: OpenService;
beforeAll(async () => {
  database = await openTestDatabase();
  service = await openService({ store: database.store, environment: { AVOW_TRUST_PROXY: "1" } });
});
afterAll(async () => {
  await service.close();
  await database.drop();
});

/** Opens pages of the portal as a browser behind the proxy does; gives what the visits left. */
async function visit(paths: readonly string[], more: Record<string, string> = {}) {
  const avow = await connectAvow({
    serviceUrl: "http://127.0.0.1:4001",
    siteKey: service.siteKey,
    fetch: async (request) => {
      request.headers.set("x-forwarded-proto", "https");
      return service.app.fetch(request);
    },
  });
  const reports: string[] = [];
  const visits = createVisitSender({ avow, report: (what) => reports.push(what) });
  const portal = createPortal({ avow, visits, trustProxy: true, report: (what) => reports.push(what) });
  const headers = { ...OVER_HTTPS, "x-forwarded-for": "114.114.114.114", "user-agent": CHROME, ...more };
  await database.store.pool.query("delete from visit");
  for (const path of paths) await portal.fetch(new Request(`https://www.index.example${path}`, { headers }));
  await visits.stop();
  expect(reports).toEqual([]);
  const { rows } = await database.store.pool.query<Record<string, unknown>>(
    "select page, section, access, status, region, system, browser, visitor from visit order by at, place",
  );
  return rows;
}

it("[2.1.5] [2.2.1] a page of the portal leaves one visit in the log; an asset, the centre and the well-known files leave none", async () => {
  const assets = ["/assets/index.css", "/privacy/en/", "/.well-known/gpc.json"];
  const rows = await visit(["/en/", "/en/policy", "/zh/nowhere", ...assets]);
  expect(rows.map(({ page, section, status }) => [page, section, status])).toEqual([
    ["/en/", "", 200],
    ["/en/policy", "policy", 200],
    ["/zh/nowhere", "nowhere", 404],
  ]);
  for (const row of rows) expect(row).toMatchObject({ region: "CN", system: "Windows", browser: "Chrome" });
});

it("[2.1.5] who is logged in leaves what a stranger leaves, and nothing that leads from one to the other", async () => {
  const [stranger] = await visit(["/en/policy"]);
  const [known] = await visit(["/en/policy"], { cookie: "index_session=a-token-of-somebody" });
  expect(known).toEqual(stranger);
});

it("[2.2.2] [law 1] traffic is for operators, and visits are taken from the site alone", async () => {
  expect(answerOf(await service.ask("operator", "traffic")).least).toBe(10);
  for (const as of ["anyone", "site", "advertiser"] as const)
    expect(await service.ask(as, "traffic")).toHaveProperty("problem.status", 401);
  for (const as of ["anyone", "operator", "advertiser"] as const)
    expect(await service.ask(as, "recordVisits", { body: { agents: [], visits: [] } })).toHaveProperty(
      "problem.code",
      "site-key-wrong",
    );
});
