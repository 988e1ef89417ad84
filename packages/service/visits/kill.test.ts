import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../../tests/support/database.ts";
import { runScript } from "../../../tests/support/script.ts";

const A_BATCH = 40;

let database: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  database = await openTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "avow-visits-"));
});
afterAll(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A node that takes batches from many sides, as fast as it can, and prints each that it has acknowledged. */
function nodeOf(): string {
  return `
    import { randomUUID } from "node:crypto";
    import { connect } from "@avow/postgres";
    import { createContext } from "../create-context.ts";
    import { loadIndexPolicy } from "../../../tests/support/index-policy.ts";
    import { createIntake } from "./intake.ts";
    import { createVisitLog } from "./visit-log.ts";
    const store = connect({ url: ${JSON.stringify(database.url)} });
    const now = () => new Date();
    const { context } = await createContext({
      readFolder: loadIndexPolicy, store, dataDir: ${JSON.stringify(dataDir)}, now,
      publicUrl: "http://localhost:4000", consoleUrl: "http://localhost:4001", report: console.error,
    });
    const log = createVisitLog({ store, vault: context.vault, ledger: context.ledger, now });
    const take = createIntake(context, { log, findRegion: () => null });
    const visit = () => ({
      at: now().toISOString(), page: "/", section: "", access: "free", referrer: null, status: 200, durationMs: 1,
      address: "203.0.113.7", agent: 0, shown: [], clicked: null, returning: null,
    });
    const send = async () => {
      for (;;) {
        const batch = randomUUID();
        await take({ batch, agents: [""], visits: Array.from({ length: ${A_BATCH} }, visit) });
        console.log(batch);
      }
    };
    await Promise.all(Array.from({ length: 8 }, send));`;
}

it("[law 8] after kill -9 at any moment every acknowledged visit is there once, and no batch in part", {
  timeout: 120_000,
}, async () => {
  const acknowledged: string[] = [];
  for (const most of [1, 40]) {
    const node = runScript(nodeOf(), { cwd: import.meta.dirname });
    for (let taken = 0; taken < most; taken += 1) acknowledged.push(await node.nextLine());
    await node.kill();
  }
  const { rows } = await database.store.pool.query<{ batch: string; visits: number; places: number }>(
    "select batch, count(*) as visits, count(distinct place) as places from visit group by batch",
  );
  for (const { visits, places } of rows) expect([visits, places]).toEqual([A_BATCH, A_BATCH]);
  const there = new Set(rows.map(({ batch }) => batch));
  expect(acknowledged.filter((batch) => !there.has(batch))).toEqual([]);
  const { rows: flushed } = await database.store.pool.query<{ batch: string }>(
    "select unnest(batches) as batch from visit_flush order by 1",
  );
  expect(flushed.map(({ batch }) => batch)).toEqual([...there].sort());
});
