import { setTimeout } from "node:timers/promises";
import { type Database, Fault } from "@avow/postgres";
import { type Bell, createBell } from "./bell.ts";
import { makeFolder } from "./durable-files.ts";
import { assignIndexes, BATCH_SIZE, findEntries, unknownEntry, whileSequencing } from "./entries.ts";
import { underLocks } from "./leadership.ts";
import { createLogWriter, type LogWriter } from "./log-writer.ts";
import { type LogPlace, type OpenedLog, openLog } from "./open-log.ts";
import { findCheckpoint, type SignedHead } from "./tree-head.ts";
import { createWaiters, type Waiters } from "./waiters.ts";

/** How often a keeper looks without being told: for entries of other processes, and for a log that lost its keeper. */
const POLL_MS = 100;
/** The pause after something broke. */
const RETRY_MS = 1000;

export interface KeeperOptions {
  readonly place: LogPlace;
  readonly opened: OpenedLog;
  readonly now: () => Date;
  readonly checkpointEveryMs: number;
  readonly batchMs: number;
  readonly onFault: (fault: Error) => void;
}

/** What a keeper knows of its log. */
export interface KeeperState {
  /** Entries that have an index, as far as this process knows. */
  readonly size: number;
  readonly checkpoint: SignedHead | null;
  /** When this process last saw a new checkpoint. */
  readonly lastCheckpointAt: Date | null;
  readonly fault: string | null;
}

/** The part of a ledger that works unasked: it sequences, writes tiles and signs while it leads, and follows while another does. */
export interface Keeper {
  readonly waiters: Waiters;
  state(): KeeperState;
  kick(): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createKeeper(o: KeeperOptions): Keeper {
  const { db, dir, signer, lastSignedFile } = o.place;
  const waiters = createWaiters();
  const bell: Bell = createBell();
  const stopping = new AbortController();
  const settled = Promise.withResolvers<void>();
  let running: Promise<void> | undefined;
  let size = o.opened.next;
  let checkpoint = o.opened.checkpoint;
  let lastCheckpointAt: Date | null = null;
  let fault: string | null = null;

  function report(error: unknown): void {
    const reported = error instanceof Error ? error : new Error("the ledger failed", { cause: error });
    if (fault !== reported.message) o.onFault(reported);
    fault = reported.message;
  }

  function see(found: SignedHead | null): void {
    if (found === null || found.note === checkpoint?.note) return;
    checkpoint = found;
    lastCheckpointAt = o.now();
    size = Math.max(size, found.size);
  }

  /** Asks the table for entries that another process sequenced, all at once. */
  async function lookUp(from: Database): Promise<void> {
    const ids = waiters.ids();
    if (ids.length === 0) return;
    const rows = new Map((await findEntries(from, ids)).map(({ id, index }) => [id, index]));
    for (const id of ids) {
      const index = rows.get(id);
      if (index === undefined) waiters.refuse(id, unknownEntry(id));
      else if (index !== null) waiters.settleIndexes([{ id, index }]);
    }
  }

  async function sequence(connection: Database, signal: AbortSignal): Promise<void> {
    for (let lookedUpAt = performance.now(); ; ) {
      const isLast = signal.aborted;
      const places = await assignIndexes(connection, size);
      size += places.length;
      waiters.settleIndexes(places);
      if (isLast && places.length < BATCH_SIZE) return;
      if (performance.now() - lookedUpAt > POLL_MS) {
        await lookUp(connection);
        lookedUpAt = performance.now();
      }
      if (places.length === 0) await bell.wait(POLL_MS);
      else if (o.batchMs > 0) await setTimeout(o.batchMs);
    }
  }

  /** Not cut short by a kick: a store that is down is not asked once for every commit. */
  async function pause(ms: number): Promise<void> {
    await setTimeout(ms, undefined, { signal: stopping.signal }).catch(() => {});
  }

  /** A disk that cannot be written stops neither appends nor indexes; the next try finds what is owed. */
  async function publish(writer: LogWriter): Promise<void> {
    try {
      see(await writer.publish(size));
      waiters.settleCoverage(checkpoint?.size ?? 0);
      fault = null;
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "ledger-disk") throw error;
      report(error);
    }
  }

  async function publishRegularly(writer: LogWriter, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await setTimeout(o.checkpointEveryMs, undefined, { signal }).catch(() => {});
      await publish(writer);
    }
  }

  async function lead(connection: Database): Promise<void> {
    await makeFolder(dir);
    const opened = await openLog(o.place);
    size = opened.next;
    const writer = await createLogWriter(o.place, opened);
    await publish(writer);
    settled.resolve();
    const failed = new AbortController();
    const signal = AbortSignal.any([failed.signal, stopping.signal]);
    const endsBoth = (loop: Promise<void>) =>
      loop.catch((error) => {
        failed.abort();
        bell.ring();
        throw error;
      });
    const loops = [
      whileSequencing(connection, () => sequence(connection, signal)),
      publishRegularly(writer, signal),
    ];
    const ends = await Promise.allSettled(loops.map(endsBoth));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    await publish(writer);
  }

  async function follow(): Promise<void> {
    see(await findCheckpoint(dir, signer, checkpoint));
    waiters.settleCoverage(checkpoint?.size ?? 0);
    await lookUp(db);
    fault = null;
    settled.resolve();
  }

  /** One turn: lead for as long as nothing breaks, or follow once. Returns the pause before the next. */
  async function turn(): Promise<number> {
    try {
      const led = await db
        .connection()
        .execute((connection) => underLocks(connection, lastSignedFile, () => lead(connection)));
      if (!led) await follow();
      return POLL_MS;
    } catch (error) {
      report(error);
      if (error instanceof Fault && !error.retryable) throw error;
      settled.resolve();
      return RETRY_MS;
    }
  }

  async function run(): Promise<void> {
    try {
      while (!stopping.signal.aborted) await pause(await turn());
      waiters.close(stopped());
    } catch (error) {
      waiters.close(error);
      settled.reject(error);
    }
    settled.resolve();
  }

  return {
    waiters,
    state: () => ({ size, checkpoint, lastCheckpointAt, fault }),
    kick: bell.ring,
    async start() {
      if (stopping.signal.aborted) throw stopped();
      running ??= run();
      await settled.promise;
    },
    async stop() {
      stopping.abort();
      bell.ring();
      await running;
    },
  };
}

function stopped(): Fault {
  return new Fault({ code: "ledger-stopped", message: "the ledger is stopped", retryable: true });
}
