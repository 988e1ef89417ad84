import { Fault } from "@avow/postgres";
import type { Context } from "../context.ts";

/** A receipt's id and its place in the log. */
export interface ReceiptHandle {
  readonly id: string;
  readonly index: number;
}

/**
 * Waits for a transaction that recorded an event, then for the event's index: the first of the two steps in which a
 * receipt is answered. The file follows when a checkpoint covers it.
 */
export async function settle(context: Context, recorded: Promise<string>): Promise<ReceiptHandle> {
  return awaitIndex(context, await recorded);
}

/** How long an answer waits for its index; a few milliseconds do, unless the database has gone away since the commit. */
const INDEX_PATIENCE_MS = 10_000;

/**
 * Waits for the index of an event whose transaction has committed.
 * @throws {Fault} `store-unreachable`, when it takes too long: what was done stands, and only its acknowledgement is missing
 */
export async function awaitIndex(context: Pick<Context, "ledger">, id: string): Promise<ReceiptHandle> {
  const signal = AbortSignal.timeout(INDEX_PATIENCE_MS);
  context.ledger.kick();
  try {
    return { id, index: await context.ledger.sequenced(id, { signal }) };
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new Fault({
      code: "store-unreachable",
      message: "the store went away before this could be acknowledged",
      retryable: true,
      cause,
    });
  }
}
