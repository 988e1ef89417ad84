import { setTimeout } from "node:timers/promises";
import { asFault, isContention } from "./database-error.ts";
import { Fault } from "./fault.ts";
import type { Database, Tx } from "./store.ts";

/** The wait before each new try. Two that deadlocked do not meet again: the server undid only one of them. */
const RETRY_DELAYS_MS = [10, 50, 250];

/**
 * Runs `work` in one transaction, read committed: everything it wrote through `tx` is committed when the
 * promise fulfils, and nothing when it rejects. `work` is run again after a deadlock or serialization failure,
 * at most three times, so its only effects must be those made through `tx`.
 * Errors of the server and of `work` pass unchanged, except:
 * @throws {Fault} `store-unreachable` (retryable; lost during the commit itself, the outcome is unknown, so what
 * is retried must be idempotent); `disk-full` (retryable); `store-contended` (retryable)
 * @example const id = await transact(db, (tx) => append(tx, entry))
 */
export async function transact<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await db.transaction().setIsolationLevel("read committed").execute(work);
    } catch (error) {
      if (!isContention(error)) throw asFault(error);
      const delayMs = RETRY_DELAYS_MS[failures];
      if (delayMs === undefined) throw contended(error);
      await setTimeout(delayMs);
    }
  }
}

function contended(cause: unknown): Fault {
  return new Fault({
    code: "store-contended",
    message: "the transaction lost to others at every try",
    retryable: true,
    cause,
  });
}
