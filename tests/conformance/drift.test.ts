import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { answerOf, type OpenService, openService } from "./open-service.ts";

let service: OpenService;
beforeAll(async () => {
  service = await openService();
});
afterAll(async () => {
  await service.close();
  expect(service.reports).toEqual([]);
});

function report(origin: string, blocked: string): Promise<Response> {
  return service.visit("/.avow/observed", {
    method: "POST",
    headers: { "content-type": "application/csp-report", "sec-fetch-site": origin, host: "localhost:4000" },
    body: JSON.stringify({
      "csp-report": { "blocked-uri": blocked, "effective-directive": "img-src", disposition: "enforce" },
    }),
  });
}

describe("what the portal's pages met and the policy does not declare", () => {
  it("[2.2.4] is reported by the browser to the portal itself, and shown to operators by its name alone", async () => {
    const page = await service.visit("/en/");
    expect(page.headers.get("content-security-policy")).toContain("report-uri /.avow/observed");
    const told = await report("same-origin", "https://pixel.partners.example/hit?email=lin%40example.com");
    expect([told.status, await told.text(), told.headers.getSetCookie()]).toEqual([204, "", []]);
    const met = await vi.waitFor(async () => {
      const drift = answerOf(await service.ask("operator", "drift"));
      expect(drift).toHaveLength(1);
      return drift[0];
    });
    expect(met).toMatchObject({ kind: "host", name: "pixel.partners.example", times: 1 });
    expect(JSON.stringify(met)).not.toContain("lin");
  });

  it("[law 1] is not taken from the pages of another site", async () => {
    expect((await report("cross-site", "https://elsewhere.example/")).status).toBe(403);
  });
});
