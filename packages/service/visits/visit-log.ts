import type { Ledger } from "@avow/ledger";
import { type Store, transact } from "@avow/postgres";
import type { OpenDay, Vault } from "@avow/vault";
import type { Context } from "../context.ts";
import { ProblemError } from "../http/problem.ts";
import { createCopyingStore } from "./copying-store.ts";
import { addDays, dayOf, OVER_MS } from "./days.ts";
import { type FlushPlace, flush, prepareDays } from "./flush.ts";
import { dropOverdue } from "./retention.ts";
import { sumHours } from "./sums.ts";
import type { WaitingBatch } from "./waiting.ts";

/** The visit log of this process: what stands while versions of the policy pass. */
export interface VisitLog {
  /** The secrets of a UTC day, held until the day is over. */
  openDay(day: string): Promise<OpenDay>;
  /**
   * Writes a batch; it is durable when the promise fulfils, and nothing of it is kept when it rejects, unless the store went
   * away during the commit. What waits is written together, one transaction at a time.
   * @throws {ProblemError} `visits-waiting` when more waits than can be written
   * A fault of the store that passes is retryable.
   */
  write(batch: WaitingBatch): Promise<void>;
  /** What is owed again and again, once a minute whoever asks: days ahead, salts and days that are over, sums. */
  keep(governs: Context): Promise<void>;
  /** Takes no more, and writes what waits. */
  stop(): Promise<void>;
}

export interface VisitLogOptions {
  readonly store: Store;
  readonly vault: Vault;
  readonly ledger: Ledger;
  readonly now: () => Date;
}

/** Rows that may wait: some seconds of work. More are sent back to whoever has them, and lost by nobody. */
export const MOST_WAITING = 50_000;
const MOST_A_FLUSH = 10_000;
/** While one waits for the disk or for an answer, another has the database at work. */
const WRITERS = 3;
const MINUTE_MS = 60_000;

interface Waiting {
  readonly batch: WaitingBatch;
  readonly rows: number;
  readonly written: PromiseWithResolvers<void>;
}

export function createVisitLog(options: VisitLogOptions): VisitLog {
  const { store, vault, ledger, now } = options;
  const places = Array.from({ length: WRITERS }, () => ({ store: createCopyingStore(store), ledger, now }));
  const waiting: Waiting[] = [];
  let rowsWaiting = 0;
  /** Of each writer that is at work, its end. */
  const writing = new Map<FlushPlace, Promise<void>>();
  let isStopped = false;
  let keptAt = Number.NaN;
  const opened = new Map<string, Promise<OpenDay>>();

  const takeSome = (): readonly Waiting[] => {
    let [count, rows] = [0, 0];
    for (const one of waiting) {
      rows += one.rows;
      if (count > 0 && rows > MOST_A_FLUSH) break;
      count += 1;
    }
    return waiting.splice(0, count);
  };
  const writeAll = async (place: FlushPlace): Promise<void> => {
    while (waiting.length > 0) {
      const some = takeSome();
      const settle = await flush(
        place,
        some.map(({ batch }) => batch),
      ).then(
        () => (one: Waiting) => one.written.resolve(),
        (error) => (one: Waiting) => one.written.reject(error),
      );
      for (const one of some) {
        rowsWaiting -= one.rows;
        settle(one);
      }
    }
    writing.delete(place);
  };
  const startWriter = (): void => {
    const idle = places.find((place) => !writing.has(place));
    if (idle !== undefined)
      writing.set(
        idle,
        Promise.resolve().then(() => writeAll(idle)),
      );
  };

  return {
    openDay(day) {
      const known = opened.get(day);
      if (known !== undefined) return known;
      const opening = prepareDays(store.db, [day]).then(() => vault.openDay(store.db, day));
      opened.set(day, opening);
      opening.catch(() => opened.delete(day));
      return opening;
    },
    async write(batch) {
      const rows = batch.days.reduce((sum, { count }) => sum + count, 0);
      if (isStopped || rowsWaiting + rows > MOST_WAITING) throw full();
      const twin = waiting.find((one) => one.batch.batch === batch.batch);
      if (twin !== undefined) return twin.written.promise;
      const one = { batch, rows, written: Promise.withResolvers<void>() };
      waiting.push(one);
      rowsWaiting += rows;
      startWriter();
      return one.written.promise;
    },
    async keep(governs) {
      const at = now().getTime();
      const minute = Math.floor(at / MINUTE_MS);
      if (minute === keptAt) return;
      const today = dayOf(at);
      await prepareDays(store.db, [today, addDays(today, 1)]);
      const oldest = dayOf(at - OVER_MS);
      for (const day of opened.keys()) if (day < oldest) opened.delete(day);
      await transact(store.db, (tx) => vault.destroySalts(tx, oldest));
      await dropOverdue({ db: store.db, vault, bundle: governs.bundle, today });
      await sumHours(store.db, at);
      keptAt = minute;
    },
    async stop() {
      isStopped = true;
      await Promise.all(writing.values());
    },
  };
}

function full(): ProblemError {
  return new ProblemError("visits-waiting", {
    detail: "more visits wait than can be written; nothing of this batch was kept",
    help: "send it again after the seconds that `Retry-After` says",
  });
}
