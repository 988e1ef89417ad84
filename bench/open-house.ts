import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Store, startEmbedded } from "@avow/postgres";
import { createContext, type OpenedContext } from "../packages/service/create-context.ts";
import { loadIndexPolicy } from "../tests/support/index-policy.ts";

/** A service's context over a database of its own, as it is delivered: the embedded PostgreSQL, fsync on. */
export interface BenchHouse extends Pick<OpenedContext, "context" | "governing"> {
  readonly store: Store;
  /** Keys, log and database. */
  readonly dataDir: string;
  /** Removes it with everything in it. */
  close(): Promise<void>;
}

export async function openHouse(
  o: { readonly poolSize?: number; readonly now?: () => Date } = {},
): Promise<BenchHouse> {
  const { poolSize, now = () => new Date() } = o;
  const dataDir = await mkdtemp(join(tmpdir(), "avow-bench-"));
  const server = await startEmbedded({ dataDir: join(dataDir, "postgres") });
  const store = connect({ url: server.url, ...(poolSize === undefined ? {} : { poolSize }) });
  const { context, governing, close } = await createContext({
    readFolder: loadIndexPolicy,
    store,
    dataDir,
    publicUrl: "http://localhost:4000",
    consoleUrl: "http://localhost:4001",
    now,
    report: fail,
  });
  return {
    context,
    governing,
    store,
    dataDir,
    async close() {
      await close();
      await store.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Ends a bench in which something broke. */
export function fail(error: unknown): never {
  throw error;
}
