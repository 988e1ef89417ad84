import type { Place } from "./entries.ts";

interface Waiter {
  readonly resolve: (index: number) => void;
  readonly reject: (reason: unknown) => void;
}

/** Those who wait for an entry's index, and those who wait until a checkpoint covers one. */
export interface Waiters {
  /** The index of `id`; rejects with the signal's reason when it aborts first. */
  index(id: string, signal?: AbortSignal): Promise<number>;
  /** Fulfils when a checkpoint covers `index`. */
  coverage(index: number): Promise<void>;
  /** The ids whose index somebody waits for. */
  ids(): readonly string[];
  settleIndexes(places: readonly Place[]): void;
  settleCoverage(size: number): void;
  /** Rejects those who wait for `id`. */
  refuse(id: string, reason: unknown): void;
  /** Rejects all, and everyone who comes later. */
  close(reason: unknown): void;
}

/** Indexes remembered for those who ask after they were given: a commit and the question are moments apart. */
const REMEMBERED = 16_384;

export function createWaiters(): Waiters {
  const byId = new Map<string, Set<Waiter>>();
  const byIndex = new Map<number, Set<Waiter>>();
  const recent = new Map<string, number>();
  let covered = 0;
  let closed: { readonly reason: unknown } | null = null;

  function remember({ id, index }: Place): void {
    recent.set(id, index);
    const [oldest] = recent.size > REMEMBERED ? recent.keys() : [];
    if (oldest !== undefined) recent.delete(oldest);
  }

  return {
    async index(id, signal) {
      signal?.throwIfAborted();
      if (closed !== null) throw closed.reason;
      const known = recent.get(id);
      if (known !== undefined) return known;
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      const waiter = { resolve, reject };
      const forget = join(byId, id, waiter);
      const abort = () => {
        forget();
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
      return promise.finally(() => signal?.removeEventListener("abort", abort));
    },
    async coverage(index) {
      if (index < covered) return;
      if (closed !== null) throw closed.reason;
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      join(byIndex, index, { resolve, reject });
      await promise;
    },
    ids: () => [...byId.keys()],
    settleIndexes(places) {
      for (const place of places) {
        remember(place);
        for (const { resolve } of take(byId, place.id)) resolve(place.index);
      }
    },
    settleCoverage(size) {
      covered = Math.max(covered, size);
      for (const index of [...byIndex.keys()].filter((one) => one < covered)) {
        for (const { resolve } of take(byIndex, index)) resolve(index);
      }
    },
    refuse(id, reason) {
      for (const { reject } of take(byId, id)) reject(reason);
    },
    close(reason) {
      closed = { reason };
      for (const waiters of [...byId.values(), ...byIndex.values()]) {
        for (const { reject } of waiters) reject(reason);
      }
      byId.clear();
      byIndex.clear();
    },
  };
}

/** Adds a waiter under `key`; the returned function takes it out again. */
function join<K>(waiters: Map<K, Set<Waiter>>, key: K, waiter: Waiter): () => void {
  const together = waiters.get(key) ?? new Set();
  waiters.set(key, together.add(waiter));
  return () => {
    together.delete(waiter);
    if (together.size === 0 && waiters.get(key) === together) waiters.delete(key);
  };
}

function take<K>(waiters: Map<K, Set<Waiter>>, key: K): ReadonlySet<Waiter> {
  const together = waiters.get(key) ?? new Set<Waiter>();
  waiters.delete(key);
  return together;
}
