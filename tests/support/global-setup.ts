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
  }
}

/**
 * The browser unpacked, and one PostgreSQL for the whole run: the one of `AVOW_TEST_DATABASE_URL`, or an embedded one that syncs nothing.
 * Tests reach it through `openTestDatabase`.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await unpackBrowser();
  const given = process.env.AVOW_TEST_DATABASE_URL;
  if (given) {
    project.provide("postgresUrl", given);
    return async () => {};
  }
  const folder = await mkdtemp(join(tmpdir(), "avow-test-"));
  const server = await startEmbedded({
    dataDir: join(folder, "postgres"),
    fsync: false,
    settings: { max_connections: "200" },
  });
  project.provide("postgresUrl", server.url);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  };
}
