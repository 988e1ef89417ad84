import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareGate } from "@avow/gate";
import type { Bundle } from "@avow/policy";
import { createContext, type OpenedContext } from "../../packages/service/create-context.ts";
import { openTestDatabase } from "./database.ts";
import { loadIndexPolicy } from "./index-policy.ts";

export interface TestContext extends OpenedContext {
  readonly dataDir: string;
  /** Everything reported as broken; a test that expects none asserts so. */
  readonly reports: unknown[];
  readonly database: Awaited<ReturnType<typeof openTestDatabase>>;
  drop(): Promise<void>;
}

export interface TestContextOptions {
  /** A bundle, sound or not, under which the test has its context; the one in force unless given. */
  readonly under?: { readonly bundle: Bundle; readonly version: string };
  readonly now?: () => Date;
}

/** A whole context over a fresh database and a fresh data folder, in which the Index policy was published. */
export async function openTestContext({
  under,
  now = () => new Date(),
}: TestContextOptions = {}): Promise<TestContext> {
  const database = await openTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), "avow-data-"));
  const reports: unknown[] = [];
  const opened = await createContext({
    readFolder: loadIndexPolicy,
    store: database.store,
    dataDir,
    publicUrl: "http://localhost:4000",
    consoleUrl: "http://localhost:4001",
    now,
    report: (error) => reports.push(error),
  });
  return {
    ...opened,
    context: under
      ? { ...opened.context, ...under, gate: prepareGate(under.bundle, under.version) }
      : opened.context,
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
