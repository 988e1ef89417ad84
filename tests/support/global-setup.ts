import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "@avow/postgres";
import type { TestProject } from "vitest/node";
import { unpackBrowser } from "./browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of a server on which tests may create databases. */
    postgresUrl: string;
    /** Of this run alone, for what its tests share; it is gone when the run ends. */
    folder: string;
  }
}

/**
 * The browser unpacked, a folder for what is built, and one PostgreSQL for the whole run: the one of `AVOW_TEST_DATABASE_URL`, or an
 * embedded one that syncs nothing. Tests reach it through `openTestDatabase`.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await unpackBrowser();
  const folder = await mkdtemp(join(tmpdir(), "avow-test-"));
  project.provide("folder", folder);
  // Every process of the run finds there what another has compiled.
  process.env.NODE_COMPILE_CACHE ??= join(folder, "compiled");
  const server = await openServer(join(folder, "postgres"));
  project.provide("postgresUrl", server.url);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, maxRetries: 5 });
  };
}

async function openServer(dataDir: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const given = process.env.AVOW_TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => {} };
  return startEmbedded({ dataDir, fsync: false, settings: { max_connections: "200" } });
}
