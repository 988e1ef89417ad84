import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bundle } from "@avow/policy";
import { createContext, type OpenedContext } from "../../packages/service/create-context.ts";
import { openTestDatabase } from "./database.ts";
import { buildIndexPolicy } from "./index-policy.ts";

export interface TestContext extends OpenedContext {
  readonly dataDir: string;
  /** Everything reported as broken; a test that expects none asserts so. */
  readonly reports: unknown[];
  readonly database: Awaited<ReturnType<typeof openTestDatabase>>;
  drop(): Promise<void>;
}

/** A whole context over a fresh database and a fresh data folder, under the Index policy unless another is given. */
export async function openTestContext(policy?: { bundle: Bundle; version: string }): Promise<TestContext> {
  const database = await openTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "avow-data-"));
  const reports: unknown[] = [];
  const opened = await createContext({
    ...(policy ?? (await buildIndexPolicy())),
    store: database.store,
    dataDir,
    publicUrl: "http://localhost:4000",
    consoleUrl: "http://localhost:4001",
    now: () => new Date(),
    report: (error) => reports.push(error),
  });
  return {
    ...opened,
    dataDir,
    reports,
    database,
    async drop() {
      await opened.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A form filled in as a person would; the address is unique unless one is given. */
export function filledRegistration(email = `${crypto.randomUUID()}@example.com`): Record<string, string> {
  return {
    "contact.name": "Lin Yue",
    "contact.email": email,
    "contact.telephone": "+86 571 5550 0101",
    "account.password": "correct horse battery",
    "account.language": "en",
  };
}
