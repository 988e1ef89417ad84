import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { connect, type Store, startEmbedded } from "@avow/postgres";
import { createService, readConfig, type Service } from "@avow/service";
import { from, to } from "pg-copy-streams";
import { COLUMNS } from "../packages/service/visits/waiting.ts";
import { loadIndexPolicy } from "../tests/support/index-policy.ts";

const BATCHES = 500;
const TEXTS = 50;
const A_BATCH = 1000;
const AT_ONCE = 50;
/** As many as the service writes at once. */
const A_COPY = 10_000;
const VISITORS = 10_000;
const ROUNDS = 5;
const SERVICE = "http://localhost:4001";

export interface VisitsBench {
  /** Visits a second, median of the rounds. */
  readonly accepted: number;
  readonly copied: number;
  /** Visits accepted over rows copied, in the same time. */
  readonly ratio: number;
}

/**
 * Sends batches of visits to the service, each acknowledged when it is durable; and copies the very rows they left, as bytes
 * that lie ready, into a table of the same columns without index or partition of the same PostgreSQL, as many at a time and with
 * one commit for each. fsync on, in turns.
 */
export async function benchVisits(): Promise<VisitsBench> {
  const dir = await mkdtemp(join(tmpdir(), "avow-bench-"));
  const server = await startEmbedded({ dataDir: join(dir, "postgres") });
  const store = connect({ url: server.url });
  const service = await openService(store, dir);
  try {
    await store.pool.query("create table plain_visit (like visit)");
    const rounds: { accepted: number; copied: number }[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const bodies = makeBodies();
      await store.pool.query("truncate visit, plain_visit");
      const accepted = await perSecond(() => send(service, bodies));
      const copied = await copyAgain(store);
      if (round > 0) rounds.push({ accepted, copied });
    }
    return {
      accepted: median(rounds.map((one) => one.accepted)),
      copied: median(rounds.map((one) => one.copied)),
      ratio: median(rounds.map(({ accepted, copied }) => accepted / copied)),
    };
  } finally {
    await service.stop();
    await store.close();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function openService(store: Store, dir: string): Promise<Service> {
  const read = readConfig({ AVOW_DATA: dir });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return createService({
    readFolder: loadIndexPolicy,
    store,
    config: read.config,
    now: () => new Date(),
    report(error) {
      throw error;
    },
    mountPages: () => {},
  });
}

const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
  "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
];

const HEAD = '{"batch":"';

/**
 * Batches of some thousand visitors' visits, mixed, as the sites' middleware would send them; each is sent again and again under
 * other names, which are written over the one it has.
 */
function makeBodies(): readonly Buffer<ArrayBuffer>[] {
  return Array.from({ length: TEXTS }, (_, batch) => {
    const visits = Array.from({ length: A_BATCH }, (_, index) => makeVisit(batch * A_BATCH + index));
    return Buffer.from(JSON.stringify({ batch: randomUUID(), agents: AGENTS, visits }));
  });
}

function makeVisit(number: number) {
  const visitor = (number * 7919) % VISITORS;
  return {
    at: new Date().toISOString(),
    page: `/en/articles/article-${number % 500}`,
    section: "articles",
    access: number % 5 === 0 ? "paid" : "free",
    referrer: number % 3 === 0 ? "https://www.index.example/en/" : null,
    status: 200,
    durationMs: number % 90,
    address: `${11 + (visitor % 80)}.${visitor % 251}.${visitor >> 8}.${visitor % 199}`,
    agent: visitor % AGENTS.length,
    shown: [],
    clicked: null,
    returning: null,
  };
}

async function send({ app, siteKey }: Service, bodies: readonly Buffer<ArrayBuffer>[]): Promise<void> {
  let sent = 0;
  const sendOne = async (body: Buffer<ArrayBuffer>): Promise<void> => {
    body.write(randomUUID(), HEAD.length, "latin1");
    const headers = {
      authorization: `Bearer ${siteKey}`,
      "content-type": "application/json",
      "content-length": `${body.length}`,
    };
    const response = await app.fetch(new Request(`${SERVICE}/v1/visits`, { method: "POST", headers, body }));
    if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
  };
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (sent < BATCHES) await sendOne(bodies[sent++ % TEXTS] ?? Buffer.alloc(0));
    }),
  );
}

/** Copies the rows that are in the log into the plain table; gives rows a second. */
async function copyAgain({ pool }: Store): Promise<number> {
  const client = await pool.connect();
  try {
    const columns = COLUMNS.join(", ");
    const parts: Buffer[] = [];
    for await (const part of client.query(to(`copy (select ${columns} from visit) to stdout`)))
      parts.push(part);
    const lines = splitLines(Buffer.concat(parts), A_COPY);
    return await perSecond(async () => {
      for (const some of lines) {
        const copy = client.query(from(`copy plain_visit (${columns}) from stdin`));
        copy.end(some);
        await finished(copy);
      }
    });
  } finally {
    client.release();
  }
}

/** Cuts text into pieces of so many lines. */
function splitLines(text: Buffer, lines: number): readonly Buffer[] {
  const pieces: Buffer[] = [];
  let [from, seen] = [0, 0];
  for (let at = text.indexOf(10); at !== -1; at = text.indexOf(10, at + 1)) {
    seen += 1;
    if (seen % lines !== 0 && at + 1 !== text.length) continue;
    pieces.push(text.subarray(from, at + 1));
    from = at + 1;
  }
  return pieces;
}

async function perSecond(act: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return ((BATCHES * A_BATCH) / (performance.now() - began)) * 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (import.meta.main) {
  const { accepted, copied, ratio } = await benchVisits();
  process.stdout.write(
    `accepted ${accepted.toFixed(0)}/s, copied ${copied.toFixed(0)}/s, ratio ${ratio.toFixed(2)}\n`,
  );
}
