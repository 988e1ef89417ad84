import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { openTestContext, type TestContext } from "../../../tests/support/context.ts";
import { runScript } from "../../../tests/support/script.ts";
import { startMailServer } from "../channels/test-mail-server.ts";
import { createDaytime, createNoticeBench, offsetToNoon, openEmail } from "../notices/notices.testing.ts";
import { type ContactBench, createContactBench, MARKER } from "./test-contact.ts";

const offsetMs = offsetToNoon();

let test: TestContext;
let bench: ContactBench;
beforeAll(async () => {
  test = await openTestContext({ now: createDaytime(offsetMs) });
  bench = createContactBench(test);
});
afterAll(() => test.drop());

/** Works as a service does, until the test ends. */
function work(mail: string): void {
  const report = (error: unknown): void => void test.reports.push(error);
  const { worker } = createNoticeBench({ governing: test.governing, now: test.context.now, report });
  const sender = worker({ email: openEmail(mail) });
  sender.start();
  onTestFinished(() => sender.stop());
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
    const { person } = await bench.newWillingPerson();
    const away = await startMailServer();
    await away.close();
    work(away.url);
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
    const { person } = await bench.newWillingPerson();
    let kill = async (): Promise<void> => {};
    const server = await startMailServer({ onMessage: () => kill() });
    onTestFinished(() => server.close());
    const worker = runScript(
      `import { runWorker } from ${JSON.stringify(new URL("./worker.testing.ts", import.meta.url).href)};
       await runWorker(${JSON.stringify({ url: test.database.url, dataDir: test.dataDir, mail: server.url, offsetMs })});`,
      { cwd: import.meta.dirname },
    );
    kill = () => worker.kill();
    expect(await worker.nextLine()).toBe("works");
    const { message } = await bench.queue(person);
    await vi.waitFor(() => expect(server.accepted).toHaveLength(1), { timeout: 30_000 });
    expect(await bench.stored(message)).toMatchObject({ state: "sending" });
    kill = async () => {};
    work(server.url);
    await becomes(message, "unknown");
    expect((await bench.events(person)).at(-1)).toBe("message-outcome-unknown");
    expect(server.accepted).toHaveLength(1);
  });

  it("[law 6] no address is in clear in any table, nor in a report", async () => {
    const server = await startMailServer({ refuseRecipient: 450 });
    onTestFinished(() => server.close());
    const { person } = await bench.newWillingPerson();
    const ids = await bench.queue(person);
    await bench.deliver(openEmail(server.url));
    expect(await bench.stored(ids.message)).toMatchObject({ state: "queued" });
    expect(await tablesHolding(ids.message)).toEqual(
      expect.arrayContaining(["public.delivery", "public.delivery_attempt"]),
    );
    expect(await tablesHolding(MARKER)).toEqual([]);
    expect(await tablesHolding("Lin Yue")).toEqual([]);
    expect(JSON.stringify(test.reports.map(String))).not.toContain(MARKER);
  });
});
