import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCentre } from "@avow/centre";
import { connectAvow } from "@avow/client";
import { createShop } from "@avow/example-shop";
import type { PolicySource } from "@avow/policy";
import { createService, readConfig, type Service } from "@avow/service";
import { getRequestListener } from "@hono/node-server";
import type { Page } from "playwright-core";
import { loadPolicy } from "../../packages/cli/load-policy.ts";
import { freePort } from "./avow.ts";
import { builtCentre, builtKit } from "./built.ts";
import { openTestDatabase } from "./database.ts";

/** The example shop over a service of its own, at an address of this machine. */
export interface OpenShop {
  readonly url: string;
  readonly service: Service;
  readonly dataDir: string;
  /** Everything the shop or the service reported as broken. */
  readonly reports: unknown[];
  /** While `true` the service cannot be reached by the shop. */
  away: boolean;
  close(): Promise<void>;
}

/** The shop's policy as its authors wrote it. */
export async function loadShopPolicy(): Promise<PolicySource> {
  const loaded = await loadPolicy(new URL("../../policies/shop", import.meta.url).pathname);
  if (!loaded.ok) throw new Error(`${loaded.file}: ${loaded.message}`);
  return loaded.source;
}

/** Opens the shop on a free port, over a fresh database and data folder. */
export async function openShop(): Promise<OpenShop> {
  const [database, dataDir, port] = await Promise.all([
    openTestDatabase(),
    mkdtemp(join(tmpdir(), "avow-shop-")),
    freePort(),
  ]);
  const url = `http://localhost:${port}`;
  const read = readConfig({ AVOW_DATA: dataDir, AVOW_PORTAL_PORT: `${port}`, AVOW_PUBLIC_URL: url });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const reports: unknown[] = [];
  const report = (what: unknown): void => void reports.push(what);
  const assets = await builtCentre();
  const service = await createService({
    readFolder: loadShopPolicy,
    store: database.store,
    config: read.config,
    now: () => new Date(),
    report,
    mountPages(app, context) {
      app.route(
        "/privacy",
        createCentre({
          policy: () => ({ bundle: context.bundle, version: context.version }),
          service: async (request) => app.fetch(request),
          publicUrl: context.publicUrl,
          assets,
          report,
        }),
      );
    },
  });
  const shop = {
    url,
    service,
    dataDir,
    reports,
    away: false,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await service.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  const avow = await connectAvow({
    serviceUrl: "http://127.0.0.1:4001",
    siteKey: service.siteKey,
    fetch: async (request) => {
      if (shop.away) throw new TypeError("fetch failed");
      return service.app.fetch(request);
    },
  });
  const { kit } = await builtKit();
  const portal = createShop({ avow, kitScript: await readFile(kit, "utf8"), trustProxy: false, report });
  const server = createServer(getRequestListener(portal.fetch));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return shop;
}

/** Presses a button of the banner or of the preferences, and waits until the choice is kept; gives the record's id. */
export async function answer(page: Page, button: string): Promise<string> {
  const kept = page.waitForResponse(
    (response) => response.url().endsWith("/.avow/choice") && response.request().method() === "POST",
  );
  await page.getByRole("button", { name: button, exact: true }).click();
  const response = await kept;
  if (response.status() !== 201) throw new Error(`the choice was answered with ${response.status()}`);
  return (await response.json()).id;
}
