import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Database } from "@avow/postgres";
import { sql } from "kysely";
import { createNoise } from "../packages/service/statistics/discrete-gaussian.ts";
import { STANDARD } from "../packages/service/statistics/plan.ts";
import { createPublisher } from "../packages/service/statistics/publish.ts";
import { plantDay } from "../packages/service/statistics/statistics.testing.ts";
import { openHouse } from "./open-house.ts";

const DAY = "2027-03-01";
/** What `plantDay` makes of one visitor, on the average. */
const VISITS_OF_ONE = 3;
const POLL_MS = 100;

export interface StatisticsBench {
  readonly visits: number;
  readonly visitors: number;
  /** Seconds for each answer of the standard set, count, noise, evidence and index in the log included. */
  readonly rows: readonly { readonly name: string; readonly seconds: number }[];
  readonly seconds: number;
  /** Peak of memory of their own over all server processes together, and growth of this process, in MB; `null` off Linux. */
  readonly serverMb: number | null;
  readonly processMb: number;
}

/** Publishes the standard set of one day of so many visits, over the embedded PostgreSQL as it is delivered, fsync on. */
export async function benchStatistics({ visits }: { readonly visits: number }): Promise<StatisticsBench> {
  let now = new Date(`${DAY}T00:00:00Z`);
  const { context, store, close } = await openHouse({ now: () => now });
  try {
    const visitors = Math.ceil(visits / VISITS_OF_ONE);
    await plantDay(store.db, { day: DAY, visitors });
    now = new Date("2027-03-02T12:00:00Z");
    return { visitors, ...(await publishAll(context, store.db)) };
  } finally {
    await close();
  }
}

async function publishAll(context: Parameters<typeof createPublisher>[0], db: Database) {
  const publisher = createPublisher(context, createNoise(randomBytes));
  const { rows: counted } = await sql<{ visits: number }>`select count(*)::int8 as visits from visit`.execute(
    db,
  );
  const before = process.memoryUsage().rss;
  const watch = watchMemory(db);
  const rows: { name: string; seconds: number }[] = [];
  for (const kind of STANDARD) {
    const began = performance.now();
    await publisher.answer({ ...kind, day: DAY });
    rows.push({ name: `${kind.measure} by ${kind.by}`, seconds: (performance.now() - began) / 1000 });
  }
  const peak = await watch.stop();
  return {
    visits: counted[0]?.visits ?? 0,
    rows,
    seconds: rows.reduce((sum, { seconds }) => sum + seconds, 0),
    serverMb: peak.serverBytes === null ? null : peak.serverBytes / 2 ** 20,
    processMb: (peak.processBytes - before) / 2 ** 20,
  };
}

/** Follows how much memory the server's processes hold for themselves (without the cache they share), and this one. */
function watchMemory(db: Database) {
  let [serverBytes, processBytes]: [number | null, number] = [null, 0];
  const look = async () => {
    const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity`.execute(db);
    const held = await Promise.all(rows.map(({ pid }) => ownMemory(pid)));
    if (held.some((bytes) => bytes !== null))
      serverBytes = Math.max(
        serverBytes ?? 0,
        held.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
      );
    processBytes = Math.max(processBytes, process.memoryUsage().rss);
  };
  let looking = look();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, POLL_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
      return { serverBytes, processBytes };
    },
  };
}

async function ownMemory(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^RssAnon:\s+(\d+) kB/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

if (import.meta.main) {
  const bench = await benchStatistics({ visits: Number(process.argv[2] ?? 1_000_000) });
  process.stdout.write(`${JSON.stringify(bench, null, 2)}\n`);
}
