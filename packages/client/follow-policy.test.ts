import type { Bundle } from "@avow/policy";
import { bundleVersion } from "@avow/policy";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { buildIndexPolicy } from "../../tests/support/index-policy.ts";
import { connectAvow } from "./index.ts";

let first: Bundle;
let second: Bundle;
beforeAll(async () => {
  first = (await buildIndexPolicy()).bundle;
  second = { ...first, title: { en: "Second", zh: "第二" } };
});

/** A service that publishes whatever `bundle` is at the time, and counts how often it is asked for it. */
function createService() {
  const service = {
    bundle: first,
    asked: 0,
    isAway: false,
    async fetch(request: Request): Promise<Response> {
      const { bundle } = service;
      const headers = { "avow-policy": bundleVersion(bundle), "content-type": "application/json" };
      if (new URL(request.url).pathname !== "/.well-known/avow/policy.json")
        return new Response(null, { status: 204, headers });
      service.asked += 1;
      await new Promise((resolve) => setImmediate(resolve));
      if (service.isAway) throw new TypeError("fetch failed");
      const etag = `"${bundleVersion(bundle)}"`;
      if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304 });
      return new Response(JSON.stringify(bundle), { headers: { ...headers, etag } });
    },
  };
  return service;
}

async function connected() {
  const service = createService();
  const reports: string[] = [];
  const avow = await connectAvow({
    serviceUrl: "http://127.0.0.1:4001",
    siteKey: "site",
    fetch: service.fetch,
    report: (what) => reports.push(what),
  });
  return { service, reports, avow };
}

describe("a site's line to the service", () => {
  it("[2.6.1] follows a change of version with the first answer given under it, all of a piece", async () => {
    const { service, avow, reports } = await connected();
    expect(avow.version).toBe(bundleVersion(first));
    service.bundle = second;
    await avow.logOut("token");
    expect([avow.version, avow.bundle.title.en]).toEqual([bundleVersion(second), "Second"]);
    expect(avow.gate.bundle).toBe(avow.bundle);
    expect(reports).toEqual([]);
  });

  it("[2.6.1] hears of a change though it asks nothing else, and asks at most once a second", async () => {
    const { service, avow } = await connected();
    await Promise.all([avow.refresh(), avow.refresh()]);
    expect(service.asked).toBe(1);
    service.bundle = second;
    await vi.waitFor(
      async () => {
        await avow.refresh();
        expect(avow.version).toBe(bundleVersion(second));
      },
      { timeout: 5000 },
    );
    expect(service.asked).toBe(2);
  });

  it("reads a version once, however many answers were given under it at once", async () => {
    const { service, avow } = await connected();
    service.bundle = second;
    await Promise.all(Array.from({ length: 20 }, () => avow.logOut("token")));
    expect([service.asked, avow.version]).toEqual([2, bundleVersion(second)]);
  });

  it("[law 1] keeps the version at hand while the service cannot be asked, says so, and catches up", async () => {
    const { service, avow, reports } = await connected();
    service.bundle = second;
    service.isAway = true;
    await avow.logOut("token");
    expect(avow.version).toBe(bundleVersion(first));
    expect(reports).toEqual([expect.stringContaining(bundleVersion(first))]);
    service.isAway = false;
    await avow.logOut("token");
    expect(avow.version).toBe(bundleVersion(second));
  });

  it("[law 1] takes no policy that is none, at the start or later", async () => {
    const { service, avow, reports } = await connected();
    // A body no service of ours would send.
    service.bundle = { format: "avow-bundle/1" } as unknown as Bundle;
    await avow.logOut("token");
    expect([avow.version, reports.length]).toEqual([bundleVersion(first), 1]);
    const options = { serviceUrl: "http://127.0.0.1:4001", siteKey: "site", fetch: service.fetch };
    await expect(connectAvow(options)).rejects.toThrow(/malformed/);
  });
});
