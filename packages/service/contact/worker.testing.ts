import { connect } from "@avow/postgres";
import { loadIndexPolicy } from "../../../tests/support/index-policy.ts";
import { createSmtpChannel } from "../channels/smtp.ts";
import { createContext } from "../create-context.ts";
import { createJobs } from "../jobs/jobs.ts";
import { workDeliveries } from "./deliver.ts";

/** A worker in a process of its own, over a test's database and data folder; prints a line once it works. */
export async function runWorker(o: { url: string; dataDir: string; mail: string }): Promise<void> {
  const store = connect({ url: o.url });
  const report = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
  const { governing } = await createContext({
    readFolder: loadIndexPolicy,
    store,
    dataDir: o.dataDir,
    publicUrl: "http://localhost:4000",
    consoleUrl: "http://localhost:4001",
    now: () => new Date(),
    report,
  });
  const jobs = createJobs({ store, report });
  await jobs.start();
  await workDeliveries(governing, jobs, {
    mail: createSmtpChannel({ url: o.mail }),
    from: () => "hello@index.example",
  });
  process.stdout.write("works\n");
}
