import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { formatReport, runSuite } from "@avow/gpc-suite";
import { getRequestListener } from "@hono/node-server";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenService, openService } from "../conformance/open-service.ts";
import { launchBrowser } from "../support/browser.ts";

let service: OpenService;
let server: Server;
let browser: Browser;
beforeAll(async () => {
  [service, browser] = await Promise.all([openService(), launchBrowser()]);
  server = createServer(
    getRequestListener((request) => {
      const { pathname, search } = new URL(request.url);
      return service.visit(`${pathname}${search}`, { method: request.method, headers: request.headers });
    }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(async () => {
  await browser.close();
  server.close();
  await service.close();
});

describe("the published suite for Global Privacy Control", () => {
  it.each(["/en/", "/zh/", "/en/register", "/en/log-in"])(
    "[2.2.6] [2.2.7] finds nothing wrong with %s of the Index portal",
    async (path) => {
      const { port } = server.address() as AddressInfo;
      const report = await runSuite({ url: `http://localhost:${port}${path}`, browser, settleMs: 200 });
      expect(report.passed, formatReport(report)).toBe(true);
      expect(report.checks).toHaveLength(9);
    },
  );
});
