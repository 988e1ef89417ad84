import { randomUUID } from "node:crypto";
import { transact } from "@avow/postgres";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../tests/support/database.ts";
import { runScript } from "../../../tests/support/script.ts";
import { createJobs, type JobData, type Jobs } from "./jobs.ts";

const MARKER = "lin.yue@marker.example";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

async function startJobs(): Promise<{ jobs: Jobs; reports: unknown[] }> {
  const reports: unknown[] = [];
  const jobs = createJobs({ store: database.store, report: (error) => reports.push(error) });
  await jobs.start();
  onTestFinished(() => jobs.stop());
  return { jobs, reports };
}

/** Works on a queue of the test's own; `next` gives the jobs as they come. */
async function workOn(jobs: Jobs, name: string, handle = async (): Promise<void> => {}) {
  let tell: ((data: JobData) => void) | undefined;
  const waiting: JobData[] = [];
  await jobs.work(name, async (data) => {
    try {
      await handle();
    } finally {
      if (tell === undefined) waiting.push(data);
      else tell(data);
      tell = undefined;
    }
  });
  return {
    next: () =>
      new Promise<JobData>((resolve) => {
        const ready = waiting.shift();
        if (ready === undefined) tell = resolve;
        else resolve(ready);
      }),
  };
}

/** Everything the queue's schema holds, as text. */
async function everythingQueued(): Promise<string> {
  const { db } = database.store;
  const tables = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'jobs'`.execute(
    db,
  );
  const texts = await Promise.all(
    tables.rows.map(({ name }) =>
      sql<{ text: string | null }>`select string_agg(t::text, ' ') as text from ${sql.raw(name)} t`.execute(
        db,
      ),
    ),
  );
  return texts.map(({ rows }) => rows[0]?.text ?? "").join(" ");
}

describe("jobs", () => {
  it("[law 8] a job is owed by the transaction that commits it, and by no other", async () => {
    const { jobs } = await startJobs();
    const taken = await workOn(jobs, "owed");
    const [dropped, owed] = [randomUUID(), randomUUID()];
    const undone = transact(database.store.db, async (tx) => {
      await jobs.enqueue(tx, "owed", { id: dropped });
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    await transact(database.store.db, (tx) => jobs.enqueue(tx, "owed", { id: owed }));
    expect(await taken.next()).toEqual({ id: owed });
    expect(await everythingQueued()).not.toContain(dropped);
  });

  it("[law 6] a job carries ids and nothing else", async () => {
    const { jobs } = await startJobs();
    const act = transact(database.store.db, (tx) => jobs.enqueue(tx, "ids", { to: MARKER }));
    await expect(act).rejects.toThrow("`to` of job `ids` is not an id");
  });

  it("[law 6] what a job fails with reaches neither the queue nor a report, and it is tried again", async () => {
    const { jobs, reports } = await startJobs();
    let tries = 0;
    let queued = "";
    const taken = await workOn(jobs, "fails", async () => {
      tries += 1;
      if (tries === 1) throw new RangeError(`550 no such user ${MARKER}`);
      queued = await everythingQueued();
    });
    const id = randomUUID();
    await transact(database.store.db, (tx) => jobs.enqueue(tx, "fails", { id }));
    expect(await taken.next()).toEqual({ id });
    expect(await taken.next()).toEqual({ id });
    expect(queued).toContain("job `fails` failed: job-broke");
    expect(queued).not.toContain("marker.example");
    expect(reports).toHaveLength(1);
    const [report] = reports as Error[];
    expect(report?.message).toBe("job `fails` broke on `RangeError`");
    expect(`${report?.stack}${JSON.stringify(report)}`).not.toContain("marker.example");
    expect(report?.cause).toBeUndefined();
  });

  it("a job that is due later waits", async () => {
    const { jobs } = await startJobs();
    const taken = await workOn(jobs, "later");
    const [later, soon] = [randomUUID(), randomUUID()];
    const { db } = database.store;
    const startAfter = new Date(Date.now() + 3_600_000);
    await transact(db, (tx) => jobs.enqueue(tx, "later", { id: later }, { startAfter }));
    await transact(db, (tx) => jobs.enqueue(tx, "later", { id: soon }));
    expect(await taken.next()).toEqual({ id: soon });
    const { rows } = await sql<{ state: string }>`
      select state::text from jobs.job where data->>'id' = ${later}`.execute(db);
    expect(rows).toEqual([{ state: "created" }]);
  });

  it("[law 8] a job whose worker was killed is another's within a minute", { timeout: 60_000 }, async () => {
    const { jobs } = await startJobs();
    const id = randomUUID();
    const worker = runScript(
      `import { connect } from "@avow/postgres";
       import { createJobs } from ${JSON.stringify(new URL("./jobs.ts", import.meta.url).href)};
       const store = connect({ url: ${JSON.stringify(database.url)} });
       const jobs = createJobs({ store, report: () => {} });
       await jobs.start();
       await jobs.work("killed", async ({ id }) => {
         console.log(id);
         await new Promise(() => {});
       });`,
      { cwd: import.meta.dirname },
    );
    await transact(database.store.db, (tx) => jobs.enqueue(tx, "killed", { id }));
    expect(await worker.nextLine()).toBe(id);
    await worker.kill();
    const taken = await workOn(jobs, "killed");
    expect(await taken.next()).toEqual({ id });
  });
});
