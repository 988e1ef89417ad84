import { connect } from "@avow/postgres";
import { loadIndexPolicy } from "../../../tests/support/index-policy.ts";
import { createContext } from "../create-context.ts";
import { createDaytime, createNoticeBench, openEmail } from "../notices/notices.testing.ts";

/** A worker in a process of its own, over a test's database, data folder and clock; prints a line once it works. */
export async function runWorker(o: {
  url: string;
  dataDir: string;
  mail: string;
  offsetMs: number;
}): Promise<void> {
  const store = connect({ url: o.url });
  const now = createDaytime(o.offsetMs);
  const report = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
  const { governing } = await createContext({
    readFolder: loadIndexPolicy,
    store,
    dataDir: o.dataDir,
    publicUrl: "http://localhost:4000",
    consoleUrl: "http://localhost:4001",
    now,
    report,
  });
  createNoticeBench({ governing, now, report })
    .worker({ email: openEmail(o.mail) })
    .start();
  process.stdout.write("works\n");
}
