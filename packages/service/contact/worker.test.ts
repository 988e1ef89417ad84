import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { runScript } from "../../../tests/support/script.ts";
import { createSmtpChannel } from "../channels/smtp.ts";
import { startMailServer } from "../channels/test-mail-server.ts";
import { createJobs, type Jobs } from "../jobs/jobs.ts";
import { workDeliveries } from "./deliver.ts";
import { type ContactBench, createContactBench, MARKER } from "./test-contact.ts";

let test: TestContext;
let jobs: Jobs;
let bench: ContactBench;
beforeAll(async () => {
  test = await openTestContext();
});
afterAll(() => test.drop());

async function startJobs(): Promise<void> {
  jobs = createJobs({ store: test.database.store, report: (error) => test.reports.push(error) });
  await jobs.start();
  onTestFinished(() => jobs.stop());
  bench = createContactBench(test, jobs);
}

function work(mail: string): Promise<void> {
  return workDeliveries(test.governing, jobs, {
    mail: createSmtpChannel({ url: mail }),
    from: () => "hello@index.example",
  });
}

async function becomes(message: string, state: string): Promise<void> {
  await vi.waitFor(async () => expect(await bench.stored(message)).toMatchObject({ state }), {
    timeout: 60_000,
    interval: 100,
  });
}

/** Names of the tables, in any schema, one of whose rows holds `text` in clear. */
async function tablesHolding(text: string): Promise<readonly string[]> {
  const { db } = test.context;
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`.execute(db);
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql<{ held: boolean }>`
        select exists (select from ${sql.raw(name)} t where t::text like ${`%${text}%`}) as held`.execute(db);
      return rows[0]?.held ? [name] : [];
    }),
  );
  return found.flat();
}

describe("the worker", () => {
  it("[law 8] loses no message to a mail server that is away, and sends it when the server is back", {
    timeout: 90_000,
  }, async () => {
    await startJobs();
    const { person } = await bench.newWillingPerson();
    const away = await startMailServer();
    await away.close();
    await work(away.url);
    const { message } = await bench.queue(person);
    await vi.waitFor(
      async () =>
        expect(await bench.stored(message)).toMatchObject({
          state: "queued",
          failure: "the mail server could not be reached (ESOCKET)",
        }),
      { timeout: 20_000 },
    );
    const back = await startMailServer({ port: away.port });
    onTestFinished(() => back.close());
    await becomes(message, "sent");
    expect(back.accepted).toHaveLength(1);
    expect(test.reports).toEqual([]);
  });

  it("[law 8] killed after the server took the message, never sends it again and says the outcome is unknown", {
    timeout: 120_000,
  }, async () => {
    await startJobs();
    const { person } = await bench.newWillingPerson();
    let kill = async (): Promise<void> => {};
    const server = await startMailServer({ onMessage: () => kill() });
    onTestFinished(() => server.close());
    const worker = runScript(
      `import { runWorker } from ${JSON.stringify(new URL("./worker.testing.ts", import.meta.url).href)};
       await runWorker(${JSON.stringify({ url: test.database.url, dataDir: test.dataDir, mail: server.url })});`,
      { cwd: import.meta.dirname },
    );
    kill = () => worker.kill();
    expect(await worker.nextLine()).toBe("works");
    const { message } = await bench.queue(person);
    await vi.waitFor(() => expect(server.accepted).toHaveLength(1), { timeout: 30_000 });
    expect(await bench.stored(message)).toMatchObject({ state: "sending" });
    kill = async () => {};
    await work(server.url);
    await becomes(message, "unknown");
    expect((await bench.events(person)).at(-1)).toBe("message-outcome-unknown");
    expect(server.accepted).toHaveLength(1);
  });

  it("[law 6] no address is in clear in any table, the queue's among them, nor in a report", async () => {
    await startJobs();
    const server = await startMailServer({ refuseRecipient: 450 });
    onTestFinished(() => server.close());
    const { person } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await bench.deliver(ids, createSmtpChannel({ url: server.url }));
    expect(await bench.stored(ids.message)).toMatchObject({ state: "queued" });
    expect(await tablesHolding(ids.message)).toEqual(
      expect.arrayContaining(["public.message", "jobs.job_common"]),
    );
    expect(await tablesHolding(MARKER)).toEqual([]);
    expect(await tablesHolding("Lin Yue")).toEqual([]);
    expect(JSON.stringify(test.reports.map(String))).not.toContain(MARKER);
  });
});
